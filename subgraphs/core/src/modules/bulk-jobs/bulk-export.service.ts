import type { Database } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { globalId, UserFault } from '@trivet/platform';
import type { Resource } from '../resources/resource.model.ts';
import type { ResourceListService } from '../resources/resource-list.service.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkProgressService } from './bulk-progress.service.ts';
import { type ResourceFilterInput, readFilter } from './kept-filter.ts';

export interface BulkExportServiceDeps {
  readonly db: Database;
  readonly lists: ResourceListService;
  readonly progress: BulkProgressService;
  readonly outbox: Outbox;
}

const pageSize = 100;
/** Of a step: pages, and bytes of lines. */
const pagesAtOnce = 10;
const bytesAtOnce = 1024 * 1024;

/** Writes down what a list has, some pages in a step. */
export class BulkExportService {
  readonly #deps: BulkExportServiceDeps;

  constructor(deps: BulkExportServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Whether such a list can be read.
   * @throws {UserFault} `INVALID_INPUT` for what cannot be filtered by.
   */
  async requireReadable(access: AccountAccess, type: string, filter: ResourceFilterInput | null): Promise<void> {
    await this.#page(access, { type, filter, after: null, first: 1 });
  }

  /** Some resources more. Null where somebody else has gone on with it. */
  async step(access: AccountAccess, job: BulkJob): Promise<BulkJob | null> {
    const { db, progress, outbox } = this.#deps;
    const { type, createdAt } = job;
    const filter = job.filter === null ? null : readFilter(job.filter);
    const lines: string[] = [];
    let [after, isOver, bytes] = [job.cursor, false, 0];
    try {
      for (let pages = 0; !isOver && pages < pagesAtOnce && bytes < bytesAtOnce; pages += 1) {
        const { listed, hasNextPage, endCursor } = await this.#page(access, { type, filter, after, first: pageSize });
        // Or it could go on for as long as others create.
        const wanted = listed.filter(({ resource }) => resource.createdAt <= createdAt);
        lines.push(...wanted.map(({ resource }) => lineOf(resource)));
        bytes += wanted.reduce((size, { resource }) => size + resource.data.text.length, 0);
        isOver = !hasNextPage || wanted.length < listed.length;
        after = endCursor;
      }
    } catch (error) {
      if (!(error instanceof UserFault)) throw error;
      // By what could be filtered when it was asked for: a field is declared no longer.
      return outbox.transaction(db, access.rows, (tx, events) =>
        progress.advance(tx, events, job, { phase: 'STORE', failure: 'CHANGED_MEANWHILE' }),
      );
    }
    const change = { cursor: after, rowCount: job.rowCount + lines.length, ...(isOver && { phase: 'STORE' as const }) };
    return outbox.transaction(db, access.rows, (tx, events) => progress.advance(tx, events, job, change, lines));
  }

  #page(
    access: AccountAccess,
    list: {
      readonly type: string;
      readonly filter: ResourceFilterInput | null;
      readonly after: string | null;
      readonly first: number;
    },
  ) {
    const oldestFirst = { by: 'CREATED_AT', direction: 'ASC' } as const;
    return this.#deps.lists.list(access, { ...list, orderBy: oldestFirst, last: null, before: null });
  }
}

function lineOf({ id, externalKey, type, version, data, labels, createdAt, updatedAt }: Resource): string {
  const before = JSON.stringify({ id: globalId('res', id), externalKey, type, version, labels, createdAt, updatedAt });
  return `${before.slice(0, -1)},"data":${data.text}}`;
}
