import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { AppError, anonymous, type Clock, type KeyViewer, revocableOf, type Viewer } from '@trivet/platform';
import { importJWK, type JWK, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { actorOf } from './actor-claim.ts';
import { authTimeOf, readAuthTime } from './auth-time.ts';

/** Lives a little longer than the minute for which it is cached, so that a request never leaves with a dying token. */
export const viewerTokenLifetimeSeconds = 120;
const cacheSeconds = 60;

export interface ViewerTokenIssuerOptions {
  /** Ed25519, private. */
  readonly key: JWK;
  /** The name of this process' part, such as `router`. */
  readonly issuer: string;
  readonly clock: Clock;
}

interface IssuedToken {
  readonly token: string;
  readonly expiresAt: number;
}

/**
 * Signs who asks, for one audience (the name of a subgraph, or `router`), for two minutes. Signed once per viewer,
 * audience and minute, at once: about 50 µs, half of what a job for another thread costs with jose, and many viewers ask
 * just once a minute.
 */
export class ViewerTokenIssuer {
  readonly #options: ViewerTokenIssuerOptions;
  readonly #key: KeyObject;
  readonly #header: string;
  readonly #cache = new LRUCache<string, IssuedToken>({ max: 10_000 });
  /** By audience: who comes with the token that he came with before is the same object, and needs no key to be found by. */
  readonly #byViewer = new Map<string, WeakMap<Viewer, IssuedToken>>();

  /** @throws {Error} for a key that is none. */
  constructor(options: ViewerTokenIssuerOptions) {
    const { kid } = options.key;
    this.#options = options;
    this.#key = createPrivateKey({ key: options.key, format: 'jwk' });
    this.#header = encoded({ alg: 'EdDSA', typ: 'viewer+jwt', ...(kid && { kid }) });
  }

  issue(viewer: Viewer, audience: string): string {
    const now = this.#options.clock.now().getTime();
    const ofAudience = this.#issuedFor(audience);
    const known = ofAudience.get(viewer);
    if (known && known.expiresAt > now) return known.token;
    const issued = this.#find(viewer, audience, now);
    ofAudience.set(viewer, issued);
    return issued.token;
  }

  #issuedFor(audience: string): WeakMap<Viewer, IssuedToken> {
    const known = this.#byViewer.get(audience);
    if (known) return known;
    const added = new WeakMap<Viewer, IssuedToken>();
    this.#byViewer.set(audience, added);
    return added;
  }

  #find(viewer: Viewer, audience: string, now: number): IssuedToken {
    const cacheKey = `${audience} ${viewer.kind} ${subjectOf(viewer)} ${proofOf(viewer)}`;
    const cached = this.#cache.get(cacheKey);
    if (cached && cached.expiresAt > now) return cached;
    const issued = {
      token: this.#sign(viewer, audience, Math.floor(now / 1000)),
      expiresAt: now + cacheSeconds * 1000,
    };
    this.#cache.set(cacheKey, issued);
    return issued;
  }

  /** A JWS in its compact form (RFC 7515) by Ed25519 (RFC 8037). */
  #sign(viewer: Viewer, audience: string, issuedAt: number): string {
    const claims = {
      kind: viewer.kind,
      ...(viewer.kind === 'user' && { sid: viewer.sessionId, auth_time: authTimeOf(viewer.authenticatedAt) }),
      ...(viewer.kind === 'user' && viewer.act && { act: { sub: viewer.act.userId } }),
      ...(viewer.kind === 'key' && { owner: viewer.owner, scopes: viewer.scopes }),
      ...(viewer.kind === 'key' && viewer.grantId !== undefined && { grant: viewer.grantId }),
      ...(viewer.kind === 'key' && viewer.endsAt && { ends: viewer.endsAt.toISOString() }),
      sub: subjectOf(viewer),
      iss: this.#options.issuer,
      aud: audience,
      iat: issuedAt,
      exp: issuedAt + viewerTokenLifetimeSeconds,
    };
    const signed = `${this.#header}.${encoded(claims)}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.#key).toString('base64url')}`;
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export interface ViewerTokenVerifierOptions {
  /** Ed25519, public. */
  readonly key: JWK;
  readonly audience: string;
  readonly clock: Clock;
}

/** The other half: who asks, or `UNAUTHENTICATED`. Verified once per token, then looked up until it expires. */
export class ViewerTokenVerifier {
  readonly #options: ViewerTokenVerifierOptions;
  readonly #key: ReturnType<typeof importJWK>;
  readonly #cache = new LRUCache<string, { viewer: Viewer; expiresAt: number }>({ max: 10_000 });

  constructor(options: ViewerTokenVerifierOptions) {
    this.#options = options;
    this.#key = importJWK(options.key, 'EdDSA');
    this.#key.catch(() => {});
  }

  /** @throws {AppError} `UNAUTHENTICATED` for a token that is malformed, expired, or made for somebody else. */
  async verify(token: string): Promise<Viewer> {
    const now = this.#options.clock.now();
    const cached = this.#cache.get(token);
    if (cached && cached.expiresAt > now.getTime()) return cached.viewer;
    const { payload } = await jwtVerify(token, await this.#key, {
      algorithms: ['EdDSA'],
      typ: 'viewer+jwt',
      audience: this.#options.audience,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'kind'],
    }).catch((cause: unknown) => {
      throw new AppError('UNAUTHENTICATED', 'This endpoint serves only bearers of a valid viewer token.', { cause });
    });
    const viewer = viewerOf(payload);
    this.#cache.set(token, { viewer, expiresAt: Number(payload.exp) * 1000 });
    return viewer;
  }
}

function subjectOf(viewer: Viewer): string {
  switch (viewer.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'user':
      return viewer.userId;
    case 'key':
      return viewer.keyId;
    case 'service':
      return viewer.service;
  }
}

/**
 * What makes another token necessary, though its bearer is the same: that he has proved himself again; of a key, that another of its
 * secrets ends at another time; and of a service identity, which has several tokens at once, what this one allows.
 */
function proofOf(viewer: Viewer): string {
  const credential = revocableOf(viewer) ?? '';
  switch (viewer.kind) {
    case 'user':
      return `${credential} ${authTimeOf(viewer.authenticatedAt)}`;
    case 'key':
      return viewer.grantId === undefined
        ? `${credential} ${viewer.endsAt?.getTime()}`
        : `${credential} ${viewer.scopes.join(' ')}`;
    default:
      return credential;
  }
}

function viewerOf(claims: { readonly [claim: string]: unknown }): Viewer {
  const { kind, sub, sid } = claims;
  if (kind === 'anonymous') return anonymous;
  if (kind === 'user' && typeof sub === 'string' && typeof sid === 'string') {
    const authenticatedAt = readAuthTime(claims['auth_time']);
    return Object.freeze({ kind, userId: sub, sessionId: sid, authenticatedAt, ...actorOf(claims['act']) });
  }
  if (kind === 'key' && typeof sub === 'string') return keyViewer(sub, claims);
  if (kind === 'service' && typeof sub === 'string') return Object.freeze({ kind, service: sub });
  throw new AppError('UNAUTHENTICATED', 'This endpoint serves only bearers of a valid viewer token.');
}

/** What only we sign is taken for what it says. */
function keyViewer(keyId: string, claims: { readonly [claim: string]: unknown }): KeyViewer {
  const { owner, scopes, grant, ends } = claims as unknown as Pick<KeyViewer, 'owner' | 'scopes'> & {
    grant?: string;
    ends?: string;
  };
  return Object.freeze({
    kind: 'key',
    keyId,
    owner: Object.freeze(owner),
    scopes: Object.freeze(scopes),
    ...(grant !== undefined && { grantId: grant }),
    ...(ends !== undefined && { endsAt: new Date(ends) }),
  });
}
