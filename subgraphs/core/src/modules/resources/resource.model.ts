import { account, accountRows, jsonText, personal } from '@trivet/database';
import { index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

/** A piece of an account's data. */
export const resources = coreSchema
  .table(
    'resources',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      type: personal('INTERNAL', account('account_id'), text('type').notNull()),
      data: personal('INTERNAL', account('account_id'), jsonText('data').notNull()),
      version: integer('version').notNull(),
      /** The person who created it; null for keys and services. */
      createdById: uuid('created_by_id'),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      index('resources_account_id_id_idx').on(table.accountId, table.id),
      index('resources_account_id_type_id_idx').on(table.accountId, table.type, table.id),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type Resource = typeof resources.$inferSelect;
