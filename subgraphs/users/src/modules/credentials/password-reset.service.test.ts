import { randomUUID } from 'node:crypto';
import { anonymous } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { from, networkNumber, repeat, tally, trySignIn } from '../../tests/attempts.ts';
import { protectedPerson } from '../../tests/authenticator.ts';
import { allLogged, mailsTo, mailTo } from '../../tests/mails.ts';
import { announced, refresh, signedIn, signIn } from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('password resets');
});
afterAll(() => stage?.stop());

const hourMs = 3_600_000;
const another = 'staple battery';

async function request(email: string, address?: string) {
  const document = `mutation ($email: EmailAddress!) {
    passwordResetRequest(input: { email: $email }) { userErrors { code path } }
  }`;
  const { data, errors } = await stage.ask(anonymous, document, { email }, from(address));
  return errors?.map(({ extensions }) => extensions['code']) ?? data.passwordResetRequest.userErrors;
}

async function reset(token: string, newPassword = another, address?: string) {
  const document = `mutation ($input: PasswordResetInput!) {
    passwordReset(input: $input) { user { displayName email } userErrors { code path } }
  }`;
  const { data } = await stage.ask(anonymous, document, { input: { token, newPassword } }, from(address));
  return data.passwordReset;
}

async function tokenFor({ email }: Person): Promise<string> {
  expect(await request(email)).toEqual([]);
  return (await mailTo(stage, email, 'password_reset')).token;
}

const refused = { user: null, userErrors: [{ code: 'INVALID_TOKEN', path: ['input', 'token'] }] };
const signsIn = async (person: Person, password: string) =>
  (await trySignIn(stage, { ...person, password })) === 'done';

describe('a password that was lost', () => {
  it('is replaced by the token of a mail, which ends all sessions of its person and nobody else’s', async () => {
    const [ada, grace] = [await stage.person(), await stage.person()];
    const [one, other, hers] = [await signedIn(stage, ada), await signedIn(stage, ada), await signedIn(stage, grace)];
    const token = await tokenFor(ada);
    expect(await reset(token)).toEqual({ user: { displayName: 'Ada', email: null }, userErrors: [] });
    expect([await signsIn(ada, ada.password), await signsIn(ada, another)]).toEqual([false, true]);
    const refreshed = [];
    for (const { refreshToken } of [one, other, hers])
      refreshed.push((await refresh(stage, refreshToken)).userErrors.length === 0);
    expect(refreshed).toEqual([false, false, true]);
    expect((await announced(stage, one.uuid)).map(({ type, payload }) => [type, payload['reason']])).toEqual([
      ['session.created', undefined],
      ['session.revoked', 'revoked'],
    ]);
    expect(await mailsTo(stage, ada.email, 'password_was_reset')).toHaveLength(1);
  });

  it('is replaced once by fifty who bring the token at the same time', async () => {
    const ada = await stage.person();
    const token = await tokenFor(ada);
    const passwords = Array.from({ length: 50 }, (_, index) => `staple battery ${'x'.repeat(index)}`);
    const outcomes = await Promise.all(passwords.map((password) => reset(token, password)));
    const winners = passwords.filter((_, index) => outcomes[index].userErrors.length === 0);
    expect(winners).toHaveLength(1);
    expect(outcomes.filter(({ user }) => user === null)).toEqual(Array(49).fill(refused));
    expect(await signsIn(ada, winners[0] ?? '')).toBe(true);
  });

  it('is not replaced by a token that is too old, is none, or was sent for something else', async () => {
    const ada = await stage.person({}, { verified: false });
    const verification = await mailTo(stage, ada.email, 'email_verification');
    const token = await tokenFor(ada);
    for (const none of ['', 'none', verification.token, `${token}x`]) expect(await reset(none), none).toEqual(refused);
    stage.host.clock.advance(hourMs);
    expect(await reset(token)).toEqual(refused);
    expect(await mailsTo(stage, ada.email, 'password_reset')).toEqual([]);
    expect(await signsIn(ada, ada.password)).toBe(true);
  });

  it('takes a good new one, and a bad one does not use up the token', async () => {
    const ada = await stage.person();
    const token = await tokenFor(ada);
    for (const [password, code] of [
      ['short', 'INVALID_INPUT'],
      ['password1', 'PASSWORD_TOO_COMMON'],
      [ada.email, 'PASSWORD_TOO_COMMON'],
    ] as const) {
      expect(await reset(token, password)).toEqual({
        user: null,
        userErrors: [{ code, path: ['input', 'newPassword'] }],
      });
    }
    expect((await reset(token)).userErrors).toEqual([]);
  });

  it('is replaced by one of the tokens that were sent, and then by none of the others', async () => {
    const ada = await stage.person();
    await tokenFor(ada);
    await tokenFor(ada);
    const [first, second] = await mailsTo(stage, ada.email, 'password_reset');
    expect((await reset(second?.token ?? '')).userErrors).toEqual([]);
    expect(await reset(first?.token ?? '')).toEqual(refused);
  });

  it('is given to who has none, and shows that the address is his', async () => {
    const ada = await stage.person({}, { verified: false });
    await stage.host.admin`delete from users.credentials where user_id = ${ada.id}`;
    expect((await reset(await tokenFor(ada))).userErrors).toEqual([]);
    expect(await signsIn(ada, another)).toBe(true);
    const { data } = await stage.ask(ada.viewer, '{ viewer { emailVerified } }');
    expect(data.viewer.emailVerified).toBe(true);
  });

  it('leaves its person the second factor, which is asked for as before', async () => {
    const { person } = await protectedPerson(stage);
    expect((await reset(await tokenFor(person))).userErrors).toEqual([]);
    const entrance = await signIn(stage, { ...person, password: another });
    expect(entrance).toMatchObject({ session: null, accessToken: null, challenge: { token: expect.any(String) } });
  });

  it('keeps nobody out who has shown that he is at home, though others use up his attempts', async () => {
    const ada = await stage.person();
    const here = '203.0.113.7';
    const guess = (index: number) =>
      trySignIn(stage, { ...ada, password: `guess number ${index}` }, networkNumber(index));
    expect(tally(await repeat(20, guess))).toEqual({ INVALID_CREDENTIALS: 15, RATE_LIMITED: 5 });
    const token = await tokenFor(ada);
    expect((await reset(token, another, here)).userErrors).toEqual([]);
    expect(await trySignIn(stage, { ...ada, password: another }, here)).toBe('done');
  });
});

describe('who asks for a new password', () => {
  it('is told the same of every address, and the same is written down of it', async () => {
    const { admin } = stage.host;
    const ada = await stage.person();
    await allLogged(stage);
    const traces = [];
    for (const email of [ada.email, ada.email.toUpperCase(), newRegistration().email]) {
      const before = (await stage.host.logged()).length;
      const [last] = await admin`select max(id::text) as id from users.mailed_tokens`;
      expect(await request(email)).toEqual([]);
      await allLogged(stage);
      const tokens = await admin`
        select purpose, user_id, expires_at - created_at as lifetime from users.mailed_tokens
        where id::text > coalesce(${last?.['id'] ?? null}, '')`;
      const events = (await stage.host.logged()).slice(before);
      traces.push({
        tokens: [...tokens],
        events: events.map(({ type, actor, payload }) => ({ type, actor, payload: Object.keys(payload) })),
      });
      expect(events.map(({ stream }) => stream.person)).not.toContain(ada.id);
    }
    expect(traces[0]).toMatchObject({ tokens: [{ user_id: null }], events: [{ type: 'password_reset.requested' }] });
    expect(new Set(traces.map((trace) => JSON.stringify(trace))).size).toBe(1);
  });

  it('has a mail sent to who has the address, and to nobody else', async () => {
    const ada = await stage.person();
    const stranger = newRegistration().email;
    await request(stranger);
    await request(ada.email.toUpperCase());
    expect(await mailsTo(stage, stranger, 'password_reset')).toEqual([]);
    expect(await mailsTo(stage, ada.email, 'password_reset')).toMatchObject([{ recipient: { name: 'Ada' } }]);
  });

  it('may do so five times an hour for an address, be it known or not, and thirty times from a network', async () => {
    const ada = await stage.person();
    for (const email of [ada.email, newRegistration().email]) {
      const outcomes = [];
      for (let index = 0; index < 6; index += 1) outcomes.push(await request(email, networkNumber(index)));
      expect(outcomes).toEqual([...Array(5).fill([]), ['RATE_LIMITED']]);
    }
    const many = [];
    for (let index = 0; index < 31; index += 1) many.push(await request(`${randomUUID()}@example.com`, '203.0.113.9'));
    expect(many.slice(0, 30).flat()).toEqual([]);
    expect(many[30]).toEqual(['RATE_LIMITED']);
    stage.host.clock.advance(hourMs);
    expect(await request(ada.email, '203.0.113.9')).toEqual([]);
  });

  it('gives an address that can be one', async () => {
    expect(await request(`${'a'.repeat(243)}@example.com`)).toEqual([
      { code: 'INVALID_INPUT', path: ['input', 'email'] },
    ]);
  });
});
