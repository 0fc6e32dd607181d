import { account, accountRows, bytea, notPersonal, personal } from '@trivet/database';
import { bigint, foreignKey, index, integer, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

/** A file that is there, whole and verified. Its content is in the store, under its id. */
export const files = coreSchema
  .table(
    'files',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      name: personal('INTERNAL', account('account_id'), text('name').notNull()),
      /** The media type that the content bears out. */
      type: notPersonal('a media type', text('type').notNull()),
      size: bigint('size', { mode: 'number' }).notNull(),
      /** SHA-256. */
      checksum: personal('INTERNAL', account('account_id'), bytea('checksum').notNull()),
      version: integer('version').notNull(),
      /** The person who uploaded it; null for keys. */
      createdById: uuid('created_by_id'),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    },
    (table) => [index('files_account_id_id_idx').on(table.accountId, table.id), accountRows('account_id')],
  )
  .enableRLS();
export type File = typeof files.$inferSelect;

/** Which files belong to which resources, of one account. */
export const fileAttachments = coreSchema
  .table(
    'file_attachments',
    {
      /** No reference: a deleted resource can come back, and has its files then. */
      resourceId: uuid('resource_id').notNull(),
      fileId: uuid('file_id').notNull(),
      accountId: uuid('account_id').notNull(),
      attachedAt: timestamp('attached_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      primaryKey({ name: 'file_attachments_pkey', columns: [table.resourceId, table.fileId] }),
      index('file_attachments_file_id_idx').on(table.fileId),
      foreignKey({
        name: 'file_attachments_file_id_fkey',
        columns: [table.fileId],
        foreignColumns: [files.id],
      }).onDelete('cascade'),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
