import { type Database, nobody, type RetentionClock } from '@trivet/database';
import type { Logger } from '@trivet/platform';
import type { FileRepository } from './file.repository.ts';
import type { FileDutyRepository } from './file-duty.repository.ts';
import type { FileStore } from './file-store.ts';
import type { FileDuty } from './file-upload.model.ts';
import type { FileUploadRepository } from './file-upload.repository.ts';
import type { FileUploadService } from './file-upload.service.ts';

export interface FileSweepServiceDeps {
  readonly db: Database;
  readonly fileUploads: FileUploadService;
  readonly uploads: FileUploadRepository;
  readonly files: FileRepository;
  readonly duties: FileDutyRepository;
  readonly store: FileStore;
  readonly retentionClock: RetentionClock;
  readonly logger: Logger;
}

/** Longer than a store takes. Who is killed is followed by another after this time. */
const leaseMs = 5 * 60_000;
/** In one run, so that a process can stop between two. */
const dutiesPerRun = 200;

/** Takes out of the store what nobody owns any more, and gives up uploads that nobody completed. */
export class FileSweepService {
  readonly #deps: FileSweepServiceDeps;

  constructor(deps: FileSweepServiceDeps) {
    this.#deps = deps;
  }

  /** Does what is due. What fails is tried again after the time of a lease, and keeps nothing else from being done. */
  async sweep(): Promise<void> {
    const { duties, retentionClock, logger } = this.#deps;
    for (let done = 0; done < dutiesPerRun; done += 1) {
      const now = await retentionClock.now();
      const duty = await duties.claim(now, new Date(now.getTime() + leaseMs));
      if (!duty) return;
      await this.#fulfil(duty).catch((error: unknown) =>
        logger.error('The file store could not be tidied', { fileId: duty.fileId, error }),
      );
    }
  }

  async #fulfil(duty: FileDuty): Promise<void> {
    const { db, fileUploads, uploads, files, duties, store, retentionClock } = this.#deps;
    const { fileId, accountId, storeRef } = duty;
    const now = await retentionClock.now();
    const upload = await uploads.findOfAccount(accountId, fileId);
    if (upload) {
      const isOver = upload.expiresAt <= now && !fileUploads.isVerifying(upload);
      // Giving it up makes the duty due at once: for the next round.
      if (isOver && (await fileUploads.end(upload))) return;
      // It is kept to say so, without its content.
      if (upload.refusal) await store.delete(fileId, storeRef);
      const later = new Date(Math.max(upload.expiresAt.getTime(), now.getTime() + leaseMs));
      return db.transaction(nobody, (tx) => duties.postpone(tx, duty, later));
    }
    if (await files.findOfAccount(accountId, fileId)) await store.discardParts(fileId, storeRef);
    else await store.delete(fileId, storeRef);
    // Until then something could still arrive.
    await db.transaction(nobody, (tx) =>
      duty.closedAt <= now ? duties.delete(tx, duty) : duties.postpone(tx, duty, duty.closedAt),
    );
  }
}
