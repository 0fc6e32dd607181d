import { type Database, prepared, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { asc, desc, eq, lte, sql } from 'drizzle-orm';
import { type AuditCheckpoint, auditCheckpoints, auditUnsealed } from './audit.model.ts';

const list = prepared<{ accountId: string; after: number; upTo: number }>()('auditCheckpoints.list', (db) =>
  db
    .select()
    .from(auditCheckpoints)
    .where(
      sql`${auditCheckpoints.accountId} = ${sql.placeholder('accountId')} and ${auditCheckpoints.sequence} > ${sql.placeholder('after')} and ${auditCheckpoints.sequence} <= ${sql.placeholder('upTo')}`,
    )
    .orderBy(auditCheckpoints.sequence, auditCheckpoints.createdAt),
);
const findLast = prepared<{ accountId: string }>()('auditCheckpoints.findLast', (db) =>
  db
    .select()
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.accountId, sql.placeholder('accountId')))
    .orderBy(desc(auditCheckpoints.sequence), desc(auditCheckpoints.createdAt))
    .limit(1),
);
const listUnsealed = prepared<{ before: Date; limit: number }>()('auditUnsealed.list', (db) =>
  db
    .select({ accountId: auditUnsealed.accountId })
    .from(auditUnsealed)
    .where(lte(auditUnsealed.since, sql.placeholder('before')))
    .orderBy(asc(auditUnsealed.since))
    .limit(sql.placeholder('limit')),
);

/** Signatures under the chains of accounts, and which chains want one. */
export class AuditCheckpointRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of those that are kept; null where there is none. */
  async findLast({ accountId, rows }: AccountAccess): Promise<AuditCheckpoint | null> {
    const [last] = await this.#db.readWithin(rows, findLast, { accountId });
    return last ?? null;
  }

  list(
    { accountId, rows }: AccountAccess,
    range: { readonly after: number; readonly upTo: number },
  ): Promise<AuditCheckpoint[]> {
    return this.#db.readWithin(rows, list, { accountId, ...range });
  }

  /** Accounts whose chain has been without a signature since then, the longest first. */
  async listUnsealed(before: Date, limit: number): Promise<string[]> {
    const rows = await this.#db.read(listUnsealed, { before, limit });
    return rows.map(({ accountId }) => accountId);
  }

  async insert(tx: Transaction, checkpoint: AuditCheckpoint): Promise<void> {
    await tx.insert(auditCheckpoints).values(checkpoint);
  }

  /** False where another process has done so. */
  async forgetUnsealed(tx: Transaction, accountId: string): Promise<boolean> {
    const forgotten = await tx
      .delete(auditUnsealed)
      .where(eq(auditUnsealed.accountId, accountId))
      .returning({ accountId: auditUnsealed.accountId });
    return forgotten.length > 0;
  }
}
