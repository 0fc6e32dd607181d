import { AppError } from '@trivet/platform';
import type { SearchPosition } from './search-index.ts';

/** Where a page of a search ended, and in which generation. */
export interface SearchCursor extends SearchPosition {
  readonly generation: number;
}

const shape = /^s1:(\d{1,10}):(-?[\d.]{1,25}(?:e[+-]?\d{1,3})?):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function encodeSearchCursor({ generation, score, id }: SearchCursor): string {
  return Buffer.from(`s1:${generation}:${score}:${id}`).toString('base64url');
}

/** @throws {AppError} `BAD_USER_INPUT` for what is no cursor of a search. */
export function decodeSearchCursor(cursor: string): SearchCursor {
  const [, generation, score, id] = shape.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === undefined || !isReal(Number(score)))
    throw new AppError('BAD_USER_INPUT', '"after" is not a cursor of a search.');
  return { generation: Number(generation), score: Number(score), id };
}

/** @throws {AppError} `CURSOR_EXPIRED` for one of another generation: scores are others there. */
export function positionOf(cursor: SearchCursor | null, generation: number): SearchPosition | null {
  if (cursor && cursor.generation !== generation)
    throw new AppError('CURSOR_EXPIRED', 'All was indexed anew meanwhile. Search again from the beginning.');
  return cursor && { score: cursor.score, id: cursor.id };
}

/** As PostgreSQL takes it for a `real`. */
function isReal(score: number): boolean {
  const rounded = Math.fround(score);
  return Number.isFinite(rounded) && (rounded !== 0 || score === 0);
}
