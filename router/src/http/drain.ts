import type { Readable } from 'node:stream';

/** As much as a part of an upload usually has. */
const usualBytes = 16 * 1024 * 1024;
const usualMs = 30_000;

/**
 * Reads the rest of a body that nobody wants, so that its sender comes to read the answer; but only so much, and for so long. Who goes
 * on sending then loses his connection.
 */
export function drain(body: Readable, { maxBytes = usualBytes, maxMs = usualMs } = {}): void {
  if (body.readableEnded || body.destroyed) return;
  let bytes = 0;
  const late = setTimeout(() => body.destroy(), maxMs).unref();
  for (const event of ['end', 'close']) body.once(event, () => clearTimeout(late));
  body.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxBytes) body.destroy();
  });
  body.resume();
}
