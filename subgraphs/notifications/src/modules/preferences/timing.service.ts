import type { Database, Transaction } from '@trivet/database';
import { type AccountAccess, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { AppError, type Clock, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import { notificationCategories, notificationChannels } from '../kinds/notification-kind.model.ts';
import { clockTime, minuteOf } from './clock-times.ts';
import { notificationDefaultsUpdated, notificationPreferencesUpdated } from './preference.events.ts';
import type { Digest, DigestChoice, Gathering, QuietHours } from './timing.model.ts';
import type { TimingRepository } from './timing.repository.ts';

export interface TimingServiceDeps {
  readonly db: Database;
  readonly timing: TimingRepository;
  /** What waits for a person is decided of anew, in the transaction. */
  readonly reconsider: (tx: Transaction, userId: string) => Promise<void>;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** As somebody chooses it, with a time as clocks show it. */
export interface ChosenDigest extends Pick<Digest, 'frequency' | 'weekday'> {
  readonly at: string | null;
}

/** As somebody chooses them, by the clocks of where he is. */
export interface ChosenHours {
  readonly from: string;
  readonly until: string;
}

/** How what somebody is told of a category by a channel is gathered. */
export interface EffectiveDigest extends ChosenDigest, Gathering {
  /** False where nobody has said so, and nothing is gathered. */
  readonly isChosen: boolean;
}

/** What is to become of one; null takes back what was chosen. */
export interface DigestChange extends Gathering {
  readonly digest: ChosenDigest | null;
}

/** How it is with what a person is told of some accounts, of one category by one channel. */
export interface Timing {
  /** What holds for each of the accounts, or for none: his own choice, else theirs, else that nothing is gathered. */
  readonly digests: readonly Digest[];
  /** His own choice, which holds for all of them. */
  readonly chosen: Digest | null;
  readonly quietHours: QuietHours | null;
}

const off: Digest = { frequency: 'off', atMinute: null, weekday: null };

/** When persons are told: what is gathered until when, and when nobody is to be disturbed. */
export class TimingService {
  readonly #deps: TimingServiceDeps;

  constructor(deps: TimingServiceDeps) {
    this.#deps = deps;
  }

  /** Every category by every channel of which something can be gathered. */
  async list(userId: string): Promise<EffectiveDigest[]> {
    return effective(await this.#deps.timing.list(userId));
  }

  /** What accounts have chosen for those who have not, in the order of `accesses`. */
  async listDefaults(accesses: readonly AccountAccess[]): Promise<EffectiveDigest[][]> {
    return (await this.#deps.timing.listDefaults(accesses)).map(effective);
  }

  async findQuietHours(userId: string): Promise<ChosenHours | null> {
    const hours = await this.#deps.timing.findQuietHours(userId);
    return hours && { from: clockTime(hours.fromMinute), until: clockTime(hours.untilMinute) };
  }

  /** @param accountIds of which accounts he is told; one of them may be none. */
  async of(userId: string, accountIds: readonly (string | null)[], gathering: Gathering): Promise<Timing> {
    const { timing } = this.#deps;
    const named = accountIds.filter((accountId) => accountId !== null);
    const [own, defaults, quietHours] = await Promise.all([
      timing.list(userId),
      named.length === 0 ? [] : timing.listForSending(named),
      timing.findQuietHours(userId),
    ]);
    const isMeant = ({ category, channel }: Gathering) =>
      category === gathering.category && channel === gathering.channel;
    const chosen = own.find(isMeant) ?? null;
    const byAccount = new Map(defaults.filter(isMeant).map((each) => [each.accountId, each]));
    const digests = chosen ? [chosen] : accountIds.map((accountId) => byAccount.get(accountId ?? '') ?? off);
    return { digests, chosen, quietHours };
  }

  /**
   * Whether the person has not chosen anew since `wanted` was read. What accounts have chosen since holds for what is told later, and for
   * a digest when it is due.
   */
  async stillHolds(tx: Transaction, userId: string, gathering: Gathering, wanted: Timing): Promise<boolean> {
    const { digest, quietHours } = await this.#deps.timing.findForPlacing(tx, userId, gathering);
    const { chosen } = wanted;
    return isSameDigest(digest, chosen) && isSameHours(quietHours, wanted.quietHours);
  }

  /**
   * Chooses for the viewer. What waits for him is looked at anew.
   * @throws {UserFault} `INVALID_INPUT`; {@link AppError} `FORBIDDEN` in the place of another.
   */
  async update(operation: Operation, { digest, ...which }: DigestChange): Promise<EffectiveDigest[]> {
    const { timing, clock } = this.#deps;
    const chosen = digest === null ? null : requireDigest(digest);
    requireGathered(which);
    const userId = await this.#change(operation, (tx, ofUserId) =>
      chosen === null
        ? timing.delete(tx, ofUserId, which)
        : timing.save(tx, ofUserId, { ...which, ...chosen }, clock.now()),
    );
    return this.list(userId);
  }

  /**
   * Null takes the viewer's back. What waits for him is looked at anew.
   * @throws {UserFault} `INVALID_INPUT`; {@link AppError} `FORBIDDEN` in the place of another.
   */
  async updateQuietHours(operation: Operation, chosen: ChosenHours | null): Promise<ChosenHours | null> {
    const { timing, clock } = this.#deps;
    const hours = chosen === null ? null : requireHours(chosen);
    await this.#change(operation, (tx, userId) =>
      hours === null ? timing.deleteQuietHours(tx, userId) : timing.saveQuietHours(tx, userId, hours, clock.now()),
    );
    return chosen;
  }

  /**
   * Chooses for those who have not chosen themselves. What is gathered already goes by it when it is due.
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT`; {@link AppError} `FORBIDDEN`.
   */
  async updateDefault(
    operation: Operation,
    { accountId, digest, ...which }: DigestChange & { readonly accountId: string },
  ): Promise<EffectiveDigest[]> {
    const { db, timing, outbox, clock } = this.#deps;
    const access = await operation.access.require(accountId, 'account:update', ['accountId']);
    const chosen = digest === null ? null : requireDigest(digest);
    requireGathered(which);
    await outbox.transaction(db, access.rows, async (tx, events) => {
      if (chosen === null) await timing.deleteDefault(tx, access, which);
      else await timing.saveDefault(tx, access, { ...which, ...chosen }, clock.now());
      events.append(notificationDefaultsUpdated({ accountId }, operation.cause));
    });
    const [changed] = await this.listDefaults([access]);
    return changed ?? [];
  }

  /** What an account has chosen that is no more, whose rows the transaction sees. */
  removeOfAccount(tx: Transaction, accountId: string): Promise<void> {
    return this.#deps.timing.deleteOfAccount(tx, accountId);
  }

  /** What a person has chosen who is erased. */
  removeOfPerson(tx: Transaction, userId: string): Promise<void> {
    return this.#deps.timing.deleteOfPerson(tx, userId);
  }

  async #change(
    { viewer, cause }: Operation,
    change: (tx: Transaction, userId: string) => Promise<void>,
  ): Promise<string> {
    const { db, outbox, reconsider } = this.#deps;
    const { userId, act } = requireUser(viewer);
    if (act) throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      await change(tx, userId);
      await reconsider(tx, userId);
      events.append(notificationPreferencesUpdated({ userId }, cause));
    });
    return userId;
  }
}

/** What concerns security waits for nothing, and what stands in an inbox disturbs nobody. */
const gathered = notificationCategories.flatMap((category) =>
  category === 'security'
    ? []
    : notificationChannels.flatMap((channel) => (channel === 'in_app' ? [] : [{ category, channel }])),
);

function isSameDigest(one: Digest | null, other: Digest | null): boolean {
  return one?.frequency === other?.frequency && one?.atMinute === other?.atMinute && one?.weekday === other?.weekday;
}

function isSameHours(one: QuietHours | null, other: QuietHours | null): boolean {
  return one?.fromMinute === other?.fromMinute && one?.untilMinute === other?.untilMinute;
}

function effective(choices: readonly DigestChoice[]): EffectiveDigest[] {
  return gathered.map((each) => {
    const chosen = choices.find(({ category, channel }) => category === each.category && channel === each.channel);
    const { frequency, atMinute, weekday } = chosen ?? off;
    const at = atMinute === null ? null : clockTime(atMinute);
    return { ...each, frequency, at, weekday, isChosen: chosen !== undefined };
  });
}

function requireGathered({ category, channel }: Gathering): void {
  if (category === 'security') throw invalid('What concerns security is told at once.', 'category');
  if (channel === 'in_app') throw invalid('An inbox shows everything at once.', 'channel');
}

function requireDigest({ frequency, at, weekday }: ChosenDigest): Digest {
  if ((frequency === 'daily' || frequency === 'weekly') !== (at !== null))
    throw invalid('What is gathered for a day or a week has a time, and nothing else has.', 'digest', 'at');
  if ((frequency === 'weekly') !== (weekday !== null))
    throw invalid('What is gathered for a week has a day of it, and nothing else has.', 'digest', 'weekday');
  return { frequency, atMinute: at === null ? null : minuteOf(at, ['digest', 'at']), weekday };
}

function requireHours({ from, until }: ChosenHours): QuietHours {
  const fromMinute = minuteOf(from, ['quietHours', 'from']);
  const untilMinute = minuteOf(until, ['quietHours', 'until']);
  if (fromMinute === untilMinute)
    throw invalid('Quiet hours end at another time than they begin.', 'quietHours', 'until');
  return { fromMinute, untilMinute };
}

function invalid(message: string, ...path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
