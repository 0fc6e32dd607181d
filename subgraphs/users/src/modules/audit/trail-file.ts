import { z } from 'zod';
import { canonicalJson, type HashedEntry, type OpenedAddress } from './audit-chain.ts';
import type { AuditKey, SignedCheckpoint } from './audit-signature.ts';

/**
 * A trail as a file: one JSON text a line, each in its canonical form (RFC 8785). A header, then the entries in the order of
 * their chain, each followed by the checkpoints that end with it; the last line is a checkpoint that was made for the file.
 */
export const trailFormat = 'trivet-audit-1';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hexadecimal');
const time = z.iso.datetime({ precision: 3 });
const sequence = z.int().min(1);

const headerShape = z.strictObject({
  record: z.literal('header'),
  format: z.literal(trailFormat),
  accountId: z.uuid(),
  exportedAt: time,
  /** Public ones, of all that have signed. */
  keys: z.array(z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() })),
});

const entryShape = z.strictObject({
  record: z.literal('entry'),
  entry: z.strictObject({
    version: z.literal(1),
    id: z.uuid(),
    accountId: z.uuid(),
    sequence,
    action: z.string(),
    occurredAt: time,
    recordedAt: time,
    actorId: z.uuid().nullable(),
    credentialKind: z.enum(['session', 'api_key', 'service_identity']).nullable(),
    credentialId: z.uuid().nullable(),
    impersonatorId: z.uuid().optional(),
    subjectType: z.string(),
    subjectId: z.uuid(),
    subjectVersion: z.int(),
    requestId: z.string(),
    payload: z.record(z.string(), z.unknown()),
    addressCommitment: hash.nullable(),
    previousHash: hash.nullable(),
  }),
  hash,
  /** What `addressCommitment` stands for: SHA-256 of the salt's bytes and the address. Not of a person who was erased. */
  address: z.strictObject({ salt: hash, value: z.string() }).optional(),
});

const checkpointShape = z.strictObject({
  record: z.literal('checkpoint'),
  checkpoint: z.strictObject({
    type: z.literal('trivet-audit-checkpoint'),
    version: z.literal(1),
    accountId: z.uuid(),
    firstSequence: sequence,
    sequence,
    hash,
    createdAt: time,
    keyId: z.string(),
  }),
  /** Ed25519 under the canonical text of `checkpoint`; base64url. */
  signature: z.string(),
});

const lineShape = z.discriminatedUnion('record', [headerShape, entryShape, checkpointShape]);
type TrailLine = z.infer<typeof lineShape>;
export type TrailEntryLine = z.infer<typeof entryShape>;
export type TrailCheckpointLine = z.infer<typeof checkpointShape>;

export function headerLine(header: {
  readonly accountId: string;
  readonly exportedAt: Date;
  readonly keys: readonly AuditKey[];
}): string {
  const { accountId, exportedAt, keys } = header;
  return `${canonicalJson({ record: 'header', format: trailFormat, accountId, exportedAt: exportedAt.toISOString(), keys })}\n`;
}

export function entryLine(entry: HashedEntry, hashed: Buffer, address: OpenedAddress | null): string {
  const opened = address && { salt: address.salt.toString('hex'), value: address.address };
  return `${canonicalJson({ record: 'entry', entry, hash: hashed.toString('hex'), address: opened ?? undefined })}\n`;
}

export function checkpointLine(checkpoint: SignedCheckpoint, signature: Buffer): string {
  return `${canonicalJson({ record: 'checkpoint', checkpoint, signature: signature.toString('base64url') })}\n`;
}

/** What a line says, or what is wrong with it. Not a byte of it may be another than an export has written. */
export function parseLine(text: string): TrailLine | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'it is no JSON' };
  }
  const parsed = lineShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { fault: `it is no line of a trail: ${issue?.path.join('.')} ${issue?.message}` };
  }
  if (canonicalJson(parsed.data) !== text) return { fault: 'it is not as an export writes it' };
  return parsed.data;
}
