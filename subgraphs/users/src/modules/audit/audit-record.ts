import type { AuditCheckpoint, AuditEntry } from './audit.model.ts';
import type { HashedEntry } from './audit-chain.ts';
import type { SignedCheckpoint } from './audit-signature.ts';

/** A row as the chain's hash covers it. */
export function hashedEntryOf(entry: Omit<AuditEntry, 'hash' | 'address'>): HashedEntry {
  const { id, accountId, sequence, action, actorId, credentialKind, credentialId, impersonatorId } = entry;
  const { subjectType, subjectId, subjectVersion, requestId, payload } = entry;
  return {
    version: 1,
    ...{ id, accountId, sequence, action, actorId, credentialKind, credentialId },
    ...{ subjectType, subjectId, subjectVersion, requestId, payload },
    ...(impersonatorId !== null && { impersonatorId }),
    occurredAt: entry.occurredAt.toISOString(),
    recordedAt: entry.recordedAt.toISOString(),
    addressCommitment: hex(entry.addressCommitment),
    previousHash: hex(entry.previousHash),
  };
}

/** A checkpoint as its signature covers it. */
export function signedCheckpointOf(checkpoint: Omit<AuditCheckpoint, 'signature'>): SignedCheckpoint {
  const { accountId, firstSequence, sequence, hash, createdAt, keyId } = checkpoint;
  return {
    type: 'trivet-audit-checkpoint',
    version: 1,
    ...{ accountId, firstSequence, sequence, keyId },
    hash: hash.toString('hex'),
    createdAt: createdAt.toISOString(),
  };
}

function hex(bytes: Buffer | null): string | null {
  return bytes?.toString('hex') ?? null;
}
