import { createHash } from 'node:crypto';

/** What an entry says, as its hash covers it: ids are UUIDs, times RFC 3339 in UTC with milliseconds, hashes hexadecimal. */
export interface HashedEntry {
  readonly version: 1;
  readonly id: string;
  readonly accountId: string;
  readonly sequence: number;
  readonly action: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actorId: string | null;
  readonly credentialKind: string | null;
  readonly credentialId: string | null;
  /** Left out where nobody acted in the actor's place, as in entries from before it was kept. */
  readonly impersonatorId?: string | undefined;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly requestId: string;
  readonly payload: unknown;
  readonly addressCommitment: string | null;
  /** Null for the first of its chain. */
  readonly previousHash: string | null;
}

/** An address, and the random bytes without which nobody can find out by trying which one a commitment stands for. */
export interface OpenedAddress {
  /** 32 bytes. */
  readonly salt: Buffer;
  readonly address: string;
}

export const saltBytes = 32;

/** SHA-256 of the entry's canonical text. It covers the hash before, and by that all that came before. */
export function hashOfEntry(entry: HashedEntry): Buffer {
  return createHash('sha256').update(canonicalJson(entry)).digest();
}

/** SHA-256 of salt and address: binds the chain to the address without telling it. */
export function commitmentTo({ salt, address }: OpenedAddress): Buffer {
  return createHash('sha256').update(salt).update(address).digest();
}

/**
 * JSON with one text for each value (RFC 8785): members in the order of their names' UTF-16 units, no white space, numbers and
 * strings as ECMAScript writes them. Members that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
