import { type Database, type Idempotency, newId, type RetentionClock, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import { QuotaExceededError } from './file.errors.ts';
import type { FileDutyRepository } from './file-duty.repository.ts';
import {
  maxPartsAtOnce,
  requireChecksum,
  requireFileName,
  requireMediaType,
  requirePartNumbers,
  requireSize,
} from './file-input.ts';
import type { FileStore } from './file-store.ts';
import type { FileUpload, UploadRefusal, UploadTarget } from './file-upload.model.ts';
import type { FileUploadRepository } from './file-upload.repository.ts';
import type { FileQuota, FileUsageRepository } from './file-usage.repository.ts';
import { missingParts, partCountOf, partOf, partSizeFor } from './parts.ts';

export interface FileUploadServiceDeps {
  readonly db: Database;
  readonly uploads: FileUploadRepository;
  readonly usage: FileUsageRepository;
  readonly duties: FileDutyRepository;
  readonly store: FileStore;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly retentionClock: RetentionClock;
  /** Of an account that has no other. */
  readonly quota: FileQuota;
  /** Of one file, in bytes. */
  readonly maxFileSize: number;
}

export interface FileAnnouncement {
  readonly accountId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly checksum: string;
}

/** For so long an upload can be gone on with. */
const uploadMs = 24 * 3_600_000;
/** For so long a target is good, but no longer than its upload. */
const targetMs = 3_600_000;
/** So much later what was begun at the last moment has arrived, or never will: nobody serves a request for longer than an hour. */
export const arrivalMs = 2 * 3_600_000;

/** Files on their way: announced, with room reserved, until they are completed or given up. */
export class FileUploadService {
  readonly #deps: FileUploadServiceDeps;

  constructor(deps: FileUploadServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Announces a file to an account that the viewer may add to.
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link QuotaExceededError}; {@link IdempotencyKeyReusedError};
   * {@link AppError} `FORBIDDEN`.
   */
  async create(operation: Operation, input: FileAnnouncement): Promise<FileUpload> {
    const { db, maxFileSize, quota } = this.#deps;
    const access = await operation.access.require(input.accountId, 'files:write', ['accountId']);
    const announced = {
      name: requireFileName(input.name),
      type: requireMediaType(input.type),
      size: requireSize(input.size, Math.min(maxFileSize, quota.maxSize)),
      checksum: requireChecksum(input.checksum),
    };
    const id = newId();
    const { earlierId, created } = await db.transaction(access.rows, async (tx) => {
      const earlierId = await this.#deps.idempotency.claim(tx, operation.repeatable('fileUploadCreate', input), id);
      if (earlierId) return { earlierId, created: null };
      const createdById = operation.viewer.kind === 'user' ? operation.viewer.userId : null;
      return { earlierId: id, created: await this.#insert(tx, access, { id, ...announced, createdById }) };
    });
    return this.#begun(created ?? (await this.#get(operation, earlierId)));
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not go on with. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(FileUpload | null)[]> {
    return access.lookUp('files:write', ids, async (scope, wanted) => {
      const found = await this.#deps.uploads.findByIds(scope, wanted);
      return found.map((upload) => (upload && this.#isOpen(upload) ? upload : null));
    });
  }

  /** Whether parts are still taken. */
  isReceiving(upload: FileUpload): boolean {
    return upload.refusal === null && !this.isVerifying(upload) && this.#isOpen(upload);
  }

  stateOf(upload: FileUpload): 'RECEIVING' | 'VERIFYING' | 'REFUSED' {
    if (upload.refusal !== null) return 'REFUSED';
    return this.isVerifying(upload) ? 'VERIFYING' : 'RECEIVING';
  }

  isVerifying({ verifyingUntil }: FileUpload): boolean {
    return verifyingUntil !== null && verifyingUntil > this.#deps.clock.now();
  }

  partCountOf(upload: FileUpload): number {
    return partCountOf(upload);
  }

  /** By number, in their order. */
  async receivedParts(upload: FileUpload): Promise<number[]> {
    const received = await this.#deps.store.received(upload);
    const missing = new Set(missingParts(upload, received));
    return [...received.keys()].filter((number) => !missing.has(number)).sort((a, b) => a - b);
  }

  /**
   * Where these parts are sent; without numbers those that have not arrived, as many as one answer gives.
   * @throws {UserFault} `INVALID_INPUT` for what are no numbers of parts.
   */
  async targets(upload: FileUpload, numbers: readonly number[] | null): Promise<UploadTarget[]> {
    const { store, clock } = this.#deps;
    if (!this.isReceiving(upload)) return [];
    const begun = await this.#begun(upload);
    const wanted = numbers
      ? requirePartNumbers(numbers, partCountOf(begun))
      : missingParts(begun, await store.received(begun)).slice(0, maxPartsAtOnce);
    const expiresAt = new Date(Math.min(clock.now().getTime() + targetMs, begun.expiresAt.getTime()));
    return store.sign(
      begun,
      wanted.map((number) => partOf(begun, number)),
      expiresAt,
    );
  }

  /**
   * Gives an upload up. What has arrived is taken away by the sweep.
   * @throws {NotFoundError}; {@link AppError} `FORBIDDEN`, `UNAUTHENTICATED`.
   */
  async abort(operation: Operation, id: string): Promise<string> {
    operation.access.requireSignedIn();
    const upload = await this.#get(operation, id);
    if (this.isVerifying(upload) || !(await this.end(upload))) throw new NotFoundError('upload', ['uploadId']);
    return id;
  }

  /** Its content is something else. That is remembered for who asks again; its room is free, what arrived goes. */
  async refuse(upload: FileUpload, refusal: UploadRefusal): Promise<void> {
    const { db, uploads, duties, usage, clock } = this.#deps;
    const { accountId, size } = upload;
    await db.transaction({ accounts: [accountId] }, async (tx) => {
      if (!(await uploads.refuse(tx, upload, refusal))) return;
      await duties.hasten(tx, [upload], clock.now());
      await usage.release(tx, accountId, size);
    });
  }

  /** An upload of which nothing came: its room is free again, what arrived goes. False where somebody else was first. */
  async end(upload: FileUpload): Promise<boolean> {
    const { db, uploads, duties, usage, clock } = this.#deps;
    const { accountId, size } = upload;
    return db.transaction({ accounts: [accountId] }, async (tx) => {
      if (!(await uploads.delete(tx, upload))) return false;
      await duties.hasten(tx, [upload], clock.now());
      if (upload.refusal === null) await usage.release(tx, accountId, size);
      return true;
    });
  }

  async #insert(
    tx: Transaction,
    access: AccountAccess,
    announced: Pick<FileUpload, 'id' | 'name' | 'type' | 'size' | 'checksum' | 'createdById'>,
  ): Promise<FileUpload> {
    const { uploads, duties, usage, retentionClock, quota } = this.#deps;
    const createdAt = await retentionClock.now(tx);
    const expiresAt = new Date(createdAt.getTime() + uploadMs);
    const partSize = partSizeFor(announced.size);
    const inserted = await uploads.insert(tx, access, { ...announced, partSize, createdAt, expiresAt });
    const { id: fileId, accountId } = inserted;
    const closedAt = new Date(expiresAt.getTime() + arrivalMs);
    await duties.insert(tx, { fileId, accountId, dueAt: expiresAt, closedAt });
    const { reserved, usage: present } = await usage.reserve(tx, access, announced.size, quota);
    if (reserved) return inserted;
    throw new QuotaExceededError({
      remainingSize: Math.max(0, quota.maxSize - present.usedSize - present.reservedSize),
      remainingCount: Math.max(0, quota.maxCount - present.usedCount - present.reservedCount),
    });
  }

  /** The store has it too. Not in the transaction, which would wait for the store; who dies in between is followed by who asks next. */
  async #begun(upload: FileUpload): Promise<FileUpload> {
    const { db, store, uploads, duties } = this.#deps;
    if (upload.storeRef !== null) return upload;
    const storeRef = await store.begin(upload);
    if (storeRef === null) return upload;
    const begun = await db.transaction({ accounts: [upload.accountId] }, async (tx) => {
      const updated = await uploads.setStoreRef(tx, upload, storeRef);
      if (updated) await duties.setStoreRef(tx, upload.id, storeRef);
      return updated;
    });
    if (begun) return begun;
    // Somebody else was first.
    await store.giveUp(upload.id, storeRef);
    const present = await uploads.findOfAccount(upload.accountId, upload.id);
    if (!present) throw new NotFoundError('upload', ['uploadId']);
    return present;
  }

  async #get(operation: Operation, id: string): Promise<FileUpload> {
    const [upload] = await this.findByIds(operation, [id]);
    if (!upload) throw new NotFoundError('upload', ['uploadId']);
    return upload;
  }

  /** What is over is gone, though the sweep may not have come by. */
  #isOpen(upload: FileUpload): boolean {
    return upload.expiresAt > this.#deps.clock.now() || this.isVerifying(upload);
  }
}
