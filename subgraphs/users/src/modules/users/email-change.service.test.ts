import { anonymous } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trySignIn } from '../../tests/attempts.ts';
import { allLogged, mailsTo, mailTo } from '../../tests/mails.ts';
import { refresh, type SignedIn, signedIn } from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('changes of addresses');
});
afterAll(() => stage?.stop());

const dayMs = 24 * 3_600_000;

async function request({ viewer, password }: Person, newEmail: string, given = password) {
  const document = `mutation ($input: EmailChangeRequestInput!) {
    emailChangeRequest(input: $input) { user { email } userErrors { code path } }
  }`;
  const { data, errors } = await stage.ask(viewer, document, { input: { newEmail, password: given } });
  return errors?.map(({ extensions }) => extensions['code']) ?? data.emailChangeRequest.userErrors;
}

async function confirm(token: string) {
  const document = `mutation ($token: String!) {
    emailChangeConfirm(input: { token: $token }) { isComplete userErrors { code path } }
  }`;
  const { data } = await stage.ask(anonymous, document, { token });
  return data.emailChangeConfirm;
}

/** The tokens that both addresses were sent. */
async function asked({ email }: Person, newEmail: string): Promise<{ readonly old: string; readonly new: string }> {
  return {
    old: (await mailTo(stage, email, 'email_change_approval')).token,
    new: (await mailTo(stage, newEmail, 'email_change_verification')).token,
  };
}

async function addressOf({ viewer }: Person) {
  const { data } = await stage.ask(viewer, '{ viewer { email emailVerified } }');
  return data.viewer;
}

const signsIn = async (person: Person, email: string) => (await trySignIn(stage, { ...person, email })) === 'done';
const done = (isComplete: boolean) => ({ isComplete, userErrors: [] });
const refused = { isComplete: null, userErrors: [{ code: 'INVALID_TOKEN', path: ['input', 'token'] }] };

describe('the address of a person', () => {
  it.each([
    ['old', 'new'],
    ['new', 'old'],
  ] as const)('is another when both have confirmed, the %s one first, and sessions go on', async (first, second) => {
    const ada = await stage.person();
    const session: SignedIn = await signedIn(stage, ada);
    const { email } = newRegistration();
    expect(await request(ada, email)).toEqual([]);
    const tokens = await asked(ada, email);
    expect(await confirm(tokens[first])).toEqual(done(false));
    expect([await addressOf(ada), await signsIn(ada, email)]).toEqual([
      { email: ada.email, emailVerified: true },
      false,
    ]);
    expect(await confirm(tokens[first])).toEqual(refused);

    expect(await confirm(tokens[second])).toEqual(done(true));
    expect(await addressOf(ada)).toEqual({ email, emailVerified: true });
    expect([await signsIn(ada, ada.email), await signsIn(ada, email)]).toEqual([false, true]);
    expect((await refresh(stage, session.refreshToken)).userErrors).toEqual([]);
    expect(await mailsTo(stage, ada.email, 'email_changed')).toMatchObject([
      { recipient: { address: ada.email, name: 'Ada' }, newAddress: email },
    ]);
    // Free for somebody else.
    expect((await stage.register({ email: ada.email })).data.userRegister.userErrors).toEqual([]);
  });

  it('changes once, whatever confirms it at the same time', async () => {
    const ada = await stage.person();
    const { email } = newRegistration();
    await request(ada, email);
    const tokens = await asked(ada, email);
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => confirm(n % 2 ? tokens.old : tokens.new)));
    const succeeded = outcomes.filter(({ userErrors }) => userErrors.length === 0);
    expect(succeeded.map(({ isComplete }) => isComplete).sort()).toEqual([false, true]);
    expect(await addressOf(ada)).toEqual({ email, emailVerified: true });
    await allLogged(stage);
    const told = (await stage.host.logged()).filter(
      ({ type, stream }) => type === 'user.email_changed' && stream.person === ada.id,
    );
    expect(told).toMatchObject([{ subject: { type: 'user', id: ada.id, version: 2 } }]);
  });

  it('takes no word of an address that nobody has verified: it may be mistyped', async () => {
    const ada = await stage.person({}, { verified: false });
    const { email } = newRegistration();
    expect(await request(ada, email)).toEqual([]);
    expect(await mailsTo(stage, ada.email, 'email_change_approval')).toEqual([]);
    expect(await confirm((await mailTo(stage, email, 'email_change_verification')).token)).toEqual(done(true));
    expect(await addressOf(ada)).toEqual({ email, emailVerified: true });
  });

  it('is shown and given away by no token that went to the last one', async () => {
    const ada = await stage.person({}, { verified: false });
    const verification = await mailTo(stage, ada.email, 'email_verification');
    const ask =
      'mutation ($email: EmailAddress!) { passwordResetRequest(input: { email: $email }) { userErrors { code } } }';
    await stage.ask(anonymous, ask, { email: ada.email });
    const { token } = await mailTo(stage, ada.email, 'password_reset');
    const { email } = newRegistration();
    await request(ada, email);
    await confirm((await mailTo(stage, email, 'email_change_verification')).token);
    // Nor is it for who comes by the address later.
    const heir = await stage.person({ email: ada.email });
    const use = `mutation ($verification: String!, $reset: String!) {
      emailVerify(input: { token: $verification }) { userErrors { code } }
      passwordReset(input: { token: $reset, newPassword: "staple battery" }) { userErrors { code } }
    }`;
    const { data } = await stage.ask(anonymous, use, { verification: verification.token, reset: token });
    const invalid = { userErrors: [{ code: 'INVALID_TOKEN' }] };
    expect(data).toEqual({ emailVerify: invalid, passwordReset: invalid });
    expect(await signsIn(heir, heir.email)).toBe(true);
  });
});

describe('a change of address', () => {
  it('takes the password, which is guessed no faster than at the door, and a signed-in person', async () => {
    const ada = await stage.person();
    const { email } = newRegistration();
    expect(await request(ada, email, 'not hers')).toEqual([
      { code: 'INVALID_CREDENTIALS', path: ['input', 'password'] },
    ]);
    expect(await mailsTo(stage, email, 'email_change_verification')).toEqual([]);
    const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => request(ada, email, `guess number ${n}`)));
    expect(guesses).toContainEqual(['RATE_LIMITED']);
    expect(await request({ ...ada, viewer: anonymous }, email)).toEqual(['UNAUTHENTICATED']);
  });

  it('to an address that somebody has is refused, when it is asked for and when it is confirmed', async () => {
    const [ada, grace] = [await stage.person(), await stage.person()];
    const taken = [{ code: 'EMAIL_TAKEN', path: ['input', 'newEmail'] }];
    expect([await request(ada, grace.email), await request(ada, grace.email.toUpperCase())]).toEqual([taken, taken]);
    expect(await request(ada, ada.email)).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'newEmail'] }]);

    const { email } = newRegistration();
    await request(ada, email);
    const tokens = await asked(ada, email);
    await confirm(tokens.old);
    await stage.register({ email });
    expect(await confirm(tokens.new)).toEqual({ isComplete: null, userErrors: [{ code: 'EMAIL_TAKEN', path: null }] });
    expect(await addressOf(ada)).toEqual({ email: ada.email, emailVerified: true });
  });

  it('takes the place of the one before, of which no token is good any more', async () => {
    const ada = await stage.person();
    const [first, second] = [newRegistration().email, newRegistration().email];
    await request(ada, first);
    const before = await asked(ada, first);
    await request(ada, second);
    expect([await confirm(before.old), await confirm(before.new)]).toEqual([refused, refused]);
    const tokens = await asked(ada, second);
    expect([await confirm(tokens.old), await confirm(tokens.new)]).toEqual([done(false), done(true)]);
    expect(await mailsTo(stage, first, 'email_change_verification')).toEqual([]);
  });

  it('is over after a day, and forgotten after another', async () => {
    const ada = await stage.person();
    const { email } = newRegistration();
    await request(ada, email);
    const tokens = await asked(ada, email);
    await confirm(tokens.old);
    stage.host.clock.advance(dayMs);
    expect(await confirm(tokens.new)).toEqual(refused);
    const kept = async () =>
      (await stage.host.admin`select id from users.email_changes where user_id = ${ada.id}`).length;
    const sweep = async () => (await stage.startAnother()).stop();
    await sweep();
    expect(await kept()).toBe(1);
    stage.host.clock.advance(dayMs + 1);
    await sweep();
    expect(await kept()).toBe(0);
  });

  it('may be asked for five times an hour for one address', async () => {
    const { email } = newRegistration();
    const outcomes = [];
    for (let times = 0; times < 6; times += 1) outcomes.push(await request(await stage.person(), email));
    expect(outcomes).toEqual([...Array(5).fill([]), ['RATE_LIMITED']]);
  });

  it('is kept as ciphertext and keyed hash only', async () => {
    const ada = await stage.person();
    const { email } = newRegistration();
    await request(ada, email);
    await asked(ada, email);
    const [row] = await stage.host.admin<[{ row: string }]>`
      select c::text as row from users.email_changes c where user_id = ${ada.id}`;
    for (const address of [ada.email, email]) {
      for (const trace of [address, Buffer.from(address).toString('hex')]) expect(row.row).not.toContain(trace);
      expect(JSON.stringify([stage.host.lines, await stage.host.logged()])).not.toContain(address);
    }
  });
});
