import { accountRows, notPersonal, personRows } from '@trivet/database';
import { foreignKey, index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { deliveries } from '../deliveries/delivery.model.ts';

/** What can be decided of a delivery after it was queued, or happen to it. */
export const decisionCodes = [
  'quiet_hours',
  'throttled',
  'digested',
  'attempted',
  'refused',
  'failed_over',
  'suppressed',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'unknown',
  'cancelled',
] as const;
export type DecisionCode = (typeof decisionCodes)[number];

/** What was decided of a delivery, by whoever did, in the transaction that did it: ids, codes and times, and nothing of anybody. */
export const deliveryDecisions = notificationsSchema
  .table(
    'delivery_decisions',
    {
      /** In the order of the decisions. */
      id: uuid('id').primaryKey(),
      deliveryId: uuid('delivery_id').notNull(),
      /** Whose the delivery is. */
      userId: uuid('user_id'),
      accountId: uuid('account_id'),
      code: notPersonal('one of a dozen', text('code', { enum: decisionCodes }).notNull()),
      at: timestamp('at', { withTimezone: true }).notNull(),
      /** Until when it waits. */
      until: timestamp('until', { withTimezone: true }),
      /** Which attempt it was, from 1 on. */
      attempt: integer('attempt'),
      provider: notPersonal('who carries messages for us', text('provider')),
      detail: notPersonal('a code of ours', text('detail')),
    },
    (table) => [
      foreignKey({
        name: 'delivery_decisions_delivery_id_fkey',
        columns: [table.deliveryId],
        foreignColumns: [deliveries.id],
      }).onDelete('cascade'),
      index('delivery_decisions_delivery_id_id_idx').on(table.deliveryId, table.id),
      personRows('user_id'),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type DeliveryDecision = typeof deliveryDecisions.$inferSelect;
