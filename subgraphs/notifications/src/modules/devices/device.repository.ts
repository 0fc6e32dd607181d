import { type Database, nobody, prepared, type Transaction } from '@trivet/database';
import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import { type Device, type DeviceToken, devices, deviceTokens, endedSessions } from './device.model.ts';

const listByUser = prepared<{ userId: string }>()('devices.listByUser', (db) =>
  db
    .select()
    .from(devices)
    .where(eq(devices.userId, sql.placeholder('userId')))
    .orderBy(asc(devices.id)),
);
const findByIds = prepared<{ userId: string; ids: readonly string[] }>()('devices.findByIds', (db) =>
  db
    .select()
    .from(devices)
    .where(
      sql`${devices.id} = any(${sql.placeholder('ids')}::uuid[]) and ${devices.userId} = ${sql.placeholder('userId')}`,
    ),
);
const listRegisteredBefore = prepared<{ before: Date; limit: number }>()('deviceTokens.listRegisteredBefore', (db) =>
  db
    .select({ deviceId: deviceTokens.deviceId, userId: deviceTokens.userId })
    .from(deviceTokens)
    .where(sql`${deviceTokens.registeredAt} < ${sql.placeholder('before')}`)
    .orderBy(asc(deviceTokens.registeredAt))
    .limit(sql.placeholder('limit')),
);

/** Devices, one person's at a time, and whose a token is. */
export class DeviceRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The oldest first. */
  listByUser(userId: string): Promise<Device[]> {
    return this.#db.readWithin({ persons: [userId] }, listByUser, { userId });
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findByIds(userId: string, ids: readonly string[]): Promise<(Device | null)[]> {
    const rows = await this.#db.readWithin({ persons: [userId] }, findByIds, { userId, ids });
    const byId = new Map(rows.map((device) => [device.id, device]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Whosever they are, the longest ago first. */
  listRegisteredBefore(before: Date, limit: number): Promise<Pick<DeviceToken, 'deviceId' | 'userId'>[]> {
    return this.#db.read(listRegisteredBefore, { before, limit });
  }

  /**
   * Until the transaction ends nobody else registers this token, nor another one for this person, and the session does not end here. There
   * may be no row to lock.
   */
  async lock(
    tx: Transaction,
    { userId, sessionId }: Pick<Device, 'userId' | 'sessionId'>,
    hash: Buffer,
  ): Promise<void> {
    for (const name of [sessionLock(sessionId), `device token ${hash.toString('hex')}`, `devices ${userId}`])
      await lock(tx, name);
  }

  /** Under the lock of a session, whether it has ended as far as is known here. */
  async hasEnded(tx: Transaction, sessionId: string): Promise<boolean> {
    const found = await tx.select().from(endedSessions).where(eq(endedSessions.sessionId, sessionId));
    return found.length > 0;
  }

  /** Who registers a device by it at this moment comes first, or not at all. */
  async endSession(tx: Transaction, sessionId: string, endedAt: Date): Promise<void> {
    await lock(tx, sessionLock(sessionId));
    await tx.insert(endedSessions).values({ sessionId, endedAt }).onConflictDoNothing();
  }

  async forgetEndedSessions(before: Date): Promise<void> {
    await this.#db.transaction(nobody, (tx) => tx.delete(endedSessions).where(lt(endedSessions.endedAt, before)));
  }

  async findToken(tx: Transaction, hash: Buffer): Promise<DeviceToken | null> {
    const [found] = await tx.select().from(deviceTokens).where(eq(deviceTokens.hash, hash));
    return found ?? null;
  }

  async insert(tx: Transaction, device: Device, hash: Buffer): Promise<Device> {
    const [inserted] = await tx.insert(devices).values(device).returning();
    const { id: deviceId, userId, registeredAt } = device;
    await tx.insert(deviceTokens).values({ hash, deviceId, userId, registeredAt });
    return inserted as Device;
  }

  /** Null where it is no more. */
  async renew(
    tx: Transaction,
    { id, registeredAt, ...renewed }: Pick<Device, 'id' | 'sessionId' | 'name' | 'token' | 'registeredAt'>,
  ): Promise<Device | null> {
    const [device] = await tx
      .update(devices)
      .set({ ...renewed, registeredAt })
      .where(eq(devices.id, id))
      .returning();
    if (device) await tx.update(deviceTokens).set({ registeredAt }).where(eq(deviceTokens.deviceId, id));
    return device ?? null;
  }

  /** All of a person but those that were registered last. */
  async deleteAllBut(tx: Transaction, userId: string, count: number): Promise<void> {
    const tooMany = tx
      .select({ id: devices.id })
      .from(devices)
      .where(eq(devices.userId, userId))
      .orderBy(sql`${devices.registeredAt} desc, ${devices.id} desc`)
      .offset(count);
    await tx.delete(devices).where(inArray(devices.id, tooMany));
  }

  /** False where it is no more, or another's. */
  async delete(tx: Transaction, { id, userId }: Pick<Device, 'id' | 'userId'>): Promise<boolean> {
    const deleted = await tx
      .delete(devices)
      .where(and(eq(devices.id, id), eq(devices.userId, userId)))
      .returning({ id: devices.id });
    return deleted.length > 0;
  }

  /** Only if it was not registered again meanwhile. */
  async deleteRegistered(tx: Transaction, device: Pick<Device, 'id' | 'registeredAt'>): Promise<void> {
    await tx.delete(devices).where(and(eq(devices.id, device.id), eq(devices.registeredAt, device.registeredAt)));
  }

  async deleteRegisteredBefore(tx: Transaction, ids: readonly string[], before: Date): Promise<void> {
    await tx
      .delete(devices)
      .where(sql`${devices.id} = any(${sql.param(ids)}::uuid[]) and ${devices.registeredAt} < ${before.toISOString()}`);
  }

  async deleteOfSession(tx: Transaction, { userId, sessionId }: Pick<Device, 'userId' | 'sessionId'>): Promise<void> {
    await tx.delete(devices).where(and(eq(devices.userId, userId), eq(devices.sessionId, sessionId)));
  }

  /** There are a few at most. */
  async deleteOfPerson(tx: Transaction, userId: string): Promise<void> {
    await tx.delete(devices).where(eq(devices.userId, userId));
  }
}

const sessionLock = (sessionId: string) => `devices of session ${sessionId}`;

async function lock(tx: Transaction, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
