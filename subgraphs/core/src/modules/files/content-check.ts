import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ContentMismatchError } from './file.errors.ts';
import { agreedType } from './media-type.ts';

/** As much as the library looks at; nothing that is packed is unpacked beyond it. */
const sniffedBytes = 4100;

/**
 * Reads a content to its end and answers the type that it bears out. Holds one piece of it at a time.
 * @throws {ContentMismatchError} where it is not what was announced.
 */
export async function checkContent(
  content: Readable,
  announced: { readonly size: number; readonly checksum: Buffer; readonly type: string },
): Promise<string> {
  const hash = createHash('sha256');
  const text = new TextCheck();
  const head: Buffer[] = [];
  let size = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    if (size < sniffedBytes) head.push(piece.subarray(0, sniffedBytes - size));
    size += piece.length;
    if (size > announced.size) break;
    hash.update(piece);
    text.update(piece);
  }
  if (size !== announced.size || !hash.digest().equals(announced.checksum)) {
    throw new ContentMismatchError('CHECKSUM_MISMATCH');
  }
  // Loaded where something was uploaded: processes start sooner.
  const { fileTypeFromBuffer, supportedMimeTypes } = await import('file-type');
  const sniffed = await fileTypeFromBuffer(Buffer.concat(head)).catch(() => undefined);
  const type = agreedType(announced.type, {
    sniffed: sniffed?.mime,
    isText: text.end(),
    isKnown: (declared) => (supportedMimeTypes as ReadonlySet<string>).has(declared),
  });
  if (type !== null) return type;
  throw new ContentMismatchError('TYPE_MISMATCH');
}

/** Whether bytes are UTF-8 without NUL. The first that is not decides, and the rest costs nothing. */
class TextCheck {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isText = true;

  update(piece: Buffer): void {
    this.#isText &&= !piece.includes(0) && this.#decodes(piece);
  }

  end(): boolean {
    return this.#isText && this.#decodes(undefined);
  }

  #decodes(piece: Buffer | undefined): boolean {
    try {
      if (piece) this.#decoder.decode(piece, { stream: true });
      else this.#decoder.decode();
      return true;
    } catch {
      return false;
    }
  }
}
