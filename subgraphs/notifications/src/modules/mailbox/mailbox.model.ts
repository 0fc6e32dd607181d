import { notPersonal, personal, somebody } from '@trivet/database';
import { text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { sentChannels } from '../kinds/notification-kind.model.ts';

const recipient = somebody('whose address it is');

/**
 * The mails of an installation that sends none, for who develops: a few, with addresses and tokens in the clear. Empty in
 * every other.
 */
export const mailbox = notificationsSchema.table(
  'mailbox',
  {
    id: uuid('id').primaryKey(),
    /** By which it would have left. */
    channel: notPersonal('one of three', text('channel', { enum: sentChannels }).notNull().default('email')),
    key: notPersonal('an id', text('key').notNull()),
    /** Of the mail's head; null for those of before there were any. */
    messageId: notPersonal('an id', text('message_id')),
    unsubscribeUrl: personal('CONFIDENTIAL', recipient, text('unsubscribe_url')),
    recipient: personal('CONFIDENTIAL', recipient, text('recipient').notNull()),
    subject: personal('CONFIDENTIAL', recipient, text('subject').notNull()),
    text: personal('RESTRICTED', recipient, text('text').notNull()),
    /** Empty for what is no mail. */
    html: personal('RESTRICTED', recipient, text('html').notNull()),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [unique('mailbox_key_key').on(table.key)],
);
export type MailboxMail = typeof mailbox.$inferSelect;
