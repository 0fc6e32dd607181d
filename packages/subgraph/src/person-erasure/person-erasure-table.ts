import { index, type PgSchema, timestamp, uuid } from 'drizzle-orm/pg-core';

/** The persons of whom a subgraph still has to erase what it holds. Ids and times: without row-level security. */
export function personErasureTable(schema: PgSchema) {
  return schema.table(
    'person_erasures',
    {
      userId: uuid('user_id').primaryKey(),
      dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
    },
    (table) => [index('person_erasures_due_at_idx').on(table.dueAt)],
  );
}

export type PersonErasureTable = ReturnType<typeof personErasureTable>;
