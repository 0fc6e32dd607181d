import { newId } from '@trivet/database';
import { anonymous, globalId, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, announcedIn, join, memberOf, rolesIn } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

const dayMs = 24 * 60 * 60 * 1000;

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('invitations');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

const issuedFields = /* GraphQL */ `
  invitation { id email role assignedRole { name } invitedBy { id } createdAt expiresAt }
  invitationUrlToken
  userErrors { code path }
`;
const documents = {
  memberInvite: `mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { ${issuedFields} } }`,
  invitationResend: `mutation ($input: InvitationResendInput!) { invitationResend(input: $input) { ${issuedFields} } }`,
  invitationRevoke:
    'mutation ($input: InvitationRevokeInput!) { invitationRevoke(input: $input) { invitationId userErrors { code path } } }',
  invitationAccept:
    'mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { member { id role user { id } } account { id name } userErrors { code path } } }',
};

interface By {
  readonly by?: Viewer;
  readonly key?: string;
}

async function send(field: keyof typeof documents, input: object, { by = ada.viewer, key }: By = {}) {
  const { data, errors } = await stage.ask(by, documents[field], { input }, { idempotencyKey: key });
  const code = errors?.[0]?.extensions?.['code'] ?? data?.[field].userErrors[0]?.code ?? 'done';
  return { ...data?.[field], code };
}

const invite = (accountId: string, email: string, { role = 'MEMBER', ...by }: By & { readonly role?: string } = {}) =>
  send('memberInvite', { accountId, email, role }, by);
const accept = (token: string, { viewer }: Pick<Person, 'viewer'>, key?: string) =>
  send('invitationAccept', { token }, { by: viewer, ...(key !== undefined && { key }) });

async function listed(accountId: string, { viewer } = ada) {
  const query = `query ($id: ID!) { account(id: $id) { invitations(first: 10) { nodes { id email } } } }`;
  const { data } = await stage.ask(viewer, query, { id: accountId });
  return data.account.invitations?.nodes ?? null;
}

/** How many keys the vault holds for invitations: persons have one each. */
async function keysOfInvitations(): Promise<number> {
  const [row] = await stage.host.admin<[{ count: number }]>`
    select count(*)::int from vault.personal_keys where user_id not in (select id from users.users)`;
  return row.count;
}

describe('memberInvite', () => {
  it('shows the address to who may invite, keeps it encrypted and the token as a hash, and says neither in the log', async () => {
    const accountId = await accountOf(stage, ada);
    const { invitation, invitationUrlToken, code } = await invite(accountId, 'Guest@example.com');
    expect(code).toBe('done');
    expect(invitation).toMatchObject({
      email: 'Guest@example.com',
      role: 'MEMBER',
      assignedRole: { name: 'Member' },
      invitedBy: { id: globalId('usr', ada.id) },
    });
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(7 * dayMs);
    expect(Buffer.from(invitationUrlToken, 'base64url')).toHaveLength(32);
    expect(await listed(accountId)).toEqual([{ id: invitation.id, email: 'Guest@example.com' }]);

    const events = await announcedIn(stage, accountId, 'invitation.');
    expect(events).toMatchObject([
      {
        type: 'invitation.created',
        readableWith: 'members:invite',
        payload: { accountId: uuidOf(accountId), invitationId: uuidOf(invitation.id), version: 1 },
      },
    ]);
    const [row] = await stage.host.admin`
      select i::text || t::text as text from users.invitations i join users.invitation_tokens t on t.invitation_id = i.id
      where i.id = ${uuidOf(invitation.id)}`;
    const said = `${JSON.stringify(events)}${row?.['text']}${JSON.stringify(stage.host.lines)}`;
    for (const secret of ['Guest@example.com', invitationUrlToken, Buffer.from('Guest@example.com').toString('hex')])
      expect(said.toLowerCase()).not.toContain(secret.toLowerCase());
  });

  it('invites an address once at a time, however it is written, and again when the first is too old', async () => {
    const accountId = await accountOf(stage, ada);
    const before = await keysOfInvitations();
    const answers = await Promise.all(
      ['twice@example.com', 'Twice@Example.com'].map((email) => invite(accountId, email)),
    );
    expect(answers.map(({ code }) => code).sort()).toEqual(['ALREADY_INVITED', 'done']);
    expect(await keysOfInvitations()).toBe(before + 1);
    await stage.host.admin`
      update users.invitations set expires_at = ${stage.host.clock.now()} where account_id = ${uuidOf(accountId)}`;
    expect((await invite(accountId, 'twice@example.com')).code).toBe('done');
    expect(await listed(accountId)).toHaveLength(1);
    expect(await keysOfInvitations()).toBe(before + 1);
  });

  it('says the same of an address that is registered, belongs to the account, or is nobody’s', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    await join(stage, accountId, grace, 'viewer');
    for (const email of [grace.email, ada.email, 'nobody@example.com'])
      expect((await invite(accountId, email)).code).toBe('done');
  });

  it('gives nobody more than he who invites may do', async () => {
    const accountId = await accountOf(stage, ada);
    const [admin, member] = [await stage.person(), await stage.person()];
    await join(stage, accountId, admin, 'admin');
    await join(stage, accountId, member, 'member');
    const codes = async (by: Viewer, roles: readonly string[]) =>
      Promise.all(roles.map(async (role) => (await invite(accountId, `${newId()}@example.com`, { role, by })).code));
    expect(await codes(ada.viewer, ['OWNER', 'ADMIN'])).toEqual(['done', 'done']);
    expect(await codes(admin.viewer, ['OWNER', 'ADMIN', 'VIEWER'])).toEqual(['FORBIDDEN', 'done', 'done']);
    expect(await codes(member.viewer, ['VIEWER'])).toEqual(['FORBIDDEN']);
    expect(await listed(accountId, member)).toBeNull();
    expect(await codes((await stage.person()).viewer, ['VIEWER'])).toEqual(['NOT_FOUND']);
    expect(await codes(anonymous, ['VIEWER'])).toEqual(['UNAUTHENTICATED']);
    expect((await invite(accountId, 'x@example.com', { role: 'CUSTOM' })).code).toBe('INVALID_INPUT');
    expect((await invite(accountId, `${'x'.repeat(250)}@example.com`)).code).not.toBe('done');
  });

  it('takes no Idempotency-Key, for its answer is a secret', async () => {
    const accountId = await accountOf(stage, ada);
    expect((await invite(accountId, 'key@example.com', { key: 'key' })).code).toBe('BAD_USER_INPUT');
    const { invitation } = await invite(accountId, 'key@example.com');
    const resent = await send('invitationResend', { invitationId: invitation.id }, { key: 'key' });
    expect(resent.code).toBe('BAD_USER_INPUT');
  });
});

describe('invitationAccept', () => {
  it('makes the invited person a member, once, and leaves nothing of the invitation', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    const before = await keysOfInvitations();
    const { invitation, invitationUrlToken: token } = await invite(accountId, grace.email.toUpperCase(), {
      role: 'ADMIN',
    });
    const accepted = await accept(token, grace);
    expect(accepted).toMatchObject({
      member: { role: 'ADMIN', user: { id: globalId('usr', grace.id) } },
      account: { id: accountId, name: 'Analytical Engines' },
      code: 'done',
    });
    expect(await accept(token, grace)).toMatchObject({ code: 'NOT_FOUND', member: null, account: null });
    expect(await rolesIn(stage, accountId)).toEqual({ [ada.id]: 'owner', [grace.id]: 'admin' });
    expect(await listed(accountId)).toEqual([]);
    expect(await keysOfInvitations()).toBe(before);
    const events = await announcedIn(stage, accountId, '');
    expect(events.slice(-2)).toMatchObject([
      { type: 'invitation.accepted', payload: { invitationId: uuidOf(invitation.id), version: 2 } },
      {
        type: 'member.added',
        actor: grace.id,
        payload: { memberId: uuidOf(accepted.member.id), userId: grace.id, version: 1 },
      },
    ]);
  });

  it('makes one member of twenty acceptances at once', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    const { invitationUrlToken: token } = await invite(accountId, grace.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token, grace)));
    const codes = answers.map(({ code }) => code);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['done', 'NOT_FOUND']));
    expect(Object.keys(await rolesIn(stage, accountId))).toHaveLength(2);
    expect(await announcedIn(stage, accountId, 'member.')).toHaveLength(1);
  });

  it('gives twenty repetitions by one key the same member', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    const { invitationUrlToken: token } = await invite(accountId, grace.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token, grace, accountId)));
    answers.push(await accept(token, grace, accountId));
    expect(new Set(answers.map(({ code, member }) => `${code} ${member?.id}`)).size).toBe(1);
    expect(answers[0]?.code).toBe('done');
    expect(await announcedIn(stage, accountId, 'member.')).toHaveLength(1);
  });

  it('is for the person with the address only, who has to be signed in', async () => {
    const accountId = await accountOf(stage, ada);
    const [grace, eve] = [await stage.person(), await stage.person()];
    const { invitationUrlToken: token } = await invite(accountId, grace.email);
    expect(await accept(token, eve)).toMatchObject({ code: 'NOT_FOUND', userErrors: [{ path: ['input', 'token'] }] });
    expect(await accept('no such token', eve)).toMatchObject({
      code: 'NOT_FOUND',
      userErrors: [{ path: ['input', 'token'] }],
    });
    expect((await accept(token, { viewer: anonymous })).code).toBe('UNAUTHENTICATED');
    expect((await accept(token, grace)).code).toBe('done');
  });

  it('takes no token that is too old, was replaced, or whose invitation was revoked', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    const { invitation, invitationUrlToken: first } = await invite(accountId, grace.email);
    await stage.host.admin`
      update users.invitations set expires_at = ${stage.host.clock.now()} where id = ${uuidOf(invitation.id)}`;
    expect((await accept(first, grace)).code).toBe('NOT_FOUND');
    const resent = await send('invitationResend', { invitationId: invitation.id });
    expect(resent).toMatchObject({ invitation: { id: invitation.id, email: grace.email }, code: 'done' });
    expect((await accept(first, grace)).code).toBe('NOT_FOUND');
    const key = `revoke ${accountId}`;
    for (const answer of [1, 2])
      expect(await send('invitationRevoke', { invitationId: invitation.id }, { key }), `${answer}`).toMatchObject({
        invitationId: invitation.id,
        code: 'done',
      });
    expect((await send('invitationRevoke', { invitationId: invitation.id })).code).toBe('NOT_FOUND');
    expect((await accept(resent.invitationUrlToken, grace)).code).toBe('NOT_FOUND');
    expect(await rolesIn(stage, accountId)).toEqual({ [ada.id]: 'owner' });
    const events = await announcedIn(stage, accountId, 'invitation.');
    expect(events.map(({ type, subject }) => [type, subject.version])).toEqual([
      ['invitation.created', 1],
      ['invitation.resent', 2],
      ['invitation.revoked', 3],
    ]);
  });

  it('gives what the inviter may still give, and is worth nothing when he has left', async () => {
    const accountId = await accountOf(stage, ada);
    const [admin, grace] = [await stage.person(), await stage.person()];
    const adminId = await join(stage, accountId, admin, 'admin');
    const { invitation, invitationUrlToken: token } = await invite(accountId, grace.email, {
      role: 'ADMIN',
      by: admin.viewer,
    });
    const setRole = (role: string) => stage.host.admin`
      update users.members set role = ${role} where id = ${uuidOf(adminId)}`;
    await setRole('member');
    expect((await accept(token, grace)).code).toBe('NOT_FOUND');
    await stage.host.admin`delete from users.members where id = ${uuidOf(adminId)}`;
    expect((await accept(token, grace)).code).toBe('NOT_FOUND');
    // Sent again, it is that of who did so.
    const resent = await send('invitationResend', { invitationId: invitation.id });
    expect((await accept(resent.invitationUrlToken, grace)).code).toBe('done');
  });

  it('says who is a member already', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    const memberId = await join(stage, accountId, grace, 'viewer');
    const { invitationUrlToken: token } = await invite(accountId, grace.email, { role: 'ADMIN' });
    expect((await accept(token, grace)).code).toBe('ALREADY_MEMBER');
    expect(await memberOf(stage, accountId, grace)).toBe(memberId);
    expect((await rolesIn(stage, accountId))[grace.id]).toBe('viewer');
  });
});

it('keeps a role that somebody is invited to', async () => {
  const accountId = await accountOf(stage, ada);
  const create =
    'mutation ($id: ID!) { roleCreate(input: { accountId: $id, name: "Auditor", permissions: [] }) { role { id } } }';
  const { data } = await stage.ask(ada.viewer, create, { id: accountId });
  const roleId = data.roleCreate.role.id;
  const grace = await stage.person();
  const invited = await send('memberInvite', { accountId, email: grace.email, roleId });
  expect(invited.invitation).toMatchObject({ role: 'CUSTOM', assignedRole: { name: 'Auditor' } });
  const remove = 'mutation ($id: ID!) { roleDelete(input: { roleId: $id }) { userErrors { code } } }';
  expect((await stage.ask(ada.viewer, remove, { id: roleId })).data.roleDelete.userErrors).toEqual([
    { code: 'ROLE_IN_USE' },
  ]);
  expect((await accept(invited.invitationUrlToken, grace)).member).toMatchObject({ role: 'CUSTOM' });
});

it('answers strangers and members as if there were no such invitation', async () => {
  const accountId = await accountOf(stage, ada);
  const [eve, member] = [await stage.person(), await stage.person()];
  await join(stage, accountId, member, 'member');
  const { invitation } = await invite(accountId, 'hidden@example.com');
  const nodes = 'query ($ids: [ID!]!) { _usersNodes(ids: $ids) { id } }';
  for (const { viewer: by } of [eve, member]) {
    for (const invitationId of [invitation.id, globalId('inv', newId())]) {
      expect((await send('invitationResend', { invitationId }, { by })).code).toBe('NOT_FOUND');
      expect((await send('invitationRevoke', { invitationId }, { by })).code).toBe('NOT_FOUND');
      expect((await stage.ask(by, nodes, { ids: [invitationId] })).data._usersNodes).toEqual([null]);
    }
  }
  expect(await listed(accountId)).toHaveLength(1);
});
