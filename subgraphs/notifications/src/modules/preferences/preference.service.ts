import type { Database, Transaction } from '@trivet/database';
import { type AccountAccess, requireUser } from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { AppError, type Clock, UserFault, type UserViewer } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import {
  sentChannels as allSentChannels,
  type ChosenBy,
  defaultChannels,
  lastingChannels,
  type NotificationCategory,
  type NotificationChannel,
  notificationCategories,
  notificationChannels,
  type SentChannel,
  type UnusedReason,
  type UnusedWays,
} from '../kinds/notification-kind.model.ts';
import { LastSecurityChannelError, ReauthenticationRequiredError } from './preference.errors.ts';
import { notificationDefaultsUpdated, notificationPreferencesUpdated } from './preference.events.ts';
import type { NotificationChoice } from './preference.model.ts';
import type { PreferenceRepository } from './preference.repository.ts';

export interface PreferenceServiceDeps {
  readonly db: Database;
  readonly preferences: PreferenceRepository;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Whether somebody is told of a category by a channel. */
export interface EffectivePreference extends NotificationChoice {
  /** False where nobody has said so, and what holds is so for everybody. */
  readonly isChosen: boolean;
  /** Whether it cannot be turned off. */
  readonly isLast: boolean;
}

/** What is to become of one; null takes back what was chosen. */
export interface PreferenceChange {
  readonly category: NotificationCategory;
  readonly channel: NotificationChannel;
  readonly enabled: boolean | null;
}

/** What is told to persons, before anybody has chosen. */
export interface Telling {
  readonly category: NotificationCategory;
  readonly channels: readonly NotificationChannel[];
  readonly accountId: string | null;
}

/** By which ways somebody is told, and who has chosen each. */
export interface Ways {
  readonly told: ReadonlyMap<NotificationChannel, ChosenBy>;
  /** The others, and who has chosen that. */
  readonly unused: UnusedWays;
}

/** For so long a proof of who somebody is counts as recent. */
const recentMs = 600_000;

/** What persons are told by which ways: what they have chosen themselves, else their account, else what is so for everybody. */
export class PreferenceService {
  readonly #deps: PreferenceServiceDeps;

  constructor(deps: PreferenceServiceDeps) {
    this.#deps = deps;
  }

  /** Every category by every channel. */
  async list(userId: string): Promise<EffectivePreference[]> {
    return effective(await this.#deps.preferences.list(userId));
  }

  /** What accounts have chosen for those who have not, in the order of `accesses`. */
  async listDefaults(accesses: readonly AccountAccess[]): Promise<EffectivePreference[][]> {
    return (await this.#deps.preferences.listDefaults(accesses)).map(effective);
  }

  /**
   * Changes the viewer's.
   * @throws {LastSecurityChannelError}; {@link ReauthenticationRequiredError} for less security than there was; {@link AppError}
   * `FORBIDDEN` in the place of another.
   */
  async update(operation: Operation, change: PreferenceChange): Promise<EffectivePreference[]> {
    const { db, outbox } = this.#deps;
    const viewer = requireUser(operation.viewer);
    if (viewer.act) throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    if (change.category === 'security' && change.enabled !== true) this.#requireRecentProof(viewer);
    const { userId } = viewer;
    return outbox.transaction(db, { persons: [userId] }, (tx, events) =>
      this.#change({ tx, events }, userId, change, operation.cause),
    );
  }

  /**
   * What the bearer of a signed link wants: no more mails of this category. Repeating it changes nothing.
   * @throws {LastSecurityChannelError} never, for there is no link of what concerns security.
   */
  async unsubscribe(userId: string, category: NotificationCategory, cause: Cause): Promise<void> {
    const { db, outbox } = this.#deps;
    await outbox.transaction(db, { persons: [userId] }, (tx, events) =>
      this.#change({ tx, events }, userId, { category, channel: 'email', enabled: false }, cause),
    );
  }

  /**
   * Changes what an account has chosen. Each person's security is his own.
   * @throws {NotFoundError}; {@link AppError} `FORBIDDEN`; {@link UserFault} `INVALID_INPUT` for security, text messages and devices.
   */
  async updateDefault(
    operation: Operation,
    { accountId, ...change }: PreferenceChange & { readonly accountId: string },
  ): Promise<EffectivePreference[]> {
    const { db, preferences, outbox, clock } = this.#deps;
    const access = await operation.access.require(accountId, 'account:update', ['accountId']);
    if (change.category === 'security') {
      throw new UserFault(
        'BAD_USER_INPUT',
        'INVALID_INPUT',
        'How persons are told of their security is theirs to choose.',
        ['category'],
      );
    }
    if (!lastingChannels.includes(change.channel)) {
      const why = 'By text messages and on their devices persons are told who have chosen it themselves.';
      throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', why, ['channel']);
    }
    const { enabled, ...which } = change;
    await outbox.transaction(db, access.rows, async (tx, events) => {
      if (enabled === null) await preferences.deleteDefault(tx, access, which);
      else await preferences.saveDefault(tx, access, { ...which, enabled }, clock.now());
      events.append(notificationDefaultsUpdated({ accountId }, operation.cause));
    });
    const [changed] = await this.listDefaults([access]);
    return changed ?? [];
  }

  /**
   * By which channels each of `userIds` is told and by which not, and who has chosen each. The transaction sees the rows of all of them, and of the account. Of what concerns
   * security everybody is told by one lasting way at least.
   */
  async channelsOf(
    tx: Transaction,
    { category, channels, accountId }: Telling,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, Ways>> {
    const { persons, account } = await this.#deps.preferences.listForTelling(tx, { userIds, accountId, category });
    const common = new Map(account.map(({ channel, enabled }) => [channel, enabled]));
    const own = Map.groupBy(persons, ({ userId }) => userId);
    return new Map(
      userIds.map((userId) => {
        const chosen = new Map((own.get(userId) ?? []).map(({ channel, enabled }) => [channel, enabled]));
        const told = new Map<NotificationChannel, ChosenBy>();
        const unused: Partial<Record<NotificationChannel, UnusedReason>> = {};
        for (const channel of notificationChannels) {
          const chosenBy = chosen.has(channel) ? 'person' : common.has(channel) ? 'account' : 'nobody';
          if (chosen.get(channel) ?? common.get(channel) ?? channels.includes(channel)) told.set(channel, chosenBy);
          else unused[channel] = chosenBy;
        }
        const isTold = category !== 'security' || lastingChannels.some((channel) => told.has(channel));
        for (const channel of isTold ? [] : channels) {
          told.set(channel, 'owed');
          delete unused[channel];
        }
        return [userId, { told, unused }];
      }),
    );
  }

  /** What an account has chosen that is no more, whose rows the transaction sees. */
  removeOfAccount(tx: Transaction, accountId: string): Promise<void> {
    return this.#deps.preferences.deleteOfAccount(tx, accountId);
  }

  /** What a person has chosen who is erased. */
  removeOfPerson(tx: Transaction, userId: string): Promise<void> {
    return this.#deps.preferences.deleteOfPerson(tx, userId);
  }

  async #change(
    { tx, events }: { readonly tx: Transaction; readonly events: Announcements },
    userId: string,
    { enabled, ...which }: PreferenceChange,
    cause: Cause,
  ): Promise<EffectivePreference[]> {
    const { preferences, clock } = this.#deps;
    // Of two that turn off the last two ways at once, the second sees what the first did.
    const before = await preferences.lock(tx, userId);
    const others = before.filter(({ category, channel }) => category !== which.category || channel !== which.channel);
    const after = effective(enabled === null ? others : [...others, { ...which, enabled }]);
    if (!after.some(isSecure)) throw new LastSecurityChannelError();
    if (enabled === null) await preferences.delete(tx, userId, which);
    else await preferences.save(tx, userId, { ...which, enabled }, clock.now());
    const was = before.find(({ category, channel }) => category === which.category && channel === which.channel);
    if ((was?.enabled ?? null) !== enabled) events.append(notificationPreferencesUpdated({ userId }, cause));
    return after;
  }

  #requireRecentProof({ authenticatedAt }: UserViewer): void {
    if (this.#deps.clock.now().getTime() - authenticatedAt.getTime() > recentMs)
      throw new ReauthenticationRequiredError();
  }
}

/** What explains that there is nothing by the other ways; also by those that were chosen, and by which nobody sends here. */
export function unusedOf({ told, unused }: Ways, sentChannels: readonly SentChannel[]): UnusedWays {
  const unavailable = allSentChannels.filter((channel) => told.has(channel) && !sentChannels.includes(channel));
  return { ...unused, ...Object.fromEntries(unavailable.map((channel) => [channel, 'unavailable'])) };
}

function effective(choices: readonly NotificationChoice[]): EffectivePreference[] {
  const all = notificationCategories.flatMap((category) =>
    notificationChannels.map((channel) => {
      const chosen = choices.find((each) => each.category === category && each.channel === channel);
      const enabled = chosen?.enabled ?? defaultChannels[category].includes(channel);
      return { category, channel, enabled, isChosen: chosen !== undefined };
    }),
  );
  const secure = all.filter(isSecure);
  return all.map((each) => ({ ...each, isLast: secure.length === 1 && secure[0] === each }));
}

/** By which a person hears of what concerns his security, whatever becomes of his devices. */
function isSecure({
  category,
  channel,
  enabled,
}: Pick<EffectivePreference, 'category' | 'channel' | 'enabled'>): boolean {
  return category === 'security' && enabled && lastingChannels.includes(channel);
}
