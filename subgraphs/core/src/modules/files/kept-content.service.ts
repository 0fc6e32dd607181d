import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { RetentionClock, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { FileDutyRepository } from './file-duty.repository.ts';
import { ContentMissingError, type FileStore } from './file-store.ts';
import { arrivalMs } from './file-upload.service.ts';
import type { FileQuota, FileUsageRepository } from './file-usage.repository.ts';
import { servingOf } from './media-type.ts';

export interface KeptContentServiceDeps {
  readonly store: FileStore;
  readonly duties: FileDutyRepository;
  readonly usage: FileUsageRepository;
  readonly quota: FileQuota;
  /** Of one file, in bytes. */
  readonly maxFileSize: number;
  readonly retentionClock: RetentionClock;
}

/** A content that is made by us, part by part. */
export interface KeptContent {
  readonly id: string;
  readonly accountId: string;
  /** So far. */
  readonly size: number;
  /** Of each part but the last; null where it is put there in one piece. */
  readonly partSize: number | null;
  /** SHA-256 of what is put there in one piece. */
  readonly checksum: Buffer;
  readonly storeRef: string | null;
}

/**
 * Contents that are made by us and kept where files are, without being files: whoever makes one says who sees it. Everything can be done
 * again by who comes after one that has died.
 */
export class KeptContentService {
  readonly #deps: KeptContentServiceDeps;

  constructor(deps: KeptContentServiceDeps) {
    this.#deps = deps;
  }

  /** In bytes. */
  get maxSize(): number {
    return this.#deps.maxFileSize;
  }

  /** Of a file, from `offset` on; null where its content has gone. */
  async read(id: string, range: { readonly offset: number; readonly length: number }): Promise<Readable | null> {
    try {
      return await this.#deps.store.read(id, range);
    } catch (error) {
      if (error instanceof ContentMissingError) return null;
      throw error;
    }
  }

  /** Before the store is asked for anything: should nobody come back to it, it is taken out of the store so much later. */
  async lookAfter(
    tx: Transaction,
    { id: fileId, accountId }: Pick<KeptContent, 'id' | 'accountId'>,
    afterMs: number,
  ): Promise<void> {
    const { duties, retentionClock } = this.#deps;
    const now = await retentionClock.now(tx);
    await duties.insert(tx, { fileId, accountId, dueAt: new Date(now.getTime() + afterMs), closedAt: now });
  }

  /** @returns what the store calls it; null where it has no name of its own for it. */
  begin(content: KeptContent): Promise<string | null> {
    return this.#deps.store.begin(content);
  }

  /** What the store calls it, for who takes it out of there. */
  async name(tx: Transaction, { id }: Pick<KeptContent, 'id'>, storeRef: string): Promise<void> {
    await this.#deps.duties.setStoreRef(tx, id, storeRef);
  }

  /** It was begun in vain; another of the same content may go on. */
  giveUp({ id }: Pick<KeptContent, 'id'>, storeRef: string): Promise<void> {
    return this.#deps.store.giveUp(id, storeRef);
  }

  put(content: KeptContent, part: { readonly number: number; readonly content: Buffer }): Promise<void> {
    return this.#deps.store.put(content, part);
  }

  /** Makes one content of all parts. @returns its SHA-256. */
  async seal(content: KeptContent): Promise<Buffer> {
    const { store } = this.#deps;
    await store.seal(content);
    if (content.partSize === null) return content.checksum;
    const hash = createHash('sha256');
    for await (const piece of await store.read(content.id)) hash.update(piece as Buffer);
    return hash.digest();
  }

  discardParts({ id, storeRef }: Pick<KeptContent, 'id' | 'storeRef'>): Promise<void> {
    return this.#deps.store.discardParts(id, storeRef);
  }

  /** Room for it among what the account's files take; false where there is none. The last that a transaction does. */
  async takeRoom(tx: Transaction, access: AccountAccess, size: number): Promise<boolean> {
    const { usage, quota } = this.#deps;
    const { reserved } = await usage.reserve(tx, access, size, quota);
    if (reserved) await usage.settle(tx, access.accountId, size);
    return reserved;
  }

  giveBackRoom(tx: Transaction, accountId: string, size: number): Promise<void> {
    return this.#deps.usage.giveBack(tx, accountId, size);
  }

  /** They are taken out of the store at that time, or now, and what somebody was putting there meanwhile when he has long done so. */
  async endAt(tx: Transaction, contents: readonly Pick<KeptContent, 'id' | 'accountId'>[], time?: Date): Promise<void> {
    const at = time ?? (await this.#deps.retentionClock.now(tx));
    await this.#deps.duties.hasten(tx, contents, at, new Date(at.getTime() + arrivalMs));
  }

  /** Good until then for whoever has it. */
  linkTo(
    {
      id,
      accountId,
      ...named
    }: Pick<KeptContent, 'id' | 'accountId'> & { readonly name: string; readonly type: string },
    expiresAt: Date,
  ): Promise<string> {
    return this.#deps.store.signDownload({ id, accountId, ...servingOf(named) }, expiresAt);
  }
}
