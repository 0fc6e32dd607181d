import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack, waysInFull } from '../../support/stack.ts';

const executablePath = findChromium();

/** A page of the router's own origin, with a keeper of passkeys as phones have one, that says yes at once. */
async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // Any page will do: what counts is where it is from.
  await page.goto(`${url}/livez`);
  return page;
}

interface Asked {
  readonly query: string;
  readonly variables?: object;
  readonly accessToken?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, which fail where they are others.
async function askIn(page: Page, asked: Asked): Promise<any> {
  return page.evaluate(async ({ query, variables, accessToken }) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }, asked);
}

/** What the documentation tells clients to do: options as they come, and the answer as it is. In text, for Node has no such types. */
function createIn(page: Page, options: object): Promise<unknown> {
  return page.evaluate(`navigator.credentials
    .create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}) })
    .then((credential) => credential.toJSON())`);
}

function getIn(page: Page, options: object): Promise<unknown> {
  return page.evaluate(`navigator.credentials
    .get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}) })
    .then((credential) => credential.toJSON())`);
}

const begin = 'mutation { passkeyAuthenticationCreate { options } }';
const beginRegistration = 'mutation { passkeyRegistrationCreate { options userErrors { code } } }';
const register = /* GraphQL */ `
  mutation ($response: JSON!) {
    passkeyRegister(input: { response: $response, name: "Chromium" }) { passkey { id name } userErrors { code } }
  }
`;
const signIn = /* GraphQL */ `
  mutation ($response: JSON!) {
    sessionCreateWithPasskey(input: { response: $response }) {
      accessToken refreshToken user { id } userErrors { code }
    }
  }
`;

describe.skipIf(!executablePath).each(waysInFull)('a passkey in a browser, %s', (way) => {
  let browser: Browser;
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(way, { name: 'passkeys' });
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function registerIn(page: Page, { accessToken }: Person) {
    const started = await askIn(page, { query: beginRegistration, accessToken });
    const { options } = started.data.passkeyRegistrationCreate;
    const response = await createIn(page, options);
    return { options, answer: await askIn(page, { query: register, variables: { response }, accessToken }) };
  }

  it('is made, and signs its person in without his address and password', async () => {
    const ada = await stack.person('Ada', { verified: true });
    const page = await openPage(browser, stack.url);
    const { answer } = await registerIn(page, ada);
    expect(answer.data.passkeyRegister).toMatchObject({ passkey: { name: 'Chromium' }, userErrors: [] });

    const entries = [];
    for (let count = 0; count < 2; count += 1) {
      const { data } = await askIn(page, { query: begin });
      const response = await getIn(page, data.passkeyAuthenticationCreate.options);
      const { data: entered } = await askIn(page, { query: signIn, variables: { response } });
      const { accessToken, refreshToken, user, userErrors } = entered.sessionCreateWithPasskey;
      for (const secret of [accessToken, refreshToken]) stack.keepSecret(secret);
      entries.push({ user, userErrors });
      const { data: seen } = await askIn(page, { query: '{ viewer { passkeys { name } } }', accessToken });
      expect(seen.viewer.passkeys).toEqual([{ name: 'Chromium' }]);
    }
    expect(entries).toEqual(Array(2).fill({ user: { id: ada.id }, userErrors: [] }));
    await page.context().close();
  });

  it('is made once by one keeper, which is told of those that there are', async () => {
    const ada = await stack.person('Ada', { verified: true });
    const page = await openPage(browser, stack.url);
    await registerIn(page, ada);
    await expect(registerIn(page, ada)).rejects.toThrow('InvalidStateError');
    await page.context().close();
  });

  it('is not given to a page of another origin', async () => {
    const page = await openPage(browser, stack.url.replace('localhost', '127.0.0.1'));
    const ada = await stack.person('Ada', { verified: true });
    await expect(registerIn(page, ada)).rejects.toThrow(/SecurityError|not defined|undefined/);
    await page.context().close();
  });
});
