/** Where a reading goes on. */
export interface Place {
  /** Behind the last byte that was read. */
  readonly offset: number;
  /** The number of the last line that was read, from 1. */
  readonly line: number;
}

export interface Line {
  readonly number: number;
  /** Without its end; null where it is too long, and was not kept. */
  readonly bytes: Buffer | null;
  readonly end: Place;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The lines of a content from a place on. Holds `maxBytes` and a piece of the content at most, however long a line is. */
export async function* linesOf(
  content: AsyncIterable<Buffer>,
  from: Place,
  maxBytes: number,
): AsyncGenerator<Line, void> {
  let { offset, line } = from;
  let held: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer) => {
    length += piece.length;
    if (length <= maxBytes + 2) held.push(piece);
    else held = [];
  };
  const ended = (): Line => {
    line += 1;
    const whole = length <= maxBytes + 2 ? textOf(held, line === 1) : null;
    held = [];
    length = 0;
    return { number: line, bytes: whole && whole.length <= maxBytes ? whole : null, end: { offset, line } };
  };
  for await (const piece of content) {
    let start = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      take(piece.subarray(start, end));
      offset += end + 1 - start;
      start = end + 1;
      yield ended();
    }
    if (start === piece.length) continue;
    // A copy: the rest of the piece would be kept with it.
    take(Buffer.from(piece.subarray(start)));
    offset += piece.length - start;
  }
  if (length > 0) yield ended();
}

/** Whether a content has more lines than that: read only as far as it takes to know. */
export async function hasMoreLines(content: AsyncIterable<Buffer>, most: number): Promise<boolean> {
  let [lines, isOpen] = [0, false];
  for await (const piece of content) {
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, end + 1)) {
      lines += 1;
      if (lines > most) return true;
    }
    isOpen = piece.at(-1) !== newline;
  }
  return lines + (isOpen ? 1 : 0) > most;
}

/** Without what Windows puts at its end, and before the first. */
function textOf(pieces: readonly Buffer[], isFirst: boolean): Buffer {
  const [only = Buffer.alloc(0), ...others] = pieces;
  const whole = others.length === 0 ? only : Buffer.concat(pieces);
  const end = whole.at(-1) === carriageReturn ? whole.length - 1 : whole.length;
  const hasMark = isFirst && whole.subarray(0, 3).equals(byteOrderMark);
  return whole.subarray(hasMark ? 3 : 0, end);
}
