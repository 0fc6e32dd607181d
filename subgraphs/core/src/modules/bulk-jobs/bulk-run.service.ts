import type { Database, RetentionClock, Transaction } from '@trivet/database';
import type { Access, AccessDirectory, AccountAccess, RevokedSessions } from '@trivet/identity';
import type { Announcements, Outbox, Stream } from '@trivet/messaging';
import { type Clock, type Logger, revocableOf } from '@trivet/platform';
import type { KeptContentService } from '../files/kept-content.service.ts';
import { viewerWhoAsked } from './asker.ts';
import type { BulkExportService } from './bulk-export.service.ts';
import type { BulkImportService } from './bulk-import.service.ts';
import { SourceMissingError } from './bulk-job.errors.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkJobRepository } from './bulk-job.repository.ts';
import type { BulkProgressService } from './bulk-progress.service.ts';
import type { BulkResultService } from './bulk-result.service.ts';
import type { BulkSpoolRepository } from './bulk-spool.repository.ts';
import type { ImportLines } from './import-lines.ts';

export interface BulkRunServiceDeps {
  readonly db: Database;
  readonly jobs: BulkJobRepository;
  readonly spool: BulkSpoolRepository;
  readonly progress: BulkProgressService;
  readonly imports: BulkImportService;
  readonly exports: BulkExportService;
  readonly results: BulkResultService;
  readonly contents: KeptContentService;
  readonly access: Access;
  readonly directory: AccessDirectory;
  /** What the log has told of keys that have ended. */
  readonly revoked: Pick<RevokedSessions, 'has'>;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly retentionClock: RetentionClock;
  readonly logger: Logger;
  /** So long an account is served before the next one is. */
  readonly turnMs?: number;
}

const usualTurnMs = 1_000;
const secondMs = 1_000;
const dayMs = 24 * 3_600_000;
/** From its end on, as something that can be seen. */
const shownMs = 30 * dayMs;
/** In a row; then it has failed. */
const maxFailures = 6;
const sweptAtOnce = 5_000;
const overAtOnce = 20;

/** Goes on with the jobs of an account: one after another, step by step, with the rights of who asked for them. */
export class BulkRunService {
  readonly #deps: BulkRunServiceDeps;

  constructor(deps: BulkRunServiceDeps) {
    this.#deps = deps;
  }

  /** Serves an account for a while. Each step is done or undone as a whole, whenever this ends. */
  async serve(within: AccountAccess, signal: AbortSignal): Promise<void> {
    const { db, jobs, retentionClock } = this.#deps;
    try {
      const job = await jobs.findCurrent(within);
      if (job && job.dueAt <= (await retentionClock.now())) await this.#goOn(within, job, signal);
      await this.#tidy(within);
    } finally {
      // Also of whom something fails each time: who was never served would always be the next.
      await db.transaction(within.rows, (tx) => jobs.endTurn(tx, within));
    }
  }

  /** The accounts on which whoever such an event is about can have asked for jobs. */
  async accountsOf({ account, person }: Stream): Promise<readonly string[]> {
    return account === undefined ? [...(await this.#deps.directory.find(person)).keys()] : [account];
  }

  /**
   * A key, or what tokens were bound to, is good no longer, or a person is locked out: what was asked for with it, or by him, ends, whenever
   * it would have gone on.
   */
  async endThoseOf(
    { tx, events }: { readonly tx: Transaction; readonly events: Announcements },
    accountIds: readonly string[],
    askerId: string,
  ): Promise<void> {
    const { jobs, progress, contents } = this.#deps;
    for (const job of await jobs.listOpenOf(tx, accountIds, askerId)) {
      await progress.finish(tx, events, job, { state: 'FAILED', failure: 'NOT_ALLOWED' });
      if (job.isStoring) await contents.endAt(tx, [job]);
    }
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  async removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const { jobs, spool, contents } = this.#deps;
    const ids = await jobs.listIdsOfAccount(tx, accountId, limit);
    // Its rows of other kinds first: they would go with it in one piece, whatever their number.
    const cleared = await spool.clear(tx, ids, limit);
    if (cleared >= limit) return limit;
    const gone = await jobs.deleteOfAccount(tx, accountId, limit - cleared);
    const stored = gone.filter(({ isStoring }) => isStoring);
    await contents.endAt(tx, stored);
    const removed = cleared + gone.length;
    if (removed < limit) await jobs.deleteTurn(tx, accountId);
    return removed;
  }

  async #goOn(within: AccountAccess, begun: BulkJob, signal: AbortSignal): Promise<void> {
    const { turnMs = usualTurnMs } = this.#deps;
    const until = performance.now() + turnMs;
    let present = begun;
    let lines: ImportLines | null = null;
    try {
      do {
        lines ??= present.kind === 'IMPORT' ? this.#deps.imports.linesOf(present) : null;
        const next: BulkJob | null = await this.#step(within, present, lines);
        if (!next) return;
        if (next.phase !== present.phase) {
          await lines?.[Symbol.asyncDispose]();
          lines = null;
        }
        present = next;
      } while (present.phase !== 'DONE' && !signal.aborted && performance.now() < until);
    } catch (error) {
      await this.#fail(within, present, error);
    } finally {
      await lines?.[Symbol.asyncDispose]();
    }
  }

  async #step(within: AccountAccess, job: BulkJob, lines: ImportLines | null): Promise<BulkJob | null> {
    const { imports, exports, results } = this.#deps;
    if (job.phase === 'SWEEP') return this.#sweep(within, job);
    const access = await this.#accessOf(job);
    if (!access) return results.end(within, job, { state: 'FAILED', failure: 'NOT_ALLOWED' });
    if (results.isFull(job)) return results.storePart(access, job);
    if (job.phase === 'STORE') return results.complete(access, job);
    const mayGoOn = async () => (await this.#accessOf(job)) !== null;
    return lines ? imports.step(access, job, lines, mayGoOn) : exports.step(access, job);
  }

  /** What who asked for it may do now; null where he may not do this any more. */
  async #accessOf(job: BulkJob): Promise<AccountAccess | null> {
    const { access, revoked, clock } = this.#deps;
    const viewer = viewerWhoAsked(job);
    const credential = revocableOf(viewer);
    // A key is what may do something; of a person it is himself, who has only signed out.
    if (viewer.kind === 'key') {
      if (credential !== null && revoked.has(credential)) return null;
      if (viewer.endsAt && viewer.endsAt <= clock.now()) return null;
    }
    const held = access.of(viewer);
    const [first, ...others] = permissionsFor(job);
    for (const permission of others) if (!(await held.find(job.accountId, permission))) return null;
    return held.find(job.accountId, first);
  }

  /** Takes away what only served while it ran, piece by piece. */
  #sweep(within: AccountAccess, job: BulkJob): Promise<BulkJob | null> {
    const { db, jobs, spool } = this.#deps;
    return db.transaction(within.rows, async (tx) => {
      if (!(await jobs.hold(tx, job))) return null;
      if ((await spool.clear(tx, [job.id], sweptAtOnce)) > 0) return jobs.advance(tx, job, {});
      return jobs.advance(tx, job, { phase: 'DONE', dueAt: job.resultExpiresAt ?? this.#shownUntil(job) });
    });
  }

  /** Results whose time is over, and then jobs. */
  async #tidy(within: AccountAccess): Promise<void> {
    const { db, jobs, contents, retentionClock } = this.#deps;
    const now = await retentionClock.now();
    for (const job of await jobs.listOver(within, now, overAtOnce)) {
      await db.transaction(within.rows, async (tx) => {
        const isShown = this.#shownUntil(job) > now;
        const noResult = { resultSize: null, resultChecksum: null, resultExpiresAt: null };
        const tidied = await jobs.advance(tx, job, { ...noResult, dueAt: this.#shownUntil(job) });
        if (!tidied) return;
        if (!isShown) await jobs.delete(tx, tidied);
        if (job.resultSize === null) return;
        await contents.endAt(tx, [job]);
        await contents.giveBackRoom(tx, job.accountId, job.resultSize);
      });
    }
  }

  async #fail(within: AccountAccess, job: BulkJob, error: unknown): Promise<void> {
    const { db, jobs, results, retentionClock, logger } = this.#deps;
    if (error instanceof SourceMissingError)
      return void (await results.end(within, job, { state: 'FAILED', failure: 'SOURCE_MISSING' }));
    const failures = job.failures + 1;
    const isLast = failures >= maxFailures && job.phase !== 'SWEEP';
    logger[isLast ? 'error' : 'warn']('An import or export could not go on', { jobId: job.id, error });
    if (isLast) return void (await results.end(within, job, { state: 'FAILED', failure: 'INTERNAL' }));
    const now = await retentionClock.now();
    const dueAt = new Date(now.getTime() + 2 ** Math.min(failures, maxFailures) * secondMs);
    await db.transaction(within.rows, (tx) => jobs.advance(tx, job, { failures, dueAt }));
  }

  #shownUntil({ finishedAt, createdAt }: BulkJob): Date {
    return new Date((finishedAt ?? createdAt).getTime() + shownMs);
  }
}

/** What a job takes of who asked for it. */
function permissionsFor({ kind }: Pick<BulkJob, 'kind'>) {
  return kind === 'IMPORT' ? (['resources:write', 'files:read'] as const) : (['resources:read'] as const);
}
