import { type RemovalDeps, removal } from '../removal/removal.ts';
import type { Worker } from '../runnable-subgraph.ts';
import type { AccountRemovalTable } from './account-removal-table.ts';

export interface AccountRemovalDeps extends RemovalDeps {
  readonly table: AccountRemovalTable;
}

/** What a subgraph does when an account is deleted. */
export function accountRemoval({ table, ...deps }: AccountRemovalDeps): Worker[] {
  return removal(
    {
      type: 'account.deleted',
      name: 'account-removal',
      description: 'of deleted accounts',
      table,
      ownerId: table.accountId,
      dueAt: table.dueAt,
      ownerOf: ({ account }) => account,
      rowsOf: (accountId) => ({ accounts: [accountId] }),
      note: (tx, accountId, dueAt) => tx.insert(table).values({ accountId, dueAt }).onConflictDoNothing(),
    },
    deps,
  );
}
