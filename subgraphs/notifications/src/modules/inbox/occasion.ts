import { createHash } from 'node:crypto';
import type { LoggedEvent } from '@trivet/messaging';

/** What of a bulk job's events is a matter of its own to who is told. */
const distinguishing = ['accountId', 'resourceType'];

/**
 * By what a person is told of something once. An event is an occasion by its id; all events that a bulk job made, of one type and
 * in one account, are one, as far as what they say would read the same: told apart by a fingerprint of that.
 */
export function occasionOf(event: LoggedEvent): string {
  if (!event.bulk) return event.id;
  const said = distinguishing.map((name) => event.payload[name] ?? null);
  return uuidOf(JSON.stringify([event.type, event.requestId, said]));
}

/** A UUID of version 8 (RFC 9562, 5.8) from a SHA-256. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
