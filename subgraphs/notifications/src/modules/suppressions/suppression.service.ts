import { type Database, nobody, type Transaction } from '@trivet/database';
import { lookupHash, requireUser } from '@trivet/identity';
import { AppError, type Clock, RateLimitedError } from '@trivet/platform';
import type { Limit, Operation } from '@trivet/subgraph';
import type { NotificationCategory, NotificationChannel, SentChannel } from '../kinds/notification-kind.model.ts';
import type { PersonService } from '../persons/person.service.ts';
import type { Suppression, SuppressionReason } from './suppression.model.ts';
import type { SuppressionKey, SuppressionRepository } from './suppression.repository.ts';

export interface SuppressionServiceDeps {
  readonly db: Database;
  readonly suppressions: SuppressionRepository;
  readonly persons: PersonService;
  /** Under which addresses are hashed: 32 bytes. With another one nothing is found of before. */
  readonly key: Buffer;
  /** By person: who lifts again and again what comes back costs us our good name. */
  readonly limit: Limit;
  readonly clock: Clock;
}

/** An address of a channel. */
export interface Place {
  readonly channel: SentChannel;
  readonly address: string;
}

/** What was heard of an address. */
export interface Report extends Place {
  readonly reason: SuppressionReason;
  /** Who was told by what came back; null for who is no person here. */
  readonly userId: string | null;
  readonly at: Date;
}

/** So long, for an address may be somebody else's by then. */
const keptMs = 365 * 24 * 3_600_000;

/** Addresses to which nothing is sent any more, because they do not take it. Kept by a keyed hash: the address is nowhere here. */
export class SuppressionService {
  readonly #deps: SuppressionServiceDeps;

  constructor(deps: SuppressionServiceDeps) {
    this.#deps = deps;
  }

  /** Who complained is still told of his security; where nobody reads, or nothing may be sent, he is not. */
  async isSuppressed(tx: Transaction, place: Place, category: NotificationCategory): Promise<boolean> {
    const reason = await this.#deps.suppressions.findReason(tx, this.#keyOf(place));
    return reason !== null && (reason !== 'complaint' || category !== 'security');
  }

  /** What is reported twice, or was lifted after it happened, changes nothing. */
  async add(tx: Transaction, reports: readonly Report[]): Promise<void> {
    // Of two in one statement neither would be there yet for the other: what holds for more counts, and of those the last.
    const byAddress = new Map(
      reports
        .toSorted((one, other) => strengthOf(one) - strengthOf(other) || one.at.getTime() - other.at.getTime())
        .map((report) => [`${report.channel} ${normalized(report)}`, report]),
    );
    await this.#deps.suppressions.save(
      tx,
      [...byAddress.values()].map(({ reason, userId, at, ...place }) => ({
        ...this.#keyOf(place),
        ...{ reason, userId, suppressedAt: at },
      })),
    );
  }

  /** Why nothing reaches a person at the addresses that are his by now. */
  async list(userId: string, { cause }: Operation): Promise<Suppression[]> {
    const places = await this.#placesOf(userId, cause.requestId);
    const found = await Promise.all(places.map((place) => this.#deps.suppressions.find(this.#keyOf(place))));
    return found.filter((suppression) => suppression !== null);
  }

  /**
   * Something is sent to the viewer's own address again. Where there is nothing to lift, nothing changes.
   * @throws {AppError} `FORBIDDEN` in the place of another; {@link RateLimitedError}.
   */
  async lift(operation: Operation, channel: NotificationChannel): Promise<Suppression[]> {
    const { db, suppressions, limit, clock } = this.#deps;
    const { userId, act } = requireUser(operation.viewer);
    if (act) throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    const place = (await this.#placesOf(userId, operation.cause.requestId)).find((each) => each.channel === channel);
    const key = place && this.#keyOf(place);
    if (key && (await suppressions.find(key))) {
      const waitMs = await limit.take(userId);
      if (waitMs > 0)
        throw new RateLimitedError('That was lifted too often. Try again later.', Math.ceil(waitMs / 1000));
      await db.transaction(nobody, (tx) => suppressions.lift(tx, key, clock.now()));
    }
    return this.list(userId, operation);
  }

  /** Whose address it is has said there himself that he wants no more, or to be told again. Of each message of his it is heard once. */
  async hear(
    place: Place,
    { messageId, wants }: { readonly messageId: string; readonly wants: boolean },
  ): Promise<void> {
    const { db, suppressions, clock } = this.#deps;
    const at = clock.now();
    await db.transaction(nobody, async (tx) => {
      if (!(await suppressions.hear(tx, messageId, at))) return;
      if (wants) await suppressions.lift(tx, this.#keyOf(place), at);
      else await this.add(tx, [{ ...place, reason: 'stop', userId: null, at }]);
    });
  }

  /** What came back of a person who is erased: at most `limit`, and answers how many. */
  removeOfPerson(tx: Transaction, userId: string, limit: number): Promise<number> {
    return this.#deps.suppressions.deleteOfPerson(tx, userId, limit);
  }

  /** Forgets what was heard a year ago. */
  async sweep(): Promise<void> {
    const { db, suppressions, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - keptMs);
    await db.transaction(nobody, (tx) => suppressions.deleteBefore(tx, before));
  }

  /** Asked for anew each time, as ever: where he is reached by then. */
  async #placesOf(userId: string, requestId: string): Promise<Place[]> {
    const person = await this.#deps.persons.find(userId, requestId);
    if (!person) return [];
    const { address, phoneNumber } = person;
    return [
      { channel: 'email', address },
      ...(phoneNumber === null ? [] : [{ channel: 'sms', address: phoneNumber } as const]),
    ];
  }

  #keyOf(place: Place): SuppressionKey {
    const { channel } = place;
    return { channel, addressHash: lookupHash(this.#deps.key, `suppression:${channel}:${normalized(place)}`) };
  }
}

/** A complaint leaves open what concerns security. */
function strengthOf({ reason }: Report): number {
  return reason === 'complaint' ? 0 : 1;
}

/** As users compare addresses, too. */
function normalized({ address }: Place): string {
  return address.trim().toLowerCase();
}
