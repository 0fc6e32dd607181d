import type { Transaction } from '@trivet/database';
import type { LoggedEvent } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { maxAgeMs } from '../deliveries/delivery.model.ts';
import type { DeliveryDraft, DeliveryService } from '../deliveries/delivery.service.ts';
import {
  defaultChannels,
  type NotificationCategory,
  notificationKinds,
  type SentChannel,
} from '../kinds/notification-kind.model.ts';
import { type PreferenceService, unusedOf } from '../preferences/preference.service.ts';

export interface MailQueueServiceDeps {
  readonly deliveries: DeliveryService;
  readonly preferences: PreferenceService;
  /** The channels that there are. */
  readonly sentChannels: readonly SentChannel[];
  readonly clock: Clock;
}

/** Mails that users knows how to address and to fill: which are to be sent, and to whom they are of concern. */
export class MailQueueService {
  /** The events that may lead to them. */
  readonly types: readonly string[] = Object.entries(notificationKinds).flatMap(([type, { mails }]) =>
    mails ? [type] : [],
  );
  readonly #deps: MailQueueServiceDeps;

  constructor(deps: MailQueueServiceDeps) {
    this.#deps = deps;
  }

  /** Part of the consumer's transaction. Each once, however often the event comes; none of what is a day old. */
  async queue(tx: Transaction, event: LoggedEvent): Promise<void> {
    const { deliveries, sentChannels, clock } = this.#deps;
    const kind = notificationKinds[event.type];
    if (!kind?.mails || clock.now().getTime() - event.occurredAt.getTime() > maxAgeMs) return;
    const { category, mails, by = 'email', isOwed = false } = kind;
    // A mail waits for a sender, a code would not be good any more.
    if (by !== 'email' && !sentChannels.includes(by)) return;
    const userId = event.stream.person ?? null;
    // What becomes of an account's own key or role is no person's notice.
    const choice = isOwed ? ({ chosenBy: 'owed' } as const) : userId && (await this.#choiceOf(tx, userId, category));
    if (!choice) return;
    const { id: occasionId, type, occurredAt, payload } = event;
    await deliveries.queue(
      tx,
      by,
      mails.map((mail) => ({
        userId,
        accountId: event.stream.account ?? null,
        occasionId,
        kind: type,
        category,
        occurredAt,
        mail,
        payload,
        ...choice,
      })),
    );
  }

  /** Who has chosen that the person is told of it by mail, and by what he is not told; null where it is not by mail. */
  async #choiceOf(
    tx: Transaction,
    userId: string,
    category: NotificationCategory,
  ): Promise<Pick<DeliveryDraft, 'chosenBy' | 'unused'> | null> {
    const { preferences, sentChannels } = this.#deps;
    const telling = { category, channels: defaultChannels[category], accountId: null };
    const ways = (await preferences.channelsOf(tx, telling, [userId])).get(userId);
    const chosenBy = ways?.told.get('email');
    return ways && chosenBy ? { chosenBy, unused: unusedOf(ways, sentChannels) } : null;
  }
}
