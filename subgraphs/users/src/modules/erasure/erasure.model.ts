import { notPersonal } from '@trivet/database';
import { primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { erasedUsers } from '../users/user.model.ts';

/** Which parts have erased what they held of whom. Ids and times: without row-level security. */
export const erasureConfirmations = usersSchema.table(
  'erasure_confirmations',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => erasedUsers.id, { onDelete: 'cascade' }),
    subgraph: notPersonal('the name of a part', text('subgraph').notNull()),
    confirmedAt: timestamp('confirmed_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ name: 'erasure_confirmations_pkey', columns: [table.userId, table.subgraph] })],
);
export type ErasureConfirmation = typeof erasureConfirmations.$inferSelect;
