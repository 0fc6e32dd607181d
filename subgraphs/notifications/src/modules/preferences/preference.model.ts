import { accountRows, notPersonal, personRows } from '@trivet/database';
import { boolean, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { notificationCategories, notificationChannels } from '../kinds/notification-kind.model.ts';

/** What a person has chosen: of a category, whether he is told by a channel. Where he has not, there is no row. */
export const notificationPreferences = notificationsSchema
  .table(
    'notification_preferences',
    {
      userId: uuid('user_id').notNull(),
      category: notPersonal('one of four', text('category', { enum: notificationCategories }).notNull()),
      channel: notPersonal('one of four', text('channel', { enum: notificationChannels }).notNull()),
      enabled: boolean('enabled').notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      primaryKey({ name: 'notification_preferences_pkey', columns: [table.userId, table.category, table.channel] }),
      personRows('user_id'),
    ],
  )
  .enableRLS();

/** What an account has chosen for what is told of it, to those who have not chosen themselves. */
export const notificationDefaults = notificationsSchema
  .table(
    'notification_defaults',
    {
      accountId: uuid('account_id').notNull(),
      category: notPersonal('one of four', text('category', { enum: notificationCategories }).notNull()),
      channel: notPersonal('one of four', text('channel', { enum: notificationChannels }).notNull()),
      enabled: boolean('enabled').notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      primaryKey({ name: 'notification_defaults_pkey', columns: [table.accountId, table.category, table.channel] }),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

export type NotificationPreference = typeof notificationPreferences.$inferSelect;
/** What is chosen, by whom it may be. */
export type NotificationChoice = Pick<NotificationPreference, 'category' | 'channel' | 'enabled'>;
