import { anonymous } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { complete, protectedPerson } from '../../tests/authenticator.ts';
import { begin, enterWith, home, passkeyOwner, signInWithPasskey } from '../../tests/passkey-requests.ts';
import { announced, signIn } from '../../tests/session-requests.ts';
import { SoftwarePasskey } from '../../tests/software-passkey.ts';
import { startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

const minute = 60_000;

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('passkey sign-in');
});
afterAll(() => stage?.stop());

const refused = {
  accessToken: null,
  refreshToken: null,
  session: null,
  user: null,
  userErrors: [{ code: 'INVALID_PASSKEY', path: ['input', 'response'] }],
};
const isIn = (answer: { accessToken: string | null }) => answer.accessToken !== null;

describe('who signs in with a passkey', () => {
  it('is known by it, and asked for nothing else', async () => {
    const ada = await passkeyOwner(stage);
    const { options, expiresAt } = await begin(stage);
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options.allowCredentials ?? []).toEqual([]);
    expect(Date.parse(expiresAt)).toBe(stage.host.clock.now().getTime() + 5 * minute);

    const entered = await signInWithPasskey(stage, ada.passkey.get(options));
    expect(entered.userErrors).toEqual([]);
    expect(uuidOf(entered.user.id)).toBe(ada.person.id);
    expect(await stage.accessTokens.verify(entered.accessToken)).toMatchObject({ userId: ada.person.id });
    const [created] = await announced(stage, uuidOf(entered.session.id));
    expect(created?.payload).toMatchObject({ methods: ['passkey'] });
    const { data } = await stage.ask(ada.session.viewer, '{ viewer { passkeys { lastUsedAt } } }');
    expect(data.viewer.passkeys).toEqual([{ lastUsedAt: stage.host.clock.now().toISOString() }]);
  });

  it('needs no code besides, where he has an authenticator: a passkey is two factors', async () => {
    const protectedAda = await protectedPerson(stage);
    const { passkey } = await passkeyOwner(stage, protectedAda);
    expect(isIn(await enterWith(stage, passkey))).toBe(true);
  });

  it('still signs in with his password alone, unless he has set up an authenticator', async () => {
    const { person } = await passkeyOwner(stage);
    expect(await signIn(stage, person)).toMatchObject({ challenge: null, userErrors: [] });
  });

  it('has to be on our page, verified, and to sign what we asked for with the key that we know', async () => {
    const [ada, eve] = [await passkeyOwner(stage), await passkeyOwner(stage)];
    const { options } = await begin(stage);
    const evesHandle = eve.passkey.get(options).response.userHandle;
    for (const deviation of [
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:40000' },
      { origin: 'https://localhost:4000' },
      { rpId: 'evil.example' },
      { verified: false },
      { type: 'webauthn.create' },
      { challenge: Buffer.alloc(38).toString('base64url') },
      { signer: eve.passkey },
      { userHandle: evesHandle },
      { userHandle: '' },
      { userHandle: 'AAAA' },
    ]) {
      const answer = await signInWithPasskey(stage, ada.passkey.get(options, deviation));
      expect(answer, JSON.stringify(Object.keys(deviation))).toEqual(refused);
    }
    const unknown = new SoftwarePasskey(home);
    unknown.create({ challenge: '', user: { id: evesHandle } });
    expect(await signInWithPasskey(stage, unknown.get(options))).toEqual(refused);
    expect(isIn(await signInWithPasskey(stage, ada.passkey.get(options)))).toBe(true);
  });

  it('uses up what he has signed: neither again nor late, nor by many at once', async () => {
    const { passkey } = await passkeyOwner(stage);
    const response = passkey.get((await begin(stage)).options);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signInWithPasskey(stage, response)));
    expect(answers.filter(isIn)).toHaveLength(1);
    for (const answer of answers.filter((each) => !isIn(each))) expect(answer).toEqual(refused);
    expect(await signInWithPasskey(stage, response)).toEqual(refused);

    const late = passkey.get((await begin(stage)).options);
    stage.host.clock.advance(5 * minute);
    expect(await signInWithPasskey(stage, late)).toEqual(refused);
  });

  it('leaves nothing where it only began: what is kept is what was answered, until its time is over', async () => {
    const count = async () => {
      const [row] = await stage.host.admin<[{ count: number }]>`
        select count(*)::int from users.answered_passkey_challenges`;
      return row.count;
    };
    const { passkey } = await passkeyOwner(stage);
    const before = await count();
    for (let times = 0; times < 5; times += 1) await begin(stage);
    expect(await count()).toBe(before);
    await enterWith(stage, passkey);
    expect(await count()).toBe(before + 1);
    stage.host.clock.advance(5 * minute);
    await (await stage.startAnother()).stop();
    expect(await count()).toBe(0);
  });
});

describe('a keeper that counts', () => {
  it('is refused when it counts backwards, and its person is told: there may be a copy', async () => {
    const { person, passkey, passkeyId } = await passkeyOwner(stage);
    const enterWithCount = async (signCount: number) => {
      passkey.signCount = signCount;
      return isIn(await enterWith(stage, passkey));
    };
    expect([await enterWithCount(5), await enterWithCount(5), await enterWithCount(4)]).toEqual([true, false, false]);
    expect([await enterWithCount(0), await enterWithCount(6)]).toEqual([false, true]);
    await vi.waitFor(async () => {
      const events = await stage.host.logged();
      const told = events.filter(({ type }) => type === 'security.passkey_cloned');
      expect(told.map(({ payload, stream }) => ({ payload, stream }))).toEqual(
        Array(3).fill({
          stream: { person: person.id },
          payload: { userId: person.id, passkeyId: uuidOf(passkeyId) },
        }),
      );
    });
  });

  it('is told from one that does not count, which says nothing', async () => {
    const { passkey } = await passkeyOwner(stage);
    expect([isIn(await enterWith(stage, passkey)), isIn(await enterWith(stage, passkey))]).toEqual([true, true]);
  });

  it('raises no alarm by a forgery', async () => {
    const [ada, eve] = [await passkeyOwner(stage), await passkeyOwner(stage)];
    ada.passkey.signCount = 9;
    await enterWith(stage, ada.passkey);
    const { options } = await begin(stage);
    await signInWithPasskey(stage, ada.passkey.get(options, { signer: eve.passkey, signCount: 1 }));
    await vi.waitFor(async () => {
      const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
      expect(row.count).toBe(0);
    });
    const events = (await stage.host.logged()).filter(({ stream }) => stream.person === ada.person.id);
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'security.passkey_cloned')).toEqual([]);
  });
});

describe('a passkey in the place of a code', () => {
  it('meets a challenge, which says that it may; one of another person does not', async () => {
    const ada = await protectedPerson(stage);
    const { passkey } = await passkeyOwner(stage, ada);
    const eve = await passkeyOwner(stage);
    const { challenge } = await signIn(stage, ada.person);
    expect(challenge.factors).toEqual(['TOTP', 'RECOVERY_CODE', 'PASSKEY']);
    const answer = async (response: unknown) => complete(stage, { challengeToken: challenge.token, passkey: response });
    expect((await answer(eve.passkey.get((await begin(stage)).options))).userErrors).toEqual([
      { code: 'INVALID_PASSKEY', path: ['input', 'passkey'] },
    ]);
    const entered = await answer(passkey.get((await begin(stage)).options));
    expect(entered.userErrors).toEqual([]);
    const [created] = await announced(stage, uuidOf(entered.session.id));
    expect(created?.payload).toMatchObject({ methods: ['password', 'passkey'] });
  });

  it('proves again who somebody is, with an authenticator and without', async () => {
    const document = /* GraphQL */ `
      mutation ($input: SessionReauthenticateInput!) {
        sessionReauthenticate(input: $input) { accessToken userErrors { code path } }
      }
    `;
    const protectedAda = await protectedPerson(stage);
    for (const owner of [await passkeyOwner(stage, protectedAda), await passkeyOwner(stage)]) {
      const response = owner.passkey.get((await begin(stage)).options);
      const { viewer } = owner.session;
      const outcomes = [];
      for (let count = 0; count < 2; count += 1) {
        const { data } = await stage.ask(viewer, document, { input: { passkey: response } });
        outcomes.push(data.sessionReauthenticate.userErrors[0]?.code ?? 'done');
      }
      expect(outcomes).toEqual(['done', 'INVALID_PASSKEY']);
      const { errors } = await stage.ask(anonymous, document, { input: { passkey: response } });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });
});
