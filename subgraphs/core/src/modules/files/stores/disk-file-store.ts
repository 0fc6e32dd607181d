import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { globalId } from '@trivet/platform';
import { StoreFullError, WrongPartError } from '../file.errors.ts';
import type { FileLinks } from '../file-link.ts';
import { ContentMissingError, type Download, type LocalFileStore, type StoreUpload } from '../file-store.ts';
import type { UploadTarget } from '../file-upload.model.ts';
import { missingParts, type Part, partCountOf } from '../parts.ts';

export interface DiskFileStoreOptions {
  /** Absolute. What is in it is ours. */
  readonly directory: string;
  readonly links: FileLinks;
  /** Where clients reach the router. */
  readonly publicOrigin: string;
}

/**
 * Files in a folder, named by their ids. What is written has a name of its own until it is whole and on the disk, and gets its
 * place by a rename: a process or machine that dies leaves either all of it or nothing that counts.
 *
 * `parts/ab/cd/<id>/<number>` is what has arrived, `files/ab/cd/<id>` what was sealed.
 */
export class DiskFileStore implements LocalFileStore {
  readonly #options: DiskFileStoreOptions;
  /** By place: who sends a part again ends what was being sent, or one link could fill the disk with pieces of one part. */
  readonly #receiving = new Map<string, AbortController>();

  constructor(options: DiskFileStoreOptions) {
    this.#options = options;
  }

  async begin(): Promise<null> {
    return null;
  }

  async sign({ id, accountId }: StoreUpload, parts: readonly Part[], expiresAt: Date): Promise<UploadTarget[]> {
    const { links } = this.#options;
    return parts.map((part) => {
      const token = links.sign({ kind: 'upload', fileId: id, accountId, part: part.number }, expiresAt);
      const headers = [{ name: 'Content-Length', value: String(part.size) }];
      return { ...part, method: 'PUT', url: this.#urlOf(id, token), headers, expiresAt };
    });
  }

  async receive(id: string, part: Part, content: Readable, digest: Buffer | null): Promise<void> {
    const place = join(this.#partsOf(id), String(part.number));
    const draft = `${place}.${randomUUID()}`;
    this.#receiving.get(place)?.abort();
    const mine = new AbortController();
    this.#receiving.set(place, mine);
    try {
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      const { size, hash } = await write(draft, content, part.size, mine.signal);
      if (size !== part.size) throw new WrongPartError(`The part has ${part.size} bytes.`);
      if (digest && !hash.equals(digest)) throw new WrongPartError('The digest is another one.');
      await rename(draft, place);
      await syncFolder(dirname(place));
    } catch (error) {
      await rm(draft, { force: true });
      if (mine.signal.aborted) throw new WrongPartError('It was sent again meanwhile.');
      // The sweep has taken its folder away.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new ContentMissingError(`The upload ${id} was given up meanwhile.`, { cause: error });
      throw isFull(error) ? new StoreFullError({ cause: error }) : error;
    } finally {
      if (this.#receiving.get(place) === mine) this.#receiving.delete(place);
    }
  }

  async put(
    { id }: StoreUpload,
    { number, content }: { readonly number: number; readonly content: Buffer },
  ): Promise<void> {
    await this.receive(id, { number, offset: 0, size: content.length }, Readable.from([content]), null);
  }

  async received({ id, ...cut }: StoreUpload): Promise<ReadonlyMap<number, number>> {
    const folder = this.#partsOf(id);
    const names = await readdir(folder).catch(absentAs<string[]>([]));
    const numbers = names.filter((name) => /^\d+$/.test(name)).map(Number);
    const sizes = new Map<number, number>();
    for (const number of numbers.filter((each) => each <= partCountOf(cut)).sort((a, b) => a - b)) {
      const found = await stat(join(folder, String(number))).catch(absentAs(null));
      if (found) sizes.set(number, found.size);
    }
    return sizes;
  }

  async seal(upload: StoreUpload): Promise<void> {
    const place = this.#fileOf(upload.id);
    if (await stat(place).catch(absentAs(null))) return;
    const missing = missingParts(upload, await this.received(upload));
    if (missing.length > 0) throw new ContentMissingError(`Parts are missing: ${missing.join(', ')}.`);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    const draft = `${place}.${randomUUID()}`;
    const parts = Array.from({ length: partCountOf(upload) }, (_, index) =>
      join(this.#partsOf(upload.id), String(index + 1)),
    );
    try {
      // One part is the content already: whoever sends it again makes another file of that name, and not of this.
      if (parts.length === 1) await link(parts[0] as string, draft);
      else await write(draft, concatenated(parts), upload.size);
      await rename(draft, place);
      await syncFolder(dirname(place));
    } catch (error) {
      await rm(draft, { force: true });
      throw isFull(error) ? new StoreFullError({ cause: error }) : error;
    }
  }

  async read(id: string, range?: { readonly offset: number; readonly length: number }): Promise<Readable> {
    const place = this.#fileOf(id);
    let handle: FileHandle;
    try {
      handle = await open(place);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      throw new ContentMissingError(`The content of ${id} is missing.`, { cause });
    }
    return handle.createReadStream({
      highWaterMark: pieceBytes,
      ...(range && { start: range.offset, end: range.offset + range.length - 1 }),
    });
  }

  async signDownload({ id, accountId }: Download, expiresAt: Date): Promise<string> {
    return this.#urlOf(id, this.#options.links.sign({ kind: 'download', fileId: id, accountId }, expiresAt));
  }

  /** It has no names of its own. */
  async giveUp(): Promise<void> {}

  async discardParts(id: string): Promise<void> {
    await rm(this.#partsOf(id), { recursive: true, force: true });
  }

  async delete(id: string): Promise<void> {
    await this.discardParts(id);
    const place = this.#fileOf(id);
    const folder = dirname(place);
    // Drafts of who died while he sealed it too.
    const names = await readdir(folder).catch(absentAs<string[]>([]));
    for (const name of names.filter((each) => each.startsWith(id))) await rm(join(folder, name), { force: true });
  }

  #urlOf(id: string, token: string): string {
    return `${this.#options.publicOrigin}/files/${globalId('fil', id)}?${new URLSearchParams({ token })}`;
  }

  #partsOf(id: string): string {
    return join(this.#options.directory, 'parts', ...shardsOf(id), id);
  }

  #fileOf(id: string): string {
    return join(this.#options.directory, 'files', ...shardsOf(id), id);
  }
}

const pieceBytes = 256 * 1024;

/** By the end of an id, which is random: the beginning is the time. @throws for what is none, which could be a path. */
function shardsOf(id: string): readonly [string, string] {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new TypeError('That is not the id of a file.');
  return [id.slice(-2), id.slice(-4, -2)];
}

/** To the disk, whole: at most `limit` bytes and one, which tells that there were more. */
async function write(
  path: string,
  content: Readable,
  limit: number,
  signal?: AbortSignal,
): Promise<{ size: number; hash: Buffer }> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = new Transform({
    highWaterMark: pieceBytes,
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      if (size > limit) return done(new WrongPartError(`The part has ${limit} bytes.`));
      hash.update(piece);
      done(null, piece);
    },
  });
  await pipeline(
    content,
    counted,
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true, highWaterMark: pieceBytes }),
    { ...(signal && { signal }) },
  );
  return { size, hash: hash.digest() };
}

function concatenated(paths: readonly string[]): Readable {
  async function* pieces() {
    for (const path of paths) yield* createReadStream(path, { highWaterMark: pieceBytes });
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: pieceBytes });
}

/** A rename is on the disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function absentAs<Result>(instead: Result): (error: unknown) => Result {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
