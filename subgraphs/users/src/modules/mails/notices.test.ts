import { randomUUID } from 'node:crypto';
import type { SubgraphRequest } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complete, protectedPerson, wrongCode } from '../../tests/authenticator.ts';
import { mailsTo } from '../../tests/mails.ts';
import { refresh, signedIn } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('notices');
});
afterAll(() => stage?.stop());

const dayMs = 24 * 3_600_000;
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const [home, office] = ['203.0.113.7', '198.51.100.4'];
const by = (agent: string, address: string): Partial<SubgraphRequest> => ({ client: { agent, address } });

async function noticed({ email }: Person) {
  const mails = await mailsTo(stage, email, 'new_device');
  return mails.map(({ device }) => device);
}

describe('a person is told by mail', () => {
  it('that his password was changed, and from where', async () => {
    const ada = await stage.person();
    const { viewer } = await signedIn(stage, ada, by(firefox, home));
    const document = `mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { userErrors { code } } }`;
    await stage.ask(viewer, document, { input: { currentPassword: ada.password, newPassword: 'staple battery' } });
    expect(await mailsTo(stage, ada.email, 'password_changed')).toMatchObject([
      { recipient: { name: 'Ada' }, device: { agent: firefox, address: home } },
    ]);
  });

  it('that a session of his was ended because a token of it came again', async () => {
    const ada = await stage.person();
    const { refreshToken } = await signedIn(stage, ada, by(firefox, home));
    await refresh(stage, refreshToken, by(firefox, home));
    stage.host.clock.advance(11_000);
    await refresh(stage, refreshToken, by(chrome, office));
    expect(await mailsTo(stage, ada.email, 'refresh_token_reused')).toMatchObject([
      { device: { agent: firefox, address: home } },
    ]);
  });
});

describe('a person is told by mail of that by which he signs in', () => {
  const noticesTo = async ({ email }: Person) =>
    (await mailsTo(stage, email, 'sign_in_notice')).map(({ about, device }) => [about, device]);

  it('when an authenticator is set up or removed, and when recovery codes are made anew or used', async () => {
    const { person, session, challengeToken, recoveryCodes } = await protectedPerson(stage);
    const unknown = { agent: null, address: null };
    expect(await noticesTo(person)).toEqual([['totp_enabled', unknown]]);
    await complete(stage, { challengeToken: await challengeToken(), recoveryCode: recoveryCodes[0] ?? '' });
    for (const field of ['recoveryCodesRegenerate', 'totpRemove']) {
      await stage.ask(session.viewer, `mutation { ${field} { userErrors { code } } }`);
    }
    expect(await noticesTo(person)).toEqual([
      ['totp_enabled', unknown],
      ['recovery_code_used', null],
      ['recovery_codes_regenerated', unknown],
      ['totp_removed', unknown],
    ]);
  });

  it('when somebody has his password and no second factor', async () => {
    const { person, secret, challengeToken } = await protectedPerson(stage);
    const token = await challengeToken();
    for (let tries = 0; tries < 5; tries += 1) {
      await complete(stage, { challengeToken: token, code: wrongCode(secret, stage.host.clock.now()) });
    }
    expect((await noticesTo(person)).at(-1)).toEqual(['second_factor_failed', null]);
  });

  it('of whatever else can happen to it, and of no key of an account', async () => {
    const { id } = await stage.person();
    const occasions = {
      'security.passkey_registered': { passkeyId: randomUUID() },
      'security.passkey_removed': { passkeyId: randomUUID() },
      'security.passkey_cloned': { passkeyId: randomUUID() },
      'identity.unlinked': { identityId: randomUUID() },
      'api_key.created': { keyId: randomUUID(), accountId: null, version: 1 },
    };
    for (const [type, payload] of Object.entries(occasions)) {
      const mails = await stage.users.mails.find({ type, payload: { ...payload, userId: id } });
      expect(mails, type).toMatchObject([{ kind: 'sign_in_notice', device: null }]);
    }
    const ofAccount = { keyId: randomUUID(), accountId: randomUUID(), userId: null, version: 1 };
    expect(await stage.users.mails.find({ type: 'api_key.created', payload: ofAccount })).toEqual([]);
  });
});

describe('a sign-in from a new device', () => {
  it('is one by a program or from a network that the person has not used before; his first one is not', async () => {
    const ada = await stage.person();
    await signedIn(stage, ada, by(firefox, home));
    expect(await noticed(ada)).toEqual([]);
    await signedIn(stage, ada, by(chrome, home));
    await signedIn(stage, ada, by(firefox, office));
    const expected = [
      { agent: chrome, address: home },
      { agent: firefox, address: office },
    ];
    expect(await noticed(ada)).toEqual(expected);
    // Both are known by now, be it from two sign-ins, and so is the next version of the program.
    await signedIn(stage, ada, by(chrome, office));
    await signedIn(stage, ada, by(firefox.replaceAll('140', '141.0.2'), home));
    expect(await noticed(ada)).toEqual(expected);
  });

  it('is none where a session has gone on from there', async () => {
    const ada = await stage.person();
    const { refreshToken } = await signedIn(stage, ada, by(firefox, home));
    await refresh(stage, refreshToken, by(firefox, office));
    await signedIn(stage, ada, by(firefox, office));
    expect(await noticed(ada)).toEqual([]);
  });

  it('is any after thirty days without one', async () => {
    const ada = await stage.person();
    await signedIn(stage, ada, by(firefox, home));
    stage.host.clock.advance(30 * dayMs + 1);
    await signedIn(stage, ada, by(firefox, home));
    expect(await noticed(ada)).toEqual([{ agent: firefox, address: home }]);
  });

  it('is none of another person’s, and none of a client that is not known', async () => {
    const [ada, grace] = [await stage.person(), await stage.person()];
    await signedIn(stage, ada, by(firefox, home));
    await signedIn(stage, grace, by(chrome, office));
    await signedIn(stage, ada);
    expect([await noticed(ada), await noticed(grace)]).toEqual([[], []]);
    await signedIn(stage, ada, by(chrome, office));
    expect(await noticed(ada)).toHaveLength(1);
  });

  it('leaves of the program and the network nothing to read, and not that two persons share them', async () => {
    const persons = [await stage.person(), await stage.person()];
    for (const person of persons) await signedIn(stage, person, by(firefox, home));
    const rows = await stage.host.admin<{ agent_mark: Buffer; network_mark: Buffer; text: string }[]>`
      select agent_mark, network_mark, s::text as text from users.sessions s
      where user_id in ${stage.host.admin(persons.map(({ id }) => id))}`;
    expect(
      new Set(rows.flatMap((row) => [row.agent_mark, row.network_mark].map((mark) => mark.toString('hex')))).size,
    ).toBe(4);
    for (const { text } of rows) for (const trace of ['Firefox', home]) expect(text).not.toContain(trace);
  });
});
