import { account, accountRows, bytea, notPersonal, personal } from '@trivet/database';
import { index, integer, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';
import type { ResourceFieldKind } from '../resource-types/resource-type.model.ts';

/**
 * An index is built from what there is, serves lists, and is dropped piece by piece. One that could not be built again and again has
 * failed until it can.
 */
export const resourceIndexState = coreSchema.enum('resource_index_state', ['BUILDING', 'READY', 'FAILED', 'DROPPED']);

/** A filterable field of a type, from when it was declared until nothing is left of it. Declared again, it is another. */
export const resourceIndexes = coreSchema
  .table(
    'resource_indexes',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      type: personal('INTERNAL', account('account_id'), text('type').notNull()),
      path: personal('INTERNAL', account('account_id'), text('path').notNull()),
      kind: notPersonal('a name of ours', text('kind').$type<ResourceFieldKind>().notNull()),
      state: resourceIndexState('state').notNull(),
      /** Up to which resource it is built, itself included. */
      builtTo: uuid('built_to').notNull(),
    },
    (table) => [
      index('resource_indexes_account_id_type_idx').on(table.accountId, table.type),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/**
 * Where a resource stands in an index: one for each resource and filterable field of its type, and one for each of its labels,
 * which is an index of its own.
 */
export const resourceIndexEntries = coreSchema
  .table(
    'resource_index_entries',
    {
      resourceId: uuid('resource_id').notNull(),
      indexId: uuid('index_id').notNull(),
      accountId: uuid('account_id').notNull(),
      /** In bytes that are in the order of the values, whatever their kind. */
      value: personal('INTERNAL', account('account_id'), bytea('value').notNull()),
    },
    (table) => [
      primaryKey({ name: 'resource_index_entries_pkey', columns: [table.resourceId, table.indexId] }),
      uniqueIndex('resource_index_entries_index_id_value_resource_id_key').on(
        table.indexId,
        table.value,
        table.resourceId,
      ),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/** Indexes that are to be built or taken away: ids, read by the job for all accounts. Without row-level security. */
export const resourceIndexWork = coreSchema.table(
  'resource_index_work',
  {
    indexId: uuid('index_id').primaryKey(),
    accountId: uuid('account_id').notNull(),
    since: timestamp('since', { withTimezone: true }).notNull().defaultNow(),
    /** How often in a row it has failed. */
    failures: integer('failures').notNull().default(0),
    /** When it is tried again; null where it has not failed. */
    retryAt: timestamp('retry_at', { withTimezone: true }),
  },
  (table) => [index('resource_index_work_account_id_since_idx').on(table.accountId, table.since)],
);

export type ResourceIndex = Pick<typeof resourceIndexes.$inferSelect, 'id' | 'path' | 'kind' | 'state'>;

export interface ResourceIndexEntry {
  readonly resourceId: string;
  readonly indexId: string;
  readonly value: Buffer;
}
