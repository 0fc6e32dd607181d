import { anonymous, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announced, refresh, type SignedIn, signedIn, signIn } from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('passwords');
});
afterAll(() => stage?.stop());

const changeDocument = /* GraphQL */ `
  mutation ($input: PasswordChangeInput!) {
    passwordChange(input: $input) { user { id } userErrors { code path } }
  }
`;
const another = 'staple battery';

const change = async (viewer: Viewer, currentPassword: string, newPassword = another) => {
  const { data, errors } = await stage.ask(viewer, changeDocument, { input: { currentPassword, newPassword } });
  return errors?.map(({ extensions }) => extensions['code']) ?? data.passwordChange;
};
const refusedFor = (code: string, field: string) => ({
  user: null,
  userErrors: [{ code, path: ['input', field] }],
});

async function mayRefresh({ refreshToken }: SignedIn): Promise<boolean> {
  return (await refresh(stage, refreshToken)).userErrors.length === 0;
}

async function signsInWith(password: string, { email }: Person): Promise<boolean> {
  return (await signIn(stage, { email, password })).userErrors.length === 0;
}

describe('a password that is changed', () => {
  it('is the only one from then on; other sessions of its person end, and the one that changed it goes on', async () => {
    const [ada, grace] = [await stage.person(), await stage.person()];
    const [mine, other, hers] = [await signedIn(stage, ada), await signedIn(stage, ada), await signedIn(stage, grace)];
    expect(await change(mine.viewer, ada.password)).toMatchObject({ userErrors: [] });
    expect(await signsInWith(ada.password, ada)).toBe(false);
    expect(await signsInWith(another, ada)).toBe(true);
    expect([await mayRefresh(mine), await mayRefresh(other), await mayRefresh(hers)]).toEqual([true, false, true]);
    const told = [...(await announced(stage, mine.uuid)), ...(await announced(stage, other.uuid))];
    expect(told.map(({ type, payload }) => [type, payload['reason']])).toEqual([
      ['session.created', undefined],
      ['security.password_changed', undefined],
      ['session.created', undefined],
      ['session.revoked', 'revoked'],
    ]);
  });

  it('has to be known to who changes it', async () => {
    const ada = await stage.person();
    const [mine, other] = [await signedIn(stage, ada), await signedIn(stage, ada)];
    expect(await change(mine.viewer, 'not her password')).toEqual(refusedFor('INVALID_CREDENTIALS', 'currentPassword'));
    expect(await change(anonymous, ada.password)).toEqual(['UNAUTHENTICATED']);
    expect(await signsInWith(ada.password, ada)).toBe(true);
    expect(await mayRefresh(other)).toBe(true);
  });

  it('cannot be guessed by who has a session of hers, any faster than by who has none', async () => {
    const ada = await stage.person();
    const { viewer } = await signedIn(stage, ada);
    const guesses = Array.from({ length: 30 }, (_, index) => change(viewer, `guess number ${index}`));
    const outcomes = (await Promise.all(guesses)).map((outcome) => outcome.userErrors?.[0].code ?? outcome[0]);
    expect(new Set(outcomes)).toEqual(new Set(['INVALID_CREDENTIALS', 'RATE_LIMITED']));
    expect(await change(viewer, ada.password)).toEqual(['RATE_LIMITED']);
  });

  it('is changed once by two who change it at the same time', async () => {
    const ada = await stage.person();
    const { viewer } = await signedIn(stage, ada);
    const passwords = ['staple battery one', 'staple battery two'];
    const outcomes = await Promise.all(passwords.map((password) => change(viewer, ada.password, password)));
    const refused = refusedFor('INVALID_CREDENTIALS', 'currentPassword');
    expect(outcomes).toEqual(expect.arrayContaining([expect.objectContaining({ userErrors: [] }), refused]));
    const good = await Promise.all(passwords.map((password) => signsInWith(password, ada)));
    expect(good).toEqual(outcomes.map(({ userErrors }) => userErrors.length === 0));
  });
});

describe('a new password', () => {
  it.each([
    ['too short', 'seven c', 'INVALID_INPUT'],
    ['too long', 'x'.repeat(129), 'INVALID_INPUT'],
    ['known from breaches', 'password1', 'PASSWORD_TOO_COMMON'],
    ['known from breaches in other letters', 'QwertyUIOP', 'PASSWORD_TOO_COMMON'],
    ['known from breaches in full-width letters', 'ｐａｓｓｗｏｒｄ１', 'PASSWORD_TOO_COMMON'],
    ['the address', 'Countess@Example.com', 'PASSWORD_TOO_COMMON'],
    ['of the address, with a year', 'countess1815', 'PASSWORD_TOO_COMMON'],
    ['the name', 'Ada_Lovelace!', 'PASSWORD_TOO_COMMON'],
    ['our name', 'Trivet2026', 'PASSWORD_TOO_COMMON'],
  ])('is refused when it is %s', async (_, password, code) => {
    const asked = { ...newRegistration({ password }), email: 'countess@example.com', displayName: 'Ada Lovelace' };
    const { data } = await stage.register(asked);
    expect(data.userRegister).toEqual(refusedFor(code, 'password'));
  });

  it.each(['eight ch', 'x'.repeat(128), '        ', '84739201', 'ünïcödé wörds', 'Ada Lovelace likes engines'])(
    'may be "%s": there are no rules about its characters',
    async (password) => {
      const ada = await stage.person({ password, displayName: 'Ada Lovelace' });
      expect(await signsInWith(password, ada)).toBe(true);
    },
  );

  it('is held to the same when it is changed', async () => {
    const ada = await stage.person({ displayName: 'Ada Lovelace' });
    const { viewer } = await signedIn(stage, ada);
    expect(await change(viewer, ada.password, 'short')).toEqual(refusedFor('INVALID_INPUT', 'newPassword'));
    for (const password of ['iloveyou1', 'AdaLovelace1815']) {
      expect(await change(viewer, ada.password, password)).toEqual(refusedFor('PASSWORD_TOO_COMMON', 'newPassword'));
    }
    expect(await signsInWith(ada.password, ada)).toBe(true);
  });
});

describe('a password that is kept', () => {
  it('is good after years: nobody is made to change it', async () => {
    const ada = await stage.person();
    stage.host.clock.advance(5 * 365 * 24 * 3_600_000);
    expect(await signsInWith(ada.password, ada)).toBe(true);
  });
});
