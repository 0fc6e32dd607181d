import { accountRows, notPersonal, person, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { check, index, jsonb, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { notificationCategories } from '../kinds/notification-kind.model.ts';

/** What a template puts in, as far as it can be kept beside what was told. */
export type KeptFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Something that a person was told, as the inbox shows it. What is in the archive is read. */
export const notifications = notificationsSchema
  .table(
    'notifications',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id').notNull(),
      accountId: uuid('account_id'),
      /** What it tells of: nobody is told twice of one occasion. An event's id, or made of what many have in common. */
      occasionId: uuid('event_id').notNull(),
      kind: notPersonal('a type of event', text('kind').notNull()),
      category: notPersonal(
        'one of four',
        text('category', { enum: notificationCategories }).notNull().default('activity'),
      ),
      /** In English, or in the words of who announced it. */
      title: personal('INTERNAL', person('user_id'), text('title').notNull()),
      body: personal('INTERNAL', person('user_id'), text('body').notNull()),
      /** What our templates put in, to say it in the language of its reader; null of what stays as it was written. */
      facts: personal('INTERNAL', person('user_id'), jsonb('facts').$type<KeptFacts>()),
      /** Where it leads to: the id of a thing, or a whole URL. */
      target: personal('INTERNAL', person('user_id'), text('target')),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      seenAt: timestamp('seen_at', { withTimezone: true }),
      readAt: timestamp('read_at', { withTimezone: true }),
      archivedAt: timestamp('archived_at', { withTimezone: true }),
    },
    (table) => [
      unique('notifications_user_id_event_id_key').on(table.userId, table.occasionId),
      index('notifications_inbox_idx').on(table.userId, table.id).where(sql`${table.archivedAt} is null`),
      index('notifications_archive_idx').on(table.userId, table.id).where(sql`${table.archivedAt} is not null`),
      index('notifications_category_idx').on(table.userId, table.category, table.id),
      index('notifications_unread_idx').on(table.userId, table.id).where(sql`${table.readAt} is null`),
      index('notifications_unseen_idx')
        .on(table.userId)
        .where(sql`${table.seenAt} is null and ${table.readAt} is null`),
      index('notifications_account_id_idx').on(table.accountId).where(sql`${table.accountId} is not null`),
      check('notifications_archived_check', sql`${table.archivedAt} is null or ${table.readAt} is not null`),
      check(
        'notifications_category_check',
        sql`${table.category} in ('security', 'billing', 'activity', 'announcement')`,
      ),
      personRows('user_id'),
      // For the removal of what was told of an account that is no more.
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type NewNotification = typeof notifications.$inferInsert;

/** Whose it is, and of what occasion, is not read. */
export type StoredNotification = Omit<typeof notifications.$inferSelect, 'userId' | 'occasionId'>;
/** As the inbox shows it: in the words of its reader. */
export type Notification = Omit<StoredNotification, 'facts'>;

/**
 * Occasions of which many events tell, and that were told. No row-level security: an id that is made of what the events have in
 * common says nothing of anybody.
 */
export const toldOccasions = notificationsSchema.table(
  'told_occasions',
  {
    id: uuid('id').primaryKey(),
    toldAt: timestamp('told_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('told_occasions_told_at_idx').on(table.toldAt)],
);
