import { randomUUID } from 'node:crypto';
import { AppError, decodeGlobalId, globalId, type KeyViewer } from '@trivet/platform';
import { Networks } from './networks.ts';

/** A service identity that is let in. */
export interface ServiceTokenSubject {
  readonly serviceIdentityId: string;
  readonly accountId: string;
  /** What is revoked when the token is to count no longer. */
  readonly grantId: string;
  readonly scopes: readonly string[];
  /** From where alone the token is good; none for all. */
  readonly networks: readonly string[];
  readonly endsAt: Date | null;
}

export interface VerifiedServiceToken {
  readonly viewer: KeyViewer;
  readonly networks: Networks | undefined;
}

/** Of RFC 9068, section 2.2, and what our routers have to know besides. */
export function serviceTokenClaims({ serviceIdentityId, accountId, grantId, ...subject }: ServiceTokenSubject) {
  const { scopes, networks, endsAt } = subject;
  const id = globalId('svc', serviceIdentityId);
  return {
    sub: id,
    client_id: id,
    jti: randomUUID(),
    scope: scopes.join(' '),
    account: accountId,
    grant: grantId,
    ...(networks.length > 0 && { networks }),
    ...(endsAt && { grant_end: Math.floor(endsAt.getTime() / 1000) }),
  };
}

/** Whether a token is one of a service identity: those of persons name no client. */
export function isServiceToken(claims: Readonly<Record<string, unknown>>): boolean {
  return claims['client_id'] !== undefined;
}

/** @throws {AppError} `UNAUTHENTICATED` for claims of another form. */
export function readServiceToken(claims: Readonly<Record<string, unknown>>): VerifiedServiceToken {
  const { sub, client_id: clientId, scope, account, grant, networks, grant_end: end } = claims;
  const id = typeof sub === 'string' && sub === clientId ? decodeGlobalId(sub) : null;
  const isWhole = typeof scope === 'string' && typeof account === 'string' && typeof grant === 'string';
  if (id?.prefix !== 'svc' || !isWhole) {
    throw new AppError('UNAUTHENTICATED', 'The access token is not valid. Ask for another one.');
  }
  const viewer = Object.freeze({
    kind: 'key' as const,
    keyId: id.uuid,
    owner: Object.freeze({ accountId: account }),
    scopes: Object.freeze(scope.split(' ').filter((name) => name !== '')),
    grantId: grant,
    ...(typeof end === 'number' && { endsAt: new Date(end * 1000) }),
  });
  return { viewer, networks: Array.isArray(networks) ? new Networks(networks.map(String)) : undefined };
}
