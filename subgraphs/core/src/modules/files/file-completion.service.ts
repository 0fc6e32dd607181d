import type { Database } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, type Logger, NotFoundError, type UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import { checkContent } from './content-check.ts';
import { ContentMismatchError, UploadIncompleteError } from './file.errors.ts';
import { fileCreated } from './file.events.ts';
import type { File } from './file.model.ts';
import type { FileRepository } from './file.repository.ts';
import type { FileDutyRepository } from './file-duty.repository.ts';
import { ContentMissingError, type FileStore } from './file-store.ts';
import type { FileUpload } from './file-upload.model.ts';
import type { FileUploadRepository } from './file-upload.repository.ts';
import type { FileUploadService } from './file-upload.service.ts';
import type { FileUsageRepository } from './file-usage.repository.ts';
import { missingParts } from './parts.ts';
import { Turns } from './turns.ts';

export interface FileCompletionServiceDeps {
  readonly db: Database;
  readonly fileUploads: FileUploadService;
  readonly uploads: FileUploadRepository;
  readonly files: FileRepository;
  readonly usage: FileUsageRepository;
  readonly duties: FileDutyRepository;
  readonly store: FileStore;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long somebody waits for the outcome; then he asks again. */
  readonly patienceMs?: number;
}

/** What came of it so far. */
export type Completion =
  | { readonly file: File; readonly upload: null }
  | { readonly file: null; readonly upload: FileUpload };

/** Shorter than a router waits for a subgraph. */
const usualPatienceMs = 5_000;
/** Who has died is followed after so long by who asks again. Who lives says so several times within it. */
const leaseMs = 60_000;
/** Hashing holds the processor: more at once would not be sooner. */
const atOnce = 2;

/** Makes files of uploads: looks at all that was sent, before anybody can see it. */
export class FileCompletionService {
  readonly #deps: FileCompletionServiceDeps;
  readonly #turns = new Turns(atOnce);
  /** What is being looked at in this process. */
  readonly #underWay = new Map<string, Promise<File>>();

  constructor(deps: FileCompletionServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a file of an upload; the same again, where it is one already. Without a file where it takes longer: ask again.
   * @throws {NotFoundError}; {@link UploadIncompleteError}; {@link ContentMismatchError}; {@link AppError} `FORBIDDEN`,
   * `UNAUTHENTICATED`.
   */
  async complete(operation: Operation, id: string): Promise<Completion> {
    operation.access.requireSignedIn();
    const [upload] = await this.#deps.fileUploads.findByIds(operation, [id]);
    if (!upload) return { file: await this.#completed(operation, id), upload: null };
    const access = await operation.access.require(upload.accountId, 'files:write');
    if (upload.refusal) throw new ContentMismatchError(upload.refusal);
    if (!this.#underWay.has(id)) await this.#begin(operation, access, upload);
    const underWay = this.#underWay.get(id);
    const file = underWay === undefined ? null : await this.#waitFor(underWay);
    if (file) return { file, upload: null };
    const [present] = await this.#deps.fileUploads.findByIds(operation, [id]);
    if (present?.refusal) throw new ContentMismatchError(present.refusal);
    return present ? { file: null, upload: present } : { file: await this.#completed(operation, id), upload: null };
  }

  /** Of what the rest has to arrive before it is a file; null where it was refused for another reason. */
  incompleteUploadOf(fault: UserFault): FileUpload | null {
    return fault instanceof UploadIncompleteError ? fault.upload : null;
  }

  /** Somebody else may have sent it: it is shown to who may see files, and not to who may only send some. */
  async #completed({ access }: Operation, id: string): Promise<File> {
    const [file] = await access.lookUp('files:read', [id], (scope, ids) => this.#deps.files.findByIds(scope, ids));
    const mayComplete = file && (await access.find(file.accountId, 'files:write'));
    if (!mayComplete) throw new NotFoundError('upload', ['uploadId']);
    return file;
  }

  /** Nothing, where another process is at it. */
  async #begin(operation: Operation, access: AccountAccess, upload: FileUpload): Promise<void> {
    const { db, uploads, store, clock } = this.#deps;
    // Who was looked at before may be sealed, and have no parts left to count.
    const missing = upload.verifyingUntil ? [] : missingParts(upload, await store.received(upload));
    if (missing.length > 0) {
      // Whoever has come before us by now may have sealed it since we were told of it: then its parts are what is missing.
      const [present] = await this.#deps.fileUploads.findByIds(operation, [upload.id]);
      if (present && !present.verifyingUntil && !present.refusal) throw new UploadIncompleteError(present, missing);
      return;
    }
    const claimed = await db.transaction(access.rows, (tx) =>
      uploads.claim(tx, upload, clock.now(), new Date(clock.now().getTime() + leaseMs)),
    );
    if (!claimed) return;
    const held = new Lease(claimed, this.#deps);
    const running = this.#turns.take(() => this.#verify(operation, access, held));
    this.#underWay.set(upload.id, running);
    const done = () => this.#underWay.delete(upload.id);
    // Whoever waits hears of a failure; nobody may be waiting.
    running.then(done, done);
  }

  async #verify(operation: Operation, access: AccountAccess, held: Lease): Promise<File> {
    const { store, fileUploads, logger } = this.#deps;
    const { claimed } = held;
    try {
      await store.seal(claimed);
      const type = await checkContent(await store.read(claimed.id), claimed);
      return await this.#publish(operation, access, await held.end(), type);
    } catch (error) {
      const present = await held.end();
      if (error instanceof ContentMismatchError) {
        await fileUploads.refuse(present, error.refusal);
        throw error;
      }
      logger.warn('An upload could not be completed', { uploadId: claimed.id, error });
      await this.#giveBack(access, present);
      if (error instanceof ContentMissingError)
        throw new UploadIncompleteError(present, missingParts(present, await store.received(present)));
      throw error;
    }
  }

  async #publish(operation: Operation, access: AccountAccess, upload: FileUpload, type: string): Promise<File> {
    const { db, uploads, files, duties, usage, outbox, clock } = this.#deps;
    const { id, accountId, name, size, checksum, createdById } = upload;
    return outbox.transaction(db, access.rows, async (tx, events) => {
      if (!(await uploads.delete(tx, upload))) throw new NotFoundError('upload', ['uploadId']);
      const createdAt = clock.now();
      const file = await files.insert(tx, access, {
        id,
        name,
        type,
        size,
        checksum,
        version: 1,
        createdById,
        createdAt,
      });
      await duties.hasten(tx, [upload], createdAt);
      await usage.settle(tx, accountId, size);
      events.append(fileCreated({ accountId, fileId: id, version: 1 }, operation.cause));
      return file;
    });
  }

  /** To who asks next. */
  async #giveBack(access: AccountAccess, upload: FileUpload): Promise<void> {
    const { db, uploads, clock } = this.#deps;
    await db.transaction(access.rows, (tx) => uploads.prolong(tx, upload, clock.now()));
  }

  /** Null after the time that somebody waits. */
  async #waitFor(underWay: Promise<File>): Promise<File | null> {
    const { patienceMs = usualPatienceMs } = this.#deps;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs);
    });
    try {
      return await Promise.race([underWay, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

type LeaseDeps = Pick<FileCompletionServiceDeps, 'db' | 'uploads' | 'clock' | 'logger'>;

/** The upload is this process' own for as long as it says so, again and again. */
class Lease {
  readonly claimed: FileUpload;
  readonly #deps: LeaseDeps;
  readonly #timer: NodeJS.Timeout;
  #present: Promise<FileUpload>;

  constructor(claimed: FileUpload, deps: LeaseDeps) {
    this.claimed = claimed;
    this.#deps = deps;
    this.#present = Promise.resolve(claimed);
    this.#timer = setInterval(() => {
      this.#present = this.#present.then((upload) => this.#prolong(upload));
    }, leaseMs / 3);
    this.#timer.unref();
  }

  /** The upload as it is then: nothing prolongs it any more. */
  end(): Promise<FileUpload> {
    clearInterval(this.#timer);
    return this.#present;
  }

  /** One that cannot be prolonged is lost, which its end finds out. */
  async #prolong(upload: FileUpload): Promise<FileUpload> {
    const { db, uploads, clock, logger } = this.#deps;
    const until = new Date(clock.now().getTime() + leaseMs);
    try {
      const rows = { accounts: [upload.accountId] };
      return (await db.transaction(rows, (tx) => uploads.prolong(tx, upload, until))) ?? upload;
    } catch (error) {
      logger.warn('The verification of an upload could not be prolonged', { uploadId: upload.id, error });
      return upload;
    }
  }
}
