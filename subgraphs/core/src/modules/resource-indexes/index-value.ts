import { createHash } from 'node:crypto';
import { isJsonObject } from '../resource-types/plain-json.ts';
import { namesOf } from '../resource-types/resource-field.ts';
import type { ResourceFieldKind } from '../resource-types/resource-type.model.ts';

/** Of a text, what an index is in the order of; the rest counts for whether two are the same. */
const maxTextBytes = 400;

/** Behind all values, so that in an index there are all resources of a type: one without the value, or with null. */
export const absent = Buffer.from([0xff]);
/** Before all values. */
export const firstValue = Buffer.from([0x01]);

/**
 * A value of a field as an index has it: bytes whose order is that of the values. Texts are in the order of their code points,
 * times in their own, whatever zone they were written in.
 */
export function indexValue(kind: ResourceFieldKind, value: string | number | boolean): Buffer {
  switch (kind) {
    case 'STRING':
      return present(textBytes(String(value)));
    case 'NUMBER':
      return present(numberBytes(Number(value)));
    case 'BOOLEAN':
      return present(Buffer.from([value === true ? 1 : 0]));
    case 'DATE_TIME':
      return present(timeBytes(String(value)));
  }
}

/** What is at `path`, a JSON Pointer, in data of a type that declares a field of this kind there. */
export function indexValueAt(data: unknown, { path, kind }: { path: string; kind: ResourceFieldKind }): Buffer {
  let found = data;
  // Of objects only, as the definition checks it: what an array has at a number is of no kind.
  for (const name of namesOf(path) ?? [])
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : null;
  return found === null || found === undefined || typeof found === 'object'
    ? absent
    : indexValue(kind, found as string | number | boolean);
}

/** The next after `value`: nothing is between the two. */
export function after(value: Buffer): Buffer {
  return Buffer.concat([value, Buffer.from([0])]);
}

/** Texts that begin with `prefix`: from the first bytes on, to before the second. */
export function prefixRange(prefix: string): readonly [Buffer, Buffer] {
  const from = present(Buffer.from(prefix));
  const to = Buffer.from(from);
  // No byte of UTF-8 is the greatest.
  to.writeUInt8(to.readUInt8(to.length - 1) + 1, to.length - 1);
  return [from, to];
}

/** The index that a label of an account is: its entries have no value. */
export function labelIndexId(accountId: string, label: string): string {
  const hex = createHash('sha256').update(`${accountId} ${label}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function present(bytes: Buffer): Buffer {
  return Buffer.concat([firstValue, bytes]);
}

/** Of a long text the beginning, and a hash of the whole; nothing else is as long as that. */
function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxTextBytes) return bytes;
  return Buffer.concat([bytes.subarray(0, maxTextBytes), createHash('sha256').update(bytes).digest().subarray(0, 16)]);
}

/** IEEE 754 with the sign turned, and of negative numbers all bits: then bytes compare as numbers do. */
function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  // There is one zero.
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const bits = bytes.readBigUInt64BE();
  bytes.writeBigUInt64BE(bits >> 63n === 1n ? bits ^ 0xffff_ffff_ffff_ffffn : bits | (1n << 63n));
  return bytes;
}

/** Seconds since long ago and nanoseconds, of a text by RFC 3339. */
function timeBytes(text: string): Buffer {
  const [, seconds = '', fraction = '', zone = ''] = /^(.{19})(?:\.(\d+))?(.+)$/.exec(text) ?? [];
  const time = Date.parse(`${seconds.slice(0, 10)}T${seconds.slice(11)}${zone.toUpperCase()}`) / 1000;
  const bytes = Buffer.alloc(12);
  bytes.writeBigInt64BE(BigInt(time) + 2n ** 40n);
  bytes.writeUInt32BE(Number(fraction.padEnd(9, '0')), 8);
  return bytes;
}
