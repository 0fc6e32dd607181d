import {
  AppError,
  type HttpRoute,
  type HttpRouteRequest,
  type HttpRouteResponse,
  parseGlobalId,
} from '@trivet/platform';
import { type AuthorizationService, requestLifetimeMs } from './authorization.service.ts';

export interface ProviderRoutesDeps {
  readonly authorizations: AuthorizationService;
  /** Where browsers reach the router. */
  readonly publicOrigin: string;
}

const path = '/auth/oidc/:provider(^[a-z][a-z0-9-]{0,31}$)';

/** Where a provider sends browsers back to; as it has to be registered there. */
export function redirectUriOf(publicOrigin: string, provider: string): string {
  return `${publicOrigin}/auth/oidc/${provider}/callback`;
}

/** The way to a provider and back, as `schema/http/auth.yaml` describes it. */
export function providerRoutes({ authorizations, publicOrigin }: ProviderRoutesDeps): HttpRoute[] {
  const cookie = new BrowserCookie(publicOrigin);
  return [
    route(`${path}/start`, async ({ params, query, headers, client }) => {
      const { location, browser } = await authorizations.begin({
        provider: params['provider'] ?? '',
        returnTo: query['returnTo'],
        codeChallenge: query['codeChallenge'],
        sessionId: query['session'] === undefined ? null : parseGlobalId('ses', String(query['session'])),
        browser: cookie.read(headers['cookie']),
        client,
      });
      return redirection(location, { 'set-cookie': cookie.write(browser) });
    }),
    route(`${path}/callback`, async ({ params, query, headers }) =>
      redirection(
        await authorizations.finish({
          provider: params['provider'] ?? '',
          answer: answerOf(query),
          browser: cookie.read(headers['cookie']),
        }),
      ),
    ),
  ];
}

type Handle = (request: HttpRouteRequest) => Promise<HttpRouteResponse>;

function route(routePath: string, handle: Handle): HttpRoute {
  return {
    audience: 'public',
    method: 'GET',
    path: routePath,
    handle: (request) => handle(request).catch(refusal),
  };
}

function redirection(location: string, headers: Readonly<Record<string, string>> = {}): HttpRouteResponse {
  return { status: 303, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}

/** For a person who looks at it in his browser: nobody knows a page to send him to. */
function refusal(error: unknown): HttpRouteResponse {
  if (!(error instanceof AppError)) throw error;
  return {
    status: error.code === 'NOT_FOUND' ? 404 : 400,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: `${error.message}\n`,
  };
}

const answerParameters = ['code', 'state', 'iss', 'error'];

/** What comes twice stays twice, and is refused for it. */
function answerOf(query: HttpRouteRequest['query']): URLSearchParams {
  return new URLSearchParams(
    answerParameters.flatMap((name) =>
      [query[name] ?? []].flat().map((value): [string, string] => [name, String(value)]),
    ),
  );
}

/** Holds nothing but which browser it is, for as long as it may be away. */
class BrowserCookie {
  readonly #name: string;
  readonly #isSecure: boolean;

  constructor(publicOrigin: string) {
    this.#isSecure = publicOrigin.startsWith('https:');
    // The prefix keeps other hosts of the domain from setting it; browsers take it with `Secure` only.
    this.#name = this.#isSecure ? '__Host-trivet_oidc' : 'trivet_oidc';
  }

  /** `Lax`, or it would not come along when the provider sends the browser back. */
  write(value: string): string {
    const attributes = `Path=/; Max-Age=${requestLifetimeMs / 1000}; HttpOnly; SameSite=Lax`;
    return `${this.#name}=${value}; ${attributes}${this.#isSecure ? '; Secure' : ''}`;
  }

  read(header: string | string[] | undefined): string | undefined {
    const pairs = [header ?? []].flat().flatMap((line) => line.split(';'));
    const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${this.#name}=`));
    return found?.slice(this.#name.length + 1);
  }
}
