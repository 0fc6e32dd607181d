import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  codeOf,
  complete,
  type Protected,
  protectedPerson,
  stepMs,
  tellComplete,
  wrongCode,
} from '../../tests/authenticator.ts';
import { announced, signIn } from '../../tests/session-requests.ts';
import { startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

const minute = 60_000;

let stage: UsersStage;
let ada: Protected;
beforeAll(async () => {
  // Whoever tries too often is another test's.
  stage = await startUsers('challenges', {
    environment: { CODE_LIMIT: '100000/60', SIGN_IN_LIMIT_ADDRESS: '100000/60' },
  });
  ada = await protectedPerson(stage);
});
afterAll(() => stage?.stop());

const now = () => stage.host.clock.now();
const refusedFor = (code: string, field: string) => ({
  accessToken: null,
  refreshToken: null,
  expiresAt: null,
  session: null,
  user: null,
  userErrors: [{ code, path: ['input', field] }],
});
const isIn = (answer: { accessToken: string | null }) => answer.accessToken !== null;
const sessionsOf = async ({ person }: Protected) => {
  const [row] = await stage.host.admin<[{ count: number }]>`
    select count(*)::int from users.sessions where user_id = ${person.id}`;
  return row.count;
};

describe('a password of somebody with a second factor', () => {
  it('is answered with a challenge and no session', async () => {
    const before = await sessionsOf(ada);
    const answer = await signIn(stage, ada.person);
    expect(answer).toEqual({
      accessToken: null,
      refreshToken: null,
      expiresAt: null,
      session: null,
      user: null,
      challenge: {
        token: expect.stringMatching(/^tch_[\w-]{43}$/),
        expiresAt: new Date(now().getTime() + 5 * minute).toISOString(),
        factors: ['TOTP', 'RECOVERY_CODE'],
      },
      userErrors: [],
    });
    expect(await sessionsOf(ada)).toBe(before);
  });

  it('is answered as ever where it is wrong, or where nobody has the address', async () => {
    const wrong = await signIn(stage, { ...ada.person, password: 'a wrong password' });
    const unknown = await signIn(stage, { ...ada.person, email: `nobody-${randomUUID()}@example.com` });
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ challenge: null, userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
  });
});

describe('a challenge', () => {
  it('is met by a code, once', async () => {
    const challengeToken = await ada.challengeToken();
    const entered = await complete(stage, { challengeToken, code: ada.nextCode() });
    expect(entered).toMatchObject({ user: { id: expect.stringMatching(/^usr_/) }, userErrors: [] });
    expect(await stage.accessTokens.verify(entered.accessToken)).toMatchObject({ userId: ada.person.id });
    const [created] = await announced(stage, uuidOf(entered.session.id));
    expect(created).toMatchObject({ type: 'session.created', payload: { methods: ['password', 'totp'] } });
    const again = await complete(stage, { challengeToken, code: ada.nextCode() });
    expect(again).toEqual(refusedFor('INVALID_CHALLENGE', 'challengeToken'));
  });

  it('is met by a recovery code, which is good once', async () => {
    const [recoveryCode = ''] = ada.recoveryCodes;
    const answers = [];
    for (let count = 0; count < 2; count += 1) {
      answers.push(await complete(stage, { challengeToken: await ada.challengeToken(), recoveryCode }));
    }
    expect(answers.map(isIn)).toEqual([true, false]);
    expect(answers[1]).toEqual(refusedFor('INVALID_CODE', 'recoveryCode'));
    const [created] = await announced(stage, uuidOf(answers[0].session.id));
    expect(created?.payload).toMatchObject({ methods: ['password', 'recovery_code'] });
  });

  it('is not met by a code that was used, nor by one of before it, nor by one of another person', async () => {
    const eve = await protectedPerson(stage);
    const before = codeOf(ada.secret, now());
    const code = ada.nextCode();
    expect(isIn(await complete(stage, { challengeToken: await ada.challengeToken(), code }))).toBe(true);
    const challengeToken = await ada.challengeToken();
    for (const bad of [code, before, codeOf(eve.secret, now()), wrongCode(ada.secret, now())]) {
      expect(await complete(stage, { challengeToken, code: bad })).toEqual(refusedFor('INVALID_CODE', 'code'));
    }
    const [hers = ''] = eve.recoveryCodes;
    expect(await complete(stage, { challengeToken: await ada.challengeToken(), recoveryCode: hers })).toEqual(
      refusedFor('INVALID_CODE', 'recoveryCode'),
    );
  });

  it('is over after five minutes, and after five tries, the last of which its person is told of', async () => {
    const late = await ada.challengeToken();
    stage.host.clock.advance(5 * minute);
    expect(await complete(stage, { challengeToken: late, code: ada.nextCode() })).toEqual(
      refusedFor('INVALID_CHALLENGE', 'challengeToken'),
    );
    const challengeToken = await ada.challengeToken();
    const code = wrongCode(ada.secret, now());
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await complete(stage, { challengeToken, code })).toEqual(refusedFor('INVALID_CODE', 'code'));
    }
    expect(await complete(stage, { challengeToken, code: ada.nextCode() })).toEqual(
      refusedFor('INVALID_CHALLENGE', 'challengeToken'),
    );
    await vi.waitFor(async () => {
      const events = await stage.host.logged();
      const told = events.filter(({ type }) => type === 'security.second_factor_failed');
      expect(told).toMatchObject([{ stream: { person: ada.person.id }, payload: { userId: ada.person.id } }]);
    });
  });

  it('is nothing that can be guessed or made of another: every token that is none is answered alike', async () => {
    const challengeToken = await ada.challengeToken();
    for (const bad of ['', 'tch_', challengeToken.slice(0, -1), `${challengeToken} `, challengeToken.toUpperCase()]) {
      expect(await complete(stage, { challengeToken: bad, code: '123456' })).toEqual(
        refusedFor('INVALID_CHALLENGE', 'challengeToken'),
      );
    }
  });

  it('takes one proof, no more and no less', async () => {
    const challengeToken = await ada.challengeToken();
    const [, recoveryCode = ''] = ada.recoveryCodes;
    for (const input of [{ challengeToken }, { challengeToken, code: '123456', recoveryCode }]) {
      expect((await complete(stage, input)).userErrors).toEqual([{ code: 'INVALID_INPUT', path: null }]);
    }
  });

  it('takes no Idempotency-Key: what it gives is secret', async () => {
    const input = { challengeToken: await ada.challengeToken(), code: ada.nextCode() };
    const { errors } = await tellComplete(stage, input, { idempotencyKey: 'key' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(isIn(await complete(stage, input))).toBe(true);
  });

  it('goes with its time', async () => {
    // As every process that works does when it starts, and each hour.
    const sweep = async () => (await stage.startAnother()).stop();
    const count = async () => {
      const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.session_challenges`;
      return row.count;
    };
    await ada.challengeToken();
    stage.host.clock.advance(5 * minute - 1);
    await ada.challengeToken();
    await sweep();
    const before = await count();
    stage.host.clock.advance(1);
    await sweep();
    expect([before > 1, await count()]).toEqual([true, 1]);
  });
});

describe('of many at once', () => {
  it('who use one code for as many challenges, one is let in', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ada.challengeToken()));
    const code = ada.nextCode();
    const before = await sessionsOf(ada);
    const answers = await Promise.all(tokens.map((challengeToken) => complete(stage, { challengeToken, code })));
    expect(answers.filter(isIn)).toHaveLength(1);
    for (const answer of answers.filter((each) => !isIn(each))) {
      expect(answer).toEqual(refusedFor('INVALID_CODE', 'code'));
    }
    expect(await sessionsOf(ada)).toBe(before + 1);
  });

  it('who use one recovery code, one is let in', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ada.challengeToken()));
    const [, , recoveryCode = ''] = ada.recoveryCodes;
    const answers = await Promise.all(
      tokens.map((challengeToken) => complete(stage, { challengeToken, recoveryCode })),
    );
    expect(answers.filter(isIn)).toHaveLength(1);
  });

  it('who meet one challenge in different ways, one is let in, and the others have used up nothing', async () => {
    const challengeToken = await ada.challengeToken();
    const before = await sessionsOf(ada);
    const codes = ada.recoveryCodes.slice(3, 8);
    const answers = await Promise.all(codes.map((recoveryCode) => complete(stage, { challengeToken, recoveryCode })));
    expect(answers.filter(isIn)).toHaveLength(1);
    expect(await sessionsOf(ada)).toBe(before + 1);
    const { data } = await stage.ask(ada.session.viewer, '{ viewer { recoveryCodesLeft } }');
    // One of the test of before that, one of this, and one that many used.
    expect(data.viewer.recoveryCodesLeft).toBe(7);
  });

  it('who try one challenge, five are looked at', async () => {
    const challengeToken = await ada.challengeToken();
    const code = wrongCode(ada.secret, now());
    const answers = await Promise.all(Array.from({ length: 30 }, () => complete(stage, { challengeToken, code })));
    const codes = answers.map(({ userErrors }) => userErrors[0].code);
    expect(codes.filter((each) => each === 'INVALID_CODE')).toHaveLength(5);
    expect(codes.filter((each) => each === 'INVALID_CHALLENGE')).toHaveLength(25);
  });
});

it('takes the code of the step before, for who types slowly', async () => {
  const code = ada.nextCode();
  const challengeToken = await ada.challengeToken();
  stage.host.clock.advance(stepMs);
  expect(isIn(await complete(stage, { challengeToken, code }))).toBe(true);
});
