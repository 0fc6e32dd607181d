import { type Database, newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { NotificationCategory } from '../kinds/notification-kind.model.ts';
import type { Delivery, DeliveryStatus, QueuedDelivery } from './delivery.model.ts';
import { type DeliveryRepository, type ShownDelivery, scopeOf } from './delivery.repository.ts';

export type { ShownDelivery } from './delivery.repository.ts';

export interface DeliveryServiceDeps {
  readonly db: Database;
  readonly deliveries: DeliveryRepository;
  readonly clock: Clock;
}

/** What somebody is told, by whatever channel. */
export interface DeliveryDraft {
  readonly userId: string | null;
  readonly accountId: string | null;
  readonly occasionId: string;
  readonly kind: string;
  readonly category: NotificationCategory;
  readonly occurredAt: Date;
}

/** What a mail says, or what users have to be asked for to say it. */
export type MailContent =
  | { readonly title: string; readonly body: string; readonly target: string | null }
  | { readonly mail: string; readonly payload: Readonly<Record<string, unknown>> };

export type Outcome = Exclude<DeliveryStatus, 'queued'>;

/** A settled delivery is kept for so long. */
const keptMs = 90 * 24 * 3_600_000;
const forgottenAtOnce = 500;

/** What is under way to whom, and what has become of it. */
export class DeliveryService {
  readonly #deps: DeliveryServiceDeps;

  constructor(deps: DeliveryServiceDeps) {
    this.#deps = deps;
  }

  /** What stands in an inbox from the commit of this transaction on: it is delivered then, once. */
  async recordInbox(tx: Transaction, drafts: readonly DeliveryDraft[]): Promise<void> {
    const { deliveries } = this.#deps;
    const now = this.#deps.clock.now();
    const settled = { channel: 'in_app', status: 'delivered', createdAt: now, settledAt: now } as const;
    await deliveries.insertOnce(
      tx,
      drafts.map((draft) => ({ id: newId(), ...draft, ...settled })),
      { action: 'forget', dueAt: this.#forgetAt() },
    );
  }

  /** Mails that are to be sent as soon as the transaction has committed; of one occasion, person and kind of mail one. */
  async queueMails(tx: Transaction, mails: readonly (DeliveryDraft & MailContent)[]): Promise<void> {
    const { deliveries } = this.#deps;
    const now = this.#deps.clock.now();
    await deliveries.insertOnce(
      tx,
      mails.map((mail) => ({ id: newId(), ...mail, channel: 'email', status: 'queued', createdAt: now })),
      { action: 'send', dueAt: now },
    );
  }

  /** What is to be sent by now, but for what is under way here. */
  listDue(but: readonly string[], limit: number): Promise<QueuedDelivery[]> {
    return this.#deps.deliveries.listDue('send', { now: this.#deps.clock.now(), but, limit });
  }

  find(queued: QueuedDelivery): Promise<Delivery | null> {
    return this.#deps.deliveries.find(queued);
  }

  /** Before the call to a provider. False where it is not ours to make. */
  beginAttempt(delivery: Delivery): Promise<boolean> {
    const { db, deliveries, clock } = this.#deps;
    return db.transaction(scopeOf(queuedOf(delivery)), (tx) => deliveries.beginAttempt(tx, delivery, clock.now()));
  }

  async settle(delivery: Delivery, status: Outcome, failure: string | null = null): Promise<void> {
    const { db, deliveries, clock } = this.#deps;
    const times = { at: clock.now(), forgetAt: this.#forgetAt() };
    await db.transaction(scopeOf(queuedOf(delivery)), (tx) =>
      deliveries.settle(tx, delivery.id, { status, failure }, times),
    );
  }

  /** Again in a while. `abandoned` says why it is certain that nothing has left; null where it is not. */
  async postpone(delivery: Delivery, byMs: number, abandoned: string | null): Promise<void> {
    const { db, deliveries, clock } = this.#deps;
    const dueAt = new Date(clock.now().getTime() + byMs);
    await db.transaction(scopeOf(queuedOf(delivery)), async (tx) => {
      if (abandoned !== null) await deliveries.abandonAttempt(tx, delivery.id, abandoned);
      await deliveries.postpone(tx, delivery.id, dueAt);
    });
  }

  /** Deletes what was settled long ago. */
  async sweep(): Promise<void> {
    const { db, deliveries, clock } = this.#deps;
    let due: QueuedDelivery[];
    do {
      due = await deliveries.listDue('forget', { now: clock.now(), but: [], limit: forgottenAtOnce });
      const scope = {
        persons: [...new Set(due.flatMap(({ userId }) => userId ?? []))],
        accounts: [...new Set(due.flatMap(({ accountId }) => accountId ?? []))],
      };
      const ids = due.map(({ deliveryId }) => deliveryId);
      if (ids.length > 0) await db.transaction(scope, (tx) => deliveries.deleteByIds(tx, ids));
    } while (due.length === forgottenAtOnce);
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ShownDelivery>[]> {
    return this.#deps.deliveries.listByAccounts(accesses, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(ShownDelivery | null)[]> {
    return access.lookUp('deliveries:read', ids, (scope, wanted) => this.#deps.deliveries.findByIds(scope, wanted));
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.deliveries.deleteOfAccount(tx, accountId, limit);
  }

  /** Of a person who is erased: at most `limit`, and answers how many. */
  removeOfPerson(tx: Transaction, userId: string, limit: number): Promise<number> {
    return this.#deps.deliveries.deleteOfPerson(tx, userId, limit);
  }

  #forgetAt(): Date {
    return new Date(this.#deps.clock.now().getTime() + keptMs);
  }
}

function queuedOf({ id: deliveryId, userId, accountId }: Delivery): QueuedDelivery {
  return { deliveryId, userId, accountId };
}
