import { createHash, randomBytes } from 'node:crypto';
import { anonymous, type SubgraphRequest, type Viewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import type { Configuration } from 'oidc-provider';
import { expect } from 'vitest';
import type { ProviderSettings } from '../modules/identities/provider-settings.ts';
import { TestBrowser, TestProvider } from '../testing/index.ts';
import { startUsers, type UsersStage, uuidOf } from './users-fixture.ts';

/** Where the browsers of these tests reach us, and their application; no name of these is looked up. */
export const publicOrigin = 'http://trivet.test';
export const appUrl = 'https://app.test/signed-in?tab=1';
const appOrigin = 'https://app.test';

/** What an application keeps while its browser is away. */
export interface Verifier {
  readonly codeVerifier: string;
  readonly codeChallenge: string;
}

export function newVerifier(): Verifier {
  const codeVerifier = randomBytes(32).toString('base64url');
  return { codeVerifier, codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url') };
}

/** What an application has when its browser is back. */
export interface Brought {
  readonly code: string | null;
  readonly error: string | null;
  readonly codeVerifier: string;
}

export interface ProvidersStage extends UsersStage {
  readonly provider: TestProvider;
  browser(): TestBrowser;
  startUrl(verifier: Verifier, more?: Readonly<Record<string, string>>): string;
  /** As far as the URL to which the provider sends the browser back, which is not asked for. `more`: as of `startUrl`. */
  goAsFarAsCallback(
    browser: TestBrowser,
    login: string,
    verifier: Verifier,
    more?: Readonly<Record<string, string>>,
  ): Promise<URL>;
  /** All the way. `session`: to prove again who he is. */
  bring(
    login: string,
    more?: { readonly browser?: TestBrowser; readonly name?: string; readonly session?: string },
  ): Promise<Brought>;
  /** All the way, and in. */
  enter(login: string): Promise<Entered>;
}

export interface Entered {
  readonly userId: string;
  readonly sessionId: string;
  readonly viewer: Viewer;
}

const redirectUri = (name: string) => `${publicOrigin}/auth/oidc/${name}/callback`;
const secret = randomBytes(24).toString('base64url');

/** `others`: providers besides `test`, by their names, at the same issuer. */
export async function startWithProvider(
  name: string,
  {
    others = [],
    settings = {},
    provider: more = {},
    origin = publicOrigin,
    environment = {},
  }: {
    readonly others?: readonly string[];
    readonly settings?: Partial<ProviderSettings>;
    readonly provider?: Configuration;
    readonly origin?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<ProvidersStage> {
  const names = ['test', ...others];
  const clients = names.map((each) => ({
    id: `client-${each}`,
    secret,
    redirectUris: [redirectUri(each).replace(publicOrigin, origin)],
  }));
  const provider = await TestProvider.start(clients, more);
  const providers = names.map(
    (each): ProviderSettings => ({
      name: each,
      label: `The ${each} one`,
      issuer: provider.issuer,
      clientId: `client-${each}`,
      proof: { secret },
      scopes: ['openid', 'email', 'profile'],
      emails: 'claimed',
      ...settings,
    }),
  );
  const identities = { providers, publicOrigin: origin, returnOrigins: [appOrigin] };
  const stage = await startUsers(name, { environment, identities });
  return { ...stage, ...waysOf(stage, provider, origin), provider, stop: () => stopAll(stage, provider) };
}

async function stopAll(stage: UsersStage, provider: TestProvider): Promise<void> {
  await stage.stop();
  await provider[Symbol.asyncDispose]();
}

type Ways = Pick<ProvidersStage, 'browser' | 'startUrl' | 'goAsFarAsCallback' | 'bring' | 'enter'>;

function waysOf(stage: UsersStage, provider: TestProvider, origin: string): Ways {
  const browser = () => new TestBrowser({ [origin]: (request) => answer(stage, request) });
  const startUrl: Ways['startUrl'] = ({ codeChallenge }, { provider: at = 'test', ...more } = {}) =>
    `${origin}/auth/oidc/${at}/start?${new URLSearchParams({ returnTo: appUrl, codeChallenge, ...more })}`;
  const goAsFarAsCallback: Ways['goAsFarAsCallback'] = async (there, login, verifier, more = {}) => {
    const isBack = (url: URL) => url.pathname.endsWith('/callback');
    const page = await there.visit(startUrl(verifier, more), { stopAt: isBack });
    // Who has been there before is not asked again.
    if (isBack(page.url)) return page.url;
    expect(page.url.href).toContain(`${provider.issuer}/interaction/`);
    const back = await there.visit(page.url, { form: { login }, stopAt: isBack });
    return back.url;
  };
  const bring: Ways['bring'] = async (login, { browser: there = browser(), name = 'test', session } = {}) => {
    const verifier = newVerifier();
    const callback = await goAsFarAsCallback(there, login, verifier, { provider: name, ...(session && { session }) });
    const { url } = await there.visit(callback, { stopAt: isApplication });
    return { ...broughtBy(url), codeVerifier: verifier.codeVerifier };
  };
  const enter: Ways['enter'] = async (login) => {
    const { data } = await stage.ask(...enterRequest(await bring(login)));
    expect(data.sessionCreateWithProvider.userErrors).toEqual([]);
    const userId = uuidOf(data.sessionCreateWithProvider.user.id);
    const sessionId = uuidOf(data.sessionCreateWithProvider.session.id);
    return { userId, sessionId, viewer: asUser(userId, sessionId) };
  };
  return { browser, startUrl, goAsFarAsCallback, bring, enter };
}

export const isApplication = (url: URL) => url.origin === appOrigin;

/** What the fragment says. */
export function broughtBy(url: URL): Pick<Brought, 'code' | 'error'> {
  expect(url.href.startsWith(`${appUrl}#`)).toBe(true);
  const fragment = new URLSearchParams(url.hash.slice(1));
  return { code: fragment.get('code'), error: fragment.get('error') };
}

const enterDocument = /* GraphQL */ `
  mutation ($input: SessionCreateWithProviderInput!) {
    sessionCreateWithProvider(input: $input) {
      accessToken refreshToken session { id } user { id displayName } challenge { token factors } userErrors { code path }
    }
  }
`;

export const enterRequest = ({ code, codeVerifier }: Pick<Brought, 'code' | 'codeVerifier'>) =>
  [anonymous, enterDocument, { input: { code, codeVerifier } }] as const;

/** The id of who came in, or why nobody did. */
export async function outcomeOf(
  stage: UsersStage,
  brought: Pick<Brought, 'code' | 'codeVerifier'>,
  more?: Partial<SubgraphRequest>,
): Promise<string> {
  const { data, errors } = await stage.ask(...enterRequest(brought), more);
  const code = errors?.[0]?.extensions?.['code'];
  if (code !== undefined) return String(code);
  const { user, userErrors } = data.sessionCreateWithProvider;
  return userErrors[0]?.code ?? uuidOf(user.id);
}

/** As the router would have it from the browser. */
async function answer({ users }: UsersStage, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, provider = '', step = ''] = /^\/auth\/oidc\/([^/]+)\/([a-z]+)$/.exec(pathname) ?? [];
  const route = users.routes.find(({ path }) => path.startsWith('/auth/oidc/') && path.endsWith(`/${step}`));
  if (!route) return new Response('There is nothing at this path.', { status: 404 });
  const query: Record<string, unknown> = {};
  for (const name of searchParams.keys()) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  const {
    status,
    headers = {},
    body,
  } = await route.handle({
    path: pathname,
    params: { provider },
    query,
    headers: Object.fromEntries(request.headers),
    client: { address: request.headers.get('x-test-address') ?? '192.0.2.1', agent: undefined },
    method: 'GET',
    body: undefined,
  });
  return new Response(body.toString() || null, { status, headers });
}
