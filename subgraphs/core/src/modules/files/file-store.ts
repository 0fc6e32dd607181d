import type { Readable } from 'node:stream';
import type { UploadTarget } from './file-upload.model.ts';
import type { Part } from './parts.ts';

/** What a store has to know of an upload. */
export interface StoreUpload {
  /** Of the file too. */
  readonly id: string;
  readonly accountId: string;
  readonly size: number;
  readonly partSize: number | null;
  /** SHA-256 as it was announced. */
  readonly checksum: Buffer;
  readonly storeRef: string | null;
}

/** What a download is called and offered as. */
export interface Download {
  readonly id: string;
  readonly accountId: string;
  readonly type: string;
  readonly disposition: string;
}

/**
 * Where the content of files is. It is known by the file's id, never by a name of a person's. One suite runs over all of them
 * (`src/tests/store-suite.ts`). Everything may be done again; a process may die in between.
 */
export interface FileStore {
  /** Makes ready for the parts. @returns what the store calls it; null where it has no name of its own for it. */
  begin(upload: StoreUpload): Promise<string | null>;
  /** Where parts are sent until `expiresAt`. */
  sign(upload: StoreUpload, parts: readonly Part[], expiresAt: Date): Promise<UploadTarget[]>;
  /** The sizes of the parts that have arrived whole, by their numbers. */
  received(upload: StoreUpload): Promise<ReadonlyMap<number, number>>;
  /** Puts a part there ourselves, of a content that we make. Nothing, where all of them were made one content already. */
  put(upload: StoreUpload, part: { readonly number: number; readonly content: Buffer }): Promise<void>;
  /** Makes one content of all parts. From then on nothing that is sent changes it. */
  seal(upload: StoreUpload): Promise<void>;
  /**
   * What was sealed, or `length` bytes of it from `offset`.
   * @throws {ContentMissingError}
   */
  read(id: string, range?: { readonly offset: number; readonly length: number }): Promise<Readable>;
  /** Where it can be taken until `expiresAt`. */
  signDownload(download: Download, expiresAt: Date): Promise<string>;
  /** Forgets an upload that was begun in vain, as the store calls it, and no other of the same file. */
  giveUp(id: string, storeRef: string): Promise<void>;
  /** Forgets the parts, and what came after the sealing; also of uploads that were begun and whose names nobody knows. */
  discardParts(id: string, storeRef: string | null): Promise<void>;
  /** Forgets all of it. */
  delete(id: string, storeRef: string | null): Promise<void>;
}

/** A store that is reached through us: parts come to, and downloads leave from, our own routes. */
export interface LocalFileStore extends FileStore {
  /**
   * Takes a part; it is there when this resolves, and nothing of it is before.
   * @throws {WrongPartError} for another size or digest; {@link StoreFullError}; {@link ContentMissingError} for an upload that was given
   * up meanwhile.
   */
  receive(id: string, part: Part, content: Readable, digest: Buffer | null): Promise<void>;
}

/** The store does not have it. */
export class ContentMissingError extends Error {
  override readonly name = 'ContentMissingError';
}
