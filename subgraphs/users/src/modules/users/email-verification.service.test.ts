import { createHash } from 'node:crypto';
import { anonymous, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allLogged, mailsTo, mailTo } from '../../tests/mails.ts';
import { accountOf, join } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('email verification');
});
afterAll(() => stage?.stop());

const newcomer = () => stage.person({}, { verified: false });
const kind = 'email_verification';

async function verify(token: string, viewer: Viewer = anonymous) {
  const document = `mutation ($token: String!) {
    emailVerify(input: { token: $token }) { user { id displayName emailVerified } userErrors { code path } }
  }`;
  const { data } = await stage.ask(viewer, document, { token });
  return data.emailVerify;
}

async function request({ viewer }: Pick<Person, 'viewer'>) {
  const document = 'mutation { emailVerificationRequest { user { emailVerified } userErrors { code } } }';
  const { data, errors } = await stage.ask(viewer, document);
  return errors?.map(({ extensions }) => extensions['code']) ?? data.emailVerificationRequest;
}

async function isVerified({ viewer }: Person): Promise<boolean> {
  const { data } = await stage.ask(viewer, '{ viewer { emailVerified } }');
  return data.viewer.emailVerified;
}

const refused = { user: null, userErrors: [{ code: 'INVALID_TOKEN', path: ['input', 'token'] }] };

describe('the address of a person', () => {
  it('is verified by the token of the mail that goes to it when he registers, once, whoever brings it', async () => {
    const ada = await newcomer();
    const mail = await mailTo(stage, ada.email, kind);
    expect(mail.recipient).toEqual({ address: ada.email, name: 'Ada', locale: 'en' });
    expect(await isVerified(ada)).toBe(false);

    expect(await verify(mail.token)).toMatchObject({
      user: { displayName: 'Ada', emailVerified: null },
      userErrors: [],
    });
    expect(await isVerified(ada)).toBe(true);
    expect(await verify(mail.token)).toEqual(refused);
    await allLogged(stage);
    const told = (await stage.host.logged()).filter(({ stream }) => stream.person === ada.id);
    expect(told.map(({ type, actor, subject }) => [type, actor, subject.version])).toEqual([
      ['user.created', ada.id, 1],
      ['email_verification.requested', ada.id, 1],
      ['user.email_verified', ada.id, 2],
    ]);
  });

  it('is verified once by fifty who bring the token at the same time', async () => {
    const ada = await newcomer();
    const { token } = await mailTo(stage, ada.email, kind);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(outcomes.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(outcomes.filter(({ user }) => user === null)).toEqual(Array(49).fill(refused));
    await allLogged(stage);
    const told = (await stage.host.logged()).filter(
      ({ type, subject }) => type === 'user.email_verified' && subject.id === ada.id,
    );
    expect(told).toHaveLength(1);
  });

  it('is not verified by a token that is too old, is none, or went to another', async () => {
    const [ada, grace] = [await newcomer(), await newcomer()];
    const { token } = await mailTo(stage, ada.email, kind);
    for (const none of ['', 'none', 'x'.repeat(5_000), '\u0000', token.slice(0, -1), `${token}A`])
      expect(await verify(none), none.slice(0, 50)).toEqual(refused);
    expect((await verify((await mailTo(stage, grace.email, kind)).token, ada.viewer)).userErrors).toEqual([]);
    expect([await isVerified(ada), await isVerified(grace)]).toEqual([false, true]);
    stage.host.clock.advance(24 * 3_600_000);
    expect(await verify(token)).toEqual(refused);
    expect(await isVerified(ada)).toBe(false);
  });

  it('is verified by any of the mails that were asked for, and then by none of the others', async () => {
    const ada = await newcomer();
    expect(await request(ada)).toEqual({ user: { emailVerified: false }, userErrors: [] });
    const [first, second] = await mailsTo(stage, ada.email, kind);
    expect(first?.token).not.toBe(second?.token);
    expect((await verify(first?.token ?? '')).userErrors).toEqual([]);
    expect(await verify(second?.token ?? '')).toEqual(refused);

    await allLogged(stage);
    const before = (await stage.host.logged()).length;
    expect(await request(ada)).toEqual({ user: { emailVerified: true }, userErrors: [] });
    await allLogged(stage);
    expect(await stage.host.logged()).toHaveLength(before);
    expect(await mailsTo(stage, ada.email, kind)).toEqual([]);
  });

  it('is written to five times an hour and no more, and no stranger has a mail sent', async () => {
    const ada = await newcomer();
    const outcomes = [];
    for (let times = 0; times < 6; times += 1) outcomes.push(await request(ada));
    expect(outcomes.slice(0, 5).map(({ userErrors }) => userErrors)).toEqual(Array(5).fill([]));
    expect(outcomes[5]).toEqual(['RATE_LIMITED']);
    stage.host.clock.advance(3_600_000);
    expect((await request(ada)).userErrors).toEqual([]);
    expect(await request({ viewer: anonymous })).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a token', () => {
  it('is neither in the database nor in the log; what is there is its hash', async () => {
    const { admin } = stage.host;
    const ada = await newcomer();
    const { token } = await mailTo(stage, ada.email, kind);
    const tables = await admin<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('users', 'vault', 'bus')`;
    let dump = '';
    for (const { name } of tables) {
      for (const { row } of await admin.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)) dump += row;
    }
    expect(dump).toContain(createHash('sha256').update(token).digest('hex'));
    const bytes = Buffer.from(token, 'base64url').toString('hex');
    for (const trace of [token, bytes, Buffer.from(token).toString('hex')]) expect(dump.includes(trace)).toBe(false);
    expect(JSON.stringify(stage.host.lines).includes(token)).toBe(false);
  });

  it('stays good when what it brings about cannot be kept', async () => {
    const { admin } = stage.host;
    const ada = await newcomer();
    const { token } = await mailTo(stage, ada.email, kind);
    await admin`alter table users.outbox add constraint nothing_new check (type <> 'user.email_verified')`;
    const { errors } = await stage.ask(
      anonymous,
      'mutation ($token: String!) { emailVerify(input: { token: $token }) { user { id } } }',
      { token },
    );
    await admin`alter table users.outbox drop constraint nothing_new`;
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
    expect((await verify(token)).userErrors).toEqual([]);
  });

  it('is forgotten when nobody can use it any more', async () => {
    const ada = await newcomer();
    await mailTo(stage, ada.email, kind);
    const count = async () => {
      const [row] = await stage.host.admin<[{ count: number }]>`
        select count(*)::int from users.mailed_tokens where user_id = ${ada.id}`;
      return row.count;
    };
    expect(await count()).toBe(1);
    stage.host.clock.advance(48 * 3_600_000 + 1);
    // Another process sweeps when it starts.
    const another = await stage.startAnother();
    await another.stop();
    expect(await count()).toBe(0);
  });
});

describe('who has not verified his address', () => {
  const invite = (viewer: Viewer, accountId: string, email = 'guest@example.com') =>
    code(viewer, 'memberInvite', { accountId, email, role: 'VIEWER' }, 'MemberInviteInput');
  const makeKey = (viewer: Viewer, accountId?: string) =>
    code(viewer, 'apiKeyCreate', { accountId, name: 'Robot', scopes: ['account:read'] }, 'ApiKeyCreateInput');

  async function code(viewer: Viewer, field: string, input: object, type: string): Promise<string> {
    const { data, errors } = await stage.ask(
      viewer,
      `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`,
      { input },
    );
    return String(errors?.[0]?.extensions['code'] ?? data[field].userErrors[0]?.code ?? 'done');
  }

  it('invites nobody and makes no keys, and does so afterwards; he is told no more than before of what is another’s', async () => {
    const ada = await newcomer();
    const hers = await accountOf(stage, ada);
    const others = await accountOf(stage, await stage.person());
    const outcomes = async () => [
      await invite(ada.viewer, hers),
      await makeKey(ada.viewer, hers),
      await makeKey(ada.viewer),
      await invite(ada.viewer, others),
      await makeKey(ada.viewer, others),
    ];
    expect(await outcomes()).toEqual([...Array(3).fill('EMAIL_NOT_VERIFIED'), 'NOT_FOUND', 'NOT_FOUND']);
    await verify((await mailTo(stage, ada.email, kind)).token);
    expect(await outcomes()).toEqual([...Array(3).fill('done'), 'NOT_FOUND', 'NOT_FOUND']);
  });

  it('is told first that he may not, where he may not', async () => {
    const ada = await newcomer();
    const accountId = await accountOf(stage, await stage.person());
    await join(stage, accountId, ada, 'viewer');
    expect(await invite(ada.viewer, accountId)).toBe('FORBIDDEN');
  });

  it('joins no account by an invitation, whose token is good afterwards', async () => {
    const [ada, host, eve] = [await newcomer(), await stage.person(), await newcomer()];
    const accountId = await accountOf(stage, host);
    const { data } = await stage.ask(
      host.viewer,
      'mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { invitationUrlToken } }',
      { input: { accountId, email: ada.email, role: 'VIEWER' } },
    );
    const { invitationUrlToken: token } = data.memberInvite;
    const accept = ({ viewer }: Person) => code(viewer, 'invitationAccept', { token }, 'InvitationAcceptInput');
    expect([await accept(ada), await accept(eve)]).toEqual(['EMAIL_NOT_VERIFIED', 'NOT_FOUND']);
    await verify((await mailTo(stage, ada.email, kind)).token);
    expect(await accept(ada)).toBe('done');
  });
});
