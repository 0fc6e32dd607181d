import { AppError, anonymous, type Clock, type Viewer } from '@trivet/platform';
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';

/** Lives a little longer than the minute for which it is cached, so that a request never leaves with a dying token. */
const lifetimeSeconds = 120;
const cacheSeconds = 60;

export interface ViewerTokenIssuerOptions {
  /** Ed25519, private. */
  readonly key: JWK;
  /** The name of this process' part, such as `router`. */
  readonly issuer: string;
  readonly clock: Clock;
}

/**
 * Signs who asks, for one audience (the name of a subgraph, or `router`), for two minutes. Signed once per viewer,
 * audience and minute.
 */
export class ViewerTokenIssuer {
  readonly #options: ViewerTokenIssuerOptions;
  readonly #key: ReturnType<typeof importJWK>;
  readonly #cache = new LRUCache<string, { token: Promise<string>; expiresAt: number }>({ max: 10_000 });

  constructor(options: ViewerTokenIssuerOptions) {
    this.#options = options;
    this.#key = importJWK(options.key, 'EdDSA');
    this.#key.catch(() => {});
  }

  issue(viewer: Viewer, audience: string): Promise<string> {
    const now = this.#options.clock.now().getTime();
    const cacheKey = `${audience} ${viewer.kind} ${subjectOf(viewer)} ${viewer.kind === 'user' ? viewer.sessionId : ''}`;
    const cached = this.#cache.get(cacheKey);
    if (cached && cached.expiresAt > now) return cached.token;
    const token = this.#sign(viewer, audience, Math.floor(now / 1000));
    this.#cache.set(cacheKey, { token, expiresAt: now + cacheSeconds * 1000 });
    return token;
  }

  async #sign(viewer: Viewer, audience: string, issuedAt: number): Promise<string> {
    const { issuer, key } = this.#options;
    return new SignJWT({ kind: viewer.kind, ...(viewer.kind === 'user' && { sid: viewer.sessionId }) })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'viewer+jwt', ...(key.kid && { kid: key.kid }) })
      .setSubject(subjectOf(viewer))
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(await this.#key);
  }
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
    case 'service':
      return viewer.service;
  }
}

function viewerOf(claims: { readonly [claim: string]: unknown }): Viewer {
  const { kind, sub, sid } = claims;
  if (kind === 'anonymous') return anonymous;
  if (kind === 'user' && typeof sub === 'string' && typeof sid === 'string') {
    return Object.freeze({ kind, userId: sub, sessionId: sid });
  }
  if (kind === 'service' && typeof sub === 'string') return Object.freeze({ kind, service: sub });
  throw new AppError('UNAUTHENTICATED', 'This endpoint serves only bearers of a valid viewer token.');
}
