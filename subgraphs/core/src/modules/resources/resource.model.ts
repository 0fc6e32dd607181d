import { account, accountRows, jsonText, personal, textList } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

/** How a state of a resource came to be, but for the first, by which it was created. */
export const resourceChange = coreSchema.enum('resource_change', ['UPDATED', 'DELETED', 'RESTORED']);

const empty = sql`'{}'`;

/** What every state of a resource has, wherever it is kept. */
const state = () => ({
  accountId: uuid('account_id').notNull(),
  type: personal('INTERNAL', account('account_id'), text('type').notNull()),
  data: personal('INTERNAL', account('account_id'), jsonText('data').notNull()),
  version: integer('version').notNull(),
  /** The person who created it; null for keys and services. */
  createdById: uuid('created_by_id'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  /** When this state came to be. */
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  labels: personal('INTERNAL', account('account_id'), textList('labels').notNull().default(empty)),
  change: resourceChange('change').notNull().default('UPDATED'),
  /** The person who made this state; null for keys and services, and where it is not known any more. */
  changedById: uuid('changed_by_id'),
  /** JSON Pointers to what of the data is not as it was in the state before. */
  changedPaths: personal('INTERNAL', account('account_id'), textList('changed_paths').notNull().default(empty)),
});

/** By which another system knows it: given when it is created, and never another. */
const externalKey = () => personal('INTERNAL', account('account_id'), text('external_key'));

/** A piece of an account's data. */
export const resources = coreSchema
  .table('resources', { id: uuid('id').primaryKey(), ...state(), externalKey: externalKey() }, (table) => [
    index('resources_account_id_id_idx').on(table.accountId, table.id),
    index('resources_account_id_type_id_idx').on(table.accountId, table.type, table.id),
    index('resources_account_id_created_by_id_id_idx').on(table.accountId, table.createdById, table.id),
    index('resources_account_id_type_updated_at_id_idx').on(table.accountId, table.type, table.updatedAt, table.id),
    index('resources_account_id_type_version_id_idx').on(table.accountId, table.type, table.version, table.id),
    uniqueIndex('resources_account_id_type_external_key_key')
      .on(table.accountId, table.type, table.externalKey)
      .where(sql`${table.externalKey} is not null`),
    accountRows('account_id'),
  ])
  .enableRLS();

/** As lists and look-ups read it: what its history is made of is not among it. */
export type Resource = Omit<typeof resources.$inferSelect, 'change' | 'changedById' | 'changedPaths'>;

/** What history is made of is not read by lists and look-ups. */
export const resourceColumns = {
  id: resources.id,
  accountId: resources.accountId,
  type: resources.type,
  data: resources.data,
  version: resources.version,
  createdById: resources.createdById,
  createdAt: resources.createdAt,
  updatedAt: resources.updatedAt,
  labels: resources.labels,
  externalKey: resources.externalKey,
} as const;

/** Resources that were deleted, as they are kept to be restored: in a table of their own, so that no list reads past them. */
export const deletedResources = coreSchema
  .table('deleted_resources', { id: uuid('id').primaryKey(), ...state(), externalKey: externalKey() }, (table) => [
    index('deleted_resources_account_id_id_idx').on(table.accountId, table.id),
    index('deleted_resources_account_id_type_idx').on(table.accountId, table.type),
    accountRows('account_id'),
  ])
  .enableRLS();
export type DeletedResource = typeof deletedResources.$inferSelect;

/** States that are no more, of resources that are or were. Partitioned by when they ended, ahead, and dropped with their partitions. */
export const resourceVersions = coreSchema
  .table(
    'resource_versions',
    {
      resourceId: uuid('resource_id').notNull(),
      ...state(),
      supersededAt: timestamp('superseded_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      // With the key of the partitions, as PostgreSQL wants it.
      primaryKey({ name: 'resource_versions_pkey', columns: [table.resourceId, table.version, table.supersededAt] }),
      index('resource_versions_account_id_idx').on(table.accountId),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/** When deleted resources go for good: ids and times, read by the job for all accounts. Without row-level security. */
export const resourcePurges = coreSchema.table(
  'resource_purges',
  {
    resourceId: uuid('resource_id').primaryKey(),
    accountId: uuid('account_id').notNull(),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('resource_purges_due_at_idx').on(table.dueAt),
    index('resource_purges_account_id_idx').on(table.accountId),
  ],
);

/** A state of a resource, in its history. */
export interface ResourceVersion {
  /** Where it stands in a list: its version, as lists name rows. */
  readonly id: string;
  readonly version: number;
  readonly change: 'CREATED' | 'UPDATED' | 'DELETED' | 'RESTORED';
  readonly changedAt: Date;
  readonly changedById: string | null;
  readonly data: Resource['data'];
  readonly labels: readonly string[];
  readonly changedPaths: readonly string[];
}

/** Where a resource stands in an order. */
export interface Position {
  readonly id: string;
  /** By what it is ordered, as text; empty where that is the id. */
  readonly key: string;
}

/** A text with `:p0`, `:p1`, … where the values go, which are never part of it: requests of one shape have one text. */
export interface ListStatement {
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Whether it may end before the page is full, at the position of a row without a resource. */
  readonly isBounded: boolean;
}

export interface ListedResource {
  readonly resource: Resource;
  readonly position: Position;
}
