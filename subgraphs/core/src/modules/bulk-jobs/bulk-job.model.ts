import { account, accountRows, bytea, notPersonal, personal, textList } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { bigint, boolean, foreignKey, index, integer, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

export const bulkJobKind = coreSchema.enum('bulk_job_kind', ['IMPORT', 'EXPORT']);
/** As it is told; the last four are for good. */
export const bulkJobState = coreSchema.enum('bulk_job_state', [
  'PENDING',
  'RUNNING',
  'SUCCEEDED',
  'REJECTED',
  'FAILED',
  'CANCELLED',
]);
/** What is to be done next: all is checked before any is written, all is written, the result is stored, the traces are swept away. */
export const bulkJobPhase = coreSchema.enum('bulk_job_phase', ['CHECK', 'WRITE', 'STORE', 'SWEEP', 'DONE']);
export const bulkImportMode = coreSchema.enum('bulk_import_mode', ['CREATE', 'UPSERT']);
export const bulkImportPolicy = coreSchema.enum('bulk_import_policy', ['REJECT_ALL', 'SKIP_BAD_ROWS']);
export const bulkJobFailure = coreSchema.enum('bulk_job_failure', [
  'NOT_ALLOWED',
  'SOURCE_MISSING',
  'TOO_MANY_ROWS',
  'CHANGED_MEANWHILE',
  'TOO_SLOW',
  'NO_ROOM',
  'INTERNAL',
]);

const time = (name: string) => timestamp(name, { withTimezone: true });
const size = (name: string) => bigint(name, { mode: 'number' });

/** An import or export. Where it goes on moves in the transaction of what was done until there. */
export const bulkJobs = coreSchema
  .table(
    'bulk_jobs',
    {
      /** Of its result in the store, too. */
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      kind: bulkJobKind('kind').notNull(),
      state: bulkJobState('state').notNull().default('PENDING'),
      phase: bulkJobPhase('phase').notNull(),
      type: personal('INTERNAL', account('account_id'), text('type').notNull()),
      mode: bulkImportMode('mode'),
      policy: bulkImportPolicy('policy'),
      /** Of an export, as JSON that may say what jsonb cannot. */
      filter: personal('INTERNAL', account('account_id'), text('filter')),
      /** Of an import. */
      sourceId: uuid('source_id'),
      sourceSize: size('source_size'),
      /** Who asked for it, and by what: his rights are asked for again while it runs. */
      createdById: uuid('created_by_id'),
      credential: notPersonal('the id of a session or a key', text('credential')),
      keyId: uuid('key_id'),
      keyOwnerId: uuid('key_owner_id'),
      grantId: uuid('grant_id'),
      scopes: notPersonal('names of permissions', textList('scopes')),
      /** Of a program: when what it asked with is over at the latest. */
      credentialEndsAt: time('credential_ends_at'),
      /** Grows with each step: of two processes that are at it, one goes on. */
      version: integer('version').notNull().default(1),
      /** In the source: behind the last byte, and the last line, that was looked at. */
      offset: size('offset').notNull().default(0),
      line: integer('line').notNull().default(0),
      /** In the list that is exported. */
      cursor: notPersonal('a place in a list', text('cursor')),
      rowCount: integer('row_count').notNull().default(0),
      createdCount: integer('created_count').notNull().default(0),
      updatedCount: integer('updated_count').notNull().default(0),
      unchangedCount: integer('unchanged_count').notNull().default(0),
      rejectedCount: integer('rejected_count').notNull().default(0),
      /** How often all was checked and something had changed when it was to be written. */
      rounds: integer('rounds').notNull().default(0),
      /** In a row. */
      failures: integer('failures').notNull().default(0),
      failure: bulkJobFailure('failure'),
      /** What of the result waits to be stored, in bytes, and under which number the next comes. */
      waitingSize: size('waiting_size').notNull().default(0),
      waitingNumber: integer('waiting_number').notNull().default(0),
      /** Whether the store has been asked for anything. */
      isStoring: boolean('is_storing').notNull().default(false),
      storeRef: notPersonal('what the store calls an upload', text('store_ref')),
      storedParts: integer('stored_parts').notNull().default(0),
      storedSize: size('stored_size').notNull().default(0),
      resultSize: size('result_size'),
      /** SHA-256. */
      resultChecksum: personal('INTERNAL', account('account_id'), bytea('result_checksum')),
      resultExpiresAt: time('result_expires_at'),
      announcedAt: time('announced_at').notNull(),
      createdAt: time('created_at').notNull(),
      startedAt: time('started_at'),
      finishedAt: time('finished_at'),
      /** When there is something to do for it again. */
      dueAt: time('due_at').notNull(),
    },
    (table) => [
      index('bulk_jobs_account_id_id_idx').on(table.accountId, table.id),
      index('bulk_jobs_account_id_open_idx').on(table.accountId, table.id).where(sql`${table.phase} <> 'DONE'`),
      index('bulk_jobs_account_id_due_at_idx').on(table.accountId, table.dueAt).where(sql`${table.phase} = 'DONE'`),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type BulkJob = typeof bulkJobs.$inferSelect;

/** Of the result, what is too little to be stored: lines, in their order. */
export const bulkJobParts = coreSchema
  .table(
    'bulk_job_parts',
    {
      jobId: uuid('job_id').notNull(),
      number: integer('number').notNull(),
      accountId: uuid('account_id').notNull(),
      content: personal('INTERNAL', account('account_id'), bytea('content').notNull()),
    },
    (table) => [
      primaryKey({ name: 'bulk_job_parts_pkey', columns: [table.jobId, table.number] }),
      foreignKey({
        name: 'bulk_job_parts_job_id_fkey',
        columns: [table.jobId],
        foreignColumns: [bulkJobs.id],
      }).onDelete('cascade'),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/** The external keys that an import has met, as long as it runs: by hashes, of which none is another's. */
export const bulkJobKeys = coreSchema
  .table(
    'bulk_job_keys',
    {
      jobId: uuid('job_id').notNull(),
      keyHash: uuid('key_hash').notNull(),
      accountId: uuid('account_id').notNull(),
      line: integer('line').notNull(),
    },
    (table) => [
      primaryKey({ name: 'bulk_job_keys_pkey', columns: [table.jobId, table.keyHash] }),
      foreignKey({
        name: 'bulk_job_keys_job_id_fkey',
        columns: [table.jobId],
        foreignColumns: [bulkJobs.id],
      }).onDelete('cascade'),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/**
 * When an account's jobs are to be worked at, and when that was done last: who was served longest ago comes first. Ids and times, read by
 * the job for all accounts. Without row-level security.
 */
export const bulkTurns = coreSchema.table(
  'bulk_turns',
  {
    accountId: uuid('account_id').primaryKey(),
    dueAt: time('due_at').notNull(),
    servedAt: time('served_at').notNull().default(sql`clock_timestamp()`),
  },
  (table) => [index('bulk_turns_due_at_idx').on(table.dueAt)],
);
