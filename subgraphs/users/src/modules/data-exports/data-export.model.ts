import { encrypted, notPersonal, person, personal, personRows } from '@trivet/database';
import { index, integer, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** What a person takes along of himself: one at a time, for a day. */
export const dataExports = usersSchema
  .table(
    'data_exports',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      requestedAt: timestamp('requested_at', { withTimezone: true }).notNull(),
      /** Where it goes on: the section, the place in it, and the number of the part that comes. */
      section: integer('section').notNull().default(0),
      cursor: notPersonal('a place in a list', text('cursor')),
      parts: integer('parts').notNull().default(0),
      failures: integer('failures').notNull().default(0),
      readyAt: timestamp('ready_at', { withTimezone: true }),
      failedAt: timestamp('failed_at', { withTimezone: true }),
      expiresAt: timestamp('expires_at', { withTimezone: true }),
    },
    (table) => [unique('data_exports_user_id_key').on(table.userId), personRows('user_id')],
  )
  .enableRLS();
export type DataExport = typeof dataExports.$inferSelect;

/** Its lines, some at a time, encrypted with the person's own key. */
export const dataExportParts = usersSchema
  .table(
    'data_export_parts',
    {
      exportId: uuid('export_id')
        .notNull()
        .references(() => dataExports.id, { onDelete: 'cascade' }),
      number: integer('number').notNull(),
      userId: uuid('user_id').notNull(),
      content: personal('CONFIDENTIAL', person('user_id'), encrypted('content').notNull()),
    },
    (table) => [
      primaryKey({ name: 'data_export_parts_pkey', columns: [table.exportId, table.number] }),
      personRows('user_id'),
    ],
  )
  .enableRLS();

/** When something has to be done with an export. No row-level security: the job has to find them, and they are ids and times. */
export const dataExportQueue = usersSchema.table(
  'data_export_queue',
  {
    exportId: uuid('export_id')
      .primaryKey()
      .references(() => dataExports.id, { onDelete: 'cascade' }),
    userId: uuid('user_id').notNull(),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('data_export_queue_due_at_idx').on(table.dueAt)],
);
export type QueuedExport = Pick<typeof dataExportQueue.$inferSelect, 'exportId' | 'userId'>;
