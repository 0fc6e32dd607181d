/** Where an upload is cut. */
export interface Cut {
  readonly size: number;
  /** Null where it comes in one piece. */
  readonly partSize: number | null;
}

export interface Part {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  readonly size: number;
}

/** What comes in one piece, and a piece of what does not. S3 takes none below 5 MiB but the last. */
const usualPartSize = 16 * 1024 * 1024;
/** S3 takes ten thousand. */
const maxParts = 1000;

/** One size for all parts but the last; null where it is not worth the while. */
export function partSizeFor(size: number): number | null {
  if (size <= usualPartSize) return null;
  return Math.max(usualPartSize, Math.ceil(size / maxParts));
}

export function partCountOf({ size, partSize }: Cut): number {
  return partSize === null ? 1 : Math.ceil(size / partSize);
}

/** @throws {RangeError} for a number that no part has. */
export function partOf(cut: Cut, number: number): Part {
  if (!Number.isInteger(number) || number < 1 || number > partCountOf(cut)) throw new RangeError('No such part.');
  const { size, partSize } = cut;
  const offset = (number - 1) * (partSize ?? 0);
  return { number, offset, size: Math.min(partSize ?? size, size - offset) };
}

/** Those that have not arrived, or not whole. */
export function missingParts(cut: Cut, received: ReadonlyMap<number, number>): number[] {
  const numbers = Array.from({ length: partCountOf(cut) }, (_, index) => index + 1);
  return numbers.filter((number) => received.get(number) !== partOf(cut, number).size);
}
