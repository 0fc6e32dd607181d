import { newId } from '@trivet/database';
import { globalId, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountOf, announcedIn, join, rolesIn, whileLocked } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

const dayMs = 24 * 60 * 60 * 1000;

let stage: UsersStage;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  stage = await startUsers('account deletion');
  [ada, grace] = await Promise.all([stage.person(), stage.person()]);
});
afterAll(() => stage?.stop());

const fields =
  'account { id version deletion { requestedAt effectiveAt } } userErrors { __typename code path ... on VersionConflict { currentVersion } }';
const documents = {
  accountDelete: `mutation ($input: AccountDeleteInput!) { accountDelete(input: $input) { ${fields} } }`,
  accountDeletionCancel: `mutation ($input: AccountDeletionCancelInput!) { accountDeletionCancel(input: $input) { ${fields} } }`,
};

async function send(field: keyof typeof documents, input: object, { by = ada.viewer as Viewer, key = '' } = {}) {
  const { data, errors } = await stage.ask(by, documents[field], { input }, key ? { idempotencyKey: key } : {});
  const code = errors?.[0]?.extensions?.['code'] ?? data?.[field].userErrors[0]?.code ?? 'done';
  return { ...data?.[field], code };
}
const remove = (accountId: string, expectedVersion = 1, more = {}) =>
  send('accountDelete', { accountId, expectedVersion }, more);
const cancel = (accountId: string, more = {}) => send('accountDeletionCancel', { accountId }, more);
const events = async (accountId: string, types: string) =>
  (await announcedIn(stage, accountId, types)).map(({ type }) => type);

/** As a process that begins after the time has come: it looks at the start. */
async function deleteDue(): Promise<void> {
  const another = await stage.startAnother();
  await another.stop();
}

async function sees(accountId: string, { viewer }: Pick<Person, 'viewer'>): Promise<boolean> {
  const { data } = await stage.ask(viewer, 'query ($id: ID!) { account(id: $id) { id } }', { id: accountId });
  return data.account !== null;
}

describe('accountDelete', () => {
  it('says when the account is to go, and leaves all as it is until then', async () => {
    const accountId = await accountOf(stage, ada);
    const { account, code } = await remove(accountId);
    expect(code).toBe('done');
    expect(account).toMatchObject({ id: accountId, version: 2 });
    const { requestedAt, effectiveAt } = account.deletion;
    expect(Date.parse(effectiveAt) - Date.parse(requestedAt)).toBe(14 * dayMs);
    expect(await events(accountId, 'account.del')).toEqual(['account.deletion_requested']);
    await deleteDue();
    expect(await sees(accountId, ada)).toBe(true);
    // Asked for once more it goes no later.
    expect((await remove(accountId, 2)).account).toEqual(account);
  });

  it('refuses who has seen an older version, and who is no owner', async () => {
    const accountId = await accountOf(stage, ada);
    await join(stage, accountId, grace, 'admin');
    expect(await remove(accountId, 7)).toMatchObject({
      account: { id: accountId, version: 1, deletion: null },
      userErrors: [{ __typename: 'VersionConflict', path: ['input', 'expectedVersion'], currentVersion: 1 }],
    });
    expect((await remove(accountId, 1, { by: grace.viewer })).code).toBe('FORBIDDEN');
    expect((await cancel(accountId, { by: grace.viewer })).code).toBe('FORBIDDEN');
    const stranger = await stage.person();
    for (const id of [accountId, globalId('acc', newId())])
      expect(await remove(id, 1, { by: stranger.viewer })).toMatchObject({
        account: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'accountId'] }],
      });
  });

  it('is asked for once by a key', async () => {
    const accountId = await accountOf(stage, ada);
    const first = await remove(accountId, 1, { key: accountId });
    expect(await remove(accountId, 1, { key: accountId })).toEqual(first);
    expect(await events(accountId, 'account.del')).toHaveLength(1);
  });
});

it('lets an account stay of which an owner thinks better, however often he says so', async () => {
  const accountId = await accountOf(stage, ada);
  await remove(accountId);
  const { account } = await cancel(accountId);
  expect(account).toEqual({ id: accountId, version: 3, deletion: null });
  expect((await cancel(accountId)).account).toEqual(account);
  expect(await events(accountId, 'account.del')).toEqual(['account.deletion_requested', 'account.deletion_cancelled']);
  stage.host.clock.advance(20 * dayMs);
  await deleteDue();
  expect(await sees(accountId, ada)).toBe(true);
});

describe('an account whose time has come', () => {
  /** With something of everything that belongs to an account here. */
  async function furnished(): Promise<{ readonly accountId: string; readonly keyId: string }> {
    const accountId = await accountOf(stage, ada);
    const ask = async (document: string, input: object) => (await stage.ask(ada.viewer, document, { input })).data;
    const { roleCreate } = await ask(
      'mutation ($input: RoleCreateInput!) { roleCreate(input: $input) { role { id } userErrors { code } } }',
      { accountId, name: 'Auditor', permissions: ['audit:read'] },
    );
    await join(stage, accountId, grace, 'viewer');
    await stage.host.admin`
      update users.members set role = null, role_id = ${uuidOf(roleCreate.role.id)}
      where account_id = ${uuidOf(accountId)} and user_id = ${grace.id}`;
    await ask('mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { userErrors { code } } }', {
      accountId,
      email: `guest-${newId()}@example.com`,
      roleId: roleCreate.role.id,
    });
    const { apiKeyCreate } = await ask(
      'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } userErrors { code } } }',
      { accountId, name: 'Robot', scopes: ['account:read'] },
    );
    return { accountId, keyId: apiKeyCreate.apiKey.id };
  }

  const rest = async (accountId: string) => {
    const id = uuidOf(accountId);
    const [row] = await stage.host.admin<[Record<string, number>]>`
      select (select count(*)::int from users.accounts where id = ${id}) as accounts,
        (select count(*)::int from users.members where account_id = ${id}) as members,
        (select count(*)::int from users.roles where account_id = ${id}) as roles,
        (select count(*)::int from users.invitations where account_id = ${id}) as invitations,
        (select count(*)::int from users.api_keys where account_id = ${id}) as keys,
        (select count(*)::int from users.account_deletions where account_id = ${id}) as deletions`;
    return row;
  };
  const nothing = { accounts: 0, members: 0, roles: 0, invitations: 0, keys: 0, deletions: 0 };

  it('goes with its members, roles, invitations and keys, and is to everybody as if there never was one', async () => {
    const { accountId, keyId } = await furnished();
    expect(await sees(accountId, grace)).toBe(true);
    await remove(accountId);
    stage.host.clock.advance(14 * dayMs);
    await deleteDue();
    expect(await rest(accountId)).toEqual(nothing);
    expect([await sees(accountId, ada), await sees(accountId, grace)]).toEqual([false, false]);
    const told = await announcedIn(stage, accountId, '');
    // Keys first, so that nothing is done with one on an account that is no more.
    expect(told.slice(-2).map(({ type, subject }) => [type, subject.id])).toEqual([
      ['api_key.revoked', uuidOf(keyId)],
      ['account.deleted', uuidOf(accountId)],
    ]);
    // Who is told of the end may do nothing any more.
    await vi.waitFor(() => expect(stage.users.directory.known(grace.id)?.has(uuidOf(accountId)) ?? false).toBe(false));
    expect((await remove(accountId, 2)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const [vault] = await stage.host.admin<[{ count: number }]>`
      select count(*)::int from vault.personal_keys where user_id not in (select id from users.users)`;
    expect(vault.count).toBe(0);
  });

  it('goes whole or not at all, when who deletes it is killed, and with the next one', async () => {
    const { accountId } = await furnished();
    await remove(accountId);
    stage.host.clock.advance(14 * dayMs);
    const whole = await rest(accountId);
    const another = await whileLocked(stage, accountId, async (sql, waiting) => {
      const started = await stage.startAnother();
      await waiting(1);
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'trivet_users' and wait_event_type = 'Lock'`;
      await waiting(0);
      return started;
    });
    await another.stop();
    expect(await rest(accountId)).toEqual(whole);
    await deleteDue();
    expect(await rest(accountId)).toEqual(nothing);
    expect(await events(accountId, 'account.deleted')).toHaveLength(1);
  });

  it('is deleted once by two who find it at once', async () => {
    const accountId = await accountOf(stage, ada);
    await remove(accountId);
    stage.host.clock.advance(14 * dayMs);
    await Promise.all([deleteDue(), deleteDue()]);
    expect(await events(accountId, 'account.deleted')).toHaveLength(1);
  });

  it.each(['kept it', 'asked for it anew'])('stays where an owner %s in the moment before', async (what) => {
    const accountId = await accountOf(stage, ada);
    await remove(accountId);
    stage.host.clock.advance(14 * dayMs);
    const found = await whileLocked(stage, accountId, async (sql, waiting) => {
      const another = await stage.startAnother();
      await waiting(1);
      await (what === 'kept it'
        ? sql`delete from users.account_deletions where account_id = ${uuidOf(accountId)}`
        : sql`update users.account_deletions set effective_at = effective_at + interval '14 days'
            where account_id = ${uuidOf(accountId)}`);
      return another;
    });
    await found.stop();
    expect(await rolesIn(stage, accountId)).toEqual({ [ada.id]: 'owner' });
  });
});
