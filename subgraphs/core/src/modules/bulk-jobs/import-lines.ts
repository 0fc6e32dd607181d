import type { BulkJob } from './bulk-job.model.ts';
import { maxLineBytes, type ReadRow, readRow } from './import-row.ts';
import { type Line, linesOf, type Place } from './line-reader.ts';

/** What is written in one transaction: so many rows, or so much of the file, whatever comes first. */
const rowsAtOnce = 200;
const bytesAtOnce = 512 * 1024;
const linesAtOnce = 2_000;

/** A line that says something. */
export interface ImportLine {
  readonly number: number;
  readonly end: Place;
  readonly read: ReadRow;
}

export interface ImportBatch {
  readonly lines: readonly ImportLine[];
  /** Where the next begins. */
  readonly end: Place;
}

/** The lines of an import's source from a place on, some at a time. Open until it is disposed of. */
export class ImportLines implements AsyncDisposable {
  readonly #job: Pick<BulkJob, 'mode'>;
  readonly #lines: AsyncGenerator<Line, void>;
  #again: ImportBatch | null = null;

  /** @param open is called when the first is asked for. */
  constructor(job: Pick<BulkJob, 'mode'>, open: () => Promise<AsyncIterable<Buffer>>, from: Place) {
    this.#job = job;
    this.#lines = linesOf(opened(open), from, maxLineBytes);
  }

  /** Null at the end. */
  async next(): Promise<ImportBatch | null> {
    const again = this.#again;
    this.#again = null;
    if (again) return again;
    const lines: ImportLine[] = [];
    let bytes = 0;
    for (let count = 1; ; count += 1) {
      const { value: line } = await this.#lines.next();
      if (!line) return lines.length > 0 ? { lines, end: (lines.at(-1) as ImportLine).end } : null;
      const { number, end } = line;
      if (!isBlank(line)) lines.push({ number, end, read: readRow(line.bytes, this.#job) });
      bytes += line.bytes?.length ?? 0;
      if (lines.length === rowsAtOnce || bytes >= bytesAtOnce || count === linesAtOnce) return { lines, end };
    }
  }

  /** Gives back what was not made use of: it comes next. */
  giveBack(batch: ImportBatch): void {
    if (batch.lines.length > 0) this.#again = batch;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines.return();
  }
}

function isBlank({ bytes }: Line): boolean {
  return bytes?.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d) ?? false;
}

async function* opened(open: () => Promise<AsyncIterable<Buffer>>): AsyncGenerator<Buffer, void> {
  yield* await open();
}
