import { globalId, type Viewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, confirm, enroll } from '../../tests/authenticator.ts';
import { link, newcomer } from '../../tests/identities.ts';
import {
  type Brought,
  enterRequest,
  outcomeOf,
  type ProvidersStage,
  startWithProvider,
} from '../../tests/providers-fixture.ts';
import { signedIn } from '../../tests/session-requests.ts';
import { uuidOf } from '../../tests/users-fixture.ts';

let stage: ProvidersStage;
beforeAll(async () => {
  stage = await startWithProvider('proofs by providers');
});
afterEach(() => {
  stage.provider.tamper = undefined;
});
afterAll(() => stage?.stop());

const reauthenticateDocument = /* GraphQL */ `
  mutation ($input: SessionReauthenticateInput!) {
    sessionReauthenticate(input: $input) { accessToken session { id authenticatedAt } userErrors { code path } }
  }
`;
const sensitiveDocument = 'mutation { passkeyRegistrationCreate { userErrors { code } } }';

/** Other words on when the person signed in there, signed all the same; undefined: none. */
const tell = (authTime: number | undefined) => {
  stage.provider.tamper = ({ auth_time: _, ...claims }) => ({
    ...claims,
    ...(authTime !== undefined && { auth_time: authTime }),
  });
};
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

const viewerOf = (accessToken: string) => stage.accessTokens.verify(accessToken);
const isRecent = async (viewer: Viewer) => {
  const { data } = await stage.ask(viewer, sensitiveDocument);
  return data.passkeyRegistrationCreate.userErrors.length === 0;
};
const reauthenticate = async (viewer: Viewer, { code, codeVerifier }: Brought, more: object = {}) => {
  const input = { provider: { code, codeVerifier }, ...more };
  return (await stage.ask(viewer, reauthenticateDocument, { input })).data.sessionReauthenticate;
};
const refusalOf = async (...asked: Parameters<typeof reauthenticate>) => {
  const { accessToken, userErrors } = await reauthenticate(...asked);
  expect(accessToken).toBe(null);
  return userErrors[0];
};
const badCode = { code: 'INVALID_PROVIDER_CODE', path: ['input', 'provider', 'code'] };

/** Who signs in by the provider alone, with what the provider says of when he did so there. */
async function enter(login = newcomer(stage).login) {
  const { data } = await stage.ask(...enterRequest(await stage.bring(login)));
  const { accessToken, session } = data.sessionCreateWithProvider;
  const viewer = await viewerOf(accessToken);
  return { login, viewer, session: String(session.id), userId: viewer.userId };
}
/** The same, long after he signed in there. */
async function enterLate() {
  tell(secondsAgo(3600));
  const late = await enter();
  stage.provider.tamper = undefined;
  return late;
}

describe('who signs in with a provider', () => {
  it('has proved who he is when he signed in there, and not by coming back', async () => {
    expect(await isRecent((await enter()).viewer)).toBe(true);
    const at = secondsAgo(3600);
    tell(at);
    const { viewer } = await enter();
    expect(viewer.authenticatedAt).toEqual(new Date(at * 1000));
    expect(await isRecent(viewer)).toBe(false);
  });

  it.each([
    ['says nothing of it', () => undefined],
    ['tells of a time to come', () => secondsAgo(-600)],
  ])('has proved it at no time where the provider %s', async (_, authTime) => {
    tell(authTime());
    const { viewer } = await enter();
    expect(await isRecent(viewer)).toBe(false);
    const { data } = await stage.ask(viewer, '{ viewer { sessions { nodes { authenticatedAt } } } }');
    expect(data.viewer.sessions.nodes).toEqual([{ authenticatedAt: null }]);
  });
});

describe('who proves himself again by a provider', () => {
  it('has to sign in there anew, and has a fresh proof then', async () => {
    const { clock } = stage.host;
    const browser = stage.browser();
    const { login } = newcomer(stage);
    // Who has a session there is let through, but for this.
    const first = await stage.bring(login, { browser });
    const { data } = await stage.ask(...enterRequest(first));
    const { session } = data.sessionCreateWithProvider;
    const viewer = asUser(uuidOf(data.sessionCreateWithProvider.user.id), uuidOf(session.id), new Date(0));
    expect(await isRecent(viewer)).toBe(false);

    const pages = browser.history.length;
    const answer = await reauthenticate(viewer, await stage.bring(login, { browser, session: session.id }));
    expect(answer).toMatchObject({ session: { id: session.id }, userErrors: [] });
    expect(browser.history.slice(pages).some(({ pathname }) => pathname.startsWith('/interaction/'))).toBe(true);
    const asked = browser.history.slice(pages).find(({ searchParams }) => searchParams.has('max_age'));
    expect(asked?.searchParams.get('prompt')).toBe('login');
    expect(asked?.searchParams.get('max_age')).toBe('0');
    const renewed = await viewerOf(answer.accessToken);
    expect(await isRecent(renewed)).toBe(true);
    expect(Math.abs(clock.now().getTime() - renewed.authenticatedAt.getTime())).toBeLessThan(60_000);
  });

  it.each([
    ['of before he set out', () => secondsAgo(120)],
    ['of no time', () => undefined],
    ['of a time to come', () => secondsAgo(-600)],
  ])('brings nothing where the provider tells %s', async (_, authTime) => {
    const { login, session } = await enterLate();
    tell(authTime());
    expect(await stage.bring(login, { session })).toMatchObject({ code: null, error: 'proof_not_fresh' });
  });

  it('is believed once', async () => {
    const { login, viewer, session } = await enterLate();
    const brought = await stage.bring(login, { session });
    expect((await reauthenticate(viewer, brought)).userErrors).toEqual([]);
    expect(await refusalOf(viewer, brought)).toEqual(badCode);
  });

  it('is believed for the session that he began it with, and for no other of his', async () => {
    const { login, session } = await enterLate();
    const other = await enter(login);
    expect(other.session).not.toBe(session);
    expect(await refusalOf(other.viewer, await stage.bring(login, { session }))).toEqual(badCode);
  });

  it('is nobody but who is linked with the viewer, be he known here or not', async () => {
    const { viewer, session } = await enterLate();
    const known = await enter();
    for (const login of [known.login, newcomer(stage).login]) {
      expect(await refusalOf(viewer, await stage.bring(login, { session }))).toEqual({
        code: 'IDENTITY_NOT_LINKED',
        path: ['input', 'provider'],
      });
    }
  });

  it('does not sign in by it, nor link; and nobody proves himself by what he brought to sign in', async () => {
    const { login, viewer, session } = await enterLate();
    expect(await outcomeOf(stage, await stage.bring(login, { session }))).toBe('INVALID_PROVIDER_CODE');
    const ada = await stage.person();
    const linked = await link(stage, ada.viewer, await stage.bring(newcomer(stage).login, { session }));
    expect(linked.userErrors).toMatchObject([{ code: 'INVALID_PROVIDER_CODE' }]);
    expect(await refusalOf(viewer, await stage.bring(login))).toEqual(badCode);
  });

  it('owes a second factor all the same, and gives one proof', async () => {
    const { login, viewer, session } = await enter();
    const { secret } = await enroll(stage, viewer);
    expect((await confirm(stage, viewer, codeOf(secret, stage.host.clock.now()))).userErrors).toEqual([]);
    const brought = await stage.bring(login, { session });
    const owed = { code: 'SECOND_FACTOR_REQUIRED', path: ['input', 'provider'] };
    expect(await refusalOf(viewer, brought)).toEqual(owed);
    expect((await refusalOf(viewer, brought, { password: 'a password' })).code).toBe('INVALID_INPUT');
  });

  it('may have a password too, and no session of others: of one that is made up nothing comes', async () => {
    const ada = await stage.person();
    const { login } = newcomer(stage);
    expect((await link(stage, ada.viewer, await stage.bring(login))).userErrors).toEqual([]);
    const session = await signedIn(stage, ada);
    const unknown = globalId('ses', ada.id);
    expect(await refusalOf(session.viewer, await stage.bring(login, { session: unknown }))).toEqual(badCode);
    const page = await stage
      .browser()
      .visit(stage.startUrl({ codeVerifier: '', codeChallenge: 'A'.repeat(43) }, { session: 'ses_1' }));
    expect(page.status).toBe(400);
    expect(
      (await reauthenticate(session.viewer, await stage.bring(login, { session: session.id }))).userErrors,
    ).toEqual([]);
  });
});
