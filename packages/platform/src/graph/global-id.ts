import { AppError } from '../errors/app-error.ts';
import { decodeUuid, encodeUuid, suffixLength } from './uuid-base32.ts';

declare const globalIdBrand: unique symbol;
/** An id as clients see it, such as `usr_01h455vb4pex5vsknk084sn02q`. Branded, so that a raw UUID cannot slip out. */
export type GlobalId = string & { readonly [globalIdBrand]: true };

/** The prefixes of the ids of business types; each belongs to one type. */
export const idPrefixes = [
  'usr',
  'acc',
  'mbr',
  'rol',
  'inv',
  'key',
  'svc',
  'ses',
  'idn',
  'psk',
  'dex',
  'res',
  'rty',
  'fil',
  'upl',
  'blk',
  'ntf',
  'dlv',
  'dvm',
  'dev',
  'ann',
  'tpl',
  'evt',
  'aud',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

/** A TypeID (github.com/jetify-com/typeid, version 0.3) of a UUID as PostgreSQL writes it. */
export function globalId(prefix: IdPrefix, uuid: string): GlobalId {
  return `${prefix}_${encodeUuid(uuid)}` as GlobalId;
}

const prefixShape = /^[a-z](?:[a-z_]{0,61}[a-z])?$/;

/** The two halves of an id, or null where it is not one. Says nothing of whether such a thing exists. */
export function decodeGlobalId(id: string): { prefix: string; uuid: string } | null {
  const dash = id.length - suffixLength - 1;
  if (dash < 1 || id[dash] !== '_') return null;
  const prefix = id.slice(0, dash);
  if (!prefixShape.test(prefix)) return null;
  const uuid = decodeUuid(id.slice(dash + 1));
  return uuid === null ? null : { prefix, uuid };
}

/**
 * The UUID of an id that has to have this prefix.
 * @throws {AppError} `BAD_USER_INPUT` for a malformed id or one of another type: such an id never reaches a database.
 */
export function parseGlobalId(prefix: IdPrefix, id: string): string {
  const decoded = decodeGlobalId(id);
  if (decoded?.prefix !== prefix) {
    throw new AppError('BAD_USER_INPUT', `"${id.slice(0, 64)}" is not an id that begins with "${prefix}_".`);
  }
  return decoded.uuid;
}
