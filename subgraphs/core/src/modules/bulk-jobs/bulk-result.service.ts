import { createHash } from 'node:crypto';
import type { Database, RetentionClock } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import type { Logger } from '@trivet/platform';
import type { KeptContent, KeptContentService } from '../files/kept-content.service.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkProgressService } from './bulk-progress.service.ts';
import type { BulkSpoolRepository } from './bulk-spool.repository.ts';
import { contentOf } from './result-content.ts';

export interface BulkResultServiceDeps {
  readonly db: Database;
  readonly spool: BulkSpoolRepository;
  readonly progress: BulkProgressService;
  readonly contents: KeptContentService;
  readonly outbox: Outbox;
  readonly retentionClock: RetentionClock;
  readonly logger: Logger;
  /** What is stored at once. S3 takes no part below 5 MiB but the last. */
  readonly partSize?: number;
}

const dayMs = 24 * 3_600_000;
const keptMs = 7 * dayMs;
/** Longer than any job runs: until then nobody takes what it stores out of the store. */
const reservedMs = 60 * dayMs;
const usualPartSize = 16 * 1024 * 1024;

/**
 * Puts what jobs have written where files are: part by part as it comes, so that it need not be held, then as one content. Everything
 * can be done again by who comes after one that has died.
 */
export class BulkResultService {
  readonly #deps: BulkResultServiceDeps;

  constructor(deps: BulkResultServiceDeps) {
    this.#deps = deps;
  }

  /** Whether so much waits that some of it has to be stored first. */
  isFull({ waitingSize }: BulkJob): boolean {
    return waitingSize >= this.#partSize;
  }

  /** Stores a part. */
  async storePart(access: AccountAccess, job: BulkJob): Promise<BulkJob | null> {
    const { db, spool, contents, outbox, progress } = this.#deps;
    if (job.storedSize + job.waitingSize > contents.maxSize)
      return this.end(access, job, { state: 'FAILED', failure: 'NO_ROOM' });
    if (!job.isStoring) return this.#begin(access, job, this.#partSize);
    const waiting = await spool.read(job, this.#partSize);
    const content = waiting.content.subarray(0, this.#partSize);
    const size = job.storedSize + content.length;
    await contents.put(keptOf(job, size, this.#partSize), { number: job.storedParts + 1, content });
    return outbox.transaction(db, access.rows, async (tx, events) => {
      const stored = { storedParts: job.storedParts + 1, storedSize: size };
      const waitingSize = job.waitingSize - content.length;
      const advanced = await progress.advance(tx, events, job, { ...stored, waitingSize });
      if (advanced) await spool.drop(tx, job, waiting, waiting.content.subarray(content.length));
      return advanced;
    });
  }

  /** Stores what is left, makes one content of it, and ends the job. */
  async complete(access: AccountAccess, job: BulkJob): Promise<BulkJob | null> {
    const { spool, contents, logger } = this.#deps;
    const isWhole = job.storedParts === 0;
    if (isWhole && job.waitingSize === 0) return this.end(access, job, endOf(job));
    if (!job.isStoring) return this.#begin(access, job, null);
    const { content } = await spool.read(job, this.#partSize);
    const checksum = createHash('sha256').update(content).digest();
    const size = job.storedSize + content.length;
    const kept = { ...keptOf(job, size, isWhole ? null : this.#partSize), checksum };
    if (content.length > 0) await contents.put(kept, { number: job.storedParts + 1, content });
    const finished = await this.#finish(access, job, { size, checksum: await contents.seal(kept) });
    // What was sealed is another content. Should this be the end of us, they go with it.
    await contents
      .discardParts(job)
      .catch((error: unknown) => logger.warn('The parts of a result are left over', { jobId: job.id, error }));
    return finished;
  }

  /** Without a result. */
  end(
    access: AccountAccess,
    job: BulkJob,
    end: Pick<BulkJob, 'state'> & Partial<Pick<BulkJob, 'failure'>>,
  ): Promise<BulkJob | null> {
    const { db, outbox, progress, contents } = this.#deps;
    return outbox.transaction(db, access.rows, async (tx, events) => {
      const finished = await progress.finish(tx, events, job, end);
      if (finished?.isStoring) await contents.endAt(tx, [job]);
      return finished;
    });
  }

  /** Good until then for whoever has it. */
  linkTo(job: BulkJob, expiresAt: Date): Promise<string> {
    const { id, accountId } = job;
    return this.#deps.contents.linkTo({ id, accountId, ...contentOf(job) }, expiresAt);
  }

  /** From before the store is asked, somebody looks after it: who dies in between leaves something that is found. */
  async #begin(access: AccountAccess, job: BulkJob, partSize: number | null): Promise<BulkJob | null> {
    const { db, outbox, progress, contents } = this.#deps;
    await db.transaction(access.rows, (tx) => contents.lookAfter(tx, job, reservedMs));
    const storeRef = await contents.begin(keptOf(job, job.waitingSize, partSize));
    const begun = await outbox.transaction(db, access.rows, async (tx, events) => {
      const advanced = await progress.advance(tx, events, job, { isStoring: true, storeRef });
      if (advanced && storeRef !== null) await contents.name(tx, job, storeRef);
      return advanced;
    });
    // Somebody has ended it meanwhile, or was first.
    if (!begun && storeRef !== null) await contents.giveUp(job, storeRef);
    return begun;
  }

  async #finish(
    access: AccountAccess,
    job: BulkJob,
    { size, checksum }: { readonly size: number; readonly checksum: Buffer },
  ): Promise<BulkJob | null> {
    const { db, outbox, progress, contents, retentionClock } = this.#deps;
    const expiresAt = new Date((await retentionClock.now()).getTime() + keptMs);
    const result = { resultSize: size, resultChecksum: checksum, resultExpiresAt: expiresAt };
    try {
      return await outbox.transaction(db, access.rows, async (tx, events) => {
        const finished = await progress.finish(tx, events, job, { ...endOf(job), ...result });
        if (!finished) return null;
        await contents.endAt(tx, [job], expiresAt);
        if (!(await contents.takeRoom(tx, access, size))) throw new NoRoomError();
        return finished;
      });
    } catch (error) {
      if (error instanceof NoRoomError) return this.end(access, job, { state: 'FAILED', failure: 'NO_ROOM' });
      throw error;
    }
  }

  get #partSize(): number {
    return this.#deps.partSize ?? usualPartSize;
  }
}

/** The account's files take so much that it does not fit. */
class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
}

function endOf({ failure, policy, rejectedCount }: BulkJob): Pick<BulkJob, 'state'> {
  if (failure) return { state: 'FAILED' };
  return { state: policy === 'REJECT_ALL' && rejectedCount > 0 ? 'REJECTED' : 'SUCCEEDED' };
}

/** Of what comes in parts, nobody asks for a checksum beforehand. */
function keptOf({ id, accountId, storeRef }: BulkJob, size: number, partSize: number | null): KeptContent {
  return { id, accountId, storeRef, size, partSize, checksum: Buffer.alloc(0) };
}
