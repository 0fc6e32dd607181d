import type { Transaction } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import { type Delivery, digestKind } from '../deliveries/delivery.model.ts';
import type { GatheringService, Grounds } from '../deliveries/gathering.service.ts';
import { notificationKinds, throttles } from '../kinds/notification-kind.model.ts';
import type { PersonService } from '../persons/person.service.ts';
import type { Timing, TimingService } from '../preferences/timing.service.ts';
import { knownTimeZone, nextDigestAt, quietUntil } from './local-times.ts';

export interface PlacementServiceDeps {
  readonly timing: TimingService;
  readonly gathering: GatheringService;
  readonly persons: PersonService;
  readonly clock: Clock;
}

const hourMs = 3_600_000;

/**
 * Decides when something is told: now, when its person may be disturbed again, or together with other things. Where he is, and so what
 * his clocks show, is asked for then and kept nowhere: who has travelled meanwhile is told by the clocks of where he is now.
 */
export class PlacementService {
  readonly #deps: PlacementServiceDeps;

  constructor(deps: PlacementServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Whether it goes now. If not, it waits, or is gathered.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell where its person is.
   */
  async place(delivery: Delivery): Promise<boolean> {
    const { userId, accountId, category, channel, mail, kind, releasedAt } = delivery;
    // What concerns security waits for nothing, nor does what somebody has asked for.
    const isOwed = notificationKinds[kind]?.isOwed ?? false;
    if (userId === null || category === 'security' || mail !== null || isOwed) return true;
    const { timing, gathering } = this.#deps;
    const group = { userId, category, channel };
    const isDigest = kind === digestKind;
    const accounts = isDigest ? await gathering.listAccounts(delivery) : [accountId];
    const wanted = await timing.of(userId, accounts, group);
    const timeZone = await this.#timeZoneOf(delivery, userId, wanted);
    if (timeZone === null) return true;
    const grounds = { group, stillHold: (tx: Transaction) => timing.stillHolds(tx, userId, group, wanted) };
    const place = { delivery, grounds, wanted, timeZone };
    if (releasedAt !== null) return !(await this.#isQuiet(place));
    return isDigest ? this.#placeDigest(place) : this.#placeOne(place);
  }

  async #placeOne({ delivery, grounds, wanted, timeZone }: Place): Promise<boolean> {
    const { gathering, clock } = this.#deps;
    const [digest] = wanted.digests;
    if (digest && digest.frequency !== 'off') {
      await gathering.gather(delivery, grounds, nextDigestAt(digest, timeZone, clock.now()));
      return false;
    }
    if (await this.#isQuiet({ delivery, grounds, wanted, timeZone })) return false;
    const max = throttles[grounds.group.channel];
    return gathering.release(delivery, grounds, max === null ? null : { max, perMs: hourMs });
  }

  async #placeDigest({ delivery, grounds, wanted, timeZone }: Place): Promise<boolean> {
    const { gathering, clock } = this.#deps;
    const { occurredAt, notBefore } = delivery;
    // What is gathered because it was too much waits for an hour at most.
    const endOfHour = new Date(occurredAt.getTime() + hourMs);
    const unless = notBefore !== null && notBefore < endOfHour ? notBefore : endOfHour;
    const times = wanted.digests.map((digest) =>
      digest.frequency === 'off' ? unless : nextDigestAt(digest, timeZone, occurredAt),
    );
    const dueAt = times.toSorted((one, other) => one.getTime() - other.getTime())[0];
    if (dueAt && dueAt > clock.now()) {
      await gathering.move(delivery, grounds, dueAt);
      return false;
    }
    if (await this.#isQuiet({ delivery, grounds, wanted, timeZone })) return false;
    return gathering.close(delivery);
  }

  /** Then it waits. */
  async #isQuiet({ delivery, grounds, wanted, timeZone }: Place): Promise<boolean> {
    const { gathering, clock } = this.#deps;
    const until = wanted.quietHours && quietUntil(wanted.quietHours, timeZone, clock.now());
    if (until) await gathering.waitForQuietHours(delivery, grounds, until);
    return until !== null;
  }

  /** Asked for only where it matters. Null where there is no such person any more. */
  async #timeZoneOf({ id }: Delivery, userId: string, { digests, quietHours }: Timing): Promise<string | null> {
    if (quietHours === null && digests.every(({ atMinute }) => atMinute === null)) return 'UTC';
    const person = await this.#deps.persons.find(userId, `delivery-${id}`);
    return person && knownTimeZone(person.timeZone);
  }
}

interface Place {
  readonly delivery: Delivery;
  readonly grounds: Grounds;
  readonly wanted: Timing;
  readonly timeZone: string;
}
