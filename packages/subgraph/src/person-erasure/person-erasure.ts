import { type RemovalDeps, removal } from '../removal/removal.ts';
import type { Worker } from '../runnable-subgraph.ts';
import { erasureConfirmed } from './erasure.events.ts';
import type { PersonErasureTable } from './person-erasure-table.ts';

export interface PersonErasureDeps extends RemovalDeps {
  readonly table: PersonErasureTable;
}

/** What a subgraph does when a person is erased; it says when it has. */
export function personErasure({ table, ...deps }: PersonErasureDeps): Worker[] {
  const { subgraph } = deps;
  return removal(
    {
      type: 'user.erased',
      name: 'person-erasure',
      description: 'of erased persons',
      table,
      ownerId: table.userId,
      dueAt: table.dueAt,
      ownerOf: ({ person }) => person,
      rowsOf: (userId) => ({ persons: [userId] }),
      note: (tx, userId, dueAt) => tx.insert(table).values({ userId, dueAt }).onConflictDoNothing(),
      removed: (events, userId) =>
        events.append(erasureConfirmed({ userId, subgraph }, { actor: null, requestId: `erasure-${userId}` })),
    },
    deps,
  );
}
