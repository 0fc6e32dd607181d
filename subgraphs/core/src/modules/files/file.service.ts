import {
  type Database,
  type Idempotency,
  nobody,
  type Page,
  type PageRequest,
  type Transaction,
} from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { Resource } from '../resources/resource.model.ts';
import type { ResourceService } from '../resources/resource.service.ts';
import { fileAttached, fileDeleted, fileDetached } from './file.events.ts';
import type { File } from './file.model.ts';
import type { FileRepository, FilesOfResource } from './file.repository.ts';
import type { FileDutyRepository } from './file-duty.repository.ts';
import type { FileStore } from './file-store.ts';
import type { FileUploadRepository } from './file-upload.repository.ts';
import type { FileQuota, FileUsageRepository } from './file-usage.repository.ts';
import { servingOf } from './media-type.ts';

export interface FileServiceDeps {
  readonly db: Database;
  readonly files: FileRepository;
  readonly uploads: FileUploadRepository;
  readonly usage: FileUsageRepository;
  readonly duties: FileDutyRepository;
  readonly resources: ResourceService;
  readonly store: FileStore;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly quota: FileQuota;
}

/** A file, and a resource of its account. */
interface Attachment {
  readonly fileId: string;
  readonly resourceId: string;
}

interface Attached {
  readonly file: File;
  readonly resource: Resource;
}

/** For so long a link to a file is good. */
const linkMs = 15 * 60_000;

/** Files that are there. */
export class FileService {
  readonly #deps: FileServiceDeps;

  constructor(deps: FileServiceDeps) {
    this.#deps = deps;
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(File | null)[]> {
    return access.lookUp('files:read', ids, (scope, wanted) => this.#deps.files.findByIds(scope, wanted));
  }

  /** Those of them that there are. */
  listOf(access: AccountAccess, ids: readonly string[]): Promise<File[]> {
    return this.#deps.files.listOf(access, ids);
  }

  /** One page per account, the newest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<File>[]> {
    return this.#deps.files.listByAccounts(accesses, page);
  }

  /** One page per resource, the newest first, in the order of `wanted`. */
  listByResources(wanted: readonly FilesOfResource[], page: PageRequest): Promise<Page<File>[]> {
    return this.#deps.files.listByResources(wanted, page);
  }

  /** What each account uses, and may use; in the order of `accesses`. */
  async usageOf(
    accesses: readonly AccountAccess[],
  ): Promise<(FileQuota & { readonly size: number; readonly count: number })[]> {
    const { usage, quota } = this.#deps;
    const rows = await usage.listByAccounts(accesses);
    return rows.map(({ usedSize, usedCount, reservedSize, reservedCount }) => ({
      size: usedSize + reservedSize,
      count: usedCount + reservedCount,
      ...quota,
    }));
  }

  /** Good for a quarter of an hour for whoever has it. */
  linkTo({ id, accountId, ...file }: File): Promise<string> {
    const { store, clock } = this.#deps;
    const { type, disposition } = servingOf(file);
    return store.signDownload({ id, accountId, type, disposition }, new Date(clock.now().getTime() + linkMs));
  }

  /**
   * The row at once, the content by the sweep.
   * @throws {NotFoundError}; {@link IdempotencyKeyReusedError}; {@link AppError} `FORBIDDEN`, `UNAUTHENTICATED`.
   */
  async delete(operation: Operation, input: { readonly id: string }): Promise<string> {
    const { db, files, usage, duties, idempotency, outbox, clock } = this.#deps;
    operation.access.requireSignedIn();
    const repeatable = operation.repeatable('fileDelete', input);
    const [current] = await this.findByIds(operation, [input.id]);
    const access = current && (await operation.access.require(current.accountId, 'files:write'));
    return outbox.transaction(db, access?.rows ?? nobody, async (tx, events) => {
      const earlierId = await idempotency.claim(tx, repeatable, input.id);
      if (earlierId) return earlierId;
      const deleted = access && (await files.delete(tx, access, input.id));
      if (!deleted) throw new NotFoundError('file', ['id']);
      const { id: fileId, accountId, size, version } = deleted;
      await duties.hasten(tx, [deleted], clock.now());
      await usage.giveBack(tx, accountId, size);
      events.append(fileDeleted({ accountId, fileId, version: version + 1 }, operation.cause));
      return fileId;
    });
  }

  /** @throws {NotFoundError}; {@link AppError} `FORBIDDEN`, `UNAUTHENTICATED`. */
  async attach(operation: Operation, attachment: Attachment): Promise<Attached> {
    const { db, files, outbox, clock } = this.#deps;
    const { access, file, resource } = await this.#ends(operation, attachment);
    return outbox.transaction(db, access.rows, async (tx, events) => {
      if (!(await files.attach(tx, access, { ...attachment, attachedAt: clock.now() }))) return { file, resource };
      const touched = await this.#touch(tx, access, file);
      events.append(fileAttached(eventPayload(touched, resource), operation.cause));
      return { file: touched, resource };
    });
  }

  /** @throws {NotFoundError}; {@link AppError} `FORBIDDEN`, `UNAUTHENTICATED`. */
  async detach(operation: Operation, attachment: Attachment): Promise<Attached> {
    const { db, files, outbox } = this.#deps;
    const { access, file, resource } = await this.#ends(operation, attachment);
    return outbox.transaction(db, access.rows, async (tx, events) => {
      if (!(await files.detach(tx, access, attachment))) return { file, resource };
      const touched = await this.#touch(tx, access, file);
      events.append(fileDetached(eventPayload(touched, resource), operation.cause));
      return { file: touched, resource };
    });
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  async removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const { files, uploads, usage, duties, clock } = this.#deps;
    const ended = await files.deleteOfAccount(tx, accountId, limit);
    const given = await uploads.deleteOfAccount(tx, accountId, limit - ended.length);
    await duties.hasten(tx, [...ended, ...given], clock.now());
    const removed = ended.length + given.length;
    if (removed < limit) await usage.delete(tx, accountId);
    return removed;
  }

  /** Both ends, of one account on which the viewer may change both. */
  async #ends(operation: Operation, { fileId, resourceId }: Attachment): Promise<Attached & { access: AccountAccess }> {
    operation.access.requireSignedIn();
    const [file] = await this.findByIds(operation, [fileId]);
    if (!file) throw new NotFoundError('file', ['fileId']);
    const [resource] = await this.#deps.resources.findByIds(operation, [resourceId]);
    if (resource?.accountId !== file.accountId) throw new NotFoundError('resource', ['resourceId']);
    await operation.access.require(file.accountId, 'resources:write');
    return { access: await operation.access.require(file.accountId, 'files:write'), file, resource };
  }

  async #touch(tx: Transaction, access: AccountAccess, { id }: File): Promise<File> {
    const touched = await this.#deps.files.touch(tx, access, id);
    if (!touched) throw new NotFoundError('file', ['fileId']);
    return touched;
  }
}

function eventPayload({ accountId, id: fileId, version }: File, { id: resourceId }: Resource) {
  return { accountId, fileId, version, resourceId };
}
