import { hash } from 'node:crypto';
import { AppError, type Clock, type KeyViewer, type UserViewer } from '@trivet/platform';
import {
  createLocalJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { actorOf } from './actor-claim.ts';
import { authTimeOf, readAuthTime } from './auth-time.ts';
import { publicKeyOf } from './key-file.ts';
import type { Networks } from './networks.ts';
import { isServiceToken, readServiceToken, type ServiceTokenSubject, serviceTokenClaims } from './service-token.ts';

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
    const sessionEnd = Math.floor(subject.sessionEndsAt.getTime() / 1000);
    const claims = {
      sub: subject.userId,
      sid: subject.sessionId,
      auth_time: authTimeOf(subject.authenticatedAt),
      session_end: sessionEnd,
      // RFC 8693, section 4.1.
      ...(subject.impersonatorId !== undefined && { act: { sub: subject.impersonatorId } }),
    };
    return this.#sign(claims, sessionEnd);
  }

  /** For a service identity: good for ten minutes, but no longer than it. */
  issueToService(subject: ServiceTokenSubject): Promise<AccessToken> {
    const claims = serviceTokenClaims(subject);
    return this.#sign(claims, claims.grant_end ?? Number.POSITIVE_INFINITY);
  }

  async #sign(claims: JWTPayload, end: number): Promise<AccessToken> {
    const { issuer, audience, clock, key } = this.#options;
    const issuedAt = Math.floor(clock.now().getTime() / 1000);
    const expiresAt = Math.min(issuedAt + accessTokenLifetimeSeconds, end);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...(key.kid && { kid: key.kid }) })
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

interface Claims {
  readonly [claim: string]: unknown;
  readonly sub?: string;
  readonly exp?: number;
}

interface Verified {
  readonly viewer: UserViewer | KeyViewer;
  readonly expiresAt: number;
  readonly networks?: Networks | undefined;
}

/** Verified once per token (about 100 µs), then looked up by its hash until it expires. */
export class AccessTokenVerifier {
  readonly #options: AccessTokenVerifierOptions;
  readonly #verified = new LRUCache<string, Verified>({ max: 50_000 });
  #keySet: KeySet | undefined;
  #keySetAt = 0;

  constructor(options: AccessTokenVerifierOptions) {
    this.#options = options;
  }

  /** As `verifyBearer`, for persons only. */
  async verify(token: string): Promise<UserViewer> {
    const viewer = await this.verifyBearer(token, () => undefined);
    if (viewer.kind !== 'user') throw invalid();
    return viewer;
  }

  /**
   * The person or the service identity whose token it is.
   * @param from tells the client's address, for tokens that are not good from everywhere.
   * @throws {AppError} `UNAUTHENTICATED` for a token that is malformed, expired or not ours, or comes from elsewhere;
   * `SUBGRAPH_UNAVAILABLE` without keys.
   */
  async verifyBearer(token: string, from: () => string | undefined): Promise<UserViewer | KeyViewer> {
    const now = this.#options.clock.now();
    const digest = hash('sha256', token, 'base64');
    // Without a promise of its own: nearly every request gets here.
    const { viewer, networks } = this.#known(digest, now) ?? (await this.#read(token, digest, now));
    if (networks && !networks.contains(from())) throw invalid();
    return viewer;
  }

  #known(digest: string, now: Date): Verified | undefined {
    const known = this.#verified.get(digest);
    if (!known || known.expiresAt > now.getTime()) return known;
    this.#verified.delete(digest);
    throw expired();
  }

  async #read(token: string, digest: string, now: Date): Promise<Verified> {
    const payload = await this.#verify(token, now);
    const read = isServiceToken(payload) ? readServiceToken(payload) : { viewer: personOf(payload) };
    const verified = { ...read, expiresAt: Number(payload.exp) * 1000 };
    this.#verified.set(digest, verified);
    return verified;
  }

  async #verify(token: string, now: Date, retried = false): Promise<Claims> {
    const asked = this.#keys(now);
    const keySet = await asked.catch(unavailable);
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        currentDate: now,
        requiredClaims: ['sub', 'exp'],
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

/** @throws {AppError} `UNAUTHENTICATED` for a token that names no session. */
function personOf(claims: Claims): UserViewer {
  if (typeof claims.sub !== 'string' || typeof claims['sid'] !== 'string') throw invalid();
  return Object.freeze({
    kind: 'user' as const,
    userId: claims.sub,
    sessionId: claims['sid'],
    authenticatedAt: readAuthTime(claims['auth_time']),
    ...(typeof claims['session_end'] === 'number' && { endsAt: new Date(claims['session_end'] * 1000) }),
    ...actorOf(claims['act']),
  });
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
