import type { DeliveryStatus as StoredStatus } from '../modules/deliveries/delivery.model.ts';
import type {
  NotificationCategory as StoredCategory,
  NotificationChannel as StoredChannel,
} from '../modules/kinds/notification-kind.model.ts';
import { DeliveryStatus, NotificationCategory, NotificationChannel } from './schema.generated.ts';

/** As the API writes them. */
export const shownCategories: Readonly<Record<StoredCategory, NotificationCategory>> = {
  security: NotificationCategory.Security,
  billing: NotificationCategory.Billing,
  activity: NotificationCategory.Activity,
  announcement: NotificationCategory.Announcement,
};
/** As they are stored. */
export const storedCategories: Readonly<Record<NotificationCategory, StoredCategory>> = {
  [NotificationCategory.Security]: 'security',
  [NotificationCategory.Billing]: 'billing',
  [NotificationCategory.Activity]: 'activity',
  [NotificationCategory.Announcement]: 'announcement',
};

export const shownChannels: Readonly<Record<StoredChannel, NotificationChannel>> = {
  in_app: NotificationChannel.InApp,
  email: NotificationChannel.Email,
  sms: NotificationChannel.Sms,
  push: NotificationChannel.Push,
};
export const storedChannels: Readonly<Record<NotificationChannel, StoredChannel>> = {
  [NotificationChannel.InApp]: 'in_app',
  [NotificationChannel.Email]: 'email',
  [NotificationChannel.Sms]: 'sms',
  [NotificationChannel.Push]: 'push',
};

export const shownDeliveryStatuses: Readonly<Record<StoredStatus, DeliveryStatus>> = {
  queued: DeliveryStatus.Queued,
  sent: DeliveryStatus.Sent,
  delivered: DeliveryStatus.Delivered,
  bounced: DeliveryStatus.Bounced,
  failed: DeliveryStatus.Failed,
  unknown: DeliveryStatus.Unknown,
  cancelled: DeliveryStatus.Cancelled,
  digested: DeliveryStatus.Digested,
};
