import { type Database, newId, type Page, type PageRequest, type RowScope, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { DecisionService } from '../explanations/decision.service.ts';
import type { ChosenBy, NotificationCategory, SentChannel, UnusedWays } from '../kinds/notification-kind.model.ts';
import {
  type Delivery,
  type DeliveryStatus,
  digestKind,
  maxAgeMs,
  type QueuedDelivery,
  wantedAt,
} from './delivery.model.ts';
import { type DeliveryRepository, type ShownDelivery, scopeOf } from './delivery.repository.ts';

export type { ShownDelivery } from './delivery.repository.ts';

export interface DeliveryServiceDeps {
  readonly db: Database;
  readonly deliveries: DeliveryRepository;
  readonly decisions: DecisionService;
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
  /** Who has chosen that it is told by this channel. */
  readonly chosenBy: ChosenBy;
  /** By which ways he is not told of it; left out of what is told whatever anybody has chosen. */
  readonly unused?: UnusedWays;
}

/** What a message says, or what users have to be asked for to say it, by mail alone. */
export type MessageContent =
  | {
      readonly title: string;
      readonly body: string;
      readonly target: string | null;
      /** Of the event that it is told of, for templates to say it in other words. */
      readonly payload?: Readonly<Record<string, unknown>>;
    }
  | { readonly mail: string; readonly payload: Readonly<Record<string, unknown>> };

export type Settled = Exclude<DeliveryStatus, 'queued' | 'digested'>;

interface Settlement {
  /** A code. */
  readonly failure?: string | null;
  /** What explanations say besides; the failure where it is not said. */
  readonly detail?: string;
  readonly by?: { readonly provider: string; readonly messageId: string | null };
}

/** Who has carried it to some devices, and which have it not and may take it later. */
interface PartlyTaken {
  readonly provider: string;
  readonly messageId: string | null;
  readonly waitingDevices?: readonly string[];
}

/** A settled delivery is kept for so long. */
export const keptMs = 90 * 24 * 3_600_000;
const forgottenAtOnce = 500;
const givenUpAtOnce = 100;
/** In explanations: nobody sends by the channel any more. */
const switchedOff = 'CHANNEL_OFF';

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

  /**
   * What is to be sent by a channel as soon as the transaction has committed: of one occasion, person and channel one, of mails one of
   * each kind.
   */
  async queue(
    tx: Transaction,
    channel: SentChannel,
    drafts: readonly (DeliveryDraft & MessageContent)[],
  ): Promise<void> {
    const { deliveries } = this.#deps;
    const now = this.#deps.clock.now();
    await deliveries.insertOnce(
      tx,
      drafts.map((draft) => ({ id: newId(), ...draft, channel, status: 'queued', createdAt: now })),
      { action: 'send', dueAt: now },
    );
  }

  /** What is to be sent by now, of each channel as many as it has places, in turns, but for what is under way here. */
  takeDue(but: readonly string[], places: ReadonlyMap<SentChannel, number>): Promise<QueuedDelivery[]> {
    return this.#deps.deliveries.takeDue(places, { now: this.#deps.clock.now(), but });
  }

  find(queued: QueuedDelivery): Promise<Delivery | null> {
    return this.#deps.deliveries.find(queued);
  }

  /** Whose rows a delivery is among, and what was chosen of it. */
  scopeOf(delivery: Delivery): RowScope {
    return scopeOf(delivery);
  }

  /** Before the call to a provider, in a transaction that sees the delivery's rows. False where it is not ours to make. */
  async beginAttempt(tx: Transaction, delivery: Delivery, provider: string): Promise<boolean> {
    const { deliveries, decisions, clock } = this.#deps;
    if (!(await deliveries.beginAttempt(tx, delivery, { attemptedAt: clock.now(), provider }))) return false;
    if (delivery.provider !== null && delivery.provider !== provider)
      await decisions.record(tx, delivery, { code: 'failed_over', provider: delivery.provider });
    await decisions.record(tx, delivery, { code: 'attempted', attempt: delivery.attempts + 1, provider });
    return true;
  }

  /** What has become of it; `by` whom, where somebody has taken it now. What a device has is sent, whatever becomes of the others. */
  async settle(
    delivery: Delivery,
    outcome: Settled,
    { failure: why = null, by, detail = why ?? undefined }: Settlement = {},
  ): Promise<void> {
    const { db, deliveries, decisions, clock } = this.#deps;
    const isSent = delivery.waitingDevices !== null;
    const [status, failure] = isSent ? (['sent', null] as const) : [outcome, why];
    const times = { at: clock.now(), forgetAt: this.#forgetAt() };
    const change = { status, failure, ...(by && { provider: by.provider, providerMessageId: by.messageId }) };
    await db.transaction(scopeOf(delivery), async (tx) => {
      if (!(await deliveries.settle(tx, delivery.id, change, times))) return;
      // What it told of, if it is a digest, is not needed any more.
      if (delivery.kind === digestKind) await deliveries.clearGathered(tx, delivery.id);
      // That its address takes nothing is another reason than that nobody was there.
      const code = failure === 'SUPPRESSED' ? 'suppressed' : status;
      await decisions.record(tx, delivery, { code, provider: by?.provider ?? null, detail: detail ?? null });
    });
  }

  /** Somebody has it, and is not told again; those who wait are tried again in a while. */
  async takeInPart(delivery: Delivery, by: PartlyTaken, byMs: number): Promise<void> {
    const { db, deliveries, decisions, clock } = this.#deps;
    const until = new Date(clock.now().getTime() + byMs);
    const { provider, messageId: providerMessageId, waitingDevices = [] } = by;
    await db.transaction(scopeOf(delivery), async (tx) => {
      const part = { provider, providerMessageId, waitingDevices: [...waitingDevices] };
      if (!(await deliveries.takeInPart(tx, delivery, part))) return;
      await decisions.record(tx, delivery, { code: 'sent', provider });
      await decisions.record(tx, delivery, { code: 'refused', until, detail: 'REFUSED_FOR_NOW' });
      await deliveries.postpone(tx, delivery.id, until);
    });
  }

  /**
   * Again in a while. `abandoned` says why it is certain that nothing has left by the last attempt of `delivery`; null where it is not.
   * Nothing changes where somebody has begun another since: it is his.
   */
  async postpone(delivery: Delivery, byMs: number, abandoned: string | null): Promise<void> {
    const { db, deliveries, decisions, clock } = this.#deps;
    const dueAt = new Date(clock.now().getTime() + byMs);
    await db.transaction(scopeOf(delivery), async (tx) => {
      if (abandoned !== null) {
        if (!(await deliveries.abandonAttempt(tx, delivery))) return;
        await decisions.record(tx, delivery, { code: 'refused', until: dueAt, detail: abandoned });
      }
      await deliveries.postpone(tx, delivery.id, dueAt);
    });
  }

  /** Settles what is late of channels by which nobody sends here any more: it would wait for ever. */
  async giveUp(channels: readonly SentChannel[]): Promise<void> {
    const { deliveries, clock } = this.#deps;
    const now = new Date(clock.now().getTime() - maxAgeMs);
    const places = new Map(channels.map((channel) => [channel, givenUpAtOnce]));
    const waiting: string[] = [];
    let due: QueuedDelivery[];
    do {
      due = await deliveries.takeDue(places, { now, but: waiting });
      for (const queued of due) {
        const delivery = await deliveries.find(queued);
        // One that waits on purpose is not late: the channel may be switched on until then.
        if (!delivery || wantedAt(delivery) >= now) waiting.push(queued.deliveryId);
        else if (delivery.attemptedAt) await this.settle(delivery, 'unknown', { detail: switchedOff });
        else await this.settle(delivery, 'failed', { failure: 'TOO_LATE', detail: switchedOff });
      }
    } while (due.length > 0);
  }

  /** Deletes what was settled long ago. */
  async sweep(): Promise<void> {
    const { db, deliveries, clock } = this.#deps;
    let due: QueuedDelivery[];
    do {
      due = await deliveries.listForgettable(clock.now(), forgottenAtOnce);
      const ids = due.map(({ deliveryId }) => deliveryId);
      if (ids.length > 0) await db.transaction(rowsOf(due), (tx) => deliveries.deleteByIds(tx, ids));
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

function rowsOf(queued: readonly QueuedDelivery[]): RowScope {
  return {
    persons: [...new Set(queued.flatMap(({ userId }) => userId ?? []))],
    accounts: [...new Set(queued.flatMap(({ accountId }) => accountId ?? []))],
  };
}
