import type { Clock } from '@trivet/platform';
import type * as OpenId from 'openid-client';
import { ProviderFailure } from './identity.errors.ts';
import { isIncomplete, type ProviderProfile, profileOf, readClaims } from './provider-profile.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** Of one request to the provider. */
const timeoutSeconds = 5;
/** For so long what a provider says of itself is used before it is asked again; and for so long nobody asks after it failed. */
const discoveredMs = 60 * 60 * 1000;
const failedMs = 5_000;

/**
 * Who signed in there longer ago signs in again: no session of ours lasts longer either. Asked of everybody, for with it
 * providers have to say when that was (OpenID Connect Core 1.0, 3.1.2.1).
 */
const maxAgeSeconds = 30 * 24 * 60 * 60;

/** What binds an answer of the provider to the browser that was sent there. */
export interface AuthorizationSecrets {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly codeVerifier: string;
}

export interface OpenIdProviderDeps {
  readonly settings: ProviderSettings;
  /** Of its own for each provider (RFC 9700, 4.4.2): an answer of one is never taken for another's. */
  readonly redirectUri: string;
  readonly clock: Clock;
}

type Client = typeof OpenId;

/** A provider as we ask it. Found out about when it is first needed, so one that is away keeps nobody from starting. */
export class OpenIdProvider {
  readonly settings: ProviderSettings;
  readonly #redirectUri: string;
  readonly #clock: Clock;
  #current: { readonly configuration: Promise<OpenId.Configuration>; until: number } | undefined;

  constructor({ settings, redirectUri, clock }: OpenIdProviderDeps) {
    this.settings = settings;
    this.#redirectUri = redirectUri;
    this.#clock = clock;
  }

  /**
   * Where to send the browser. `anew`: to sign in there though he may have a session, of which the provider takes heed or not.
   * @throws {ProviderFailure} `provider_unavailable`
   */
  async authorizationUrl(
    { state, nonce, codeVerifier }: AuthorizationSecrets,
    { anew }: { readonly anew: boolean },
  ): Promise<string> {
    const client = await import('openid-client');
    const configuration = await this.#configuration(client);
    return client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri,
      scope: this.settings.scopes.join(' '),
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(anew ? { prompt: 'login', max_age: '0' } : { max_age: String(maxAgeSeconds) }),
    }).href;
  }

  /**
   * Who it is of whom the provider tells by `answer`, the parameters with which the browser came back. Issuer (RFC 9207),
   * state, code verifier, and of the id token its signature, issuer, audience, nonce and times are checked.
   * @throws {ProviderFailure}
   */
  async identify(answer: URLSearchParams, secrets: AuthorizationSecrets): Promise<ProviderProfile> {
    const client = await import('openid-client');
    const configuration = await this.#configuration(client);
    try {
      const url = new URL(this.#redirectUri);
      url.search = answer.toString();
      const tokens = await client.authorizationCodeGrant(configuration, url, {
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        pkceCodeVerifier: secrets.codeVerifier,
        idTokenExpected: true,
      });
      return await this.#profile(client, configuration, tokens);
    } catch (error) {
      throw failureOf(client, error);
    }
  }

  /** Many say the address only where it is asked for: Okta and others leave it out of an id token that comes with more. */
  async #profile(
    client: Client,
    configuration: OpenId.Configuration,
    tokens: OpenId.TokenEndpointResponse & OpenId.TokenEndpointResponseHelpers,
  ): Promise<ProviderProfile> {
    const { name: provider, emails } = this.settings;
    const { issuer, userinfo_endpoint: endpoint } = configuration.serverMetadata();
    const claims = readClaims(tokens.claims());
    const complete =
      isIncomplete(claims, emails) && endpoint !== undefined
        ? { ...claims, ...readClaims(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)) }
        : claims;
    // When he signed in counts as far as it is signed.
    return profileOf({ ...complete, auth_time: claims.auth_time }, { provider, issuer, emails });
  }

  /** Asked for once for all who wait. While it cannot be asked again, what was known goes on being used. */
  #configuration(client: Client): Promise<OpenId.Configuration> {
    const now = this.#clock.now().getTime();
    const last = this.#current;
    if (last && now < last.until) return last.configuration;
    const current = {
      configuration: this.#discover(client).catch((error: unknown) => {
        current.until = this.#clock.now().getTime() + failedMs;
        if (last) return last.configuration;
        throw failureOf(client, error, 'provider_unavailable');
      }),
      until: now + discoveredMs,
    };
    this.#current = current;
    return current.configuration;
  }

  async #discover(client: Client): Promise<OpenId.Configuration> {
    const { issuer, clientId } = this.settings;
    const isPlain = issuer.startsWith('http:');
    return client.discovery(new URL(issuer), clientId, undefined, await this.#proof(client), {
      timeout: timeoutSeconds,
      // Not only TLS vouches for the id token, its signature does too.
      execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
    });
  }

  /** A secret goes as the provider takes it: in the body, or else in a header, which RFC 6749 has everybody take. */
  async #proof(client: Client): Promise<OpenId.ClientAuth> {
    const { proof } = this.settings;
    if ('privateKey' in proof) {
      const { importJWK } = await import('jose');
      const key = (await importJWK(proof.privateKey, proof.privateKey.alg)) as OpenId.CryptoKey;
      const { kid } = proof.privateKey;
      return client.PrivateKeyJwt(kid === undefined ? key : { key, kid });
    }
    const [inBody, inHeader] = [client.ClientSecretPost(proof.secret), client.ClientSecretBasic(proof.secret)];
    return (server, ...request) => {
      const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      return (taken.includes('client_secret_post') ? inBody : inHeader)(server, ...request);
    };
  }
}

/** Nothing of the provider's own words goes on: they may name the person. */
function failureOf(
  client: Client,
  error: unknown,
  otherwise: ProviderFailure['code'] = 'provider_failed',
): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof client.AuthorizationResponseError) {
    // Whoever makes a browser come here writes it.
    const reason = /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'an error without a name';
    if (reason === 'access_denied') return new ProviderFailure('access_denied', reason);
    const isAway = reason === 'temporarily_unavailable' || reason === 'server_error';
    return new ProviderFailure(isAway ? 'provider_unavailable' : otherwise, reason);
  }
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: unknown };
  const status = cause instanceof Response ? cause.status : undefined;
  // What `fetch` throws has no code.
  const isCut = (error instanceof TypeError && code === undefined) || code === 'OAUTH_TIMEOUT';
  const isAway = isCut || (status !== undefined && status >= 500);
  const reason = [code ?? name, status].filter((part) => part !== undefined).join(' ');
  return new ProviderFailure(isAway ? 'provider_unavailable' : otherwise, reason);
}
