import type { Database, Idempotency, RetentionClock } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock, HttpRoute, Logger, Metrics } from '@trivet/platform';
import type { Worker } from '@trivet/subgraph';
import type { FilesConfig } from './config/file-config.ts';
import { Downloads } from './modules/files/downloads.ts';
import { fileJob } from './modules/files/file.job.ts';
import { FileRepository } from './modules/files/file.repository.ts';
import { fileRoutes, type ServedContent } from './modules/files/file.route.ts';
import { FileService } from './modules/files/file.service.ts';
import { FileCompletionService } from './modules/files/file-completion.service.ts';
import { FileDutyRepository } from './modules/files/file-duty.repository.ts';
import { FileLinks } from './modules/files/file-link.ts';
import { FileSweepService } from './modules/files/file-sweep.service.ts';
import { FileUploadRepository } from './modules/files/file-upload.repository.ts';
import { FileUploadService } from './modules/files/file-upload.service.ts';
import { FileUsageRepository } from './modules/files/file-usage.repository.ts';
import { KeptContentService } from './modules/files/kept-content.service.ts';
import { DiskFileStore } from './modules/files/stores/disk-file-store.ts';
import { S3FileStore } from './modules/files/stores/s3-file-store.ts';
import type { ResourceService } from './modules/resources/resource.service.ts';

export interface FilesParts {
  readonly db: Database;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly resources: ResourceService;
  /** What is served besides files, by links that are signed as theirs are. */
  readonly otherContent: ServedContent;
  readonly clock: Clock;
  readonly retentionClock: RetentionClock;
  readonly logger: Logger;
  readonly metrics?: Metrics | undefined;
}

/** Files and uploads, put together. */
export function createFiles(config: FilesConfig, parts: FilesParts) {
  const { db, clock, logger, metrics } = parts;
  const { quota, maxFileSize, downloads: limits } = config;
  const links = new FileLinks(config.linkKey);
  const store =
    config.store.kind === 'disk'
      ? new DiskFileStore({ ...config.store, links, publicOrigin: config.publicOrigin })
      : new S3FileStore({ ...config.store, clock });
  const files = new FileRepository(db);
  const uploads = new FileUploadRepository(db);
  const usage = new FileUsageRepository(db);
  const duties = new FileDutyRepository(db);

  const common = { ...parts, files, uploads, usage, duties, store, quota };
  const fileUploads = new FileUploadService({ ...common, maxFileSize });
  const fileCompletions = new FileCompletionService({ ...common, fileUploads });
  const sweep = new FileSweepService({ ...common, fileUploads });

  const contents: ServedContent = {
    findOfAccount: async (accountId, id) =>
      (await files.findOfAccount(accountId, id)) ?? parts.otherContent.findOfAccount(accountId, id),
  };
  const missing = metrics?.counter(
    'trivet_file_contents_missing_total',
    'Downloads of a file or result whose content is not in the store though it should be.',
  );
  const onMissing = ({ id: fileId, accountId }: { readonly id: string; readonly accountId: string }) => {
    missing?.add();
    logger.error('The content of a file is missing in the store', { fileId, accountId });
  };
  const downloads = new Downloads(limits);
  // S3 is spoken to by clients themselves.
  const routes: HttpRoute[] =
    store instanceof DiskFileStore
      ? fileRoutes({ store, links, files: contents, uploads, fileUploads, clock, downloads, onMissing })
      : [];
  const workers: Worker[] = [fileJob({ sweep, logger })];
  const services = { files: new FileService(common), fileUploads, fileCompletions };
  return { services, routes, workers, contents: new KeptContentService({ ...common, maxFileSize }) };
}
