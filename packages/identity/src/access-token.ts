import { hash } from 'node:crypto';
import { AppError, type Clock, type UserViewer } from '@trivet/platform';
import { createLocalJWKSet, errors, importJWK, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { actorOf } from './actor-claim.ts';
import { authTimeOf, readAuthTime } from './auth-time.ts';
import { publicKeyOf } from './key-file.ts';

/** How long a client may use an access token before it has to refresh: ten minutes. */
export const accessTokenLifetimeSeconds = 600;

export interface AccessTokenIssuerOptions {
  /** Ed25519, private, with `kid`. */
  readonly key: JWK;
  /** Published with it: those that signed before, until their tokens have expired; the one that is to sign next. */
  readonly otherKeys?: readonly JWK[];
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface AccessTokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly authenticatedAt: Date;
  /** However often it is refreshed. */
  readonly sessionEndsAt: Date;
  /** Of who acts in the person's place; undefined where he acts himself. */
  readonly impersonatorId?: string | undefined;
}

/** Signs access tokens: JWT by RFC 9068 (`typ: at+jwt`), EdDSA. */
export class AccessTokenIssuer {
  readonly #options: AccessTokenIssuerOptions;
  readonly #key: ReturnType<typeof importJWK>;

  constructor(options: AccessTokenIssuerOptions) {
    this.#options = options;
    this.#key = importJWK(options.key, 'EdDSA');
    this.#key.catch(() => {});
  }

  /** Good for ten minutes, but no longer than the session. */
  async issue(subject: AccessTokenSubject): Promise<AccessToken> {
    const { issuer, audience, clock, key } = this.#options;
    const issuedAt = Math.floor(clock.now().getTime() / 1000);
    const sessionEnd = Math.floor(subject.sessionEndsAt.getTime() / 1000);
    const expiresAt = Math.min(issuedAt + accessTokenLifetimeSeconds, sessionEnd);
    const token = await new SignJWT({
      sid: subject.sessionId,
      auth_time: authTimeOf(subject.authenticatedAt),
      session_end: sessionEnd,
      // RFC 8693, section 4.1.
      ...(subject.impersonatorId !== undefined && { act: { sub: subject.impersonatorId } }),
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...(key.kid && { kid: key.kid }) })
      .setSubject(subject.userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await this.#key);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /** What the world may know: the public halves, as `/.well-known/jwks.json` serves them. */
  publicKeys(): JSONWebKeySet {
    const { key, otherKeys = [] } = this.#options;
    return { keys: [key, ...otherKeys].map((each) => ({ ...publicKeyOf(each), alg: 'EdDSA', use: 'sig' })) };
  }
}

type KeySet = Promise<ReturnType<typeof createLocalJWKSet>>;

export interface AccessTokenVerifierOptions {
  /** The issuer's public keys, asked for again when a token names a key that is not among them. */
  readonly keys: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
}

/** Verified once per token (about 100 µs), then looked up by its hash until it expires. */
export class AccessTokenVerifier {
  readonly #options: AccessTokenVerifierOptions;
  readonly #verified = new LRUCache<string, { viewer: UserViewer; expiresAt: number }>({ max: 50_000 });
  #keySet: KeySet | undefined;
  #keySetAt = 0;

  constructor(options: AccessTokenVerifierOptions) {
    this.#options = options;
  }

  /** @throws {AppError} `UNAUTHENTICATED` for a token that is malformed, expired or not ours; `SUBGRAPH_UNAVAILABLE` without keys. */
  async verify(token: string): Promise<UserViewer> {
    const now = this.#options.clock.now();
    const digest = hash('sha256', token, 'base64');
    const cached = this.#verified.get(digest);
    if (cached) {
      if (cached.expiresAt > now.getTime()) return cached.viewer;
      this.#verified.delete(digest);
      throw expired();
    }
    const payload = await this.#verify(token, now);
    if (typeof payload.sub !== 'string' || typeof payload['sid'] !== 'string') throw invalid();
    const viewer = Object.freeze({
      kind: 'user' as const,
      userId: payload.sub,
      sessionId: payload['sid'],
      authenticatedAt: readAuthTime(payload['auth_time']),
      ...(typeof payload['session_end'] === 'number' && { endsAt: new Date(payload['session_end'] * 1000) }),
      ...actorOf(payload['act']),
    });
    this.#verified.set(digest, { viewer, expiresAt: Number(payload.exp) * 1000 });
    return viewer;
  }

  async #verify(
    token: string,
    now: Date,
    retried = false,
  ): Promise<{ [claim: string]: unknown; sub?: string; exp?: number }> {
    const asked = this.#keys(now);
    const keySet = await asked.catch(unavailable);
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        currentDate: now,
        requiredClaims: ['sub', 'sid', 'exp'],
      });
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired(cause);
      if (cause instanceof errors.JWKSNoMatchingKey && !retried && this.#mayBeRenewed(asked, now)) {
        return this.#verify(token, now, true);
      }
      throw invalid(cause);
    }
  }

  #keys(now: Date): KeySet {
    if (!this.#keySet) {
      this.#keySetAt = now.getTime();
      this.#keySet = this.#options.keys().then(createLocalJWKSet);
      this.#keySet.catch(() => {
        this.#keySet = undefined;
      });
    }
    return this.#keySet;
  }

  /** A key that we have not heard of may be new. Asking at most every ten seconds keeps strangers from making us ask. */
  #mayBeRenewed(asked: KeySet, now: Date): boolean {
    // Another token of the new key was first.
    if (this.#keySet !== asked) return true;
    if (now.getTime() - this.#keySetAt <= 10_000) return false;
    this.#keySet = undefined;
    return true;
  }
}

function unavailable(cause: unknown): never {
  throw new AppError('SUBGRAPH_UNAVAILABLE', 'Who you are cannot be checked at the moment. Try again shortly.', {
    cause,
  });
}

function invalid(cause?: unknown): AppError {
  return new AppError('UNAUTHENTICATED', 'The access token is not valid. Sign in again.', { cause });
}

/** The one failure that a client mends by itself, by refreshing: told apart by its message and its WebSocket code. */
export class AccessTokenExpiredError extends AppError {
  override readonly name = 'AccessTokenExpiredError';

  constructor(cause?: unknown) {
    super('UNAUTHENTICATED', 'The access token has expired. Refresh it.', { cause });
  }
}

function expired(cause?: unknown): AccessTokenExpiredError {
  return new AccessTokenExpiredError(cause);
}
