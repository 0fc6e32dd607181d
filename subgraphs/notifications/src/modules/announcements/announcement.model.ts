import { account, accountRows, notPersonal, personal } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { check, index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';

export const memberRoles = ['owner', 'admin', 'member', 'viewer'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** What somebody has to say to members of an account, and how far it has been told. */
export const announcements = notificationsSchema
  .table(
    'announcements',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      title: personal('INTERNAL', account('account_id'), text('title').notNull()),
      body: personal('INTERNAL', account('account_id'), text('body').notNull()),
      /** A whole URL. */
      link: personal('INTERNAL', account('account_id'), text('link')),
      /** To whom: one person, a built-in role, a role of the account's own, or, without any, all members. */
      userId: uuid('user_id'),
      role: notPersonal('a built-in role', text('role', { enum: memberRoles })),
      roleId: uuid('role_id'),
      /** Null for a program. */
      sentById: uuid('sent_by_id'),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      /** When it begins to be told; null for at once. */
      scheduledAt: timestamp('scheduled_at', { withTimezone: true }),
      /** When it was taken back, before it was told to anybody. */
      cancelledAt: timestamp('cancelled_at', { withTimezone: true }),
      /** Where it goes on among the members. */
      cursor: notPersonal('a place in a list', text('cursor')),
      pages: integer('pages').notNull().default(0),
      recipientCount: integer('recipient_count').notNull().default(0),
      completedAt: timestamp('completed_at', { withTimezone: true }),
    },
    (table) => [
      index('announcements_account_id_id_idx').on(table.accountId, table.id),
      check('announcements_audience_check', sql`num_nonnulls(${table.userId}, ${table.role}, ${table.roleId}) <= 1`),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type Announcement = typeof announcements.$inferSelect;

/** Those that are not told to all yet. No row-level security: the job has to find them, and they are ids and times. */
export const announcementQueue = notificationsSchema.table(
  'announcement_queue',
  {
    announcementId: uuid('announcement_id')
      .primaryKey()
      .references(() => announcements.id, { onDelete: 'cascade' }),
    accountId: uuid('account_id').notNull(),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('announcement_queue_due_at_idx').on(table.dueAt)],
);
export type QueuedAnnouncement = Pick<typeof announcementQueue.$inferSelect, 'announcementId' | 'accountId'>;
