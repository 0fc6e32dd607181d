import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, asc, eq, sql } from 'drizzle-orm';
import { type BulkJob, bulkJobKeys, bulkJobParts } from './bulk-job.model.ts';

const listParts = prepared<{ jobId: string; after: number; limit: number }>()('bulkJobParts.list', (db) =>
  db
    .select({ number: bulkJobParts.number, content: bulkJobParts.content })
    .from(bulkJobParts)
    .where(
      and(
        eq(bulkJobParts.jobId, sql.placeholder('jobId')),
        sql`${bulkJobParts.number} > ${sql.placeholder('after')}::int`,
      ),
    )
    .orderBy(asc(bulkJobParts.number))
    .limit(sql.placeholder('limit')),
);

/** A line, and the external key that it has. */
export interface KeyOfLine {
  readonly keyHash: string;
  readonly line: number;
}

export interface WaitingContent {
  readonly content: Buffer;
  /** The number of the last piece of it. */
  readonly last: number;
}

/** What a job keeps as long as it runs: which keys it has met, and what of its result waits to be stored. */
export class BulkSpoolRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Behind what waits already. */
  async append(tx: Transaction, { id: jobId, accountId, waitingNumber }: BulkJob, content: Buffer): Promise<void> {
    await tx.insert(bulkJobParts).values({ jobId, accountId, number: waitingNumber, content });
  }

  /** What waits, from the beginning on: up to `maxBytes`, and one piece more at most. */
  async read({ id: jobId, accountId }: BulkJob, maxBytes: number): Promise<WaitingContent> {
    const pieces: Buffer[] = [];
    let [size, last] = [0, -1];
    while (size < maxBytes) {
      const params = { jobId, after: last, limit: 1 };
      const [part] = await this.#db.readWithin({ accounts: [accountId] }, listParts, params);
      if (!part) break;
      pieces.push(part.content);
      size += part.content.length;
      last = part.number;
    }
    return { content: Buffer.concat(pieces), last };
  }

  /** What was read was stored, but for its end: that goes on waiting, before what has come since. */
  async drop(tx: Transaction, { id: jobId, accountId }: BulkJob, { last }: WaitingContent, end: Buffer): Promise<void> {
    await tx
      .delete(bulkJobParts)
      .where(and(eq(bulkJobParts.jobId, jobId), sql`${bulkJobParts.number} <= ${last}::int`));
    if (end.length > 0) await tx.insert(bulkJobParts).values({ jobId, accountId, number: last, content: end });
  }

  /** The line of each key that another line of the job has, by the key; the others are its own from now on. */
  async claimKeys(
    tx: Transaction,
    { id: jobId, accountId }: BulkJob,
    keys: readonly KeyOfLine[],
  ): Promise<ReadonlyMap<number, number>> {
    if (keys.length === 0) return new Map();
    const hashes = keys.map(({ keyHash }) => keyHash);
    const lines = keys.map(({ line }) => line);
    const claimed = await tx.execute<{ line: number }>(sql`
      insert /* bulkJobKeys.claim */ into ${bulkJobKeys} (job_id, key_hash, account_id, line)
      select ${jobId}::uuid, key_hash, ${accountId}::uuid, line
      from unnest(${sql.param(hashes)}::uuid[], ${sql.param(lines)}::int[]) as given(key_hash, line)
      order by line
      on conflict (job_id, key_hash) do nothing
      returning line`);
    const own = new Set(claimed.map(({ line }) => Number(line)));
    if (own.size === keys.length) return new Map();
    const others = keys.filter(({ line }) => !own.has(line)).map(({ keyHash }) => keyHash);
    const found = await tx
      .select({ hash: bulkJobKeys.keyHash, line: bulkJobKeys.line })
      .from(bulkJobKeys)
      .where(and(eq(bulkJobKeys.jobId, jobId), sql`${bulkJobKeys.keyHash} = any(${sql.param(others)}::uuid[])`));
    const byHash = new Map(found.map(({ hash, line }) => [hash, line]));
    return new Map(
      keys.flatMap(({ line, keyHash }) => {
        const first = own.has(line) ? undefined : byHash.get(keyHash);
        return first === undefined ? [] : [[line, first] as const];
      }),
    );
  }

  /** Of these jobs: at most `limit` of each kind, and answers how many. */
  async clear(tx: Transaction, jobIds: readonly string[], limit: number): Promise<number> {
    const of = sql.param(jobIds);
    const keys = await tx.execute(sql`
      delete /* bulkJobKeys.clear */ from ${bulkJobKeys} where (job_id, key_hash) in
        (select job_id, key_hash from ${bulkJobKeys} where job_id = any(${of}::uuid[]) limit ${limit}::int)
      returning 1`);
    const parts = await tx.execute(sql`
      delete /* bulkJobParts.clear */ from ${bulkJobParts} where (job_id, number) in
        (select job_id, number from ${bulkJobParts} where job_id = any(${of}::uuid[]) limit ${limit}::int)
      returning 1`);
    return keys.length + parts.length;
  }
}
