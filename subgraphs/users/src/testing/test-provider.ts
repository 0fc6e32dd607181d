import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Provider, { type Configuration } from 'oidc-provider';

/** Somebody with an account at the provider, by the claims that it tells of him. */
export type ProviderPerson = Readonly<Record<string, unknown>>;

/** Who may send persons there. */
export interface ProviderClient {
  readonly id: string;
  /** `any`: where nobody knows yet on which port we will be. */
  readonly redirectUris: readonly string[] | 'any';
  /** A secret, or the public half of a key. */
  readonly secret?: string;
  readonly publicKey?: object;
  readonly authentication?: 'client_secret_post' | 'client_secret_basic' | 'private_key_jwt';
}

type Claims = Record<string, unknown>;

const kid = 'provider';

/** A provider of OpenID Connect on this machine (`oidc-provider`), with a page on which one signs in by a name alone. */
export class TestProvider implements AsyncDisposable {
  readonly issuer: string;
  /** By the name with which they sign in. */
  readonly persons = new Map<string, ProviderPerson>();
  /** Other claims in the id token, signed all the same. */
  tamper: ((claims: Claims) => Claims) | undefined;
  /** Another id token in the place of its own. */
  replaceIdToken: ((claims: Claims) => string) | undefined;
  /** Other claims where it is asked for them. */
  tamperUserInfo: ((claims: Claims) => Claims) | undefined;
  /** How often each of its paths was asked for. */
  readonly visits = new Map<string, number>();
  /** Answers nothing but 503 while it is. */
  isAway = false;
  readonly #server: Server;
  readonly #provider: Provider;
  readonly #key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  private constructor(server: Server, clients: readonly ProviderClient[], more: Configuration) {
    this.#server = server;
    this.issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
    this.#provider = new Provider(this.issuer, { ...this.#configuration(clients), ...more });
    this.#provider.use(async (context, next) => {
      await next();
      const body = context['body'] as (Claims & { id_token?: string }) | undefined;
      if (this.tamperUserInfo && context.path === '/me' && body) context['body'] = this.tamperUserInfo(body);
      if (!body?.id_token) return;
      const claims = claimsOf(body.id_token);
      if (this.tamper) body.id_token = this.sign(this.tamper(claims));
      if (this.replaceIdToken) body.id_token = this.replaceIdToken(claims);
    });
    const open = new Set(clients.filter(({ redirectUris }) => redirectUris === 'any').map(({ id }) => id));
    const { redirectUriAllowed } = this.#provider.Client.prototype;
    this.#provider.Client.prototype.redirectUriAllowed = function (uri) {
      return open.has(this.clientId) || redirectUriAllowed.call(this, uri);
    };
    const answer = this.#provider.callback();
    server.on('request', (request, response) => {
      const { pathname } = new URL(request.url ?? '/', this.issuer);
      this.visits.set(pathname, (this.visits.get(pathname) ?? 0) + 1);
      if (this.isAway) response.writeHead(503).end();
      else if (pathname.startsWith('/interaction/')) void this.#interact(request, response);
      else void answer(request, response);
    });
  }

  static async start(clients: readonly ProviderClient[], more: Configuration = {}): Promise<TestProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestProvider(server, clients, more);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #configuration(clients: readonly ProviderClient[]): Configuration {
    return {
      clients: clients.map(({ id, redirectUris, secret, publicKey, authentication = 'client_secret_post' }) => ({
        client_id: id,
        redirect_uris: redirectUris === 'any' ? ['http://localhost/'] : [...redirectUris],
        token_endpoint_auth_method: authentication,
        id_token_signed_response_alg: 'ES256',
        ...(secret !== undefined && { client_secret: secret }),
        ...(publicKey && { jwks: { keys: [publicKey as never] } }),
      })),
      jwks: { keys: [{ ...this.#key.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } as never] },
      cookies: { keys: [randomBytes(32).toString('hex')] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      ttl: { Session: 3600, Interaction: 3600, Grant: 3600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
      findAccount: (_context, login) => ({
        accountId: login,
        claims: async () => ({ sub: login, ...this.persons.get(login) }),
      }),
      // Whoever signs in has consented.
      loadExistingGrant: async ({ oidc }) => {
        const { clientId } = oidc.client ?? {};
        const { accountId } = oidc.session ?? {};
        const given = oidc.session?.grantIdFor(String(clientId));
        if (given) return oidc.provider.Grant.find(given);
        const grant = new oidc.provider.Grant({ ...(clientId && { clientId }), ...(accountId && { accountId }) });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    };
  }

  /** The page on which one signs in, and what it sends. */
  async #interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const form = new URLSearchParams(await text(request));
    const login = form.get('login') ?? '';
    const result = form.has('cancel')
      ? { error: 'access_denied', error_description: 'The person went away.' }
      : { login: { accountId: login } };
    await this.#provider.interactionFinished(request, response, result);
  }

  /** An id token, whatever it says. */
  sign(claims: Claims): string {
    const encoded = [{ alg: 'ES256', kid }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signed = encoded.join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: this.#key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}

const page = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
<label>Name <input name="login" autofocus></label> <button>Sign in</button> <button name="cancel">Cancel</button>
</form></html>`;
