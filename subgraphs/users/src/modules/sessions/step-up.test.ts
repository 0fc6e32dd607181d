import { globalId, type UserViewer, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, protectedPerson } from '../../tests/authenticator.ts';
import { accountOf, join } from '../../tests/members-fixture.ts';
import { refresh, type SignedIn, signedIn } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const minute = 60_000;

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('step-up');
});
afterAll(() => stage?.stop());

const reauthenticateDocument = /* GraphQL */ `
  mutation ($input: SessionReauthenticateInput!) {
    sessionReauthenticate(input: $input) {
      accessToken expiresAt session { id authenticatedAt createdAt } userErrors { code path }
    }
  }
`;
const createKeyDocument = /* GraphQL */ `
  mutation ($accountId: ID) {
    apiKeyCreate(input: { accountId: $accountId, name: "Robot", scopes: ["account:read"] }) {
      apiKey { id } secret userErrors { code path }
    }
  }
`;
const staleness = [{ code: 'REAUTHENTICATION_REQUIRED', path: null }];

const reauthenticateBy = (viewer: Viewer, input: object) => stage.ask(viewer, reauthenticateDocument, { input });
const reauthenticate = (viewer: Viewer, password: string) => reauthenticateBy(viewer, { password });
const viewerOf = (accessToken: string): Promise<UserViewer> => stage.accessTokens.verify(accessToken);
const createKey = async (viewer: Viewer, accountId?: string) =>
  (await stage.ask(viewer, createKeyDocument, { accountId })).data?.apiKeyCreate;

/** Somebody who signed in so long ago that it is not recent, and not so long that his access token has expired. */
async function stale(person: Person): Promise<SignedIn> {
  const session = await signedIn(stage, person);
  const long = new Date(stage.host.clock.now().getTime() - 10 * minute - 1);
  return { ...session, viewer: { ...session.viewer, authenticatedAt: long } };
}

describe('what is sensitive', () => {
  it('takes a proof of the last ten minutes, by the clock of the process', async () => {
    const { clock } = stage.host;
    const session = await signedIn(stage, await stage.person());
    const viewer = { ...session.viewer, authenticatedAt: clock.now() };
    clock.advance(10 * minute);
    expect((await createKey(viewer)).userErrors).toEqual([]);
    clock.advance(1);
    expect(await createKey(viewer)).toEqual({ apiKey: null, secret: null, userErrors: staleness });
  });

  it('is a key and another secret for it, who owns an account, and its end; not what is done every day', async () => {
    const [ada, grace] = [await stage.person(), await stage.person()];
    const { viewer } = await stale(ada);
    const accountId = await accountOf(stage, ada);
    const memberId = await join(stage, accountId, grace, 'member');
    const { apiKey } = await createKey(ada.viewer, accountId);
    const ask = async (field: string, input: object) => {
      const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
      const document = `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code path } } }`;
      return (await stage.ask(viewer, document, { input })).data[field].userErrors;
    };
    const key = { accountId, name: 'Robot', scopes: ['account:read'] };
    expect(await ask('apiKeyCreate', key)).toEqual(staleness);
    expect(await ask('apiKeyRotate', { apiKeyId: apiKey.id })).toEqual(staleness);
    expect(await ask('accountTransfer', { accountId, memberId })).toEqual(staleness);
    expect(await ask('memberUpdate', { memberId, role: 'OWNER' })).toEqual(staleness);
    expect(await ask('accountDelete', { accountId, expectedVersion: 1 })).toEqual(staleness);

    expect(await ask('memberUpdate', { memberId, role: 'VIEWER' })).toEqual([]);
    expect(await ask('apiKeyRevoke', { apiKeyId: apiKey.id })).toEqual([]);
    expect(await ask('accountUpdate', { accountId, name: 'Renamed', expectedVersion: 1 })).toEqual([]);
  });

  it('says of what is not there, and of what the viewer may not do, the same as ever', async () => {
    const [ada, grace] = [await stage.person(), await stage.person()];
    const { viewer } = await stale(grace);
    const accountId = await accountOf(stage, ada);
    const unknown = globalId('acc', ada.id);
    for (const id of [accountId, unknown]) {
      expect((await createKey(viewer, id)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'accountId'] }]);
    }
    await join(stage, accountId, grace, 'viewer');
    const { errors } = await stage.ask(viewer, createKeyDocument, { accountId });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
  });
});

describe('a proof that is given again', () => {
  it('counts in the access token that comes of it, in those that follow, and in no other session', async () => {
    const { clock } = stage.host;
    const ada = await stage.person();
    const [mine, other] = [await signedIn(stage, ada), await signedIn(stage, ada)];
    clock.advance(11 * minute);
    const refreshed = await refresh(stage, mine.refreshToken);
    expect((await createKey(await viewerOf(refreshed.accessToken))).userErrors).toEqual(staleness);

    const { data } = await reauthenticate(await viewerOf(refreshed.accessToken), ada.password);
    const { accessToken, expiresAt, session, userErrors } = data.sessionReauthenticate;
    expect(userErrors).toEqual([]);
    expect(session).toMatchObject({ id: mine.id, authenticatedAt: clock.now().toISOString() });
    expect(Date.parse(expiresAt)).toBe(Math.floor(clock.now().getTime() / 1000) * 1000 + 600_000);
    expect((await createKey(await viewerOf(accessToken))).userErrors).toEqual([]);

    clock.advance(9 * minute);
    const next = await refresh(stage, refreshed.refreshToken);
    expect((await createKey(await viewerOf(next.accessToken))).userErrors).toEqual([]);
    const others = await refresh(stage, other.refreshToken);
    expect((await createKey(await viewerOf(others.accessToken))).userErrors).toEqual(staleness);
  });

  it('is none with a wrong password, which is guessed no faster than at the door', async () => {
    const ada = await stage.person();
    const { viewer } = await signedIn(stage, ada);
    const { data } = await reauthenticate(viewer, 'a wrong password');
    expect(data.sessionReauthenticate).toEqual({
      accessToken: null,
      expiresAt: null,
      session: null,
      userErrors: [{ code: 'INVALID_CREDENTIALS', path: ['input', 'password'] }],
    });
    const guesses = Array.from({ length: 20 }, (_, index) => reauthenticate(viewer, `guess number ${index}`));
    const codes = (await Promise.all(guesses)).flatMap(({ errors }) => errors?.[0]?.extensions?.['code'] ?? []);
    expect(new Set(codes)).toEqual(new Set(['RATE_LIMITED']));
    expect((await reauthenticate(viewer, ada.password)).errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED' } },
    ]);
  });

  it('is of no use to a session that has ended, nor to anybody who is no person', async () => {
    const ada = await stage.person();
    const { viewer, uuid } = await signedIn(stage, ada);
    await stage.ask(viewer, 'mutation { sessionRevokeAll { revokedCount } }');
    const key = { kind: 'key' as const, keyId: uuid, owner: { userId: ada.id }, scopes: [] };
    const outcomes = [viewer, { kind: 'anonymous' as const }, key].map(async (asking) => {
      const { errors } = await reauthenticate(asking, ada.password);
      return errors?.[0]?.extensions?.['code'];
    });
    expect(await Promise.all(outcomes)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'FORBIDDEN']);
  });

  it('counts from the sign-in for a session of before there were any', async () => {
    const ada = await stage.person();
    const mine = await signedIn(stage, ada);
    await stage.host.admin`update users.sessions set authenticated_at = null where id = ${mine.uuid}`;
    stage.host.clock.advance(11 * minute);
    const { accessToken } = await refresh(stage, mine.refreshToken);
    expect((await createKey(await viewerOf(accessToken))).userErrors).toEqual(staleness);
  });
});

describe('who signs in with a second factor', () => {
  it('proves himself again by that, each code once; his password is not enough', async () => {
    const { clock } = stage.host;
    const ada = await protectedPerson(stage);
    clock.advance(11 * minute);
    const { viewer } = ada.session;
    const [recoveryCode = ''] = ada.recoveryCodes;
    const outcomeOf = async (input: object) => {
      const { data } = await reauthenticateBy(viewer, input);
      const { accessToken, userErrors } = data.sessionReauthenticate;
      if (accessToken) expect((await createKey(await viewerOf(accessToken))).userErrors).toEqual([]);
      return userErrors[0]?.code ?? 'done';
    };
    expect(await outcomeOf({ password: ada.person.password })).toBe('SECOND_FACTOR_REQUIRED');
    const code = codeOf(ada.secret, clock.now());
    expect([await outcomeOf({ code }), await outcomeOf({ code })]).toEqual(['done', 'INVALID_CODE']);
    expect([await outcomeOf({ recoveryCode }), await outcomeOf({ recoveryCode })]).toEqual(['done', 'INVALID_CODE']);
    expect(await outcomeOf({ password: ada.person.password, code: ada.nextCode() })).toBe('INVALID_INPUT');
    expect(await outcomeOf({})).toBe('INVALID_INPUT');
  });

  it('cannot be somebody who has a session of his and guesses codes', async () => {
    const ada = await protectedPerson(stage);
    const guesses = Array.from({ length: 20 }, (_, index) =>
      reauthenticateBy(ada.session.viewer, { code: String(index).padStart(6, '0') }),
    );
    const codes = (await Promise.all(guesses)).map(
      ({ data, errors }) => errors?.[0]?.extensions?.['code'] ?? data.sessionReauthenticate.userErrors[0]?.code,
    );
    expect(codes.filter((code) => code === 'INVALID_CODE').length).toBeLessThanOrEqual(5);
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(15);
  });

  it('has no other proof where he has no authenticator: a code of nobody is none', async () => {
    const { viewer } = await signedIn(stage, await stage.person());
    for (const input of [{ code: '123456' }, { recoveryCode: '0000-0000-0000-0000' }]) {
      const { data } = await reauthenticateBy(viewer, input);
      expect(data.sessionReauthenticate.userErrors).toMatchObject([{ code: 'INVALID_CODE' }]);
    }
  });
});
