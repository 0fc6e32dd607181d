import { AccessTokenIssuer } from '@trivet/identity';
import { decodeGlobalId, systemClock } from '@trivet/platform';
import { tokenNames } from '@trivet/standalone';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, type GraphQLAnswer, type Person, story } from '../../support/person.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';

const stepMs = 30_000;
const signInDocument = /* GraphQL */ `
  mutation ($email: EmailAddress!, $password: String!) {
    sessionCreate(input: { email: $email, password: $password }) {
      accessToken challenge { token factors } userErrors { code }
    }
  }
`;
const completeDocument = /* GraphQL */ `
  mutation ($input: SessionChallengeCompleteInput!) {
    sessionChallengeComplete(input: $input) { accessToken refreshToken session { id } userErrors { code } }
  }
`;
const enrollDocument = 'mutation { totpEnroll { secret uri userErrors { code } } }';
const confirmDocument =
  'mutation ($code: String!) { totpConfirm(input: { code: $code }) { recoveryCodes userErrors { code } } }';
const createKeyDocument =
  'mutation { apiKeyCreate(input: { name: "Robot", scopes: ["account:read"] }) { secret userErrors { code } } }';
const reauthenticateDocument = /* GraphQL */ `
  mutation ($input: SessionReauthenticateInput!) {
    sessionReauthenticate(input: $input) { accessToken userErrors { code } }
  }
`;

interface Protected {
  readonly person: Person;
  readonly recoveryCodes: readonly string[];
  /** Of so many steps after the present one: none is good twice, and one ahead is good already. */
  code(steps?: number): string;
}

/** Persons with a second factor, over HTTP. */
export function secondFactorSuite(way: Way): void {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(way, {
      name: 'second factors',
      throttled: true,
      environment: { TRUSTED_PROXIES: 'loopback' },
    });
  });
  afterAll(() => stack?.stop());

  const refresh = (refreshToken: string) => ask(stack.url, story['Refresh'] as string, { refreshToken });
  const refreshed = ({ data }: GraphQLAnswer) => data.sessionRefresh;
  const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` });
  const keep = (...secrets: string[]) => {
    for (const secret of secrets) stack.keepSecret(secret);
  };
  async function protectedPerson(name: string): Promise<Protected> {
    const person = await stack.person(name, { verified: true });
    const { secret } = (await person.ask(enrollDocument)).data.totpEnroll;
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const code = (steps = 0) => totp.generate({ timestamp: Date.now() + steps * stepMs });
    const { recoveryCodes } = (await person.ask(confirmDocument, { code: code() })).data.totpConfirm;
    keep(secret, ...recoveryCodes);
    return { person, recoveryCodes, code };
  }
  async function challengeOf({ email, password }: Person, headers = {}): Promise<string> {
    const { data } = await ask(stack.url, signInDocument, { email, password }, headers);
    const { accessToken, challenge } = data.sessionCreate;
    expect(accessToken).toBeNull();
    keep(challenge.token);
    return challenge.token;
  }
  /** As if he had signed in an hour ago, and refreshed since. */
  async function tokenOfLongAgo({ id, sessionId }: Person): Promise<string> {
    const issuer = new AccessTokenIssuer({ key: stack.keys.accessToken, ...tokenNames, clock: systemClock });
    const authenticatedAt = new Date(Date.now() - 3_600_000);
    const ids = { userId: decodeGlobalId(id)?.uuid ?? '', sessionId: decodeGlobalId(sessionId)?.uuid ?? '' };
    const { token } = await issuer.issue({ ...ids, authenticatedAt, sessionEndsAt: new Date(Date.now() + 3_600_000) });
    keep(token);
    return token;
  }
  const complete = (input: object, headers = {}) => ask(stack.url, completeDocument, { input }, headers);

  it('are let in by a code, refresh in two tabs at once, and have the session ended when a stolen token comes', async () => {
    const ada = await protectedPerson('Ada');
    const challengeToken = await challengeOf(ada.person);
    const { data } = await complete({ challengeToken, code: ada.code(1) });
    const { accessToken, refreshToken: stolen, userErrors } = data.sessionChallengeComplete;
    expect(userErrors).toEqual([]);
    keep(accessToken, stolen);

    const tabs = (await Promise.all([refresh(stolen), refresh(stolen)])).map(refreshed);
    for (const tab of tabs) keep(tab.accessToken, tab.refreshToken);
    expect(tabs[1].refreshToken).toBe(tabs[0].refreshToken);
    const next = refreshed(await refresh(tabs[0].refreshToken));
    keep(next.accessToken, next.refreshToken);
    const viewer = () => ask(stack.url, '{ viewer { id } }', {}, bearer(next.accessToken));
    expect((await viewer()).data.viewer.id).toBe(ada.person.id);

    expect(refreshed(await refresh(stolen)).userErrors).toMatchObject([{ code: 'INVALID_REFRESH_TOKEN' }]);
    expect(refreshed(await refresh(next.refreshToken)).userErrors).toMatchObject([{ code: 'INVALID_REFRESH_TOKEN' }]);
    await expect.poll(async () => (await viewer()).status, { timeout: 5_000, interval: 20 }).toBe(401);
    // Of before, and of another family: it goes on.
    expect((await ada.person.ask('{ viewer { totpEnabled } }')).data.viewer).toEqual({ totpEnabled: true });
  });

  it('prove again who they are before what is sensitive, and get on with the token that comes of it', async () => {
    const ada = await protectedPerson('Ada');
    const [recoveryCode = ''] = ada.recoveryCodes;
    const create = async (accessToken: string) => {
      const { data } = await ask(stack.url, createKeyDocument, {}, bearer(accessToken));
      if (data.apiKeyCreate.secret) keep(data.apiKeyCreate.secret);
      return data.apiKeyCreate.userErrors[0]?.code ?? 'done';
    };
    expect(await create(await tokenOfLongAgo(ada.person))).toBe('REAUTHENTICATION_REQUIRED');
    const byPassword = await ada.person.ask(reauthenticateDocument, { input: { password: ada.person.password } });
    expect(byPassword.data.sessionReauthenticate.userErrors).toEqual([{ code: 'SECOND_FACTOR_REQUIRED' }]);
    const { data } = await ada.person.ask(reauthenticateDocument, { input: { recoveryCode } });
    const { accessToken } = data.sessionReauthenticate;
    keep(accessToken);
    // At once, whatever was signed for the token of before: the way to subgraphs knows of it too.
    expect(await create(accessToken)).toBe('done');
    expect(await create(await tokenOfLongAgo(ada.person))).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('are guessed at no faster by aliases or at once, and by batches not at all', async () => {
    const ada = await protectedPerson('Ada');
    const here = { 'x-forwarded-for': '203.0.113.201' };
    keep('203.0.113.201');
    const tokens: string[] = [];
    for (let count = 0; count < 8; count += 1) tokens.push(await challengeOf(ada.person, here));
    const wrong = ['000000', '111111', '222222', '333333'].find((code) =>
      [-1, 0, 1, 2].every((steps) => ada.code(steps) !== code),
    );
    const fields = tokens.map(
      (token, index) =>
        `try${index}: sessionChallengeComplete(input: { challengeToken: "${token}", code: "${wrong}" }) { userErrors { code } }`,
    );
    const aliased = await ask(stack.url, `mutation { ${fields.join(' ')} }`, {}, here);
    expect(aliased.errors).toMatchObject([{ path: ['try5'], extensions: { code: 'RATE_LIMITED' } }]);
    const late = await complete({ challengeToken: await challengeOf(ada.person, here), code: ada.code(1) }, here);
    expect(late.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);

    const body = { query: completeDocument, variables: { input: { challengeToken: tokens[0], code: wrong } } };
    const batch = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...here },
      body: JSON.stringify(Array(20).fill(body)),
    });
    expect(batch.status).toBe(400);
    // Recovery codes are not to be guessed, so they are not held up.
    const [recoveryCode = ''] = ada.recoveryCodes;
    const { data } = await complete({ challengeToken: await challengeOf(ada.person, here), recoveryCode }, here);
    expect(data.sessionChallengeComplete.userErrors).toEqual([]);
    keep(data.sessionChallengeComplete.accessToken, data.sessionChallengeComplete.refreshToken);
  });
}
