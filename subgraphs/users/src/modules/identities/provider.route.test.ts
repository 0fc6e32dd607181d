import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  appUrl,
  broughtBy,
  isApplication,
  newVerifier,
  outcomeOf,
  type ProvidersStage,
  publicOrigin,
  startWithProvider,
} from '../../tests/providers-fixture.ts';

let stage: ProvidersStage;
beforeAll(async () => {
  stage = await startWithProvider('provider routes', { others: ['other'] });
});
afterAll(() => stage?.stop());

const begin = (url: string, browser = stage.browser()) =>
  browser.visit(url, { stopAt: ({ origin }) => origin === stage.provider.issuer });
const toCallback = (change: Readonly<Record<string, string | undefined>>, url: URL) => {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
  }
  return changed;
};

it('send a browser to the provider with a challenge, a nonce and a state of its own, and keep none of them', async () => {
  const browser = stage.browser();
  const verifier = newVerifier();
  const { url } = await begin(stage.startUrl(verifier), browser);
  expect(url.origin).toBe(stage.provider.issuer);
  const asked = Object.fromEntries(url.searchParams);
  expect(asked).toEqual({
    client_id: 'client-test',
    redirect_uri: `${publicOrigin}/auth/oidc/test/callback`,
    response_type: 'code',
    scope: 'openid email profile',
    // With it providers have to say when.
    max_age: '2592000',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
  });
  // The challenge to the application's verifier is another.
  expect(asked['code_challenge']).not.toBe(verifier.codeChallenge);
  const cookie = String(browser.cookie(publicOrigin, 'trivet_oidc'));
  const rows = JSON.stringify(await stage.host.admin`select * from users.provider_requests`);
  for (const secret of [asked['state'], asked['nonce'], asked['code_challenge'], cookie]) {
    expect(secret).toBeTruthy();
    expect(rows).not.toContain(String(secret));
    expect(rows).not.toContain(Buffer.from(String(secret), 'base64url').toString('hex'));
  }
});

it('mark the browser by a cookie that scripts cannot read and other sites cannot use', async () => {
  const route = stage.users.routes.find(({ path }) => path.endsWith('/start'));
  const request = {
    path: '',
    params: { provider: 'test' },
    query: { returnTo: appUrl, codeChallenge: newVerifier().codeChallenge },
    headers: {},
    method: 'GET',
    client: undefined,
    body: undefined,
  };
  const answer = await route?.handle(request);
  expect(answer).toMatchObject({ status: 303, headers: { 'cache-control': 'no-store' } });
  const attributes = 'Path=/; Max-Age=600; HttpOnly; SameSite=Lax';
  expect(answer?.headers?.['set-cookie']).toMatch(new RegExp(`^trivet_oidc=[\\w-]{43}; ${attributes}$`));

  await using secure = await secureStage();
  const [secureRoute] = secure.stage.users.routes.filter(({ path }) => path.endsWith('/start'));
  const secureAnswer = await secureRoute?.handle(request);
  expect(secureAnswer?.headers?.['set-cookie']).toMatch(
    new RegExp(`^__Host-trivet_oidc=[\\w-]{43}; ${attributes}; Secure$`),
  );
});

async function secureStage() {
  const secure = await startWithProvider('provider routes by https', { origin: 'https://trivet.test' });
  return { stage: secure, [Symbol.asyncDispose]: () => secure.stop() };
}

it('bring the browser back to its application with a code, in the fragment', async () => {
  const browser = stage.browser();
  const verifier = newVerifier();
  const callback = await stage.goAsFarAsCallback(browser, 'ada', verifier);
  const { url } = await browser.visit(callback, { stopAt: isApplication });
  expect(broughtBy(url)).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), error: null });
  // What the provider gave is for us alone.
  expect(url.href).not.toContain(String(callback.searchParams.get('code')));
});

it('let two tabs of one browser go their ways at once', async () => {
  const browser = stage.browser();
  const verifiers = [newVerifier(), newVerifier()];
  const callbacks: URL[] = [];
  for (const verifier of verifiers) callbacks.push(await stage.goAsFarAsCallback(browser, 'tabs', verifier));
  for (const callback of callbacks) {
    const { url } = await browser.visit(callback, { stopAt: isApplication });
    expect(broughtBy(url).code).not.toBeNull();
  }
});

it('take the answer to one browser from no other, which does not keep the right one out', async () => {
  const browser = stage.browser();
  const callback = await stage.goAsFarAsCallback(browser, 'eve', newVerifier());
  const victim = stage.browser();
  await begin(stage.startUrl(newVerifier()), victim);
  for (const other of [stage.browser(), victim]) {
    const page = await other.visit(callback);
    expect({ status: page.status, at: page.url.pathname }).toEqual({ status: 400, at: '/auth/oidc/test/callback' });
  }
  const { url } = await browser.visit(callback, { stopAt: isApplication });
  expect(broughtBy(url).code).not.toBeNull();
});

it('take an answer once', async () => {
  const browser = stage.browser();
  const callback = await stage.goAsFarAsCallback(browser, 'ada', newVerifier());
  const pages = await Promise.all(Array.from({ length: 5 }, () => browser.visit(callback, { stopAt: isApplication })));
  expect(pages.filter(({ url }) => isApplication(url))).toHaveLength(1);
  expect((await browser.visit(callback)).status).toBe(400);
});

it('take an answer for ten minutes', async () => {
  const browser = stage.browser();
  const [late, inTime] = [
    await stage.goAsFarAsCallback(browser, 'ada', newVerifier()),
    await stage.goAsFarAsCallback(browser, 'ada', newVerifier()),
  ];
  stage.host.clock.advance(599_000);
  expect(isApplication((await browser.visit(inTime, { stopAt: isApplication })).url)).toBe(true);
  stage.host.clock.advance(1_000);
  expect((await browser.visit(late)).status).toBe(400);
});

it.each([
  ['a state that nobody was given', { state: 'A'.repeat(43) }],
  ['no state', { state: undefined }],
  ['an empty state', { state: '' }],
])('send nobody anywhere for %s', async (_, change) => {
  const browser = stage.browser();
  const callback = await stage.goAsFarAsCallback(browser, 'ada', newVerifier());
  const page = await browser.visit(toCallback(change, callback));
  expect({ status: page.status, at: page.url.origin }).toEqual({ status: 400, at: publicOrigin });
});

it.each([
  ['of another issuer, as in a mix-up', { iss: 'https://issuer.test' }],
  ['without an issuer, from a provider that always says it', { iss: undefined }],
  ['with a code that is none', { code: 'none' }],
  ['without a code', { code: undefined }],
  ['that says both yes and no', { error: 'access_denied' }],
])('take no answer %s', async (what, change) => {
  const browser = stage.browser();
  const callback = await stage.goAsFarAsCallback(browser, 'ada', newVerifier());
  const { url } = await browser.visit(toCallback(change, callback), { stopAt: isApplication });
  const error = what.includes('both') ? 'access_denied' : 'provider_failed';
  expect(broughtBy(url)).toEqual({ code: null, error });
});

it('take no answer in which a parameter comes twice', async () => {
  const browser = stage.browser();
  const callback = await stage.goAsFarAsCallback(browser, 'ada', newVerifier());
  callback.searchParams.append('code', 'another');
  const { url } = await browser.visit(callback, { stopAt: isApplication });
  expect(broughtBy(url)).toEqual({ code: null, error: 'provider_failed' });
});

it('take the answer of one provider for no other’s', async () => {
  const browser = stage.browser();
  const callback = await stage.goAsFarAsCallback(browser, 'ada', newVerifier());
  const elsewhere = new URL(callback.href.replace('/oidc/test/', '/oidc/other/'));
  expect((await browser.visit(elsewhere)).status).toBe(400);
  expect(broughtBy((await browser.visit(callback, { stopAt: isApplication })).url).code).not.toBeNull();
});

type Claims = Record<string, unknown>;
const seconds = () => Math.floor(Date.now() / 1000);

it.each<[string, (claims: Claims) => Claims]>([
  ['another nonce', (claims) => ({ ...claims, nonce: 'another' })],
  ['no nonce', ({ nonce: _, ...claims }) => claims],
  ['another audience', (claims) => ({ ...claims, aud: 'client-other' })],
  ['more audiences, and made for another', (claims) => ({ ...claims, aud: ['client-test', 'x'], azp: 'x' })],
  ['another issuer', (claims) => ({ ...claims, iss: 'https://issuer.test' })],
  ['an end in the past', (claims) => ({ ...claims, iat: seconds() - 600, exp: seconds() - 120 })],
  ['no end', ({ exp: _, ...claims }) => claims],
  ['a beginning in the future', (claims) => ({ ...claims, nbf: seconds() + 600 })],
  ['nobody as its subject', ({ sub: _, ...claims }) => claims],
])('take no id token with %s', async (_, tamper) => {
  stage.provider.tamper = tamper;
  try {
    expect(await stage.bring('mallory')).toMatchObject({ code: null, error: 'provider_failed' });
  } finally {
    stage.provider.tamper = undefined;
  }
  expect(await stage.bring('mallory')).toMatchObject({ code: expect.any(String), error: null });
});

it('take no id token with a signature of somebody else', async () => {
  await using foreign = await secureStage();
  // As signed by another provider: the issuer says one thing, and its keys another.
  const { provider } = foreign.stage;
  stage.provider.replaceIdToken = (claims) => provider.sign(claims);
  try {
    expect(await stage.bring('mallory')).toMatchObject({ code: null, error: 'provider_failed' });
  } finally {
    stage.provider.replaceIdToken = undefined;
  }
});

it('take no word on an address that is about somebody else', async () => {
  stage.provider.tamperUserInfo = (claims) => ({ ...claims, sub: 'another' });
  try {
    expect(await stage.bring('swapped')).toMatchObject({ code: null, error: 'provider_failed' });
  } finally {
    stage.provider.tamperUserInfo = undefined;
  }
});

it('tell the application that its person thought better of it', async () => {
  const browser = stage.browser();
  const page = await browser.visit(stage.startUrl(newVerifier()));
  const { url } = await browser.visit(page.url, { form: { cancel: '' }, stopAt: isApplication });
  expect(broughtBy(url)).toEqual({ code: null, error: 'access_denied' });
});

it.each(['//evil.test', 'https://evil.test/', 'https://app.test@evil.test/', 'https:\\\\evil.test', ''])(
  'send nobody to "%s"',
  async (returnTo) => {
    const page = await stage.browser().visit(stage.startUrl(newVerifier(), { returnTo }));
    expect({ status: page.status, at: page.url.origin }).toEqual({ status: 400, at: publicOrigin });
  },
);

it.each(['', 'short', 'A'.repeat(44), `${'A'.repeat(42)}=`])(
  'begin nothing with the challenge "%s"',
  async (codeChallenge) => {
    const page = await stage.browser().visit(stage.startUrl({ codeChallenge, codeVerifier: '' }));
    expect(page.status).toBe(400);
  },
);

it('know no provider that the configuration does not name', async () => {
  for (const step of ['start', 'callback']) {
    const url = stage.startUrl(newVerifier(), { provider: 'nobody' }).replace('/start', `/${step}`);
    expect((await stage.browser().visit(url)).status).toBe(404);
  }
});

it('say that a provider is away, ask it again some seconds later, and found it out once for all who waited', async () => {
  const away = await startWithProvider('a provider that is away');
  try {
    const { provider, host } = away;
    const discoveries = () => provider.visits.get('/.well-known/openid-configuration');
    provider.isAway = true;
    const starts = Array.from({ length: 5 }, () =>
      away.browser().visit(away.startUrl(newVerifier()), { stopAt: isApplication }),
    );
    for (const { url } of await Promise.all(starts)) {
      expect(broughtBy(url)).toEqual({ code: null, error: 'provider_unavailable' });
    }
    expect(discoveries()).toBe(1);
    provider.isAway = false;
    expect(await away.bring('ada').catch(() => 'not yet')).toBe('not yet');
    host.clock.advance(5_000);
    const brought = await away.bring('ada');
    expect(brought.error).toBeNull();
    expect(await outcomeOf(away, brought)).toBe('PROVIDER_EMAIL_MISSING');
    expect(discoveries()).toBe(2);

    // What is known goes on being used while it cannot be renewed.
    const browser = away.browser();
    const callback = await away.goAsFarAsCallback(browser, 'ada', newVerifier());
    provider.isAway = true;
    host.clock.advance(300_000);
    const { url } = await browser.visit(callback, { stopAt: isApplication });
    expect(broughtBy(url)).toEqual({ code: null, error: 'provider_unavailable' });
    const warnings = host.lines.filter(({ message }) => message === 'A provider did not say who it is');
    expect(warnings.at(-1)?.context).toMatchObject({ provider: 'test', code: 'provider_unavailable' });
  } finally {
    await away.stop();
  }
});

it('let so many set out from one network, and tell the others to wait', async () => {
  const limited = await startWithProvider('setting out', { environment: { PROVIDER_LIMIT_NETWORK: '3/60' } });
  try {
    const start = () =>
      limited.browser().visit(limited.startUrl(newVerifier()), {
        stopAt: (url) => isApplication(url) || url.origin === limited.provider.issuer,
      });
    const pages = await Promise.all(Array.from({ length: 6 }, start));
    const refused = pages.filter(({ url }) => isApplication(url));
    expect(refused.map(({ url }) => broughtBy(url).error)).toEqual(Array(3).fill('rate_limited'));
    limited.host.clock.advance(60_000);
    expect(isApplication((await start()).url)).toBe(false);
  } finally {
    await limited.stop();
  }
});

it('are forgotten when nobody comes back', async () => {
  const { host } = stage;
  await stage.bring('forgotten');
  await begin(stage.startUrl(newVerifier()));
  host.clock.advance(600_000);
  const another = await stage.startAnother();
  const left = async () => {
    const [row] = await host.admin<[{ count: number }]>`
      select (select count(*) from users.provider_requests)::int + (select count(*) from users.provider_codes)::int as count`;
    return row.count;
  };
  await expect.poll(left).toBe(0);
  await another.stop();
});
