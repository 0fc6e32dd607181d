import { type Database, newId, type Transaction } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { DecisionService } from '../explanations/decision.service.ts';
import { type Delivery, maxAgeMs } from './delivery.model.ts';
import { scopeOf } from './delivery.repository.ts';
import { keptMs } from './delivery.service.ts';
import type { GatheringRepository, Group, ListedThings } from './gathering.repository.ts';

export type { Gathered, Group, ListedThings } from './gathering.repository.ts';

export interface GatheringServiceDeps {
  readonly db: Database;
  readonly gathering: GatheringRepository;
  readonly decisions: DecisionService;
  readonly clock: Clock;
}

/** At most so many in so long. */
export interface Throttle {
  readonly max: number;
  readonly perMs: number;
}

/** By what a delivery is decided of. */
export interface Grounds {
  readonly group: Group;
  /** Whether its person has not chosen anew since: asked in the transaction, of which nobody chooses until its end. */
  readonly stillHold: (tx: Transaction) => Promise<boolean>;
}

/** Deliveries that wait, and what is gathered to be told together. Each step and what it does to a delivery is one transaction.
 * Where its person has chosen anew meanwhile nothing is done: it is due as before, and decided of anew. */
export class GatheringService {
  readonly #deps: GatheringServiceDeps;

  constructor(deps: GatheringServiceDeps) {
    this.#deps = deps;
  }

  /** Nothing is done with it until then, because its person is not to be disturbed. */
  async waitForQuietHours(delivery: Delivery, grounds: Grounds, until: Date): Promise<void> {
    const { gathering, decisions } = this.#deps;
    await this.#decide(delivery, grounds, async (tx) => {
      const isHeld = await gathering.hold(tx, delivery, until);
      if (isHeld && delivery.notBefore?.getTime() !== until.getTime())
        await decisions.record(tx, delivery, { code: 'quiet_hours', until });
    });
  }

  /** A digest is due at another time than it was: its person is elsewhere, or has chosen anew. */
  async move(digest: Delivery, grounds: Grounds, dueAt: Date): Promise<void> {
    const { gathering } = this.#deps;
    await this.#decide(digest, grounds, (tx) => gathering.hold(tx, digest, dueAt));
  }

  /** It is told with the digest that is due then, or before. */
  async gather(delivery: Delivery, grounds: Grounds, dueAt: Date): Promise<void> {
    await this.#decide(delivery, grounds, (tx) => this.#gather(tx, delivery, grounds.group, dueAt));
  }

  /** Lets it go, unless as many have gone as may: then it is gathered until the next may. */
  async release(delivery: Delivery, { group, stillHold }: Grounds, throttle: Throttle | null): Promise<boolean> {
    const { db, gathering, clock } = this.#deps;
    return db.transaction(scopeOf(delivery), async (tx) => {
      const now = clock.now();
      if (throttle) {
        // Of many who are let go at once each sees those before.
        await gathering.lock(tx, group);
        const since = new Date(now.getTime() - throttle.perMs);
        const released = await gathering.listReleased(tx, group, since, throttle.max);
        const [oldest] = released;
        if (oldest && released.length >= throttle.max) {
          const dueAt = new Date(oldest.getTime() + throttle.perMs);
          if (await stillHold(tx)) await this.#gather(tx, delivery, group, dueAt, { isThrottled: true });
          return false;
        }
      }
      return gathering.release(tx, delivery, now);
    });
  }

  /** From now on nothing is added to it. False where it is settled. */
  close(digest: Delivery): Promise<boolean> {
    const { db, gathering, clock } = this.#deps;
    return db.transaction(scopeOf(digest), (tx) => gathering.release(tx, digest, clock.now()));
  }

  /** What a digest tells of, the oldest first: at most `limit`, and how many there are. */
  list(digest: Delivery, limit: number): Promise<ListedThings> {
    return this.#deps.gathering.listGathered(digest, limit);
  }

  /** Of which accounts a digest tells; null among them for what is of none. */
  listAccounts(digest: Delivery): Promise<(string | null)[]> {
    return this.#deps.gathering.listAccounts(digest);
  }

  /** Whatever waits for the person is decided of anew. The transaction sees his rows. */
  reconsider(tx: Transaction, userId: string): Promise<void> {
    return this.#deps.gathering.makeDue(tx, userId, this.#deps.clock.now());
  }

  async #decide(
    delivery: Delivery,
    { group, stillHold }: Grounds,
    decision: (tx: Transaction) => Promise<unknown>,
  ): Promise<void> {
    const { db, gathering } = this.#deps;
    await db.transaction(scopeOf(delivery), async (tx) => {
      await gathering.lock(tx, group);
      if (await stillHold(tx)) await decision(tx);
    });
  }

  async #gather(
    tx: Transaction,
    delivery: Delivery,
    group: Group,
    dueAt: Date,
    { isThrottled = false }: { readonly isThrottled?: boolean } = {},
  ): Promise<void> {
    const { gathering, decisions, clock } = this.#deps;
    // Whoever removes it waits, or has: for what is not to be told any more no digest is begun.
    if (!(await gathering.lockGatherable(tx, delivery))) return;
    if (isThrottled) await decisions.record(tx, delivery, { code: 'throttled' });
    const at = clock.now();
    const open = await this.#findOpen(tx, group, at);
    const digest = open ?? (await gathering.insertDigest(tx, { id: newId(), ...group }, { at, dueAt }));
    // Of several times the first counts: one mail more is none.
    const isEarlier = digest.notBefore === null || dueAt < digest.notBefore;
    if (isEarlier) await gathering.hold(tx, digest, dueAt);
    const until = isEarlier ? dueAt : digest.notBefore;
    const forgetAt = new Date(at.getTime() + keptMs);
    await gathering.gather(tx, delivery, digest, { at, forgetAt });
    await decisions.record(tx, delivery, { code: 'digested', until });
  }

  /** What can be added to; one that is too late to be told is closed, and nothing new is lost with it. */
  async #findOpen(tx: Transaction, group: Group, at: Date): Promise<Delivery | null> {
    const { gathering } = this.#deps;
    const open = await gathering.findOpenDigest(tx, group);
    if (!open?.notBefore || at.getTime() - open.notBefore.getTime() <= maxAgeMs) return open;
    await gathering.release(tx, open, at);
    return null;
  }
}
