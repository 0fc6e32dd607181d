import type { SubgraphRequest } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
