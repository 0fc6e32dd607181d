import { newId } from '@trivet/database';
import { globalId } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountOf, memberOf } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

/** An account with thousands of members and invitations, beside thousands of others with a role and an invitation each. */
const crowd = 5_000;

let stage: UsersStage;
let ada: Person;
let accountId: string;
beforeAll(async () => {
  stage = await startUsers('membership statements');
  ada = await stage.person();
  accountId = await accountOf(stage, ada);
  const { admin } = stage.host;
  await admin`
    insert into users.users (id, display_name, email, email_hash, created_at)
    select gen_random_uuid(), 'One of many', '', sha256(n::text::bytea), now() from generate_series(1, ${crowd}) as n`;
  await admin`
    insert into users.members (id, account_id, user_id, role, joined_at)
    select gen_random_uuid(), ${uuidOf(accountId)}, id, 'member', now() from users.users where id <> ${ada.id}`;
  await admin`insert into users.accounts (id, name, created_at) select id, 'Other', now() from users.users where id <> ${ada.id}`;
  await admin`
    insert into users.roles (id, account_id, name, permissions, created_at)
    select gen_random_uuid(), id, 'Auditor', '{}', now() from users.accounts`;
  await admin`
    insert into users.invitations (id, account_id, email, email_hash, role, invited_by_id, created_at, expires_at)
    select gen_random_uuid(), account_id, '', sha256(n::text::bytea), 'viewer', ${ada.id}, now(), now() + interval '7 days'
    from (
      select id as account_id, 0 as n from users.accounts where id <> ${uuidOf(accountId)}
      union all select ${uuidOf(accountId)}::uuid, n from generate_series(1, ${crowd}) as n
    ) as invited`;
  await admin`
    insert into users.invitation_tokens (hash, invitation_id, account_id)
    select sha256(id::text::bytea), id, account_id from users.invitations`;
  await admin`analyze`;
});
afterAll(() => stage?.stop());

it.each([
  {
    statement: 'invitations.listByAccounts',
    selection: 'account(id: $account) { invitations(first: 10) { nodes { id } } }',
  },
  { statement: 'invitations.findByIds', selection: '_usersNodes(ids: [$invitation]) { id }' },
  { statement: 'roles.listByAccounts', selection: 'account(id: $account) { roles { id } }' },
  { statement: 'roles.findByIds', selection: '_usersNodes(ids: [$role]) { id }' },
  {
    statement: 'members.findOfPerson',
    selection: 'accessExplain(accountId: $account, permission: "account:read") { granted }',
  },
])('$statement looks at what it gives only', async ({ statement, selection }) => {
  const { admin } = stage.host;
  const [one] = await admin<[{ invitation: string; role: string }]>`
    select i.id as invitation, r.id as role from users.invitations i join users.roles r using (account_id)
    where account_id = ${uuidOf(accountId)} limit 1`;
  const ids = { account: accountId, invitation: globalId('inv', one.invitation), role: globalId('rol', one.role) };
  const named = Object.entries(ids).filter(([name]) => selection.includes(`$${name}`));
  const document = `query (${named.map(([name]) => `$${name}: ID!`).join(', ')}) { ${selection} }`;
  const pages = await pagesRead(stage.host, statement, async () => {
    const { data, errors } = await stage.ask(ada.viewer, document, Object.fromEntries(named));
    expect(errors).toBeUndefined();
    expect(Object.values(data ?? {}).flat()).not.toContain(null);
  });
  expect(pages).toBeLessThan(40);
});

it('finds a token, and who leaves, without looking at others', async () => {
  const accept = 'mutation ($token: String!) { invitationAccept(input: { token: $token }) { userErrors { code } } }';
  const found = await pagesRead(stage.host, 'invitationTokens.find', async () => {
    await stage.ask(ada.viewer, accept, { token: newId() });
  });
  expect(found).toBeLessThan(10);
  const document = 'mutation ($id: ID!) { memberRemove(input: { memberId: $id }) { userErrors { code } } }';
  const eve = await stage.person();
  const own = await pagesRead(stage.host, 'members.findOwn', async () => {
    await stage.ask(eve.viewer, document, { id: await memberOf(stage, accountId, ada) });
  });
  expect(own).toBeLessThan(10);
});
