import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Announcements, Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import type { KeptContentService } from '../files/kept-content.service.ts';
import type { DefinitionService, HeldDefinition } from '../resource-types/definition.service.ts';
import type { BulkWriting, ResourceBulkService } from '../resources/resource-bulk.service.ts';
import { ChangedMeanwhileError, OvertakenError, SourceMissingError, TooSlowError } from './bulk-job.errors.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkJobChange, BulkJobRepository } from './bulk-job.repository.ts';
import { type BulkProgressService, causeOf } from './bulk-progress.service.ts';
import type { BulkSpoolRepository } from './bulk-spool.repository.ts';
import { type ImportBatch, type ImportLine, ImportLines } from './import-lines.ts';
import { faultsOf, type ImportRow, type RowFault } from './import-row.ts';
import { keyHashOf } from './key-hash.ts';
import { hasMoreLines } from './line-reader.ts';

export interface BulkImportServiceDeps {
  readonly db: Database;
  readonly jobs: BulkJobRepository;
  readonly spool: BulkSpoolRepository;
  readonly progress: BulkProgressService;
  readonly resources: ResourceBulkService;
  readonly definitions: DefinitionService;
  readonly contents: KeptContentService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Of an import that goes on row by row, in lines. */
  readonly maxLines: number;
}

/** Of what is written at once, in lines and bytes: as much as a definition is changed for within a request. */
export const maxLinesAtOnce = 10_000;
export const maxBytesAtOnce = 64 * 1024 * 1024;
export const writtenAtOnceMs = 30_000;
/** Checking a batch ends by then; what is left of it comes next. One row takes some tens of milliseconds at most. */
const checkedForMs = 500;
/** Between two breaths, in which others are served. */
const breathMs = 10;
/** All was good, and was not when it was to be written: so often it is checked again. */
const maxRounds = 3;

/** A good row, and the line that it is. */
interface NumberedRow extends ImportRow {
  readonly line: number;
}

interface Refusal {
  readonly line: number;
  readonly externalKey: string | null;
  readonly faults: readonly RowFault[];
}

interface CheckedBatch {
  readonly good: readonly NumberedRow[];
  readonly refused: readonly Refusal[];
  /** What there was no time for. */
  readonly rest: readonly ImportLine[];
}

/** Makes resources of files, some lines in a transaction, which moves the place where it goes on, too. */
export class BulkImportService {
  readonly #deps: BulkImportServiceDeps;

  constructor(deps: BulkImportServiceDeps) {
    this.#deps = deps;
  }

  /** The lines from where the job goes on. To be disposed of. */
  linesOf(job: BulkJob, from: Pick<BulkJob, 'offset' | 'line'> = job): ImportLines {
    return new ImportLines(job, () => this.#open(job, from.offset), from);
  }

  async #open({ sourceId, sourceSize }: BulkJob, offset: number): Promise<AsyncIterable<Buffer>> {
    if (sourceId === null || sourceSize === null) throw new Error('An import has a source.');
    if (offset === sourceSize) return nothing();
    const content = await this.#deps.contents.read(sourceId, { offset, length: sourceSize - offset });
    if (!content) throw new SourceMissingError();
    return content;
  }

  /**
   * Some lines more, or all where they are written at once. Null where somebody has ended it or gone on with it meanwhile: nothing is
   * written then. The job is not locked while it is worked at, so who ends it waits for nobody.
   * @param mayGoOn asked in between where it takes longer.
   */
  async step(
    access: AccountAccess,
    job: BulkJob,
    lines: ImportLines,
    mayGoOn: () => Promise<boolean>,
  ): Promise<BulkJob | null> {
    try {
      return await (job.policy === 'REJECT_ALL' && job.phase === 'WRITE'
        ? this.#writeAll(access, job, mayGoOn)
        : this.#writeSome(access, job, lines));
    } catch (error) {
      if (error instanceof OvertakenError) return null;
      throw error;
    }
  }

  async #writeSome(access: AccountAccess, job: BulkJob, lines: ImportLines): Promise<BulkJob | null> {
    const { db, outbox, jobs, progress, maxLines } = this.#deps;
    const isAtOnce = job.policy === 'REJECT_ALL';
    // Before anybody waits for lines to be checked that are not going to be written.
    if (isAtOnce && job.offset === 0 && (await hasMoreLines(await this.#open(job, 0), maxLinesAtOnce)))
      return this.#change(access, job, { phase: 'STORE', failure: 'TOO_MANY_ROWS' });
    const batch = await lines.next();
    const most = isAtOnce ? maxLinesAtOnce : maxLines;
    return outbox.transaction(db, access.rows, async (tx, events) => {
      if (!(await jobs.isAsRead(tx, job))) return null;
      if (!batch) return progress.advance(tx, events, job, this.#afterTheEnd(job));
      if (batch.end.line > most) return progress.advance(tx, events, job, { phase: 'STORE', failure: 'TOO_MANY_ROWS' });
      const { change, report, rest } = await this.#batch({ tx, events, access }, job, batch);
      lines.giveBack({ lines: rest, end: batch.end });
      return orUndo(await progress.advance(tx, events, job, change, report));
    });
  }

  async #batch(
    at: Pick<BulkWriting, 'tx' | 'events' | 'access'>,
    job: BulkJob,
    batch: ImportBatch,
  ): Promise<{ change: BulkJobChange; report: string[]; rest: readonly ImportLine[] }> {
    const definition = await this.#deps.definitions.hold(at.tx, at.access, job.type);
    const { rest, ...checked } = await check(batch.lines, definition, performance.now() + checkedForMs);
    const claimed = await this.#claimKeys(at.tx, job, checked.good);
    const writing = this.#writing(at, job, definition);
    const isCheck = job.phase === 'CHECK';
    const written = isCheck
      ? await this.#find(writing, job, claimed.good)
      : await this.#write(writing, job, claimed.good);
    const refused = [...checked.refused, ...claimed.refused, ...written.taken.map(takenFault)];
    const { offset, line } = rest.length > 0 ? lastOf(batch.lines, rest) : batch.end;
    return {
      rest,
      report: refused.toSorted((one, other) => one.line - other.line).map((refusal) => JSON.stringify(refusal)),
      change: {
        ...{ offset, line, rowCount: job.rowCount + batch.lines.length - rest.length },
        rejectedCount: job.rejectedCount + refused.length,
        createdCount: job.createdCount + written.created,
        updatedCount: job.updatedCount + written.updated,
        unchangedCount: job.unchangedCount + written.unchanged,
      },
    };
  }

  /** All of the file in one transaction: each row has been found good, and has to be so still. */
  async #writeAll(access: AccountAccess, job: BulkJob, mayGoOn: () => Promise<boolean>): Promise<BulkJob | null> {
    const { db, outbox, jobs, definitions, progress } = this.#deps;
    await using lines = this.linesOf(job);
    const until = performance.now() + writtenAtOnceMs;
    try {
      return await outbox.transaction(db, access.rows, async (tx, events) => {
        const definition = await definitions.hold(tx, access, job.type);
        const writing = this.#writing({ tx, events, access }, job, definition);
        const { createdCount, updatedCount, unchangedCount } = job;
        const counts = { createdCount, updatedCount, unchangedCount, offset: job.offset, line: job.line };
        for (let batch = await lines.next(); batch; batch = await lines.next()) {
          const { good, refused, rest } = await check(batch.lines, definition, until);
          if (rest.length > 0) throw new TooSlowError();
          const { created, updated, unchanged, taken } = await this.#write(writing, job, good);
          if (refused.length > 0 || taken.length > 0) throw new ChangedMeanwhileError();
          counts.createdCount += created;
          counts.updatedCount += updated;
          counts.unchangedCount += unchanged;
          Object.assign(counts, batch.end);
          if (!(await jobs.isAsRead(tx, job)) || !(await mayGoOn())) throw new OvertakenError();
        }
        return orUndo(await progress.advance(tx, events, job, { ...counts, phase: 'STORE' }));
      });
    } catch (error) {
      if (error instanceof TooSlowError) return this.#change(access, job, { phase: 'STORE', failure: 'TOO_SLOW' });
      if (error instanceof ChangedMeanwhileError) return this.#checkAgain(access, job);
      throw error;
    }
  }

  /** From the beginning: the report has to say of each line what is wrong with it now. */
  #checkAgain(access: AccountAccess, job: BulkJob): Promise<BulkJob | null> {
    const { db, outbox, jobs, spool, progress } = this.#deps;
    const rounds = job.rounds + 1;
    if (rounds === maxRounds) return this.#change(access, job, { phase: 'STORE', failure: 'CHANGED_MEANWHILE' });
    return outbox.transaction(db, access.rows, async (tx, events) => {
      if (!(await jobs.hold(tx, job))) return null;
      await spool.clear(tx, [job.id], maxLinesAtOnce);
      return progress.advance(tx, events, job, { ...fromTheBeginning, phase: 'CHECK', rounds, rowCount: 0 });
    });
  }

  #change(access: AccountAccess, job: BulkJob, change: BulkJobChange): Promise<BulkJob | null> {
    const { db, outbox, progress } = this.#deps;
    return outbox.transaction(db, access.rows, (tx, events) => progress.advance(tx, events, job, change));
  }

  #afterTheEnd({ phase, rejectedCount }: BulkJob): BulkJobChange {
    return phase === 'CHECK' && rejectedCount === 0 ? { ...fromTheBeginning, phase: 'WRITE' } : { phase: 'STORE' };
  }

  /** Without those whose key another line has. */
  async #claimKeys(tx: Transaction, job: BulkJob, rows: readonly NumberedRow[]) {
    const keys = rows.flatMap(({ externalKey, line }) =>
      externalKey === null ? [] : [{ keyHash: keyHashOf(externalKey), line }],
    );
    const firstLines = await this.#deps.spool.claimKeys(tx, job, keys);
    const refused = rows.flatMap(({ externalKey, line }): Refusal[] => {
      const first = firstLines.get(line);
      if (first === undefined) return [];
      const message = `Line ${first} has the same key.`;
      return [{ line, externalKey, faults: [{ code: 'DUPLICATE_KEY', message, path: ['externalKey'] }] }];
    });
    return { good: rows.filter(({ line }) => !firstLines.has(line)), refused };
  }

  #write(writing: BulkWriting, { mode }: BulkJob, rows: readonly NumberedRow[]) {
    const { resources } = this.#deps;
    return mode === 'UPSERT' ? resources.upsert(writing, rows) : resources.create(writing, rows);
  }

  /** What would be refused, were it written now. */
  async #find(writing: BulkWriting, { mode }: BulkJob, rows: readonly NumberedRow[]) {
    const keys = rows.flatMap(({ externalKey }) => (externalKey === null ? [] : [externalKey]));
    const taken = mode === 'UPSERT' ? new Set<string>() : await this.#deps.resources.takenKeys(writing, keys);
    const isTaken = ({ externalKey }: NumberedRow) => externalKey !== null && taken.has(externalKey);
    return { created: 0, updated: 0, unchanged: 0, taken: rows.filter(isTaken) };
  }

  #writing(
    at: { readonly tx: Transaction; readonly events: Announcements; readonly access: AccountAccess },
    job: BulkJob,
    definition: HeldDefinition,
  ): BulkWriting {
    const { type, createdById: personId } = job;
    return { ...at, type, definition, personId, cause: { ...causeOf(job), bulk: true }, now: this.#deps.clock.now() };
  }
}

const fromTheBeginning = { offset: 0, line: 0 } as const;

/** Row by row until the time is over, but for one at least; others are served in between. */
async function check(lines: readonly ImportLine[], definition: HeldDefinition, until: number): Promise<CheckedBatch> {
  const good: NumberedRow[] = [];
  const refused: Refusal[] = [];
  let breath = performance.now() + breathMs;
  for (const [index, { number: line, read }] of lines.entries()) {
    const { row } = read;
    if (row) {
      try {
        definition.check(row.value);
        good.push({ ...row, line });
      } catch (error) {
        refused.push({ line, externalKey: row.externalKey, faults: faultsOf(error) });
      }
    } else refused.push({ line, externalKey: read.externalKey, faults: read.faults });
    const now = performance.now();
    if (now > until) return { good, refused, rest: lines.slice(index + 1) };
    if (now < breath) continue;
    await nextTurn();
    breath = performance.now() + breathMs;
  }
  return { good, refused, rest: [] };
}

/** What was written goes with the transaction, unless the job has moved with it. */
function orUndo(advanced: BulkJob | null): BulkJob {
  if (!advanced) throw new OvertakenError();
  return advanced;
}

function takenFault({ line, externalKey }: NumberedRow): Refusal {
  const message = 'Another resource of the type has this key.';
  return { line, externalKey, faults: [{ code: 'EXTERNAL_KEY_TAKEN', message, path: ['externalKey'] }] };
}

/** Where the last line ended that was made use of. */
function lastOf(lines: readonly ImportLine[], rest: readonly ImportLine[]) {
  const last = lines[lines.length - rest.length - 1];
  if (!last) throw new Error('At least one line is made use of.');
  return last.end;
}

async function* nothing(): AsyncGenerator<Buffer, void> {}
