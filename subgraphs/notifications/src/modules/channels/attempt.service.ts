import type { Database, Transaction } from '@trivet/database';
import { type Delivery, digestKind } from '../deliveries/delivery.model.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { GatheringService } from '../deliveries/gathering.service.ts';
import { defaultChannels, notificationKinds } from '../kinds/notification-kind.model.ts';
import type { PreferenceService } from '../preferences/preference.service.ts';

export interface AttemptServiceDeps {
  readonly db: Database;
  readonly deliveries: DeliveryService;
  readonly preferences: PreferenceService;
  readonly gathering: GatheringService;
}

/** `taken`: somebody else has begun one meanwhile, or it is settled. */
export type Verdict = 'begun' | 'taken' | 'unsubscribed';

/** What has to hold in the moment before a message goes out, whatever held when it was queued. */
export class AttemptService {
  readonly #deps: AttemptServiceDeps;

  constructor(deps: AttemptServiceDeps) {
    this.#deps = deps;
  }

  /** Writes down that it is handed over to `provider`, unless it may not be. What it was decided by is read in the same transaction. */
  async begin(delivery: Delivery, provider: string): Promise<Verdict> {
    const { db, deliveries, gathering } = this.#deps;
    const { kind, accountId } = delivery;
    const accounts = kind === digestKind ? await gathering.listAccounts(delivery) : [accountId];
    const { persons = [] } = deliveries.scopeOf(delivery);
    return db.transaction({ persons, accounts: accounts.filter((account) => account !== null) }, async (tx) => {
      const wanted = await Promise.all(accounts.map((account) => this.#isWanted(tx, delivery, account)));
      if (!wanted.includes(true)) return 'unsubscribed';
      return (await deliveries.beginAttempt(tx, delivery, provider)) ? 'begun' : 'taken';
    });
  }

  async #isWanted(
    tx: Transaction,
    { kind, category, channel, userId }: Delivery,
    accountId: string | null,
  ): Promise<boolean> {
    const { channels = defaultChannels[category], isOwed = false } = notificationKinds[kind] ?? {};
    if (userId === null || isOwed) return true;
    const ways = await this.#deps.preferences.channelsOf(tx, { category, channels, accountId }, [userId]);
    return ways.get(userId)?.has(channel) ?? false;
  }
}
