import { hashed, notPersonal, personal, somebody } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { index, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { notificationChannels } from '../kinds/notification-kind.model.ts';

export const suppressionReasons = ['bounce', 'complaint', 'stop'] as const;
/** `bounce`: there is no such address. `complaint`: its reader called a message spam. `stop`: he answered that he wants no more. */
export type SuppressionReason = (typeof suppressionReasons)[number];

/**
 * Addresses to which nothing is sent any more, by a keyed hash. No row-level security: an address is asked for before anybody knows whose
 * it is, and need not be a person's.
 */
export const suppressions = notificationsSchema.table(
  'suppressions',
  {
    channel: notPersonal('one of four', text('channel', { enum: notificationChannels }).notNull()),
    addressHash: personal('CONFIDENTIAL', somebody('whose address it is'), hashed('address_hash').notNull()),
    reason: notPersonal('one of three', text('reason', { enum: suppressionReasons }).notNull()),
    /** Who was told by the message that came back; it goes with him. Null for who is no person here. */
    userId: uuid('user_id'),
    suppressedAt: timestamp('suppressed_at', { withTimezone: true }).notNull(),
    /** When its person wanted to be told again: what is reported of before says nothing new. */
    liftedAt: timestamp('lifted_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ name: 'suppressions_pkey', columns: [table.channel, table.addressHash] }),
    index('suppressions_user_id_idx').on(table.userId).where(sql`${table.userId} is not null`),
    index('suppressions_suppressed_at_idx').on(table.suppressedAt),
  ],
);
/**
 * What has been heard of owners of addresses in their own words, once each: who repeats a call of a provider's that says no time says nothing.
 * No row-level security: ids of messages that came in.
 */
export const heardMessages = notificationsSchema.table(
  'heard_messages',
  {
    id: notPersonal('an id of the provider', text('id').primaryKey()),
    heardAt: timestamp('heard_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('heard_messages_heard_at_idx').on(table.heardAt)],
);
export type Suppression = typeof suppressions.$inferSelect;
