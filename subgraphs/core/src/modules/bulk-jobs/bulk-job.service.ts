import {
  type Database,
  type Idempotency,
  newId,
  type Page,
  type PageRequest,
  type RetentionClock,
} from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { AppError, type Clock, NotFoundError, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { FileService } from '../files/file.service.ts';
import type { KeptContentService } from '../files/kept-content.service.ts';
import { askerOf } from './asker.ts';
import type { BulkExportService } from './bulk-export.service.ts';
import { maxBytesAtOnce } from './bulk-import.service.ts';
import { TooManyJobsError } from './bulk-job.errors.ts';
import { bulkJobCreated } from './bulk-job.events.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkJobRepository } from './bulk-job.repository.ts';
import { type BulkProgressService, payloadOf } from './bulk-progress.service.ts';
import type { BulkResultService } from './bulk-result.service.ts';
import { atOnceAtMost, failureMessageOf } from './failure-message.ts';
import { requireResourceType } from './import-row.ts';
import { keptFilter, type ResourceFilterInput } from './kept-filter.ts';

export interface BulkJobServiceDeps {
  readonly db: Database;
  readonly jobs: BulkJobRepository;
  readonly progress: BulkProgressService;
  readonly exports: BulkExportService;
  readonly results: BulkResultService;
  readonly files: FileService;
  readonly contents: KeptContentService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly retentionClock: RetentionClock;
  /** Of an account, under way. */
  readonly maxJobs: number;
  /** Of an import that goes on row by row. */
  readonly maxLines: number;
  /** Something was begun. */
  readonly wake: () => void;
}

export interface ImportRequest {
  readonly accountId: string;
  readonly fileId: string;
  readonly type: string;
  readonly mode?: NonNullable<BulkJob['mode']>;
  readonly policy?: NonNullable<BulkJob['policy']>;
}

export interface ExportRequest {
  readonly accountId: string;
  readonly type: string;
  readonly filter?: ResourceFilterInput | null;
}

/** What of a job is its own. */
type NewJob = Pick<BulkJob, 'kind' | 'phase' | 'type'> &
  Partial<Pick<BulkJob, 'mode' | 'policy' | 'filter' | 'sourceId' | 'sourceSize'>>;

export interface BulkResult {
  readonly downloadUrl: string;
  readonly size: number;
  readonly checksum: string;
  readonly expiresAt: Date;
}

/** For so long a link to a result is good. */
const linkMs = 15 * 60_000;
const percent = 100;

/** Imports and exports, as they are asked for, seen and ended. */
export class BulkJobService {
  readonly #deps: BulkJobServiceDeps;

  constructor(deps: BulkJobServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Begins to make resources of a file of the account.
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT`; {@link TooManyJobsError}; {@link IdempotencyKeyReusedError};
   * {@link AppError} `FORBIDDEN`, `UNAUTHENTICATED`.
   */
  async import(operation: Operation, input: ImportRequest): Promise<BulkJob> {
    const { accountId, fileId, mode = 'CREATE', policy = 'SKIP_BAD_ROWS' } = input;
    const access = await operation.access.require(accountId, 'resources:write', ['accountId']);
    await operation.access.require(accountId, 'files:read', ['accountId']);
    requireOneself(operation);
    const type = requireResourceType(input.type);
    const [file] = await this.#deps.files.findByIds(operation, [fileId]);
    if (file?.accountId !== accountId) throw new NotFoundError('file', ['fileId']);
    if (policy === 'REJECT_ALL' && file.size > maxBytesAtOnce) {
      throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', atOnceAtMost, ['fileId']);
    }
    const phase = policy === 'REJECT_ALL' ? ('CHECK' as const) : ('WRITE' as const);
    const source = { sourceId: file.id, sourceSize: file.size };
    const job = { kind: 'IMPORT', phase, type, mode, policy, ...source } as const;
    return this.#begin(operation, access, { field: 'resourceBulkImport', input }, job);
  }

  /**
   * Begins to write resources of the account into a file.
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT`; {@link TooManyJobsError}; {@link IdempotencyKeyReusedError};
   * {@link AppError} `FORBIDDEN`, `UNAUTHENTICATED`.
   */
  async export(operation: Operation, input: ExportRequest): Promise<BulkJob> {
    const access = await operation.access.require(input.accountId, 'resources:read', ['accountId']);
    requireOneself(operation);
    const type = requireResourceType(input.type);
    const filter = input.filter ?? null;
    await this.#deps.exports.requireReadable(access, type, filter);
    const job = { kind: 'EXPORT', phase: 'WRITE', type, filter: filter && keptFilter(filter) } as const;
    return this.#begin(operation, access, { field: 'resourceBulkExport', input }, job);
  }

  /**
   * Ends a job; one that has ended stays as it is.
   * @throws {NotFoundError}; {@link AppError} `UNAUTHENTICATED`, and `FORBIDDEN` for an import that the viewer could not ask for, and an
   * export of another's.
   */
  async cancel(operation: Operation, id: string): Promise<BulkJob> {
    const { db, jobs, progress, outbox, contents, retentionClock, wake } = this.#deps;
    operation.access.requireSignedIn();
    const [found] = await this.findByIds(operation, [id]);
    if (!found) throw new NotFoundError('job', ['id']);
    const isOwn = found.kind === 'EXPORT' && isAskedBy(operation, found);
    const access = await operation.access.require(found.accountId, isOwn ? 'resources:read' : 'resources:write');
    const cancelled = await outbox.transaction(db, access.rows, async (tx, events) => {
      const present = await jobs.lock(tx, access, id);
      if (!present) throw new NotFoundError('job', ['id']);
      if (!isOpen(present)) return present;
      await jobs.noteTurn(tx, access, await retentionClock.now(tx));
      if (present.isStoring) await contents.endAt(tx, [present]);
      return progress.finish(tx, events, present, { state: 'CANCELLED' }, operation.cause);
    });
    wake();
    return cancelled ?? found;
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(BulkJob | null)[]> {
    return access.lookUp('resources:read', ids, (scope, wanted) => this.#deps.jobs.findByIds(scope, wanted));
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<BulkJob>[]> {
    return this.#deps.jobs.listByAccounts(accesses, page);
  }

  /** In words; null where it has not failed. */
  failureMessageOf(job: BulkJob): string | null {
    return failureMessageOf(job, this.#deps);
  }

  /** In per cent; null where nobody can tell. */
  progressOf({ kind, state, phase, policy, offset, sourceSize }: BulkJob): number | null {
    if (state === 'SUCCEEDED' || state === 'REJECTED') return percent;
    if (kind === 'EXPORT') return null;
    if (phase === 'STORE') return percent - 1;
    const read = sourceSize ? Math.floor((offset * percent) / sourceSize) : 0;
    // Half of the way is to check, half to write.
    const done = policy === 'REJECT_ALL' ? Math.floor(read / 2) + (phase === 'WRITE' ? percent / 2 : 0) : read;
    return Math.min(done, percent - 1);
  }

  /** What it has written, as long as that is kept; null where there is nothing. */
  async resultOf(job: BulkJob): Promise<BulkResult | null> {
    const { results, clock } = this.#deps;
    const { resultSize, resultChecksum, resultExpiresAt } = job;
    const now = clock.now();
    if (resultSize === null || resultChecksum === null || resultExpiresAt === null || resultExpiresAt <= now)
      return null;
    const until = new Date(Math.min(now.getTime() + linkMs, resultExpiresAt.getTime()));
    return {
      downloadUrl: await results.linkTo(job, until),
      size: resultSize,
      checksum: resultChecksum.toString('hex'),
      expiresAt: resultExpiresAt,
    };
  }

  async #begin(
    operation: Operation,
    access: AccountAccess,
    { field, input }: { readonly field: string; readonly input: ImportRequest | ExportRequest },
    job: NewJob,
  ): Promise<BulkJob> {
    const { db, jobs, idempotency, outbox, clock, retentionClock, maxJobs, wake } = this.#deps;
    const now = clock.now();
    const id = newId(now);
    const { earlierId, begun } = await outbox.transaction(db, access.rows, async (tx, events) => {
      const earlierId = await idempotency.claim(tx, operation.repeatable(field, input), id);
      if (earlierId) return { earlierId, begun: null };
      // Of several at once each sees what the one before has begun.
      const dueAt = await retentionClock.now(tx);
      await jobs.noteTurn(tx, access, dueAt);
      if ((await jobs.countOpen(tx, access)) >= maxJobs) throw new TooManyJobsError(maxJobs);
      const times = { createdAt: now, announcedAt: now, dueAt };
      const inserted = await jobs.insert(tx, access, { id, ...job, ...askerOf(operation), ...times });
      events.append(bulkJobCreated(payloadOf(inserted), operation.cause));
      return { earlierId: id, begun: inserted };
    });
    wake();
    if (begun) return begun;
    const [earlier] = await this.findByIds(operation, [earlierId]);
    if (!earlier) throw new NotFoundError('job', ['accountId']);
    return earlier;
  }
}

function isOpen({ state }: BulkJob): boolean {
  return state === 'PENDING' || state === 'RUNNING';
}

function isAskedBy(operation: Operation, job: BulkJob): boolean {
  const { createdById, keyId } = askerOf(operation);
  return createdById !== null ? createdById === job.createdById : keyId === job.keyId;
}

/** It goes on when whoever acts in another's place has gone. */
function requireOneself({ viewer }: Operation): void {
  if (viewer.kind === 'user' && viewer.act)
    throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
}
