import { newId } from '@trivet/database';
import { anonymous, globalId, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, announcedIn, join, memberOf, whileLocked } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  stage = await startUsers('roles');
  [ada, grace] = await Promise.all([stage.person(), stage.person()]);
});
afterAll(() => stage?.stop());

const roleFields = 'role { id name permissions builtIn version } userErrors { code path }';
const documents = {
  roleCreate: `mutation ($input: RoleCreateInput!) { roleCreate(input: $input) { ${roleFields} } }`,
  roleUpdate: `mutation ($input: RoleUpdateInput!) { roleUpdate(input: $input) { ${roleFields} } }`,
  roleDelete: 'mutation ($input: RoleDeleteInput!) { roleDelete(input: $input) { roleId userErrors { code path } } }',
  memberUpdate:
    'mutation ($input: MemberUpdateInput!) { memberUpdate(input: $input) { member { role permissions assignedRole { id name } } userErrors { code path } } }',
};

async function change(
  field: keyof typeof documents,
  input: object,
  { by = ada.viewer, key }: { readonly by?: Viewer; readonly key?: string } = {},
) {
  const { data, errors } = await stage.ask(by, documents[field], { input }, { idempotencyKey: key });
  const code = errors?.[0]?.extensions?.['code'] ?? data?.[field].userErrors[0]?.code ?? 'done';
  return { ...data?.[field], code };
}

async function newRole(accountId: string, permissions: readonly string[], name = 'Auditor'): Promise<string> {
  const { role, code } = await change('roleCreate', { accountId, name, permissions });
  expect(code).toBe('done');
  return role.id;
}

const permissionsOf = async (person: Person, accountId: string) => {
  const { data } = await stage.ask(person.viewer, 'query ($id: ID!) { account(id: $id) { viewerPermissions } }', {
    id: accountId,
  });
  return data.account?.viewerPermissions ?? null;
};

it('lists the built-in roles, and after them those that the account has made', async () => {
  const accountId = await accountOf(stage, ada);
  const roleId = await newRole(accountId, ['resources:read', 'resources:read']);
  const query = 'query ($id: ID!) { account(id: $id) { roles { id name permissions builtIn version } } }';
  const { data } = await stage.ask(ada.viewer, query, { id: accountId });
  const { roles } = data.account;
  expect(roles.map(({ name, builtIn }: { name: string; builtIn: boolean }) => [name, builtIn])).toEqual([
    ['Owner', true],
    ['Admin', true],
    ['Member', true],
    ['Viewer', true],
    ['Auditor', false],
  ]);
  // Whoever belongs to an account sees it.
  expect(roles[4]).toEqual({
    id: roleId,
    name: 'Auditor',
    permissions: ['account:read', 'resources:read'],
    builtIn: false,
    version: 1,
  });
  const elsewhere = await stage.ask(grace.viewer, query, { id: await accountOf(stage, grace) });
  expect(elsewhere.data.account.roles).toEqual(roles.slice(0, 4));
  const nodes = 'query ($ids: [ID!]!) { _usersNodes(ids: $ids) { __typename id } }';
  const ids = [roleId, roles[0].id];
  expect((await stage.ask(ada.viewer, nodes, { ids })).data._usersNodes).toEqual(
    ids.map((id) => ({ __typename: 'Role', id })),
  );
  expect((await stage.ask(grace.viewer, nodes, { ids })).data._usersNodes).toEqual([
    null,
    { __typename: 'Role', id: roles[0].id },
  ]);
});

it('is given to a member, whom it then allows what it says, also after it has changed', async () => {
  const accountId = await accountOf(stage, ada);
  const memberId = await join(stage, accountId, grace, 'viewer');
  const roleId = await newRole(accountId, ['resources:read', 'resources:write']);
  const given = await change('memberUpdate', { memberId, roleId });
  expect(given.member).toEqual({
    role: 'CUSTOM',
    permissions: ['account:read', 'resources:read', 'resources:write'],
    assignedRole: { id: roleId, name: 'Auditor' },
  });
  await expect
    .poll(() => permissionsOf(grace, accountId))
    .toEqual(['account:read', 'resources:read', 'resources:write']);

  const updated = await change('roleUpdate', { roleId, name: 'Reader', permissions: [], expectedVersion: 1 });
  expect(updated.role).toMatchObject({ name: 'Reader', permissions: ['account:read'], version: 2 });
  await expect.poll(() => permissionsOf(grace, accountId)).toEqual(['account:read']);
  expect((await announcedIn(stage, accountId, 'role.')).map(({ type, payload }) => [type, payload])).toEqual([
    ['role.created', { accountId: uuidOf(accountId), roleId: uuidOf(roleId), version: 1 }],
    ['role.changed', { accountId: uuidOf(accountId), roleId: uuidOf(roleId), version: 2 }],
  ]);

  expect((await change('roleDelete', { roleId })).code).toBe('ROLE_IN_USE');
  expect((await change('memberUpdate', { memberId, role: 'VIEWER' })).member.role).toBe('VIEWER');
  expect(await change('roleDelete', { roleId })).toMatchObject({ roleId, code: 'done' });
  expect((await change('roleDelete', { roleId })).code).toBe('NOT_FOUND');
});

it('is told to services that look who may read something, with one statement for all members', async () => {
  const accountId = await accountOf(stage, ada);
  const people = await Promise.all(Array.from({ length: 3 }, () => stage.person()));
  for (const [index, person] of people.entries()) {
    const memberId = await join(stage, accountId, person, 'viewer');
    const roleId = await newRole(accountId, ['resources:read'], `Reader ${index}`);
    expect((await change('memberUpdate', { memberId, roleId })).code).toBe('done');
  }
  await stage.host.admin`create extension if not exists pg_stat_statements`;
  const reads = async () => {
    const [row] = await stage.host.admin<[{ calls: number }]>`
      select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and query like '%/* roles.%'`;
    return row.calls;
  };
  const before = await reads();
  const { data } = await stage.ask(
    { kind: 'service', service: 'notifications' },
    'query ($id: ID!) { account(id: $id) { members { nodes { permissions } } } }',
    { id: accountId },
  );
  const permissions = data.account.members.nodes.map((member: { permissions: string[] }) => member.permissions);
  expect(permissions.slice(1)).toEqual(people.map(() => ['account:read', 'resources:read']));
  expect((await reads()) - before).toBe(1);
});

it('lets who has a role without members:read leave all the same, and says what he may do', async () => {
  const accountId = await accountOf(stage, ada);
  const memberId = await join(stage, accountId, grace, 'viewer');
  await change('memberUpdate', { memberId, roleId: await newRole(accountId, []) });
  await expect.poll(() => permissionsOf(grace, accountId)).toEqual(['account:read']);
  const explain =
    'query ($id: ID!, $member: ID) { accessExplain(accountId: $id, permission: "members:read", memberId: $member) { granted reason message member { id permissions } } }';
  const expected = {
    granted: false,
    reason: 'NOT_ALLOWED_BY_ROLE',
    message: 'The role "Auditor" does not allow "members:read".',
    member: { id: memberId, permissions: ['account:read'] },
  };
  for (const member of [null, memberId])
    expect((await stage.ask(grace.viewer, explain, { id: accountId, member })).data.accessExplain).toEqual(expected);
  const adas = await memberOf(stage, accountId, ada);
  expect((await stage.ask(grace.viewer, explain, { id: accountId, member: adas })).data.accessExplain).toBeNull();
  const leave = 'mutation ($id: ID!) { memberRemove(input: { memberId: $id }) { memberId userErrors { code } } }';
  expect((await stage.ask(grace.viewer, leave, { id: memberId })).data.memberRemove).toEqual({
    memberId,
    userErrors: [],
  });
  await expect.poll(() => permissionsOf(grace, accountId)).toBeNull();
});

describe('nobody', () => {
  it('makes, gives or changes a role that allows what he may not do himself', async () => {
    const accountId = await accountOf(stage, ada);
    const [manager, other] = [await stage.person(), await stage.person()];
    const powers = ['members:read', 'members:manage', 'roles:manage', 'resources:read'];
    const managing = await newRole(accountId, powers, 'Manager');
    const writing = await newRole(accountId, ['resources:write'], 'Writer');
    const managerId = await join(stage, accountId, manager, 'viewer');
    const otherId = await join(stage, accountId, other, 'viewer');
    await change('memberUpdate', { memberId: managerId, roleId: managing });
    const by = manager.viewer;
    await expect.poll(() => permissionsOf(manager, accountId)).toContain('roles:manage');

    const create = (permissions: readonly string[]) =>
      change('roleCreate', { accountId, name: permissions.join(), permissions }, { by });
    expect((await create(['resources:write'])).code).toBe('FORBIDDEN');
    expect((await create(['resources:read'])).code).toBe('done');
    const update = (roleId: string, permissions: readonly string[]) =>
      change('roleUpdate', { roleId, name: 'Other', permissions, expectedVersion: 1 }, { by });
    expect((await update(managing, [...powers, 'resources:write'])).code).toBe('FORBIDDEN');
    expect((await update(writing, [])).code).toBe('FORBIDDEN');
    expect((await change('roleDelete', { roleId: writing }, { by })).code).toBe('FORBIDDEN');
    expect((await change('memberUpdate', { memberId: otherId, roleId: writing }, { by })).code).toBe('FORBIDDEN');
    expect((await change('memberUpdate', { memberId: otherId, role: 'ADMIN' }, { by })).code).toBe('FORBIDDEN');
    // A viewer may follow events, which he may not.
    expect((await change('memberUpdate', { memberId: otherId, roleId: managing }, { by })).code).toBe('FORBIDDEN');
  });

  it('but an owner touches what is the owners’, and no role of an account allows it', async () => {
    const accountId = await accountOf(stage, ada);
    const input = { accountId, name: 'Second', permissions: ['owners:manage'] };
    expect(await change('roleCreate', input)).toMatchObject({
      code: 'INVALID_INPUT',
      userErrors: [{ path: ['input', 'permissions'] }],
    });
  });

  it('changes a built-in role, or gives one of another account', async () => {
    const [accountId, another] = [await accountOf(stage, ada), await accountOf(stage, ada)];
    const { data } = await stage.ask(ada.viewer, 'query ($id: ID!) { account(id: $id) { roles { id } } }', {
      id: accountId,
    });
    const [owner, admin] = data.account.roles;
    const input = { roleId: admin.id, name: 'Mine', permissions: [], expectedVersion: 1 };
    expect((await change('roleUpdate', input)).code).toBe('INVALID_INPUT');
    expect((await change('roleDelete', { roleId: owner.id })).code).toBe('INVALID_INPUT');
    const memberId = await join(stage, accountId, grace, 'viewer');
    const foreign = await newRole(another, []);
    expect(await change('memberUpdate', { memberId, roleId: foreign })).toMatchObject({
      code: 'NOT_FOUND',
      userErrors: [{ path: ['input', 'roleId'] }],
    });
    expect((await change('memberUpdate', { memberId, roleId: admin.id })).member).toMatchObject({ role: 'ADMIN' });
    for (const wrong of [{}, { role: 'ADMIN', roleId: admin.id }, { role: 'CUSTOM' }])
      expect((await change('memberUpdate', { memberId, ...wrong })).code).toBe('INVALID_INPUT');
  });

  it('sees or changes roles of an account to which he does not belong', async () => {
    const accountId = await accountOf(stage, ada);
    const roleId = await newRole(accountId, []);
    for (const id of [roleId, globalId('rol', newId())]) {
      const by = grace.viewer;
      const input = { roleId: id, name: 'Hers', permissions: [], expectedVersion: 1 };
      expect((await change('roleUpdate', input, { by })).code).toBe('NOT_FOUND');
      expect((await change('roleDelete', { roleId: id }, { by })).code).toBe('NOT_FOUND');
      expect((await change('roleDelete', { roleId: id }, { by: anonymous })).code).toBe('UNAUTHENTICATED');
    }
    const explain = 'query ($id: ID!) { accessExplain(accountId: $id, permission: "account:read") { granted } }';
    for (const viewer of [grace.viewer, anonymous])
      expect((await stage.ask(viewer, explain, { id: accountId })).data).toEqual({ accessExplain: null });
  });
});

it('takes names that are free, permissions of the catalogue, and fifty roles', async () => {
  const accountId = await accountOf(stage, ada);
  const create = async (name: string, permissions: readonly string[] = []) =>
    (await change('roleCreate', { accountId, name, permissions })).code;
  expect(await create('Auditor')).toBe('done');
  for (const taken of ['Auditor', ' auditor ', 'OWNER', 'viewer']) expect(await create(taken)).toBe('ROLE_NAME_TAKEN');
  for (const wrong of ['', 'x'.repeat(51)]) expect(await create(wrong)).toBe('INVALID_INPUT');
  expect(await create('Wrong', ['resources:everything'])).toBe('INVALID_INPUT');
  expect(await create('Wrong', ['constructor'])).toBe('INVALID_INPUT');
  const codes: string[] = [];
  for (let index = 1; index <= 50; index += 1) codes.push(await create(`Role ${index}`));
  expect(codes).toEqual([...Array(49).fill('done'), 'TOO_MANY_ROLES']);
});

it('is made once for a key, and lets one of two editors win', async () => {
  const accountId = await accountOf(stage, ada);
  const input = { accountId, name: 'Once', permissions: [] };
  const [first, again] = [
    await change('roleCreate', input, { key: accountId }),
    await change('roleCreate', input, { key: accountId }),
  ];
  expect(again).toEqual(first);
  const roleId = first.role.id;
  const answers = await Promise.all(
    ['One', 'Two'].map((name) => change('roleUpdate', { roleId, name, permissions: [], expectedVersion: 1 })),
  );
  expect(answers.map(({ code }) => code).sort()).toEqual(['VERSION_CONFLICT', 'done']);
  expect(new Set(answers.map(({ role }) => role.name)).size).toBe(1);
  const key = `delete ${accountId}`;
  expect((await change('roleDelete', { roleId }, { key })).code).toBe('done');
  expect((await change('roleDelete', { roleId }, { key })).code).toBe('done');
});

it('is not given while it is deleted', async () => {
  const accountId = await accountOf(stage, ada);
  const memberId = await join(stage, accountId, grace, 'viewer');
  for (let round = 0; round < 5; round += 1) {
    const roleId = await newRole(accountId, [], `Round ${round}`);
    const { running } = await whileLocked(stage, accountId, async (_sql, waiting) => {
      const begun = Promise.all([change('memberUpdate', { memberId, roleId }), change('roleDelete', { roleId })]);
      await waiting(2);
      return { running: begun };
    });
    const codes = (await running).map(({ code }) => code);
    expect([
      ['done', 'ROLE_IN_USE'],
      ['NOT_FOUND', 'done'],
    ]).toContainEqual(codes);
    await change('memberUpdate', { memberId, role: 'VIEWER' });
  }
});

it('explains why somebody may do something, or why not', async () => {
  const accountId = await accountOf(stage, ada);
  const memberId = await join(stage, accountId, grace, 'viewer');
  const document = `query ($id: ID!, $permission: String!, $member: ID) {
    accessExplain(accountId: $id, permission: $permission, memberId: $member) {
      permission granted reason message member { id user { id } }
    }
  }`;
  const explain = async (permission: string, member: string | null, { viewer } = ada) =>
    (await stage.ask(viewer, document, { id: accountId, permission, member })).data.accessExplain;
  expect(await explain('resources:write', memberId)).toEqual({
    permission: 'resources:write',
    granted: false,
    reason: 'NOT_ALLOWED_BY_ROLE',
    message: 'The role "Viewer" does not allow "resources:write".',
    member: { id: memberId, user: { id: globalId('usr', grace.id) } },
  });
  expect(await explain('owners:manage', null)).toMatchObject({
    granted: true,
    reason: 'ALLOWED_BY_ROLE',
    message: 'The role "Owner" allows "owners:manage".',
    member: { user: { id: globalId('usr', ada.id) } },
  });
  expect(await explain('nothing:do', memberId)).toMatchObject({ granted: false, reason: 'NO_SUCH_PERMISSION' });
  // Viewers may see who belongs to the account.
  expect(await explain('owners:manage', await memberOf(stage, accountId, ada), grace)).toMatchObject({ granted: true });
  const elsewhere = await memberOf(stage, await accountOf(stage, ada), ada);
  expect(await explain('account:read', elsewhere)).toBeNull();
  expect(await explain('account:read', globalId('mbr', newId()))).toBeNull();
});
