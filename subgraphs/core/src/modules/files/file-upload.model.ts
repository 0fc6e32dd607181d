import { account, accountRows, bytea, notPersonal, personal } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

export type UploadRefusal = 'CHECKSUM_MISMATCH' | 'TYPE_MISMATCH';

/** A file that is on its way, under the id that it will have. Its room is reserved. */
export const fileUploads = coreSchema
  .table(
    'file_uploads',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      name: personal('INTERNAL', account('account_id'), text('name').notNull()),
      /** As it was announced, and the checksum too. */
      type: notPersonal('a media type', text('type').notNull()),
      size: bigint('size', { mode: 'number' }).notNull(),
      checksum: personal('INTERNAL', account('account_id'), bytea('checksum').notNull()),
      /** Of each part but the last; null where it comes in one piece. */
      partSize: bigint('part_size', { mode: 'number' }),
      /** What the store calls it; null where it has no name of its own for it, or not yet. */
      storeRef: notPersonal('what the store calls an upload', text('store_ref')),
      createdById: uuid('created_by_id'),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
      /** Somebody looks at it, and nothing more is taken, until then; a process that died is waited for no longer. */
      verifyingUntil: timestamp('verifying_until', { withTimezone: true }),
      /** What it was refused for, so that who asks later is told. Its room is free, its content gone. */
      refusal: notPersonal('one of two names', text('refusal').$type<UploadRefusal>()),
    },
    (table) => [index('file_uploads_account_id_idx').on(table.accountId), accountRows('account_id')],
  )
  .enableRLS();
export type FileUpload = typeof fileUploads.$inferSelect;

/** What an account's files take, and what is reserved for those on their way. */
export const fileUsage = coreSchema
  .table(
    'file_usage',
    {
      accountId: uuid('account_id').primaryKey(),
      usedSize: bigint('used_size', { mode: 'number' }).notNull().default(0),
      usedCount: integer('used_count').notNull().default(0),
      reservedSize: bigint('reserved_size', { mode: 'number' }).notNull().default(0),
      reservedCount: integer('reserved_count').notNull().default(0),
    },
    (table) => [
      check(
        'file_usage_not_negative',
        sql`${table.usedSize} >= 0 and ${table.usedCount} >= 0 and ${table.reservedSize} >= 0 and ${table.reservedCount} >= 0`,
      ),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type FileUsage = Omit<typeof fileUsage.$inferSelect, 'accountId'>;

/**
 * When the store has to be looked at for something that was uploaded: what was given up or deleted is taken out of it. From before
 * the first byte is there until nobody can send any more: so nothing in the store is ever without an owner. No row-level
 * security: the job has to find them, and they are ids and times.
 */
export const fileDuties = coreSchema.table(
  'file_duties',
  {
    fileId: uuid('file_id').primaryKey(),
    accountId: uuid('account_id').notNull(),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
    /** From then on nothing more arrives, not even of a request that began while its link was good. */
    closedAt: timestamp('closed_at', { withTimezone: true }).notNull(),
    storeRef: notPersonal('what the store calls an upload', text('store_ref')),
  },
  (table) => [index('file_duties_due_at_idx').on(table.dueAt)],
);
export type FileDuty = typeof fileDuties.$inferSelect;

/** A request that brings a part, good for whoever has it. */
export interface UploadTarget {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  readonly size: number;
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly expiresAt: Date;
}
