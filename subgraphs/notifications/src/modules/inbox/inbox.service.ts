import { type Database, newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Announcements, LoggedEvent } from '@trivet/messaging';
import { type Clock, NotFoundError, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import { notificationCreated } from './notification.events.ts';
import type { NotificationDraft } from './notification.factory.ts';
import type { Notification } from './notification.model.ts';
import type { NotificationRepository } from './notification.repository.ts';

export interface InboxServiceDeps {
  readonly db: Database;
  readonly notifications: NotificationRepository;
  readonly clock: Clock;
}

const maxIds = 100;

/** What persons were told. A person sees his own inbox and no other. */
export class InboxService {
  readonly #deps: InboxServiceDeps;

  constructor(deps: InboxServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Tells each of `userIds` of an event, once, however often it is asked to. Part of the consumer's transaction, whose
   * scope has to name these persons.
   */
  async tell(
    { tx, events }: { readonly tx: Transaction; readonly events: Announcements },
    event: LoggedEvent,
    draft: NotificationDraft,
    userIds: readonly string[],
  ): Promise<void> {
    const { notifications, clock } = this.#deps;
    const createdAt = clock.now();
    const accountId = event.stream.account ?? null;
    const told = await notifications.insertOnce(
      tx,
      userIds.map((userId) => ({ id: newId(), userId, accountId, eventId: event.id, ...draft, createdAt })),
    );
    const cause = { actor: event.actor, requestId: event.requestId };
    events.append(...told.map(({ id, userId }) => notificationCreated({ notificationId: id, userId }, cause)));
  }

  /** What was told of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.notifications.deleteOfAccount(tx, accountId, limit);
  }

  /** What a person was told who is erased: at most `limit`, and answers how many. */
  removeOfPerson(tx: Transaction, userId: string, limit: number): Promise<number> {
    return this.#deps.notifications.deleteOfPerson(tx, userId, limit);
  }

  /** The newest first. */
  list(userId: string, page: PageRequest): Promise<Page<Notification>> {
    return this.#deps.notifications.list(userId, page);
  }

  /** How many are not read; 100 stands for 100 and more. */
  countUnread(userId: string): Promise<number> {
    return this.#deps.notifications.countUnread(userId);
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  findByIds(userId: string, ids: readonly string[]): Promise<(Notification | null)[]> {
    return this.#deps.notifications.findByIds(userId, ids);
  }

  /**
   * Marks notifications of the viewer as read; repeating it changes nothing.
   * @throws {NotFoundError} where one of them is not his, and then marks none.
   */
  async markRead({ viewer }: Operation, ids: readonly string[]): Promise<Notification[]> {
    const { db, notifications, clock } = this.#deps;
    const { userId } = requireUser(viewer);
    if (ids.length > maxIds)
      throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', `At most ${maxIds} at once.`, ['ids']);
    const unknown = (await this.findByIds(userId, ids)).includes(null);
    if (unknown) throw new NotFoundError('notification', ['ids']);
    await db.transaction({ persons: [userId] }, (tx) => notifications.markRead(tx, userId, ids, clock.now()));
    return (await this.findByIds(userId, ids)).filter((notification) => notification !== null);
  }
}
