import { createHash } from 'node:crypto';
import { AppError } from '@trivet/platform';
import type { ResourceIndex } from '../resource-indexes/resource-index.model.ts';
import type { Position } from './resource.model.ts';

export type ResourceOrderBy = 'CREATED_AT' | 'UPDATED_AT' | 'VERSION' | 'FIELD';

/** In which order a list is; those that are alike in it are in the order of their creation, in the same direction. */
export interface ResourceOrder {
  readonly by: ResourceOrderBy;
  readonly direction: 'ASC' | 'DESC';
  /** Of `FIELD`. */
  readonly index: ResourceIndex | null;
}

const cursorVersion = 'k2';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As PostgreSQL writes keys, and reads them again. */
const keys: Readonly<Record<ResourceOrderBy, RegExp>> = {
  CREATED_AT: /^$/,
  UPDATED_AT:
    /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?[+-](?:0\d|1[0-5])(?::[0-5]\d){0,2}$/,
  VERSION: /^\d{1,9}$/,
  FIELD: /^(?:[0-9a-f]{2}){1,417}$/,
};

/** Says of which order it is, so that another does not take it for one of its own. */
export function encodePosition(order: ResourceOrder, { id, key }: Position): string {
  return Buffer.from(`${cursorVersion}:${signOf(order)}:${id}:${key}`).toString('base64url');
}

/** @throws {AppError} `BAD_USER_INPUT` for what is no cursor of a list in this order. */
export function decodePosition(order: ResourceOrder, cursor: string, name: 'after' | 'before'): Position {
  const [version, sign, id = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(':');
  const key = rest.join(':');
  if (version !== cursorVersion || !uuid.test(id) || !keys[order.by].test(key) || !isInCalendar(order, key))
    throw new AppError('BAD_USER_INPUT', `"${name}" is not a cursor of this list.`);
  if (sign !== signOf(order)) throw new AppError('BAD_USER_INPUT', `"${name}" is a cursor of a list in another order.`);
  return { id, key };
}

/** Anybody can write a cursor, and PostgreSQL takes no 30th of February. */
function isInCalendar({ by }: ResourceOrder, key: string): boolean {
  if (by !== 'UPDATED_AT') return true;
  const [year = 0, month = 0, day = 0] = key.slice(0, 10).split('-').map(Number);
  // The day 0 of the next month is the last of this one.
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function signOf({ by, direction, index }: ResourceOrder): string {
  return createHash('sha256').update(`${by} ${direction} ${index?.id}`).digest('base64url').slice(0, 8);
}
