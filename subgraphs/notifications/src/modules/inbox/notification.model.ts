import { accountRows, notPersonal, person, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { index, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';

/** Something that a person was told, as the inbox shows it. */
export const notifications = notificationsSchema
  .table(
    'notifications',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id').notNull(),
      accountId: uuid('account_id'),
      /** What it tells of: nobody is told twice of one event. */
      eventId: uuid('event_id').notNull(),
      kind: notPersonal('a type of event', text('kind').notNull()),
      title: personal('INTERNAL', person('user_id'), text('title').notNull()),
      body: personal('INTERNAL', person('user_id'), text('body').notNull()),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      readAt: timestamp('read_at', { withTimezone: true }),
    },
    (table) => [
      unique('notifications_user_id_event_id_key').on(table.userId, table.eventId),
      index('notifications_user_id_id_idx').on(table.userId, table.id),
      index('notifications_unread_idx').on(table.userId).where(sql`${table.readAt} is null`),
      index('notifications_account_id_idx').on(table.accountId).where(sql`${table.accountId} is not null`),
      personRows('user_id'),
      // For the removal of what was told of an account that is no more.
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type Notification = typeof notifications.$inferSelect;
export type NewNotification = typeof notifications.$inferInsert;
