import { text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';

/**
 * The mails of an installation that sends none, for who develops: a few, with addresses and tokens in the clear. Empty in
 * every other.
 */
export const mailbox = notificationsSchema.table(
  'mailbox',
  {
    id: uuid('id').primaryKey(),
    key: text('key').notNull(),
    recipient: text('recipient').notNull(),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    html: text('html').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [unique('mailbox_key_key').on(table.key)],
);
export type MailboxMail = typeof mailbox.$inferSelect;
