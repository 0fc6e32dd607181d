import type { Database, Idempotency, RetentionClock } from '@trivet/database';
import type { Access, AccessDirectory, RevokedSessions } from '@trivet/identity';
import type { Outbox, WorkerSession } from '@trivet/messaging';
import type { Clock, Logger } from '@trivet/platform';
import type { BulkConfig } from './config/config.ts';
import type { createFiles } from './files.ts';
import { BulkExportService } from './modules/bulk-jobs/bulk-export.service.ts';
import { BulkImportService } from './modules/bulk-jobs/bulk-import.service.ts';
import { BulkJobWorker } from './modules/bulk-jobs/bulk-job.job.ts';
import type { BulkJobRepository } from './modules/bulk-jobs/bulk-job.repository.ts';
import { BulkJobService } from './modules/bulk-jobs/bulk-job.service.ts';
import { BulkProgressService } from './modules/bulk-jobs/bulk-progress.service.ts';
import { BulkResultService } from './modules/bulk-jobs/bulk-result.service.ts';
import { BulkRunService } from './modules/bulk-jobs/bulk-run.service.ts';
import { BulkSpoolRepository } from './modules/bulk-jobs/bulk-spool.repository.ts';
import type { ResourceIndexService } from './modules/resource-indexes/resource-index.service.ts';
import type { DefinitionService } from './modules/resource-types/definition.service.ts';
import { ResourceBulkRepository } from './modules/resources/resource-bulk.repository.ts';
import { ResourceBulkService } from './modules/resources/resource-bulk.service.ts';
import type { ResourceListService } from './modules/resources/resource-list.service.ts';
import type { ResourceVersionRepository } from './modules/resources/resource-version.repository.ts';

export interface BulkJobsParts {
  readonly db: Database;
  readonly session: WorkerSession;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly access: Access;
  readonly directory: AccessDirectory;
  readonly revoked: Pick<RevokedSessions, 'has'>;
  readonly jobs: BulkJobRepository;
  readonly versions: ResourceVersionRepository;
  readonly definitions: DefinitionService;
  readonly indexes: ResourceIndexService;
  readonly lists: ResourceListService;
  readonly files: Pick<ReturnType<typeof createFiles>, 'contents' | 'services'>;
  readonly clock: Clock;
  readonly retentionClock: RetentionClock;
  readonly logger: Logger;
  /** As the services have them, unless they are said. */
  readonly turnMs?: number;
  readonly partSize?: number;
}

/** Imports and exports, put together. */
export function createBulkJobs({ maxLines, maxJobs }: BulkConfig, { files, ...parts }: BulkJobsParts) {
  const { db, jobs, clock, retentionClock } = parts;
  const spool = new BulkSpoolRepository(db);
  const progress = new BulkProgressService({ jobs, spool, clock, retentionClock });
  const common = { ...parts, contents: files.contents, spool, progress };
  const resources = new ResourceBulkService({ ...parts, bulk: new ResourceBulkRepository() });
  const results = new BulkResultService(common);
  const exports = new BulkExportService(common);
  const imports = new BulkImportService({ ...common, resources, maxLines });
  const run = new BulkRunService({ ...common, imports, exports, results });
  const worker = new BulkJobWorker({ ...parts, run });
  const wake = () => worker.wake();
  const service = new BulkJobService({
    ...common,
    exports,
    results,
    files: files.services.files,
    maxJobs,
    maxLines,
    wake,
  });
  return { service, run, worker };
}
