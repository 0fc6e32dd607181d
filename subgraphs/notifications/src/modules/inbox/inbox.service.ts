import { type Database, newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Announcements, LoggedEvent, Outbox } from '@trivet/messaging';
import { AppError, type Clock, NotFoundError, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { SentChannel } from '../kinds/notification-kind.model.ts';
import { type PreferenceService, unusedOf } from '../preferences/preference.service.ts';
import { inboxUpdated, notificationCreated } from './notification.events.ts';
import type { NotificationDraft } from './notification.factory.ts';
import type { Notification } from './notification.model.ts';
import type { InboxFilter, NotificationRepository } from './notification.repository.ts';
import type { NotificationLinks } from './notification-links.ts';
import type { NotificationWording } from './notification-wording.ts';

export interface InboxServiceDeps {
  readonly db: Database;
  readonly notifications: NotificationRepository;
  readonly wording: NotificationWording;
  readonly outbox: Outbox;
  readonly preferences: PreferenceService;
  readonly deliveries: DeliveryService;
  /** The channels that there are: for others nothing is queued. */
  readonly sentChannels: readonly SentChannel[];
  readonly links: NotificationLinks;
  readonly clock: Clock;
}

/** What can be done with a notification, and taken back. */
export type InboxChange = 'read' | 'unread' | 'archived' | 'unarchived';

const maxIds = 100;
/** Of one transaction. */
const markedAtOnce = 2_000;
/** Longer than the log is kept: no event of the job comes later. */
const occasionsKeptMs = 40 * 24 * 3_600_000;

/** What persons were told. A person sees his own inbox and no other. */
export class InboxService {
  readonly #deps: InboxServiceDeps;

  constructor(deps: InboxServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Tells each of `userIds` of an event who has not chosen otherwise, once, however often it is asked to. Part of the consumer's
   * transaction, whose scope has to name these persons and the account.
   */
  async tell(
    { tx, events }: { readonly tx: Transaction; readonly events: Announcements },
    event: Pick<LoggedEvent, 'stream' | 'bulk' | 'actor' | 'requestId' | 'occurredAt' | 'payload'>,
    { channels, isMailedByUsers, ...content }: NotificationDraft,
    userIds: readonly string[],
  ): Promise<void> {
    const { notifications, preferences, deliveries, sentChannels, clock } = this.#deps;
    const createdAt = clock.now();
    const accountId = event.stream.account ?? null;
    const { occasionId, kind, category, title, body, target } = content;
    if (event.bulk) await notifications.noteTold(tx, occasionId, createdAt);
    if (userIds.length === 0) return;
    const ways = await preferences.channelsOf(tx, { category, channels, accountId }, userIds);
    const told = await notifications.insertOnce(
      tx,
      userIds
        .filter((userId) => ways.get(userId)?.told.has('in_app'))
        .map((userId) => ({ id: newId(), userId, accountId, ...content, createdAt })),
    );
    const common = { accountId, occasionId, kind, category, occurredAt: event.occurredAt };
    const unused = new Map([...ways].map(([userId, each]) => [userId, unusedOf(each, sentChannels)]));
    await deliveries.recordInbox(
      tx,
      told.map(({ userId }) => ({
        ...{ userId, ...common, unused: unused.get(userId) ?? {} },
        chosenBy: ways.get(userId)?.told.get('in_app') ?? 'nobody',
      })),
    );
    for (const channel of sentChannels) {
      if (channel === 'email' && isMailedByUsers) continue;
      const addressed = userIds.flatMap((userId) => {
        const chosenBy = ways.get(userId)?.told.get(channel);
        if (!chosenBy) return [];
        const said = { title, body, target, payload: event.payload };
        return [{ userId, ...common, ...said, chosenBy, unused: unused.get(userId) ?? {} }];
      });
      await deliveries.queue(tx, channel, addressed);
    }
    const cause = { actor: event.actor, requestId: event.requestId };
    events.append(...told.map(({ id, userId }) => notificationCreated({ notificationId: id, userId }, cause)));
  }

  /** Of an occasion of many events, whether it was told. */
  wasTold(occasionId: string): Promise<boolean> {
    return this.#deps.notifications.wasTold(occasionId);
  }

  /** What was told of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.notifications.deleteOfAccount(tx, accountId, limit);
  }

  /** What a person was told who is erased: at most `limit`, and answers how many. */
  removeOfPerson(tx: Transaction, userId: string, limit: number): Promise<number> {
    return this.#deps.notifications.deleteOfPerson(tx, userId, limit);
  }

  /** Forgets occasions of which no event can come any more. */
  sweep(): Promise<void> {
    const { notifications, clock } = this.#deps;
    return notifications.forgetTold(new Date(clock.now().getTime() - occasionsKeptMs));
  }

  /** The newest first. */
  async list(userId: string, filter: InboxFilter, page: PageRequest): Promise<Page<Notification>> {
    const { notifications, wording } = this.#deps;
    const { rows, ...rest } = await notifications.list(userId, filter, page);
    return { ...rest, rows: await wording.forReader(userId, rows) };
  }

  /** How many are not read; 100 stands for 100 and more. */
  countUnread(userId: string): Promise<number> {
    return this.#deps.notifications.countUnread(userId);
  }

  /** How many have come since the person last looked; 100 stands for 100 and more. */
  countUnseen(userId: string): Promise<number> {
    return this.#deps.notifications.countUnseen(userId);
  }

  /** Where it leads to; null where to nothing in particular. */
  linkOf({ target }: Notification): string | null {
    return this.#deps.links.to(target);
  }

  /** Of what a notification tells; null for what does not exist or is another's. */
  findOccasion(userId: string, notificationId: string): Promise<string | null> {
    return this.#deps.notifications.findOccasion(userId, notificationId);
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findByIds(userId: string, ids: readonly string[]): Promise<(Notification | null)[]> {
    const { notifications, wording } = this.#deps;
    const stored = await notifications.findByIds(userId, ids);
    const present = stored.filter((notification) => notification !== null);
    const shown = new Map((await wording.forReader(userId, present)).map((each) => [each.id, each]));
    return stored.map((notification) => notification && (shown.get(notification.id) ?? null));
  }

  /**
   * Marks notifications of the viewer; repeating it changes nothing.
   * @throws {NotFoundError} where one of them is not his, and then marks none; {@link AppError} `FORBIDDEN` in the place of another.
   */
  async mark(operation: Operation, ids: readonly string[], change: InboxChange): Promise<Notification[]> {
    const { notifications, clock } = this.#deps;
    const userId = requireOneself(operation);
    if (ids.length > maxIds)
      throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', `At most ${maxIds} at once.`, ['ids']);
    const unknown = (await this.findByIds(userId, ids)).includes(null);
    if (unknown) throw new NotFoundError('notification', ['ids']);
    await this.#update(operation, userId, (tx) => notifications.mark(tx, userId, ids, change, clock.now()));
    return (await this.findByIds(userId, ids)).filter((notification) => notification !== null);
  }

  /**
   * Marks all that the viewer has been told until now as read, or as seen. What comes meanwhile stays as it is.
   * @returns how many were not before.
   * @throws {AppError} `FORBIDDEN` in the place of another.
   */
  async markAll(operation: Operation, change: 'read' | 'seen'): Promise<number> {
    const { notifications, clock } = this.#deps;
    const userId = requireOneself(operation);
    const now = clock.now();
    // In the order of creation, so whatever is made from now on is greater.
    const until = newId();
    let all = 0;
    let marked: number;
    do {
      const step = { until, at: now, limit: markedAtOnce };
      marked = await this.#update(operation, userId, (tx) => notifications.markAll(tx, userId, change, step));
      all += marked;
    } while (marked === markedAtOnce);
    return all;
  }

  /** Tells the person's other devices, where anything has changed. */
  #update(operation: Operation, userId: string, change: (tx: Transaction) => Promise<number>): Promise<number> {
    const { db, outbox } = this.#deps;
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const changed = await change(tx);
      if (changed > 0) events.append(inboxUpdated({ userId }, operation.cause));
      return changed;
    });
  }
}

/** Who acts in the place of a person is one of the things that he is told: nobody takes that out of his sight. */
function requireOneself({ viewer }: Operation): string {
  const { userId, act } = requireUser(viewer);
  if (act) throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
  return userId;
}
