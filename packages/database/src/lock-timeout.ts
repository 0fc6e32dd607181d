import { sql } from 'drizzle-orm';
import type { Transaction } from './connection.ts';

const lockNotAvailable = '55P03';

/**
 * Until the transaction ends it waits for no lock for longer than this; then it fails, as `isLockTimeout` says. For work that can as well be done
 * later: who waits keeps others waiting for what he has locked himself.
 */
export async function waitForLocksAtMost(tx: Transaction, milliseconds: number): Promise<void> {
  await tx.execute(sql`select /* locks.wait */ set_config('lock_timeout', ${`${milliseconds}ms`}, true)`);
}

/** Whether something failed because somebody else held a lock for too long. */
export function isLockTimeout(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ((cause as { code?: unknown }).code === lockNotAvailable) return true;
  return false;
}
