import type { Database } from '@trivet/database';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import { defaultChannels, notificationKinds } from '../kinds/notification-kind.model.ts';
import type { PreferenceService } from '../preferences/preference.service.ts';

export interface AttemptServiceDeps {
  readonly db: Database;
  readonly deliveries: DeliveryService;
  readonly preferences: PreferenceService;
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
  begin(delivery: Delivery, provider: string): Promise<Verdict> {
    const { db, deliveries, preferences } = this.#deps;
    return db.transaction(deliveries.scopeOf(delivery), async (tx) => {
      const { kind, category, channel, accountId, userId } = delivery;
      const { channels = defaultChannels[category], isOwed = false } = notificationKinds[kind] ?? {};
      if (userId !== null && !isOwed) {
        const ways = await preferences.channelsOf(tx, { category, channels, accountId }, [userId]);
        if (!ways.get(userId)?.includes(channel)) return 'unsubscribed';
      }
      return (await deliveries.beginAttempt(tx, delivery, provider)) ? 'begun' : 'taken';
    });
  }
}
