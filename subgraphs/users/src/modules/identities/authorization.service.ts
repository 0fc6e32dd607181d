import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { decryptField, encryptField, lookupHash } from '@trivet/identity';
import {
  AppError,
  type ClientInfo,
  type Clock,
  type Logger,
  NotFoundError,
  RateLimitedError,
  UserFault,
} from '@trivet/platform';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { AuthorizationRepository } from './authorization.repository.ts';
import { InvalidProviderCodeError, ProviderFailure } from './identity.errors.ts';
import type { AuthorizationSecrets, OpenIdProvider } from './openid-provider.ts';
import { hasProvedSince, type ProviderProfile, provedAt } from './provider-profile.ts';
import { requireReturnUrl } from './return-url.ts';

/** So long a person may take at the provider. */
export const requestLifetimeMs = 10 * 60 * 1000;
/** So long an application may take to come for what its browser brought. */
const codeLifetimeMs = 60 * 1000;

/** 256 bits in base64url: what we make, and what SHA-256 makes. */
const bits256 = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636, 4.1. */
const verifierShape = /^[A-Za-z0-9._~-]{43,128}$/;

export interface AuthorizationServiceDeps {
  readonly providers: readonly OpenIdProvider[];
  readonly authorizations: AuthorizationRepository;
  readonly throttling: ThrottlingService;
  readonly returnOrigins: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Derives what nobody else may know. */
  readonly lookupKey: Buffer;
}

export interface Beginning {
  readonly provider: string;
  readonly returnTo: unknown;
  readonly codeChallenge: unknown;
  /** Whose person is to prove again who he is; null for who signs in, or links the provider. */
  readonly sessionId: string | null;
  /** What the browser's cookie holds. */
  readonly browser: string | undefined;
  readonly client: ClientInfo | undefined;
}

/** Where a browser goes next, and what its cookie is to hold meanwhile. */
export interface Departure {
  readonly location: string;
  readonly browser: string;
}

export interface Return {
  readonly provider: string;
  /** The parameters of the URL that the provider sent it to. */
  readonly answer: URLSearchParams;
  readonly browser: string | undefined;
}

/** What a code is good for: with a session, for that one to prove again who its person is; without, for all else. */
interface Kept extends ProviderProfile {
  readonly sessionId?: string | null;
}

/**
 * The way of a browser to a provider and back to its application, which gets a code for what the provider said. It lets
 * nobody in: whether the code does, and as whom, is decided by who takes it.
 */
export class AuthorizationService {
  readonly #deps: AuthorizationServiceDeps;
  readonly #providers: ReadonlyMap<string, OpenIdProvider>;

  constructor(deps: AuthorizationServiceDeps) {
    this.#deps = deps;
    this.#providers = new Map(deps.providers.map((provider) => [provider.settings.name, provider]));
  }

  /** Name and label of each, for buttons. */
  get providers(): { readonly name: string; readonly label: string }[] {
    return this.#deps.providers.map(({ settings: { name, label } }) => ({ name, label }));
  }

  /** What people call a provider; its name, where it is no longer one. */
  labelOf(name: string): string {
    return this.#providers.get(name)?.settings.label ?? name;
  }

  /**
   * Sends a browser to a provider; or, when that cannot be, back to its application with the reason.
   * @throws {NotFoundError}; {@link UserFault} `INVALID_INPUT`: nobody knows where to send it.
   */
  async begin({ provider: name, returnTo, codeChallenge, sessionId, client, ...from }: Beginning): Promise<Departure> {
    const { authorizations, throttling, returnOrigins, clock } = this.#deps;
    const provider = this.#get(name);
    const back = requireReturnUrl(returnTo, returnOrigins);
    const challenge = requireChallenge(codeChallenge);
    const state = newSecret();
    // The same for all of a browser's tabs, or the last one to set out would be the only one to come back.
    const browser = from.browser !== undefined && bits256.test(from.browser) ? from.browser : newSecret();
    const depart = async () => {
      const location = await provider.authorizationUrl(this.#secretsOf(state, browser), { anew: sessionId !== null });
      await authorizations.insertRequest({
        stateHash: hashOf(state),
        browserHash: hashOf(browser),
        provider: name,
        returnTo: back,
        codeChallenge: challenge,
        sessionId,
        expiresAt: new Date(clock.now().getTime() + requestLifetimeMs),
      });
      return location;
    };
    try {
      return { location: await throttling.departure(client, depart), browser };
    } catch (error) {
      return { location: this.#failed(name, back, error), browser };
    }
  }

  /**
   * Where to send a browser that comes back from a provider: to its application, with a code or with the reason why not.
   * @throws {AppError} `BAD_USER_INPUT` for a browser that was not sent there, or too long ago; {@link NotFoundError}.
   */
  async finish({ provider: name, answer, browser = '' }: Return): Promise<string> {
    const { authorizations, clock } = this.#deps;
    const provider = this.#get(name);
    const state = answer.get('state') ?? '';
    const hashes = { stateHash: hashOf(state), browserHash: hashOf(browser) };
    const request = await authorizations.takeRequest({ ...hashes, provider: name });
    if (!request || request.expiresAt <= clock.now()) {
      throw new AppError(
        'BAD_USER_INPUT',
        'This browser has not set out to sign in, or too long ago, or it takes no cookies. Begin again.',
      );
    }
    const { returnTo, codeChallenge, sessionId, expiresAt } = request;
    try {
      const profile = await provider.identify(answer, this.#secretsOf(state, browser));
      if (sessionId !== null) this.#requireFresh(profile, new Date(expiresAt.getTime() - requestLifetimeMs));
      return withAnswer(returnTo, { code: await this.#issueCode({ ...profile, sessionId }, codeChallenge) });
    } catch (error) {
      return this.#failed(name, returnTo, error);
    }
  }

  /**
   * What a provider said, for a code and the verifier of who began, and by the session for which he did; once, whether they fit
   * or not.
   * @throws {InvalidProviderCodeError}
   * @throws {RateLimitedError} after too many that were no longer good, from where this one comes.
   */
  redeem(
    client: ClientInfo | undefined,
    proof: { readonly code: string; readonly codeVerifier: string },
    { sessionId, path }: { readonly sessionId?: string; readonly path?: readonly string[] } = {},
  ): Promise<ProviderProfile> {
    return this.#deps.throttling.providerCode(
      client,
      () => this.#take(proof, sessionId ?? null, path),
      (error) => error instanceof InvalidProviderCodeError,
    );
  }

  /** Drops what nobody came back for. */
  forgetExpired(): Promise<void> {
    const { authorizations, clock } = this.#deps;
    return authorizations.deleteExpired(clock.now());
  }

  async #issueCode(kept: Kept, codeChallenge: string): Promise<string> {
    const { authorizations, clock } = this.#deps;
    const code = newSecret();
    await authorizations.insertCode({
      hash: hashOf(code),
      profile: encryptField(this.#keyOf(code), JSON.stringify(kept), profileContext),
      codeChallenge,
      expiresAt: new Date(clock.now().getTime() + codeLifetimeMs),
    });
    return code;
  }

  /** Whoever has a session at the provider has proved nothing by it, and neither has who is said to have done so at some time. */
  #requireFresh(profile: ProviderProfile, begunAt: Date): void {
    const now = this.#deps.clock.now();
    if (hasProvedSince(profile, begunAt, now)) return;
    const reason = provedAt(profile, now) === null ? 'auth_time says nothing' : 'auth_time is of before';
    throw new ProviderFailure('proof_not_fresh', reason);
  }

  async #take(
    { code, codeVerifier }: { readonly code: string; readonly codeVerifier: string },
    sessionId: string | null,
    path?: readonly string[],
  ): Promise<ProviderProfile> {
    const { authorizations, clock } = this.#deps;
    const taken = bits256.test(code) ? await authorizations.takeCode(hashOf(code)) : null;
    if (!taken || taken.expiresAt <= clock.now() || !isVerifierOf(taken.codeChallenge, codeVerifier)) {
      throw new InvalidProviderCodeError(path);
    }
    const kept = JSON.parse(decryptField(this.#keyOf(code), taken.profile, profileContext).toString()) as Kept;
    if ((kept.sessionId ?? null) !== sessionId) throw new InvalidProviderCodeError(path);
    return kept;
  }

  /** Derived from what only the browser has and a key that only we have, so that none of them has to be kept. */
  #secretsOf(state: string, browser: string): AuthorizationSecrets {
    const derive = (what: string) =>
      lookupHash(this.#deps.lookupKey, `provider-${what}:${state}.${browser}`).toString('base64url');
    return { state, nonce: derive('nonce'), codeVerifier: derive('verifier') };
  }

  #keyOf(code: string): Buffer {
    return lookupHash(this.#deps.lookupKey, `provider-code:${code}`);
  }

  #get(name: string): OpenIdProvider {
    const provider = this.#providers.get(name);
    if (!provider) throw new NotFoundError('provider');
    return provider;
  }

  /** @throws what is no fault of a provider's. */
  #failed(provider: string, returnTo: string, error: unknown): string {
    if (error instanceof RateLimitedError) return withAnswer(returnTo, { error: 'rate_limited' });
    if (!(error instanceof ProviderFailure)) throw error;
    const { code, reason } = error;
    // That somebody changes his mind is nothing to look into.
    if (code !== 'access_denied')
      this.#deps.logger.warn('A provider did not say who it is', { provider, code, reason });
    return withAnswer(returnTo, { error: code });
  }
}

const profileContext = 'users.provider_codes.profile';

/** In the fragment, which goes to no server, into no log and into no `Referer`. */
function withAnswer(returnTo: string, answer: Readonly<Record<string, string>>): string {
  return `${returnTo}#${new URLSearchParams(answer)}`;
}

/** @throws {UserFault} `INVALID_INPUT` */
function requireChallenge(challenge: unknown): string {
  if (typeof challenge === 'string' && bits256.test(challenge)) return challenge;
  throw new UserFault(
    'BAD_USER_INPUT',
    'INVALID_INPUT',
    'codeChallenge must be the SHA-256 of a code verifier in base64url (RFC 7636, S256).',
    ['codeChallenge'],
  );
}

function isVerifierOf(challenge: string, verifier: string): boolean {
  if (!verifierShape.test(verifier)) return false;
  const made = createHash('sha256').update(verifier).digest();
  return timingSafeEqual(made, Buffer.from(challenge, 'base64url'));
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Secrets have 256 bits of their own, so a plain SHA-256 does. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
