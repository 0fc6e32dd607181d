import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeOf, complete, confirm, enroll, stepMs } from '../../tests/authenticator.ts';
import { identitiesOf, link, newcomer, toldOf } from '../../tests/identities.ts';
import { mailsTo, mailTo } from '../../tests/mails.ts';
import {
  enterRequest,
  newVerifier,
  outcomeOf,
  type ProvidersStage,
  startWithProvider,
} from '../../tests/providers-fixture.ts';
import { signIn } from '../../tests/session-requests.ts';
import { uuidOf } from '../../tests/users-fixture.ts';

let stage: ProvidersStage;
beforeAll(async () => {
  stage = await startWithProvider('identities', { others: ['other'] });
});
afterAll(() => stage?.stop());

const me = '{ viewer { id email emailVerified displayName identities { id provider label email linkedAt } } }';

it('registers who is not known yet, with what the provider says, and without a password', async () => {
  const { login, email } = newcomer(stage);
  const { userId, sessionId, viewer } = await stage.enter(login);
  const { data } = await stage.ask(viewer, me);
  const { id, ...shown } = data.viewer;
  expect(uuidOf(id)).toBe(userId);
  expect(shown).toEqual({
    email,
    emailVerified: true,
    displayName: 'Grace',
    identities: [
      {
        id: expect.stringMatching(/^idn_/),
        provider: 'test',
        label: 'The test one',
        email,
        linkedAt: stage.host.clock.now().toISOString(),
      },
    ],
  });
  const identityId = uuidOf(shown.identities[0].id);
  expect((await toldOf(stage, userId)).map(({ type, payload, actor }) => ({ type, payload, actor }))).toEqual([
    { type: 'user.created', payload: { userId }, actor: userId },
    { type: 'identity.linked', payload: { userId, identityId }, actor: userId },
    { type: 'session.created', payload: { userId, sessionId, methods: ['provider'] }, actor: userId },
  ]);
  expect((await signIn(stage, { email, password: 'any password at all' })).userErrors).toEqual([
    { code: 'INVALID_CREDENTIALS', message: expect.any(String), path: null },
  ]);
});

it('knows a person again by who he is there, whatever his address has become', async () => {
  const { login, email } = newcomer(stage);
  const { userId } = await stage.enter(login);
  stage.provider.persons.set(login, { email: `renamed-${email}`, email_verified: true });
  const again = await stage.enter(login);
  expect(again.userId).toBe(userId);
  const { data } = await stage.ask(again.viewer, me);
  expect(data.viewer).toMatchObject({ email, identities: [{ email }] });
});

it.each([{ email_verified: false }, { email_verified: undefined }])(
  'takes nobody’s address for verified that the provider does not vouch for: %j',
  async (claims) => {
    const { viewer } = await stage.enter(newcomer(stage, claims).login);
    const { data } = await stage.ask(viewer, me);
    expect(data.viewer.emailVerified).toBe(false);
  },
);

it('registers nobody without an address', async () => {
  const brought = await stage.bring(newcomer(stage, { email: undefined }).login);
  expect(await outcomeOf(stage, brought)).toBe('PROVIDER_EMAIL_MISSING');
});

it('lets nobody in by an address alone, and changes nothing of its person', async () => {
  const ada = await stage.person();
  const { login } = newcomer(stage, { email: ada.email.toUpperCase() });
  const { data } = await stage.ask(...enterRequest(await stage.bring(login)));
  expect(data.sessionCreateWithProvider).toEqual({
    accessToken: null,
    refreshToken: null,
    session: null,
    user: null,
    challenge: null,
    userErrors: [{ code: 'EMAIL_TAKEN', path: null }],
  });
  expect(await identitiesOf(stage, ada.viewer)).toEqual([]);
  // Once he has linked it himself.
  expect((await link(stage, ada.viewer, await stage.bring(login))).userErrors).toEqual([]);
  expect(await outcomeOf(stage, await stage.bring(login))).toBe(ada.id);
});

it('takes a code once, of many at once too', async () => {
  const brought = await stage.bring(newcomer(stage).login);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcomeOf(stage, brought)));
  expect(outcomes.filter((outcome) => outcome !== 'INVALID_PROVIDER_CODE')).toHaveLength(1);
  expect(await outcomeOf(stage, brought)).toBe('INVALID_PROVIDER_CODE');
});

it('takes a code for a minute', async () => {
  const { login } = newcomer(stage);
  const [inTime, late] = [await stage.bring(login), await stage.bring(login)];
  stage.host.clock.advance(59_999);
  expect(await outcomeOf(stage, inTime)).not.toBe('INVALID_PROVIDER_CODE');
  stage.host.clock.advance(1);
  expect(await outcomeOf(stage, late)).toBe('INVALID_PROVIDER_CODE');
});

it('takes a code from who has its verifier, and from nobody after a wrong one', async () => {
  const { code, codeVerifier } = await stage.bring(newcomer(stage).login);
  expect(await outcomeOf(stage, { code, codeVerifier: newVerifier().codeVerifier })).toBe('INVALID_PROVIDER_CODE');
  expect(await outcomeOf(stage, { code, codeVerifier })).toBe('INVALID_PROVIDER_CODE');
});

it.each(['', 'none', 'A'.repeat(43), 'A'.repeat(5000)])('takes "%.20s…" for no code', async (code) => {
  expect(await outcomeOf(stage, { code, codeVerifier: newVerifier().codeVerifier })).toBe('INVALID_PROVIDER_CODE');
});

it('makes one person of many who come at once as somebody new', async () => {
  const { login, email } = newcomer(stage);
  const all = await Promise.all(Array.from({ length: 5 }, () => stage.bring(login)));
  const outcomes = await Promise.all(all.map((brought) => outcomeOf(stage, brought)));
  expect(new Set(outcomes).size).toBe(1);
  const [userId = ''] = outcomes;
  const [row] = await stage.host.admin<[{ persons: number; identities: number }]>`
    select (select count(*)::int from users.users where id = ${userId}) as persons,
      (select count(*)::int from users.identities where user_id = ${userId}) as identities`;
  expect(row).toEqual({ persons: 1, identities: 1 });
  expect((await toldOf(stage, userId)).filter(({ type }) => type === 'user.created')).toHaveLength(1);
  expect(email).toContain('@');
});

it('makes one person of two who come at once as somebody new, with another address each', async () => {
  const { login, email } = newcomer(stage);
  const first = await stage.bring(login);
  stage.provider.persons.set(login, { email: `second-${email}`, email_verified: true });
  const second = await stage.bring(login);
  const outcomes = await Promise.all([outcomeOf(stage, first), outcomeOf(stage, second)]);
  expect(new Set(outcomes).size).toBe(1);
});

it('keeps neither who somebody is at the provider nor his address in the clear', async () => {
  const { login, email } = newcomer(stage);
  await stage.enter(login);
  const waiting = newcomer(stage);
  const kept = await stage.bring(waiting.login);
  expect(kept.code).not.toBeNull();
  for (const table of ['identities', 'identity_subjects', 'provider_codes', 'users', 'outbox']) {
    const rows = await stage.host.admin`select * from ${stage.host.admin(`users.${table}`)}`;
    const text = rows.flatMap((row) => Object.values(row).map((value) => String(value))).join('\n');
    for (const secret of [login, email, waiting.login]) expect(text).not.toContain(secret);
  }
});

it('names the providers for everybody', async () => {
  const { data } = await stage.ask({ kind: 'anonymous' }, '{ identityProviders { name label } }');
  expect(data.identityProviders).toEqual([
    { name: 'test', label: 'The test one' },
    { name: 'other', label: 'The other one' },
  ]);
});

it('tells a person without a password that he has none to change', async () => {
  const { viewer } = await stage.enter(newcomer(stage).login);
  const { data } = await stage.ask(
    viewer,
    `mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { user { id } userErrors { code path } } }`,
    { input: { currentPassword: 'any password at all', newPassword: 'another password' } },
  );
  expect(data.passwordChange).toEqual({
    user: null,
    userErrors: [{ code: 'NO_PASSWORD', path: ['input', 'currentPassword'] }],
  });
});

it.each([
  [true, 0],
  [false, 1],
])('asks for a proof of an address only where the provider does not vouch for it: %s', async (vouched, mails) => {
  const { login, email } = newcomer(stage, { email_verified: vouched });
  await stage.enter(login);
  expect(await mailsTo(stage, email, 'email_verification')).toHaveLength(mails);
});

const askForReset = `mutation ($email: EmailAddress!) {
  passwordResetRequest(input: { email: $email }) { userErrors { code } }
}`;
const resetDocument = `mutation ($input: PasswordResetInput!) {
  passwordReset(input: $input) { user { id } userErrors { code } }
}`;

/** As who reads what is sent to the address. */
async function resetPassword(email: string): Promise<void> {
  await stage.ask({ kind: 'anonymous' }, askForReset, { email });
  const { token } = await mailTo(stage, email, 'password_reset');
  const { data } = await stage.ask({ kind: 'anonymous' }, resetDocument, {
    input: { token, newPassword: 'staple battery' },
  });
  expect(data.passwordReset.userErrors).toEqual([]);
}

it('keeps out who registered by a provider with an address that is another’s, once its owner comes', async () => {
  const { login, email } = newcomer(stage, { email_verified: false });
  const { userId, viewer } = await stage.enter(login);
  const [identity] = await identitiesOf(stage, viewer);
  await resetPassword(email);
  expect(await outcomeOf(stage, await stage.bring(login))).toBe('EMAIL_TAKEN');
  expect(await identitiesOf(stage, viewer)).toEqual([]);
  const unlinked = (await toldOf(stage, userId)).filter(({ type }) => type === 'identity.unlinked');
  expect(unlinked.map(({ payload }) => payload)).toEqual([{ userId, identityId: uuidOf(identity.id) }]);
});

it('leaves a person his provider, who forgot the password of an address that he had verified', async () => {
  const { login, email } = newcomer(stage);
  const { userId } = await stage.enter(login);
  await resetPassword(email);
  expect(await outcomeOf(stage, await stage.bring(login))).toBe(userId);
  expect((await signIn(stage, { email, password: 'staple battery' })).userErrors).toEqual([]);
});

it('is a first factor, and no more: who has a second one owes it', async () => {
  const { login } = newcomer(stage);
  const { userId, viewer } = await stage.enter(login);
  const { secret } = await enroll(stage, viewer);
  await confirm(stage, viewer, codeOf(secret, stage.host.clock.now()));
  const { data } = await stage.ask(...enterRequest(await stage.bring(login)));
  const { challenge, ...shown } = data.sessionCreateWithProvider;
  expect(shown).toEqual({ accessToken: null, refreshToken: null, session: null, user: null, userErrors: [] });
  expect(challenge.factors).toEqual(['TOTP', 'RECOVERY_CODE']);
  stage.host.clock.advance(stepMs);
  const code = codeOf(secret, stage.host.clock.now());
  const { session, userErrors } = await complete(stage, { challengeToken: challenge.token, code });
  expect(userErrors).toEqual([]);
  const created = (await toldOf(stage, userId)).find(({ subject }) => subject.id === uuidOf(session.id));
  expect(created?.payload).toMatchObject({ methods: ['provider', 'totp'] });
});
