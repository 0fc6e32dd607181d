import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { ProviderHome } from '../../support/provider-home.ts';
import { type Stack, startStack, waysInFull } from '../../support/stack.ts';
import { providersSuite } from './suite.ts';

describe.each(waysInFull)('a browser that signs in with a provider, %s', (way) => providersSuite(way));

const chromiumPath = findChromium();

describe.skipIf(chromiumPath === null).each(waysInFull)(
  'Chromium, on an application’s page and at a provider, with %s',
  (way) => {
    let application: Server;
    let browser: Browser;
    let home: ProviderHome;
    let stack: Stack;
    let appUrl: string;
    beforeAll(async () => {
      application = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageFor(stack.url));
      });
      await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
      const appOrigin = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
      appUrl = `${appOrigin}/`;
      home = await ProviderHome.start();
      const environment = { ...home.environment({ returnOrigins: [appOrigin] }), CORS_ORIGINS: appOrigin };
      [stack, browser] = await Promise.all([
        startStack(way, { name: 'providers in Chromium', environment }),
        launchChromium(chromiumPath ?? ''),
      ]);
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await stack?.stop();
      await home?.[Symbol.asyncDispose]();
      application?.closeAllConnections();
      application?.close();
    });

    const signIn = async (login: string, { isKnown = false } = {}, context = browser.newContext()) => {
      const page = await (await context).newPage();
      await page.goto(appUrl);
      await page.getByRole('button', { name: 'Sign in with Test' }).click();
      if (!isKnown) {
        await page.getByLabel('Name').fill(login);
        await page.getByRole('button', { name: 'Sign in' }).click();
      }
      return page;
    };

    it('signs somebody in who was not known, and the same person again', async () => {
      const login = home.newLogin({ name: 'Katherine' });
      stack.keepSecret(login);
      const context = browser.newContext();
      const first = await signIn(login, {}, context);
      await first.getByText('Hello, Katherine').waitFor();
      const id = await first.getByTestId('id').textContent();
      // Nothing of the code is left where somebody could see it.
      expect(first.url()).toBe(appUrl);
      const cookies = await (await context).cookies(stack.url);
      expect(cookies.filter(({ name }) => name === 'trivet_oidc')).toMatchObject([
        { httpOnly: true, sameSite: 'Lax', path: '/' },
      ]);
      const second = await signIn(login, { isKnown: true }, context);
      await second.getByText('Hello, Katherine').waitFor();
      expect(await second.getByTestId('id').textContent()).toBe(id);
    });

    it('tells the application when its person goes away at the provider', async () => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(appUrl);
      await page.getByRole('button', { name: 'Sign in with Test' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Not signed in: access_denied').waitFor();
    });

    it('lets nobody in by what another browser has brought', async () => {
      const mallory = home.newLogin();
      const { callback } = await home.goAsFarAsCallback(stack, mallory);
      const { code } = await home.bring(stack, mallory);
      const page = await (await browser.newContext()).newPage();
      expect((await page.goto(callback.href))?.status()).toBe(400);
      await page.getByText('This browser has not set out to sign in').waitFor();
      await page.goto(`${appUrl}#${new URLSearchParams({ code })}`);
      await page.getByText('Not signed in: INVALID_PROVIDER_CODE').waitFor();
    });
  },
);

/** An application as small as it can be, on an origin of its own. */
const pageFor = (
  url: string,
) => `<!doctype html><html lang="en"><title>Application</title><main></main><script type="module">
const main = document.querySelector('main');
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const answer = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', '/');
if (answer.has('error')) main.textContent = 'Not signed in: ' + answer.get('error');
else if (answer.has('code')) await enter({ code: answer.get('code'), codeVerifier: sessionStorage.getItem('verifier') ?? '' });
else {
  const button = document.createElement('button');
  button.textContent = 'Sign in with Test';
  button.onclick = start;
  main.append(button);
}

async function start() {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  sessionStorage.setItem('verifier', verifier);
  const codeChallenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  location = '${url}/auth/oidc/test/start?' + new URLSearchParams({ returnTo: location.origin + '/', codeChallenge });
}

async function enter(input) {
  const query = 'mutation ($input: SessionCreateWithProviderInput!) { sessionCreateWithProvider(input: $input) { user { id displayName } userErrors { code } } }';
  const response = await fetch('${url}/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { user, userErrors } = (await response.json()).data.sessionCreateWithProvider;
  main.innerHTML = '<p></p><p data-testid="id"></p>';
  main.firstChild.textContent = user ? 'Hello, ' + user.displayName : 'Not signed in: ' + userErrors[0].code;
  main.lastChild.textContent = user?.id ?? '';
}
</script></html>`;
