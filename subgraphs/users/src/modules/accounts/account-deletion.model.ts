import { index, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { accounts } from './account.model.ts';

/**
 * The accounts that are to go, and when. No row-level security: the job that deletes has to find them, and they are nothing but
 * ids and times.
 */
export const accountDeletions = usersSchema.table(
  'account_deletions',
  {
    accountId: uuid('account_id')
      .primaryKey()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    requestedAt: timestamp('requested_at', { withTimezone: true }).notNull(),
    effectiveAt: timestamp('effective_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('account_deletions_effective_at_idx').on(table.effectiveAt)],
);
export type AccountDeletion = typeof accountDeletions.$inferSelect;
