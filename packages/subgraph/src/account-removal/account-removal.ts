import { type Database, nobody, prepared, type Transaction } from '@trivet/database';
import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { asc, eq, lte, sql } from 'drizzle-orm';
import { Periodic } from '../periodic.ts';
import type { Worker } from '../runnable-subgraph.ts';
import type { AccountRemovalTable } from './account-removal-table.ts';

export interface AccountRemovalDeps extends Omit<ConsumerDeps, 'clock' | 'database'> {
  /** Whose consumer it is: in one database, consumers of one name would keep each other from working. */
  readonly subgraph: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly table: AccountRemovalTable;
  /** Removes at most `limit` rows of the account, whose rows alone the transaction sees; answers how many. */
  readonly remove: (tx: Transaction, accountId: string, limit: number) => Promise<number>;
  readonly batchSize?: number;
}

/** Longer than any operation that was let in before the account went: what it may still write is there by then. */
const settledAfterMs = 90_000;
const everyMs = 30_000;
const accountsPerRun = 100;

/**
 * What a subgraph does when an account is deleted: it notes that it has to remove what it holds, once, and does so a while later,
 * a batch after the other. Whoever is interrupted goes on with what is left.
 */
export function accountRemoval({ subgraph, table, remove, batchSize = 1000, ...deps }: AccountRemovalDeps): Worker[] {
  const { database, clock, logger } = deps;
  const listDue = prepared<{ now: Date; limit: number }>()('accountRemovals.listDue', (db) =>
    db
      .select({ accountId: table.accountId })
      .from(table)
      .where(lte(table.dueAt, sql.placeholder('now')))
      .orderBy(asc(table.dueAt))
      .limit(sql.placeholder('limit')),
  );
  /** One that cannot be removed keeps no other from it, and is tried again in the next run. */
  const removeDue = async () => {
    for (const { accountId } of await database.read(listDue, { now: clock.now(), limit: accountsPerRun })) {
      await removeAll({ database, table, remove, batchSize }, accountId).catch((error: unknown) =>
        logger.error('What was of a deleted account could not be removed', { accountId, error }),
      );
    }
  };
  const consumer = new Consumer(
    {
      name: `${subgraph}-account-removal`,
      types: ['account.deleted'],
      apply: async (tx, event) => {
        const { account: accountId } = event.stream;
        if (accountId === undefined) return;
        const dueAt = new Date(event.occurredAt.getTime() + settledAfterMs);
        await tx.insert(table).values({ accountId, dueAt }).onConflictDoNothing();
      },
    },
    deps,
  );
  const job = new Periodic({
    name: 'The removal of what was of deleted accounts',
    everyMs,
    run: removeDue,
    logger,
  });
  return [consumer, job];
}

async function removeAll(
  {
    database,
    table,
    remove,
    batchSize,
  }: Required<Pick<AccountRemovalDeps, 'database' | 'table' | 'remove' | 'batchSize'>>,
  accountId: string,
): Promise<void> {
  const rows = { accounts: [accountId] };
  let removed: number;
  do {
    removed = await database.transaction(rows, (tx) => remove(tx, accountId, batchSize));
  } while (removed === batchSize);
  await database.transaction(nobody, (tx) => tx.delete(table).where(eq(table.accountId, accountId)));
}
