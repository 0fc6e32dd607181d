import { accountRows, notPersonal, person, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import {
  choosers,
  notificationCategories,
  notificationChannels,
  type UnusedWays,
} from '../kinds/notification-kind.model.ts';

export const deliveryStatuses = [
  'queued',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'unknown',
  'cancelled',
  'digested',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
/** What is later than this helps nobody any more: nothing of last week after an outage, or when a channel is switched on. */
export const maxAgeMs = 24 * 60 * 60 * 1000;
/** Of a delivery that tells of others together. */
export const digestKind = 'notification.digest';

/**
 * That somebody is told something by a channel, and what has become of it. No address: where a mail goes is asked when it is made.
 */
export const deliveries = notificationsSchema
  .table(
    'deliveries',
    {
      id: uuid('id').primaryKey(),
      /** Null for who is no person here. A lost password's is the request's own id: nobody has looked whose it is. */
      userId: uuid('user_id'),
      accountId: uuid('account_id'),
      occasionId: uuid('occasion_id').notNull(),
      kind: notPersonal('a type of event', text('kind').notNull()),
      category: notPersonal('one of four', text('category', { enum: notificationCategories }).notNull()),
      channel: notPersonal('one of four', text('channel', { enum: notificationChannels }).notNull()),
      status: notPersonal('one of eight', text('status', { enum: deliveryStatuses }).notNull()),
      /** Of a mail that users fills: which one. */
      mail: notPersonal('a kind of mail', text('mail')),
      /** Of the event that it is told of: by what users are asked, and what templates say. */
      payload: notPersonal('ids of an event', jsonb('payload').$type<Readonly<Record<string, unknown>>>()),
      /** Of any other mail: what it says. Gone when it is settled. */
      title: personal('INTERNAL', person('user_id'), text('title')),
      body: personal('INTERNAL', person('user_id'), text('body')),
      target: personal('INTERNAL', person('user_id'), text('target')),
      occurredAt: timestamp('occurred_at', { withTimezone: true }).notNull(),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      attempts: integer('attempts').notNull().default(0),
      /** Who was asked last to carry it, and by which id he knows it. */
      provider: notPersonal('a name of ours', text('provider')),
      providerMessageId: notPersonal('an id of the provider', text('provider_message_id')),
      /** When the attempt began of which nobody knows the outcome. */
      attemptedAt: timestamp('attempted_at', { withTimezone: true }),
      settledAt: timestamp('settled_at', { withTimezone: true }),
      failure: notPersonal('a code of ours', text('failure')),
      /** Who has chosen that it goes by this channel. */
      chosenBy: notPersonal('one of four', text('chosen_by', { enum: choosers })),
      /** By which other ways its person was not told, and why: of them there are no rows. Null of what is told whatever anybody has chosen. */
      unused: notPersonal('ways, and who has chosen', jsonb('unused').$type<UnusedWays>()),
      /** Until when it waits, or has waited: nothing is late before. */
      notBefore: timestamp('not_before', { withTimezone: true }),
      /** When it was decided that it goes now, and of a digest that nothing is added to it. */
      releasedAt: timestamp('released_at', { withTimezone: true }),
      /** Devices that have it not yet and may take it later, where another has it. Null where none has it, and when it is settled. */
      waitingDevices: uuid('waiting_devices').array(),
      /** The delivery that tells of this one with others. */
      digestId: uuid('digest_id'),
    },
    (table) => [
      unique('deliveries_occasion_id_key')
        .on(table.occasionId, table.userId, table.channel, table.mail)
        .nullsNotDistinct(),
      index('deliveries_account_id_id_idx').on(table.accountId, table.id).where(sql`${table.accountId} is not null`),
      index('deliveries_user_id_idx').on(table.userId),
      foreignKey({
        name: 'deliveries_digest_id_fkey',
        columns: [table.digestId],
        foreignColumns: [table.id],
      }).onDelete('set null'),
      index('deliveries_digest_id_idx').on(table.digestId).where(sql`${table.digestId} is not null`),
      uniqueIndex('deliveries_open_digest_key')
        .on(table.userId, table.channel, table.category)
        .where(
          sql`${table.kind} = 'notification.digest' and ${table.status} = 'queued' and ${table.releasedAt} is null`,
        ),
      index('deliveries_waiting_idx')
        .on(table.userId)
        .where(sql`${table.status} = 'queued' and ${table.notBefore} is not null and ${table.releasedAt} is null`),
      index('deliveries_released_idx')
        .on(table.userId, table.channel, table.category, table.releasedAt)
        .where(sql`${table.releasedAt} is not null`),
      check('deliveries_settled_check', sql`(${table.status} = 'queued') = (${table.settledAt} is null)`),
      personRows('user_id'),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type Delivery = typeof deliveries.$inferSelect;
/** When its person is to be told: what waits on purpose is not late. */
export function wantedAt({ occurredAt, notBefore }: Pick<Delivery, 'occurredAt' | 'notBefore'>): Date {
  return notBefore !== null && notBefore > occurredAt ? notBefore : occurredAt;
}
export type NewDelivery = typeof deliveries.$inferInsert;

/**
 * When something has to be done with a delivery: to send it, or to forget it. No row-level security: the jobs have to find them, and
 * they are ids and times.
 */
export const deliveryQueue = notificationsSchema.table(
  'delivery_queue',
  {
    deliveryId: uuid('delivery_id')
      .primaryKey()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    userId: uuid('user_id'),
    accountId: uuid('account_id'),
    action: notPersonal('one of two', text('action', { enum: ['send', 'forget'] }).notNull()),
    /** Whose turn it takes: the account's of which is told, else the person's. */
    tenantId: uuid('tenant_id').notNull().generatedAlwaysAs(sql`coalesce("account_id", "user_id", "delivery_id")`),
    /** What was queued before there was another was mail. */
    channel: notPersonal('one of four', text('channel', { enum: notificationChannels }).notNull().default('email')),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('delivery_queue_action_due_at_idx').on(table.action, table.dueAt),
    index('delivery_queue_channel_tenant_id_due_at_idx')
      .on(table.channel, table.tenantId, table.dueAt)
      .where(sql`${table.action} = 'send'`),
  ],
);

/**
 * Whose turn it is next: of each channel everybody of whom something is queued, kept by a trigger on the queue. Who has ten thousand
 * waiting is one of them, as who has one. No row-level security: ids and times.
 */
export const deliveryTurns = notificationsSchema.table(
  'delivery_turns',
  {
    channel: notPersonal('one of four', text('channel', { enum: notificationChannels }).notNull()),
    tenantId: uuid('tenant_id').notNull(),
    /** When the first of his is due, or when he was served last where more is. */
    nextAt: timestamp('next_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'delivery_turns_pkey', columns: [table.channel, table.tenantId] }),
    index('delivery_turns_channel_next_at_idx').on(table.channel, table.nextAt),
  ],
);
export type { SentChannel } from '../kinds/notification-kind.model.ts';
export type QueuedDelivery = Pick<typeof deliveryQueue.$inferSelect, 'deliveryId' | 'userId' | 'accountId' | 'channel'>;
