import { credentialOf, type Viewer } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { BulkJob } from './bulk-job.model.ts';

/** Who asked for a job, as it is kept. */
export type Asker = Pick<
  BulkJob,
  'createdById' | 'credential' | 'keyId' | 'keyOwnerId' | 'grantId' | 'scopes' | 'credentialEndsAt'
>;

/** What is kept of the viewer, so that his rights can be asked for when he is gone. */
export function askerOf({ viewer }: Operation): Asker {
  const credential = credentialOf(viewer);
  const nobody = {
    ...{ createdById: null, keyId: null, keyOwnerId: null },
    ...{ grantId: null, scopes: null, credentialEndsAt: null },
  };
  if (viewer.kind === 'user') return { ...nobody, credential, createdById: viewer.userId };
  if (viewer.kind !== 'key') throw new Error('Only persons and programs ask for jobs.');
  return {
    ...nobody,
    credential,
    keyId: viewer.keyId,
    keyOwnerId: 'userId' in viewer.owner ? viewer.owner.userId : null,
    grantId: viewer.grantId ?? null,
    scopes: viewer.scopes,
    credentialEndsAt: viewer.endsAt ?? null,
  };
}

/** The viewer who asked, as far as the access check looks at him: what he may do now is not what he might then. */
export function viewerWhoAsked(job: Asker & Pick<BulkJob, 'accountId' | 'createdAt'>): Viewer {
  const { createdById, credential, keyId, keyOwnerId, grantId, scopes, credentialEndsAt, accountId, createdAt } = job;
  if (createdById !== null)
    return { kind: 'user', userId: createdById, sessionId: credential ?? '', authenticatedAt: createdAt };
  return {
    kind: 'key',
    keyId: keyId ?? '',
    owner: keyOwnerId === null ? { accountId } : { userId: keyOwnerId },
    scopes: scopes ?? [],
    ...(grantId !== null && { grantId }),
    ...(credentialEndsAt !== null && { endsAt: credentialEndsAt }),
  };
}

/** The person who asked, be it by a key of his; null where none did. */
export function actorOf({ createdById, keyOwnerId }: Asker): string | null {
  return createdById ?? keyOwnerId;
}
