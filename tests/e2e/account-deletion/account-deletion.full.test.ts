import { decodeGlobalId, globalId } from '@trivet/platform';
import { loadColumns, personalColumns } from '@trivet/schema/classification';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { ask, type Person, story } from '../../support/person.ts';
import { type PartName, type Stack, startStack } from '../../support/stack.ts';

const uuidOf = (id: string) => decodeGlobalId(id)?.uuid ?? '';

/** Begins anew, and so looks at once what is due. */
async function restart({ processes }: Stack, name: PartName): Promise<void> {
  await processes[name].kill('SIGKILL');
  processes[name].restart();
}

async function key(stack: Stack, person: Person, accountId: string): Promise<string> {
  const { data } = await person.ask(
    'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code } } }',
    { input: { accountId, name: 'Robot', scopes: ['account:read'] } },
  );
  stack.keepSecret(data.apiKeyCreate.secret);
  return data.apiKeyCreate.secret;
}

it('takes an account away from everybody, everywhere, and leaves its audit trail', { timeout: 120_000 }, async () => {
  await using stack = await startStack('services', {
    name: 'account deletion',
    environment: { ACCOUNT_DELETION_DAYS: '0' },
  });
  const [ada, grace] = [await stack.person('Ada', { verified: true }), await stack.person('Grace')];
  const [accountId, other] = [await ada.account('Gone'), await ada.account('Kept')];
  await stack.sql`
    insert into users.members (id, account_id, user_id, role, joined_at)
    values (gen_random_uuid(), ${uuidOf(accountId)}, ${uuidOf(grace.id)}, 'member', now())`;
  for (const id of [accountId, other]) await ada.resource(id);
  const made = await ada.ask(
    `mutation ($role: RoleCreateInput!, $type: ResourceTypeCreateInput!) {
      roleCreate(input: $role) { userErrors { code } }
      resourceTypeCreate(input: $type) { userErrors { code } }
    }`,
    {
      role: { accountId, name: 'Of its own', permissions: ['resources:read'] },
      type: { accountId, name: 'bill', title: 'Bill', schema: {} },
    },
  );
  expect(made.data).toEqual({ roleCreate: { userErrors: [] }, resourceTypeCreate: { userErrors: [] } });
  const robot = await key(stack, ada, accountId);
  const asRobot = () =>
    ask(
      stack.url,
      'query ($id: ID!) { account(id: $id) { name } }',
      { id: accountId },
      { authorization: `Bearer ${robot}` },
    );
  expect((await asRobot()).data.account).toEqual({ name: 'Gone' });
  const held = async (table: string, id: string) => {
    const [row] = await stack.sql<[{ count: number }]>`
      select count(*)::int from ${stack.sql(table)} where account_id = ${uuidOf(id)}`;
    return row.count;
  };
  await eventually(async () => expect(await held('notifications.notifications', accountId)).toBeGreaterThan(0));
  // What members have put there, by what the models declare.
  const ofAccounts = personalColumns(await loadColumns()).filter(
    ({ declaration }) => declaration.subject.kind === 'account',
  );
  const holding = async () => {
    const names = await Promise.all(
      ofAccounts.map(async ({ name, table, declaration }) => {
        const rows = await stack.sql`
          select from ${stack.sql(table)} where ${stack.sql(declaration.subject.of)} = ${uuidOf(accountId)} limit 1`;
        return rows.length > 0 ? [name] : [];
      }),
    );
    return names.flat();
  };
  expect(await holding()).toEqual(
    expect.arrayContaining([
      'core.resources.data',
      'core.resource_types.title',
      'users.accounts.name',
      'users.roles.name',
    ]),
  );
  const live = await grace.subscribe(story['ResourceChanged'] as string, { accountId });
  let hasBegun = false;
  const first = live.next().then(() => {
    hasBegun = true;
  });
  await eventually(async () => {
    await ada.resource(accountId);
    expect(hasBegun).toBe(true);
  });
  await first;

  const { data } = await ada.ask(
    'mutation ($id: ID!) { accountDelete(input: { accountId: $id, expectedVersion: 1 }) { account { deletion { effectiveAt } } userErrors { code } } }',
    { id: accountId },
  );
  expect(data.accountDelete).toMatchObject({ account: { deletion: expect.anything() }, userErrors: [] });
  await restart(stack, 'users');
  expect(await live.ended()).toBe('complete');
  expect((await live.rest()).at(-1)?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  await stack.ready();
  await eventually(async () => expect((await asRobot()).status).toBe(401));
  const look = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  for (const person of [ada, grace]) {
    expect((await person.ask(look, { ids: [accountId, other] })).data.nodes).toEqual([
      null,
      person === ada ? { id: other } : null,
    ]);
    const written = await person.tell('CreateResource', { accountId, type: 'document', data: {} });
    expect(written.data.resourceCreate.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  }

  // What they hold the others remove a while later, which is now.
  for (const name of ['core', 'notifications'] as const) {
    const table = stack.sql(`${name}.account_removals`);
    await eventually(async () => expect(await stack.sql`select from ${table}`).toHaveLength(1));
    await stack.sql`update ${table} set due_at = now()`;
    await restart(stack, name);
  }
  await eventually(async () => {
    expect(await holding()).toEqual([]);
    expect(await held('notifications.notifications', accountId)).toBe(0);
  });
  expect(await held('core.resources', other)).toBe(1);
  expect(await held('users.audit_entries', accountId)).toBeGreaterThan(4);
  const [last] = await stack.sql<[{ action: string; subject_id: string }]>`
    select action, subject_id from users.audit_entries where account_id = ${uuidOf(accountId)} order by sequence desc limit 1`;
  expect([last.action, globalId('acc', last.subject_id)]).toEqual(['account.deleted', accountId]);
});
