import { type Database, nobody, type Transaction } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import { type Delivery, digestKind } from '../deliveries/delivery.model.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { GatheringService } from '../deliveries/gathering.service.ts';
import { defaultChannels, notificationKinds } from '../kinds/notification-kind.model.ts';
import type { PreferenceService } from '../preferences/preference.service.ts';
import type { SuppressionReason } from '../suppressions/suppression.model.ts';
import type { Place, SuppressionService } from '../suppressions/suppression.service.ts';

export interface AttemptServiceDeps {
  readonly db: Database;
  readonly deliveries: DeliveryService;
  readonly preferences: PreferenceService;
  readonly gathering: GatheringService;
  readonly suppressions: SuppressionService;
  readonly clock: Clock;
}

/** `taken`: somebody else has begun one meanwhile, or it is settled. */
export type Verdict = 'begun' | 'taken' | 'unsubscribed' | 'suppressed';

/** What has to hold in the moment before a message goes out, whatever held when it was queued. */
export class AttemptService {
  readonly #deps: AttemptServiceDeps;

  constructor(deps: AttemptServiceDeps) {
    this.#deps = deps;
  }

  /** Writes down that it is handed over to `provider`, unless it may not be. What it was decided by is read in the same transaction. */
  async begin(
    delivery: Delivery,
    { provider, address }: { readonly provider: string; readonly address: string | null },
  ): Promise<Verdict> {
    const { db, deliveries, gathering, suppressions } = this.#deps;
    const { kind, category, accountId } = delivery;
    const accounts = kind === digestKind ? await gathering.listAccounts(delivery) : [accountId];
    const { persons = [] } = deliveries.scopeOf(delivery);
    return db.transaction({ persons, accounts: accounts.filter((account) => account !== null) }, async (tx) => {
      const wanted = await Promise.all(accounts.map((account) => this.#isWanted(tx, delivery, account)));
      if (!wanted.includes(true)) return 'unsubscribed';
      const place = placeOf(delivery, address);
      if (place && (await suppressions.isSuppressed(tx, place, category))) return 'suppressed';
      return (await deliveries.beginAttempt(tx, delivery, provider)) ? 'begun' : 'taken';
    });
  }

  /** Nothing is sent any more to where somebody took nothing in the last attempt. */
  async suppress(delivery: Delivery, address: string, reason: SuppressionReason): Promise<void> {
    const { db, suppressions, clock } = this.#deps;
    const place = placeOf(delivery, address);
    const { userId, attemptedAt } = delivery;
    // Whoever has taken it back while the provider was asked knows better.
    const at = attemptedAt ?? clock.now();
    if (place) await db.transaction(nobody, (tx) => suppressions.add(tx, [{ ...place, reason, userId, at }]));
  }

  async #isWanted(
    tx: Transaction,
    { kind, category, channel, userId }: Delivery,
    accountId: string | null,
  ): Promise<boolean> {
    const { channels = defaultChannels[category], isOwed = false } = notificationKinds[kind] ?? {};
    if (userId === null || isOwed) return true;
    const ways = await this.#deps.preferences.channelsOf(tx, { category, channels, accountId }, [userId]);
    return ways.get(userId)?.told.has(channel) ?? false;
  }
}

function placeOf({ channel }: Delivery, address: string | null): Place | null {
  return channel === 'in_app' || address === null ? null : { channel, address };
}
