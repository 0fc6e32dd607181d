import { TestBrowser } from '@trivet/users/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../support/person.ts';
import { appUrl, ProviderHome } from '../../support/provider-home.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';

const enterDocument = /* GraphQL */ `
  mutation ($input: SessionCreateWithProviderInput!) {
    sessionCreateWithProvider(input: $input) {
      accessToken refreshToken session { id } user { id displayName } userErrors { code }
    }
  }
`;
const reauthenticateDocument = /* GraphQL */ `
  mutation ($input: SessionReauthenticateInput!) {
    sessionReauthenticate(input: $input) { accessToken userErrors { code } }
  }
`;
const codeChallenge = 'A'.repeat(43);

/** How a browser signs in with a provider, over HTTP and through the router. */
export function providersSuite(way: Way): void {
  let home: ProviderHome;
  let stack: Stack;
  beforeAll(async () => {
    home = await ProviderHome.start();
    stack = await startStack(way, { name: 'providers', environment: home.environment() });
  });
  afterAll(async () => {
    await stack?.stop();
    await home?.[Symbol.asyncDispose]();
  });

  const startUrl = (returnTo = appUrl, name = 'test') =>
    `${stack.url}/auth/oidc/${name}/start?${new URLSearchParams({ returnTo, codeChallenge })}`;
  const enter = async (input: object) =>
    (await ask(stack.url, enterDocument, { input })).data.sessionCreateWithProvider;

  it('signs in who was not known, and takes his code once', async () => {
    const login = home.newLogin();
    stack.keepSecret(login);
    const brought = await home.bring(stack, login);
    const { accessToken, refreshToken, user, userErrors } = await enter(brought);
    for (const token of [accessToken, refreshToken]) stack.keepSecret(token);
    expect({ user, userErrors }).toEqual({ user: { id: expect.any(String), displayName: 'Grace' }, userErrors: [] });
    const me = '{ viewer { id emailVerified identities { provider } } }';
    const { data } = await ask(stack.url, me, {}, { authorization: `Bearer ${accessToken}` });
    expect(data.viewer).toEqual({ id: user.id, emailVerified: true, identities: [{ provider: 'test' }] });
    expect((await enter(brought)).userErrors).toEqual([{ code: 'INVALID_PROVIDER_CODE' }]);
  });

  it('lets who has no password do what is sensitive, once he has signed in anew at his provider', async () => {
    const login = home.newLogin();
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;
    home.provider.tamper = (claims) => ({ ...claims, auth_time: hourAgo });
    const { accessToken: first, session } = await enter(await home.bring(stack, login));
    home.provider.tamper = undefined;
    const asks = async (token: string, document: string, input?: object) => {
      stack.keepSecret(token);
      return (await ask(stack.url, document, { input }, { authorization: `Bearer ${token}` })).data;
    };
    const sensitive = async (token: string) => {
      const document = 'mutation { passkeyRegistrationCreate { userErrors { code } } }';
      return (await asks(token, document)).passkeyRegistrationCreate.userErrors;
    };
    expect(await sensitive(first)).toEqual([{ code: 'REAUTHENTICATION_REQUIRED' }]);
    const provider = await home.bring(stack, login, { session: session.id });
    const answer = await asks(first, reauthenticateDocument, { provider });
    expect(answer.sessionReauthenticate.userErrors).toEqual([]);
    expect(await sensitive(answer.sessionReauthenticate.accessToken)).toEqual([]);
    expect((await asks(first, reauthenticateDocument, { provider })).sessionReauthenticate.userErrors).toEqual([
      { code: 'INVALID_PROVIDER_CODE' },
    ]);
  });

  it('takes an answer once, and from the browser that it was given to', async () => {
    const { callback, browser } = await home.goAsFarAsCallback(stack, home.newLogin());
    const refused = async (each: TestBrowser) => {
      const page = await each.visit(callback);
      expect({ status: page.status, path: page.url.pathname }).toEqual({ status: 400, path: callback.pathname });
      expect(page.text).toMatch(/^This browser has not set out to sign in/);
    };
    await refused(new TestBrowser());
    const { url } = await browser.visit(callback, { stopAt: ({ origin }) => origin === 'https://app.test' });
    expect(url.href).toMatch(/^https:\/\/app\.test\/done#code=[\w-]{43}$/);
    stack.keepSecret(url.hash.slice('#code='.length));
    await refused(browser);
  });

  it('sends a browser to no page but those that are allowed, and to no provider that is not known', async () => {
    for (const returnTo of [
      'https://evil.test',
      '//evil.test',
      'https://app.test@evil.test',
      'https://app.test.evil.test',
    ]) {
      expect((await new TestBrowser().visit(startUrl(returnTo))).status, returnTo).toBe(400);
    }
    for (const name of ['nobody', 'Test', 'te%2Fst']) {
      expect((await fetch(startUrl(appUrl, name), { redirect: 'manual' })).status, name).toBe(404);
    }
  });

  it('marks a browser by a cookie that says which it is, and nothing else', async () => {
    const response = await fetch(startUrl(), { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(new URL(response.headers.get('location') ?? '').origin).toBe(home.provider.issuer);
    const [cookie = '', ...others] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^trivet_oidc=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
    expect(others).toEqual([]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    stack.keepSecret(cookie.slice('trivet_oidc='.length).split(';', 1)[0] ?? '');
  });
}
