import { randomUUID } from 'node:crypto';
import { Database, openPostgres } from '@trivet/database';
import { anonymous, globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('resources');
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});

/** What the log says of the account, once the outbox is empty. */
async function announced(): Promise<readonly (readonly [type: string, version: number])[]> {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from core.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await stage.host.logged();
  return events.flatMap(({ type, stream, subject }) => (stream.account === accountId ? [[type, subject.version]] : []));
}

async function created(data: unknown = { title: 'One' }): Promise<{ id: string; version: number }> {
  const answer = await stage.create(ada, accountId, { data });
  return answer.data.resourceCreate.resource;
}

it('is found by its key as one of its type only, whatever else is asked for beside', async () => {
  const { id } = await created();
  await stage.host.admin`update core.resources set external_key = 'K 1' where id = ${uuidOf(id)}`;
  const query = `query ($account: ID!) {
    one: resourceByExternalKey(accountId: $account, type: "document", externalKey: "K 1") { id }
    none: resourceByExternalKey(accountId: $account, type: "document K", externalKey: "1") { id }
  }`;
  const { data } = await stage.ask(ada, query, { account: globalId('acc', accountId) });
  expect(data).toEqual({ one: { id }, none: null });
});

it('creates a resource with an event of ids and names', async () => {
  const { data, errors, requestId } = await stage.create(ada, accountId, {
    type: 'invoice-2.a',
    data: { total: 1.5, ok: null },
  });
  expect(errors).toBeUndefined();
  expect(data.resourceCreate).toMatchObject({
    userErrors: [],
    resource: {
      type: 'invoice-2.a',
      data: { total: 1.5, ok: null },
      version: 1,
      account: { id: globalId('acc', accountId) },
      createdBy: { id: globalId('usr', ada.userId) },
    },
  });
  expect(await announced()).toEqual([['resource.created', 1]]);
  const [event] = (await stage.host.logged()).filter(({ stream }) => stream.account === accountId);
  const resourceId = uuidOf(data.resourceCreate.resource.id);
  expect(event).toMatchObject({
    actor: ada.userId,
    credential: ada.sessionId,
    requestId,
    readableWith: 'resources:read',
    payload: { accountId, resourceId, resourceType: 'invoice-2.a', version: 1 },
  });
});

it('keeps neither a change nor its key when the event cannot be kept', async () => {
  const { admin } = stage.host;
  const { id } = await created();
  await announced();
  await admin`alter table core.outbox add constraint nothing_new check (type not like 'resource.%')`;
  const outcomes = await Promise.all([
    stage.create(ada, accountId, { key: 'lost' }),
    stage.update(ada, id, { expectedVersion: 1, data: { lost: true } }),
  ]);
  await admin`alter table core.outbox drop constraint nothing_new`;
  for (const { errors } of outcomes) expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  const rows = await admin`select version, data from core.resources where account_id = ${accountId}`;
  expect(rows).toEqual([{ version: 1, data: { title: 'One' } }]);
  expect((await stage.create(ada, accountId, { key: 'lost' })).data.resourceCreate.userErrors).toEqual([]);
  expect(await announced()).toEqual([
    ['resource.created', 1],
    ['resource.created', 1],
  ]);
});

it('gives one of two editors at once a conflict with the present state, and loses nothing', async () => {
  const { id } = await created();
  const edits = ['Ada', 'Grace', 'Lin', 'Joan'].map((editor) => ({ expectedVersion: 1, data: { editor } }));
  const answers = await Promise.all(edits.map((edit) => stage.update(ada, id, edit)));
  const payloads = answers.map(({ data }) => data.resourceUpdate);
  const [winner, ...others] = payloads.filter(({ userErrors }) => userErrors.length === 0);
  expect(others).toEqual([]);
  expect(winner.resource.version).toBe(2);
  for (const { resource, userErrors } of payloads.filter((payload) => payload !== winner)) {
    expect(resource).toEqual(winner.resource);
    expect(userErrors).toEqual([{ code: 'VERSION_CONFLICT', path: ['input', 'expectedVersion'], currentVersion: 2 }]);
  }
  expect(await announced()).toEqual([
    ['resource.created', 1],
    ['resource.updated', 2],
  ]);
  for (const expectedVersion of [1, 3, 0, -1]) {
    const { data } = await stage.update(ada, id, { expectedVersion, data: {} });
    expect(data.resourceUpdate.userErrors).toMatchObject([{ code: 'VERSION_CONFLICT', currentVersion: 2 }]);
  }
});

it('makes one resource of a request that came several times, at once or later', async () => {
  const send = () => stage.create(ada, accountId, { key: 'create', data: { title: 'Once' } });
  const answers = await Promise.all([send(), send(), send(), send()]);
  answers.push(await send());
  expect(answers.flatMap(({ errors, data }) => [errors, data.resourceCreate.userErrors])).toEqual(
    answers.flatMap(() => [undefined, []]),
  );
  expect(new Set(answers.map(({ data }) => data.resourceCreate.resource.id)).size).toBe(1);
  expect(await announced()).toEqual([['resource.created', 1]]);
});

it('makes one change of an update that came several times, and shows the state as it is', async () => {
  const { id } = await created();
  const send = () => stage.update(ada, id, { expectedVersion: 1, data: { title: 'Two' }, key: 'update' });
  const answers = await Promise.all([send(), send(), send()]);
  for (const { data } of answers) {
    expect(data.resourceUpdate).toMatchObject({ resource: { version: 2, data: { title: 'Two' } }, userErrors: [] });
  }
  await stage.update(ada, id, { expectedVersion: 2, data: { title: 'Three' } });
  expect((await send()).data.resourceUpdate).toMatchObject({
    resource: { version: 3, data: { title: 'Three' } },
    userErrors: [],
  });
  expect(await announced()).toEqual([
    ['resource.created', 1],
    ['resource.updated', 2],
    ['resource.updated', 3],
  ]);
});

it('refuses a key that was used for another change, and takes it from another person', async () => {
  const { id } = await created();
  await stage.create(ada, accountId, { key: 'key', data: { title: 'One' } });
  const reused = [{ code: 'IDEMPOTENCY_KEY_REUSED', path: null }];
  const others = await Promise.all([
    stage.create(ada, accountId, { key: 'key', data: { title: 'Two' } }),
    stage.create(ada, accountId, { key: 'key', type: 'note', data: { title: 'One' } }),
  ]);
  for (const { data } of others) expect(data.resourceCreate).toEqual({ resource: null, userErrors: reused });
  const update = await stage.update(ada, id, { expectedVersion: 1, data: { title: 'One' }, key: 'key' });
  expect(update.data.resourceUpdate).toEqual({ resource: null, userErrors: reused });
  const grace = stage.person(accountId, 'member');
  const hers = [1, 2].map(() => stage.create(grace, accountId, { key: 'key', data: { title: 'Two' } }));
  for (const { data } of await Promise.all(hers)) {
    expect(data.resourceCreate).toMatchObject({ resource: { data: { title: 'Two' } }, userErrors: [] });
  }
  // The order of an object's keys does not make it another.
  await stage.create(ada, accountId, { key: 'order', data: { a: 1, b: { c: 2, d: 3 } } });
  const { data } = await stage.create(ada, accountId, { key: 'order', data: { b: { d: 3, c: 2 }, a: 1 } });
  expect(data.resourceCreate.userErrors).toEqual([]);
});

const entities = /* GraphQL */ `
  query ($accounts: [_Any!]!, $first: Int, $after: Cursor, $type: String) {
    _entities(representations: $accounts) {
      ... on Account {
        id
        plan { id }
        resources(first: $first, after: $after, type: $type) {
          nodes { id data createdBy { id } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;
const reference = (id: string) => ({ __typename: 'Account', id: globalId('acc', id) });

async function page(variables: { first: number; after?: string | null; type?: string | null }) {
  const { data, errors } = await stage.ask(ada, entities, { accounts: [reference(accountId)], ...variables });
  expect(errors).toBeUndefined();
  return data._entities[0].resources;
}

it('lists resources page by page, the newest first, each once, while others are created', async () => {
  const numbers: number[] = [];
  for (let number = 0; number < 25; number += 1) await stage.create(ada, accountId, { data: { number } });
  let after: string | null = null;
  for (let more = true; more; ) {
    const { nodes, pageInfo } = await page({ first: 10, after });
    numbers.push(...nodes.map(({ data }: { data: { number: number } }) => data.number));
    await stage.create(ada, accountId, { data: { number: 100 + numbers.length } });
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));

  for (let number = 0; number < 3; number += 1) await stage.create(ada, accountId, { type: 'note', data: { number } });
  const notes = await page({ first: 2, type: 'note' });
  expect(notes).toMatchObject({
    nodes: [{ data: { number: 2 } }, { data: { number: 1 } }],
    pageInfo: { hasNextPage: true },
  });
  const last = await page({ first: 2, type: 'note', after: notes.pageInfo.endCursor });
  expect(last).toMatchObject({ nodes: [{ data: { number: 0 } }], pageInfo: { hasNextPage: false } });
  expect(await page({ first: 2, type: 'nothing' })).toEqual({
    nodes: [],
    pageInfo: { hasNextPage: false, endCursor: null },
  });
});

it('reads lists of many accounts with as many statements as of one', async () => {
  const { admin } = stage.host;
  await admin`create extension if not exists pg_stat_statements`;
  const accounts = Array.from({ length: 60 }, () => randomUUID());
  for (const id of accounts) stage.source.grant(ada.userId, id, 'owner');
  await Promise.all(accounts.flatMap((id) => [1, 2, 3].map((number) => stage.create(ada, id, { data: { number } }))));
  // The search reads them too, a moment later.
  await vi.waitFor(
    async () => {
      const found = await admin`select from core.search_documents where account_id = any(${accounts})`;
      expect(found).toHaveLength(3 * accounts.length);
    },
    { timeout: 10_000, interval: 30 },
  );
  const statements = async () => {
    const [row] = await admin<[{ calls: number }]>`
      select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and s.userid = ${schemaPart.role}::regrole and query like '%from "core"."resources"%'`;
    return row.calls;
  };
  for (const count of [1, 10, 60]) {
    const before = await statements();
    const variables = { accounts: accounts.slice(0, count).map(reference), first: 2 };
    const { data, errors } = await stage.ask(ada, entities, variables);
    expect(errors).toBeUndefined();
    expect(data._entities.map(({ id }: { id: string }) => id)).toEqual(variables.accounts.map(({ id }) => id));
    for (const { resources } of data._entities)
      expect(resources).toMatchObject({ nodes: [{}, {}], pageInfo: { hasNextPage: true } });
    expect((await statements()) - before, `${count} accounts`).toBe(1);
  }
});

it('shows others nothing, and lets who may read change nothing', async () => {
  const { id } = await created();
  const [reader, other] = [stage.person(accountId, 'viewer'), stage.person(randomUUID())];
  const query = 'query ($id: ID!) { resource(id: $id) { id data } }';
  expect((await stage.ask(reader, query, { id })).data.resource).toEqual({ id, data: { title: 'One' } });
  for (const answer of [
    await stage.create(reader, accountId),
    await stage.update(reader, id, { expectedVersion: 1, data: {} }),
  ]) {
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
  const unknown = { id: globalId('res', randomUUID()), accountId: randomUUID() };
  for (const viewer of [other, anonymous]) {
    const code = viewer === anonymous ? 'UNAUTHENTICATED' : undefined;
    expect((await stage.ask(viewer, query, { id })).data.resource).toBeNull();
    const [theirs, nobodys] = await Promise.all(
      [{ id, accountId }, unknown].map(async (target) => [
        (await stage.create(viewer, target.accountId)).data,
        (await stage.update(viewer, target.id, { expectedVersion: 1, data: {} })).data,
        (await stage.ask(viewer, entities, { accounts: [reference(target.accountId)] })).data,
      ]),
    );
    expect(theirs, code).toEqual(nobodys);
  }
  expect((await stage.ask(reader, query, { id })).data.resource).toEqual({ id, data: { title: 'One' } });
});

it('tells a visitor to sign in before it looks for what he wants to change', async () => {
  const { id } = await created();
  for (const target of [id, globalId('res', randomUUID())]) {
    const { data, errors } = await stage.update(anonymous, target, { expectedVersion: 1, data: {} });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(data).toBeNull();
  }
});

it('counts an account that the viewer joined a moment ago in another process', async () => {
  const { id } = await created();
  const grace = stage.person(randomUUID());
  const query = 'query ($id: ID!) { resource(id: $id) { id } }';
  expect((await stage.ask(grace, query, { id })).data.resource).toBeNull();
  stage.source.grant(grace.userId, accountId, 'viewer');
  expect((await stage.ask(grace, query, { id })).data.resource).toEqual({ id });
});

it('is held to the rows of its scope by the database itself', async () => {
  const { id } = await created();
  const uuid = uuidOf(id);
  const url = stage.host.database.urlFor(schemaPart.role);
  const sql = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
  const database = new Database({ url, applicationName: 'test', maxConnections: 1 });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await database.close();
  });
  expect(await sql`select id from core.resources`).toEqual([]);
  for (const accounts of ['', '{}', `{${randomUUID()}}`]) {
    await sql.begin(async (tx) => {
      await tx`select set_config('trivet.accounts', ${accounts}, true)`;
      expect(await tx`select id from core.resources`, accounts).toEqual([]);
      expect(await tx`update core.resources set version = 9 returning id`, accounts).toEqual([]);
      expect(await tx`delete from core.resources returning id`, accounts).toEqual([]);
    });
  }
  await sql.begin(async (tx) => {
    await tx`select set_config('trivet.accounts', ${`{${accountId}}`}, true)`;
    expect(await tx`select id from core.resources`).toEqual([{ id: uuid }]);
  });
  // The scope ends with its transaction.
  expect(await sql`select id from core.resources`).toEqual([]);

  const move = sql.begin(async (tx) => {
    await tx`select set_config('trivet.accounts', ${`{${accountId}}`}, true)`;
    await tx`update core.resources set account_id = ${randomUUID()}`;
  });
  await expect(move).rejects.toMatchObject({ code: '42501' });
  const insert = sql.begin(async (tx) => {
    await tx`select set_config('trivet.accounts', ${`{${randomUUID()}}`}, true)`;
    await tx`insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
      values (${randomUUID()}, ${accountId}, 'document', '{}', 1, now(), now())`;
  });
  await expect(insert).rejects.toMatchObject({ code: '42501' });
});
