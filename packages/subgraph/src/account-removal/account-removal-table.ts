import { index, type PgSchema, timestamp, uuid } from 'drizzle-orm/pg-core';

/** The accounts of which a subgraph still has to remove what it holds. Ids and times: without row-level security. */
export function accountRemovalTable(schema: PgSchema) {
  return schema.table(
    'account_removals',
    {
      accountId: uuid('account_id').primaryKey(),
      dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
    },
    (table) => [index('account_removals_due_at_idx').on(table.dueAt)],
  );
}

export type AccountRemovalTable = ReturnType<typeof accountRemovalTable>;
