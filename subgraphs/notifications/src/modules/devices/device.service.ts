import { type Database, newId, type Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import { AppError, type Clock, NotFoundError, UserFault, type UserViewer } from '@trivet/platform';
import { type Operation, requireText } from '@trivet/subgraph';
import type { Device, DevicePlatform } from './device.model.ts';
import type { DeviceRepository } from './device.repository.ts';
import type { DeviceCipher } from './device-cipher.ts';
import { requireApnsToken, requireFcmToken, requireSubscription, type WebPushSubscription } from './device-token.ts';

export interface DeviceServiceDeps {
  readonly db: Database;
  readonly devices: DeviceRepository;
  readonly cipher: DeviceCipher;
  readonly clock: Clock;
  /** Host names of the push services of browsers that endpoints may be of. */
  readonly webPushServices: readonly string[];
}

export interface DeviceInput {
  readonly platform: DevicePlatform;
  /** Of an application. */
  readonly token: string | null;
  /** Of a browser. */
  readonly subscription: WebPushSubscription | null;
  readonly name: string;
}

/** A device that can be pushed to. */
export interface ReachableDevice extends Pick<Device, 'id' | 'userId' | 'platform' | 'name' | 'registeredAt'> {
  /** As its push service knows it; of a browser, its subscription as JSON. */
  readonly token: string;
}

const maxDevices = 20;
/** No session is older, and a device is told as long as the session could be that registered it. */
const keptMs = 30 * 24 * 3_600_000;
/** Longer than anything is under way that was asked for by a session before it ended. */
const endedKeptMs = 24 * 3_600_000;
const forgottenAtOnce = 500;
/** Of one token from one person to the next, while one waits for his turn. */
const maxMoves = 10;

/** Where a person's notifications are pushed. A device is one person's: of who was last signed in there. */
export class DeviceService {
  readonly #deps: DeviceServiceDeps;

  constructor(deps: DeviceServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Pushes the viewer's notifications to a device from now on, and nobody else's. To be repeated whenever the application starts. Of more
   * than twenty the one goes that has not been registered for longest.
   * @throws {UserFault} `INVALID_INPUT`; {@link AppError} `FORBIDDEN` in the place of another, `UNAUTHENTICATED` where the session has ended
   * meanwhile.
   */
  async register(operation: Operation, input: DeviceInput): Promise<Device> {
    const { db, cipher } = this.#deps;
    const viewer = requireOneself(operation);
    const name = requireText(input.name, { path: ['name'], max: 100 });
    const token = this.#tokenOf(input);
    const { platform } = input;
    const registration = { viewer, platform, name, token, hash: cipher.hash(platform, token) };
    let persons: readonly string[] = [viewer.userId];
    for (let moves = 0; moves < maxMoves; moves += 1) {
      const done = await db.transaction({ persons }, (tx) => this.#register(tx, persons, registration));
      if ('device' in done) return done.device;
      persons = [...persons, done.ownerId];
    }
    throw new AppError('CONFLICT', 'Others register this device at this moment. Try again.');
  }

  /** @throws {NotFoundError} for what does not exist and for what is another's; {@link AppError} `FORBIDDEN` in the place of another. */
  async remove(operation: Operation, deviceId: string): Promise<string> {
    const { db, devices } = this.#deps;
    const { userId } = requireOneself(operation);
    const isDeleted = await db.transaction({ persons: [userId] }, (tx) => devices.delete(tx, { id: deviceId, userId }));
    if (!isDeleted) throw new NotFoundError('device', ['deviceId']);
    return deviceId;
  }

  /** The oldest first. */
  list(userId: string): Promise<Device[]> {
    return this.#deps.devices.listByUser(userId);
  }

  /** In the order of `ids`; null for what does not exist or is not the viewer's. */
  async findOwn({ viewer }: Operation, ids: readonly string[]): Promise<(Device | null)[]> {
    return viewer.kind === 'user' ? this.#deps.devices.findByIds(viewer.userId, ids) : ids.map(() => null);
  }

  /** Where a person is pushed to at this moment. */
  async listReachable(userId: string): Promise<ReachableDevice[]> {
    const { devices, cipher, clock } = this.#deps;
    const since = clock.now().getTime() - keptMs;
    const all = await devices.listByUser(userId);
    return all.flatMap(({ id, platform, name, registeredAt, token: encrypted }) => {
      const token = registeredAt.getTime() >= since ? cipher.decrypt({ id, token: encrypted }) : null;
      return token === null ? [] : { id, userId, platform, name, registeredAt, token };
    });
  }

  /** Its push service knows it no more. One that was registered again meanwhile stays. */
  async forget(device: Pick<Device, 'id' | 'userId' | 'registeredAt'>): Promise<void> {
    const { db, devices } = this.#deps;
    await db.transaction({ persons: [device.userId] }, (tx) => devices.deleteRegistered(tx, device));
  }

  /** Of a session that has ended: nobody reads the notifications of who has signed out. The transaction sees the person's rows. */
  async removeOfSession(tx: Transaction, session: Pick<Device, 'userId' | 'sessionId'>): Promise<void> {
    const { devices, clock } = this.#deps;
    await devices.endSession(tx, session.sessionId, clock.now());
    await devices.deleteOfSession(tx, session);
  }

  /** Of a person who is erased. */
  removeOfPerson(tx: Transaction, userId: string): Promise<void> {
    return this.#deps.devices.deleteOfPerson(tx, userId);
  }

  /** Deletes what was not registered for so long that the session is over by which it was, and what is known of sessions that ended. */
  async sweep(): Promise<void> {
    const { db, devices, clock } = this.#deps;
    const now = clock.now().getTime();
    await devices.forgetEndedSessions(new Date(now - endedKeptMs));
    const before = new Date(now - keptMs);
    let due: Awaited<ReturnType<DeviceRepository['listRegisteredBefore']>>;
    do {
      due = await devices.listRegisteredBefore(before, forgottenAtOnce);
      const persons = [...new Set(due.map(({ userId }) => userId))];
      const ids = due.map(({ deviceId }) => deviceId);
      if (ids.length > 0) await db.transaction({ persons }, (tx) => devices.deleteRegisteredBefore(tx, ids, before));
    } while (due.length === forgottenAtOnce);
  }

  /** `ownerId`: it is another's, whose rows the transaction does not see. */
  async #register(
    tx: Transaction,
    persons: readonly string[],
    { viewer, platform, name, token, hash }: Registration,
  ): Promise<{ readonly device: Device } | { readonly ownerId: string }> {
    const { devices, cipher, clock } = this.#deps;
    const { userId, sessionId } = viewer;
    const registeredAt = clock.now();
    await devices.lock(tx, viewer, hash);
    if (await devices.hasEnded(tx, sessionId))
      throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.');
    const present = await devices.findToken(tx, hash);
    if (present && !persons.includes(present.userId)) return { ownerId: present.userId };
    if (present?.userId === userId) {
      const id = present.deviceId;
      const renewed = { id, sessionId, name, token: cipher.encrypt(id, token), registeredAt };
      const device = await devices.renew(tx, renewed);
      if (device) return { device };
    }
    if (present) await devices.delete(tx, { id: present.deviceId, userId: present.userId });
    const id = newId();
    const whose = { id, userId, sessionId, platform, name };
    const device = await devices.insert(
      tx,
      { ...whose, token: cipher.encrypt(id, token), createdAt: registeredAt, registeredAt },
      hash,
    );
    await devices.deleteAllBut(tx, userId, maxDevices);
    return { device };
  }

  #tokenOf({ platform, token, subscription }: DeviceInput): string {
    if (platform === 'web') {
      if (subscription === null || token !== null)
        throw invalid('A browser has a "subscription", and no "token".', 'subscription');
      return JSON.stringify(requireSubscription(subscription, this.#deps.webPushServices));
    }
    if (token === null || subscription !== null)
      throw invalid('An application has a "token", and no "subscription".', 'token');
    return platform === 'android' ? requireFcmToken(token) : requireApnsToken(token);
  }
}

interface Registration {
  readonly viewer: UserViewer;
  readonly platform: DevicePlatform;
  readonly name: string;
  readonly token: string;
  readonly hash: Buffer;
}

/** Who acts in the place of a person would have what he is told pushed to himself. */
function requireOneself({ viewer }: Operation): UserViewer {
  const user = requireUser(viewer);
  if (user.act) throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
  return user;
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}
