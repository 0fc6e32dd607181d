import { newId } from '@trivet/database';
import { anonymous, globalId, type Viewer } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { trailsCaughtUp } from '../../tests/audit-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('accounts');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

const createDocument = /* GraphQL */ `
  mutation ($input: AccountCreateInput!) {
    accountCreate(input: $input) {
      account { id name createdAt viewerPermissions owner { id } }
      userErrors { code path }
    }
  }
`;

async function create(name: string, { by = ada.viewer, key }: { by?: Viewer; key?: string } = {}) {
  const { data, errors } = await stage.ask(by, createDocument, { input: { name } }, { idempotencyKey: key });
  return { ...data?.accountCreate, errors };
}

/** The accounts that the log tells of, once the outbox is empty. */
async function announced(): Promise<readonly (string | undefined)[]> {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await stage.host.logged();
  return events.filter(({ type }) => type === 'account.created').map(({ stream }) => stream.account);
}

it('creates an account that its maker owns, with an event of ids', async () => {
  const { account, userErrors } = await create('  Analytical Engines ');
  expect(userErrors).toEqual([]);
  expect(account).toMatchObject({ name: 'Analytical Engines', owner: { id: globalId('usr', ada.id) } });
  expect(account.viewerPermissions).toContain('resources:write');
  const id = uuidOf(account.id);
  expect(await announced()).toContain(id);
  const [event] = (await stage.host.logged()).filter(({ stream }) => stream.account === id);
  expect(event).toMatchObject({
    actor: ada.id,
    readableWith: 'account:read',
    payload: { accountId: id, userId: ada.id },
  });
});

it('keeps neither the account nor its member when the event cannot be kept', async () => {
  const { admin } = stage.host;
  const count = async () =>
    (await admin`select a.id, m.id from users.accounts a full join users.members m on m.account_id = a.id`).length;
  const before = await count();
  await admin`alter table users.outbox add constraint nothing_new check (type <> 'account.created')`;
  const { errors } = await create('Lost', { key: 'lost' });
  await admin`alter table users.outbox drop constraint nothing_new`;
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(await count()).toBe(before);
  // Nor the key: the same request may be sent again.
  expect((await create('Lost', { key: 'lost' })).userErrors).toEqual([]);
});

it('gives for a repeated Idempotency-Key the account that is there already', async () => {
  const first = await create('Repeated', { key: 'repeated' });
  const before = await announced();
  const again = await create('Repeated', { key: 'repeated' });
  expect(again).toEqual(first);
  expect(await announced()).toEqual(before);
  // Without the key, or under another, it is another account.
  const others = [await create('Repeated'), await create('Repeated', { key: 'another' })];
  expect(new Set([first, ...others].map(({ account }) => account.id)).size).toBe(3);
});

it('makes one account of a request that came several times at once', async () => {
  const before = await announced();
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => create('At once', { key: 'at-once' })));
  expect(answers.flatMap(({ userErrors, errors }) => [userErrors, errors])).toEqual(
    answers.flatMap(() => [[], undefined]),
  );
  expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
  expect((await announced()).slice(before.length)).toEqual([uuidOf(answers[0]?.account.id)]);
});

it('refuses a key that was used for another request, and does nothing', async () => {
  await create('First', { key: 'reused' });
  const before = await announced();
  const outcome = { account: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: null }] };
  expect(await create('Second', { key: 'reused' })).toMatchObject(outcome);
  expect(await create('first', { key: 'reused' })).toMatchObject(outcome);
  expect(await announced()).toEqual(before);
});

it('keeps the keys of different persons apart', async () => {
  const grace = await stage.person();
  const hers = await create('Shared', { by: grace.viewer, key: 'shared' });
  const mine = await create('Shared', { key: 'shared' });
  expect(mine.userErrors).toEqual([]);
  expect(mine.account.id).not.toBe(hers.account.id);
  expect(mine.account.owner).not.toEqual(hers.account.owner);
});

it('refuses visitors, services, and names that are no text', async () => {
  for (const by of [anonymous, { kind: 'service', service: 'notifications' } as const]) {
    expect((await create('Nobodys', { by })).errors, by.kind).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  }
  for (const name of ['', ' ', 'x'.repeat(101), 'nul \u0000', 'half \ud800', 'tab\tinside']) {
    expect(await create(name), JSON.stringify(name)).toMatchObject({
      account: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'name'] }],
      errors: undefined,
    });
  }
  expect((await create('🎉'.repeat(100))).userErrors).toEqual([]);
});

it('shows 120 members page by page, each once, in order, while others join', async () => {
  const { admin } = stage.host;
  const { account } = await create('Crowded');
  const accountId = uuidOf(account.id);
  const join = async (count: number) => {
    const ids = Array.from({ length: count }, () => ({ userId: newId(), memberId: newId() }));
    await admin`
      insert into users.users (id, display_name, email, email_hash, created_at)
      select id, 'Member', '\\x00', decode(replace(id::text, '-', ''), 'hex'), now() from unnest(${ids.map(({ userId }) => userId)}::uuid[]) as id`;
    await admin`
      insert into users.members (id, account_id, user_id, role, joined_at)
      select m, ${accountId}, u, 'member', now()
      from unnest(${ids.map(({ memberId }) => memberId)}::uuid[], ${ids.map(({ userId }) => userId)}::uuid[]) as joined(m, u)`;
    return ids.map(({ userId }) => globalId('usr', userId));
  };
  const joined = await join(119);

  const page = /* GraphQL */ `
    query ($id: ID!, $first: Int, $after: Cursor) {
      account(id: $id) {
        members(first: $first, after: $after) {
          edges { cursor node { id } }
          nodes { id role user { id } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }
    }
  `;
  const seen: string[] = [];
  const sizes: number[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const { data, errors } = await stage.ask(ada.viewer, page, { id: account.id, first: 50, after });
    expect(errors).toBeUndefined();
    const { edges, nodes, pageInfo } = data.account.members;
    expect(edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(
      nodes.map(({ id }: { id: string }) => id),
    );
    expect(pageInfo).toMatchObject({
      hasPreviousPage: after !== null,
      startCursor: edges[0].cursor,
      endCursor: edges.at(-1).cursor,
    });
    seen.push(...nodes.map(({ user }: { user: { id: string } }) => user.id));
    sizes.push(nodes.length);
    if (sizes.length === 1) joined.push(...(await join(3)));
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  expect(sizes).toEqual([50, 50, 23]);
  expect(seen).toEqual([globalId('usr', ada.id), ...joined]);

  for (const wrong of [{ first: 0 }, { first: 101 }, { first: -1 }, { after: 'nonsense' }, { after: 'azE6eA' }]) {
    const { errors } = await stage.ask(ada.viewer, page, { id: account.id, ...wrong });
    expect(errors, JSON.stringify(wrong)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});

it('lists a person’s accounts page by page, the oldest first, with as many statements for few as for many', async () => {
  const { admin } = stage.host;
  await admin`create extension if not exists pg_stat_statements`;
  const [few, many] = [await stage.person(), await stage.person()];
  for (const [person, count] of [
    [few, 5],
    [many, 60],
  ] as const) {
    for (let index = 0; index < count; index += 1) await create(`Account ${index}`, { by: person.viewer });
  }
  const query = `query ($after: Cursor) { viewer { accounts(first: 40, after: $after) {
    nodes { name viewerPermissions owner { displayName } members(first: 10) { nodes { user { displayName } } } }
    pageInfo { hasNextPage endCursor }
  } } }`;
  const statements = async () => {
    const [row] = await admin<[{ calls: number }]>`
      select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and s.userid = 'trivet_users'::regrole and query like '%from "users".%'
        -- What a person may do is asked again whenever the log was not heard of for a while, and is counted elsewhere.
        and query not like '%members.listByUsers%'
        -- Looks into the outbox, and sends what is there, whoever asks what.
        and query not like '%relay.%'`;
    return row.calls;
  };
  const cost = async ({ viewer }: Person, after: string | null = null) => {
    const before = await statements();
    const { data, errors } = await stage.ask(viewer, query, { after });
    expect(errors).toBeUndefined();
    return { connection: data.viewer.accounts, statements: (await statements()) - before };
  };
  await trailsCaughtUp(stage);
  const [ofFew, ofMany] = [await cost(few), await cost(many)];
  expect(ofFew.statements).toBeGreaterThan(0);
  expect(ofMany.statements).toBe(ofFew.statements);
  expect(ofMany.statements).toBeLessThanOrEqual(5);
  const rest = await cost(many, ofMany.connection.pageInfo.endCursor);
  const names = [...ofMany.connection.nodes, ...rest.connection.nodes].map(({ name }: { name: string }) => name);
  expect(names).toEqual(Array.from({ length: 60 }, (_, index) => `Account ${index}`));
  expect(rest.connection.pageInfo.hasNextPage).toBe(false);
});

it('finds the owner of an account without looking at its other members', async () => {
  const { admin } = stage.host;
  const { account } = await create('Crowd');
  await admin`
    with crowd as (
      insert into users.users (id, display_name, email, email_hash, created_at)
      select gen_random_uuid(), 'One of many', '', sha256(n::text::bytea), now() from generate_series(1, 5000) as n returning id
    )
    insert into users.members (id, account_id, user_id, role, joined_at)
    select gen_random_uuid(), ${uuidOf(account.id)}, id, 'member', now() from crowd`;
  await admin`analyze users.members`;
  const query = 'query ($id: ID!) { account(id: $id) { owner { id } } }';
  const pages = await pagesRead(stage.host, 'members.findOwners', async () => {
    const { data } = await stage.ask(ada.viewer, query, { id: account.id });
    expect(data.account.owner).toEqual({ id: globalId('usr', ada.id) });
  });
  expect(pages).toBeLessThan(20);
});

it('answers null for an account of others as for one that is not there, and for what is no id an error', async () => {
  const grace = await stage.person();
  const { account } = await create('Hers', { by: grace.viewer });
  const query = 'query ($id: ID!) { account(id: $id) { name } }';
  expect((await stage.ask(grace.viewer, query, { id: account.id })).data.account).toEqual({ name: 'Hers' });
  for (const id of [account.id, globalId('acc', newId())]) {
    for (const viewer of [ada.viewer, anonymous]) {
      const { data, errors } = await stage.ask(viewer, query, { id });
      expect({ data, errors }).toEqual({ data: { account: null }, errors: undefined });
    }
  }
  for (const id of ['', 'acc_', uuidOf(account.id), globalId('usr', ada.id), account.id.toUpperCase()]) {
    const { errors } = await stage.ask(ada.viewer, query, { id });
    expect(errors, id).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});
