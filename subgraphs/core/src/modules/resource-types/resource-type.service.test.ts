import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('resource types');
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});

const invoice = {
  type: 'object',
  required: ['number'],
  properties: {
    number: { type: 'string' },
    lines: { type: 'array', items: { properties: { amount: { type: 'number' } } } },
  },
};
const total = { path: '/total', kind: 'NUMBER', filterable: true, searchable: false };

async function defined(input: Parameters<CoreStage['defineType']>[2] = {}) {
  const { data, errors } = await stage.defineType(ada, accountId, { schema: invoice, ...input });
  expect({ errors, userErrors: data?.resourceTypeCreate.userErrors }).toEqual({ errors: undefined, userErrors: [] });
  return data.resourceTypeCreate.resourceType;
}

async function announced(): Promise<unknown[]> {
  const events = await stage.host.logged();
  return events
    .filter(({ payload, type }) => payload['accountId'] === accountId && type.startsWith('resource_type.'))
    .map(({ type, subject }) => [type, subject.version]);
}

const listDocument = /* GraphQL */ `
  query ($account: _Any!) {
    _entities(representations: [$account]) { ... on Account { resourceTypes { id name version } } }
  }
`;
async function listed(viewer = ada) {
  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  const { data } = await stage.ask(viewer, listDocument, { account });
  return data._entities[0]?.resourceTypes;
}

const deleteDocument = /* GraphQL */ `
  mutation ($id: ID!) { resourceTypeDelete(input: { id: $id }) { resourceTypeId userErrors { code path } } }
`;
const invalid = (...paths: string[]) =>
  paths.map((path) => ({ code: 'INVALID_INPUT', path: ['input', ...path.split('/')] }));

it('holds all data of a type to its definition, and says everything that does not fit', async () => {
  const type = await defined({ fields: [total] });
  expect(type).toEqual({
    id: expect.stringMatching(/^rty_/),
    name: 'invoice',
    title: 'Invoice',
    schema: invoice,
    fields: [total],
    version: 1,
    account: { id: globalId('acc', accountId) },
  });
  const refused = await stage.create(ada, accountId, {
    type: 'invoice',
    data: { lines: [{ amount: 1 }, {}, { amount: 'many' }], total: 'much' },
  });
  expect(refused.data.resourceCreate).toEqual({
    resource: null,
    userErrors: invalid('data/number', 'data/lines/2/amount', 'data/total'),
  });
  const { data } = await stage.create(ada, accountId, { type: 'invoice', data: { number: 'A1', total: 3 } });
  expect(data.resourceCreate).toMatchObject({ resource: { version: 1 }, userErrors: [] });
  const { id } = data.resourceCreate.resource;
  const update = await stage.update(ada, id, { expectedVersion: 1, data: { number: 1 } });
  expect(update.data.resourceUpdate).toEqual({ resource: null, userErrors: invalid('data/number') });
  // Others are as free as before.
  const other = await stage.create(ada, accountId, { type: 'note', data: { number: 1 } });
  expect(other.data.resourceCreate.userErrors).toEqual([]);
  await expect.poll(announced).toEqual([['resource_type.created', 1]]);
});

it('changes what is given and keeps the rest, by the version that the editor has seen', async () => {
  const { id } = await defined({ fields: [total] });
  const titled = await stage.updateType(ada, id, { expectedVersion: 1, title: 'Bill' });
  expect(titled.data.resourceTypeUpdate).toMatchObject({
    resourceType: { title: 'Bill', schema: invoice, fields: [total], version: 2 },
    incompatible: null,
    userErrors: [],
  });
  const stale = await stage.updateType(ada, id, { expectedVersion: 1, schema: {} });
  expect(stale.data.resourceTypeUpdate).toMatchObject({
    resourceType: { schema: invoice, version: 2 },
    userErrors: [{ code: 'VERSION_CONFLICT', currentVersion: 2 }],
  });
  const opened = await stage.updateType(ada, id, { expectedVersion: 2, schema: {}, fields: [] });
  expect(opened.data.resourceTypeUpdate).toMatchObject({ resourceType: { schema: {}, fields: [], version: 3 } });
  const { data } = await stage.create(ada, accountId, { type: 'invoice', data: { total: 'anything' } });
  expect(data.resourceCreate.userErrors).toEqual([]);
  await expect.poll(announced).toEqual([
    ['resource_type.created', 1],
    ['resource_type.updated', 2],
    ['resource_type.updated', 3],
  ]);
});

describe('a definition that data does not fit', () => {
  it('is refused whole, with how many there are and examples', async () => {
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    const made = await Promise.all(
      numbers.map((n) =>
        stage.create(ada, accountId, { type: 'invoice', data: n < 25 ? { number: n } : { number: 'A' } }),
      ),
    );
    const { data } = await stage.defineType(ada, accountId, { schema: invoice });
    const { resourceType, incompatible, userErrors } = data.resourceTypeCreate;
    expect(resourceType).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INCOMPATIBLE_RESOURCES', path: ['input', 'schema'] }]);
    expect(incompatible.count).toBe(25);
    expect(incompatible.examples).toHaveLength(20);
    const ids = new Set(made.slice(0, 25).map((answer) => answer.data.resourceCreate.resource.id));
    for (const example of incompatible.examples) {
      expect(ids).toContain(example.resourceId);
      expect(example).toMatchObject({ path: ['number'], message: 'This must be a text.' });
    }
    expect(await listed()).toEqual([]);
    await expect.poll(announced).toEqual([]);
  });

  it('is refused by its fields, too, and where it changes one', async () => {
    const { id } = await defined();
    await stage.create(ada, accountId, { type: 'invoice', data: { number: 'A', total: 'three' } });
    const { data } = await stage.updateType(ada, id, { expectedVersion: 1, fields: [total] });
    expect(data.resourceTypeUpdate).toMatchObject({
      resourceType: null,
      incompatible: { count: 1, examples: [{ path: ['total'] }] },
      userErrors: [{ code: 'INCOMPATIBLE_RESOURCES' }],
    });
    expect(await listed()).toMatchObject([{ version: 1 }]);
  });

  it('is not looked at beyond ten thousand resources', async () => {
    const { id } = await defined();
    await stage.host.admin`
      insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
      select gen_random_uuid(), ${accountId}, 'invoice', '{"number": "A"}', 1, now(), now() from generate_series(1, 10001)`;
    const tighter = { ...invoice, maxProperties: 3 };
    const refused = await stage.updateType(ada, id, { expectedVersion: 1, schema: tighter });
    expect(refused.data.resourceTypeUpdate.userErrors).toMatchObject([{ code: 'TOO_MANY_RESOURCES' }]);
    // What takes all that was taken, and no more: nothing has to be looked at.
    let expectedVersion = 1;
    for (const input of [{ title: 'Bill' }, { schema: invoice, fields: [] }, { schema: {} }]) {
      const { data } = await stage.updateType(ada, id, { expectedVersion, ...input });
      expect(data.resourceTypeUpdate.userErrors).toEqual([]);
      expectedVersion += 1;
    }
    for (const input of [{ schema: invoice }, { fields: [total] }]) {
      const { data } = await stage.updateType(ada, id, { expectedVersion, ...input });
      expect(data.resourceTypeUpdate.userErrors).toMatchObject([{ code: 'TOO_MANY_RESOURCES' }]);
    }
    await stage.host.admin`
      delete from core.resources where id = (select id from core.resources where account_id = ${accountId} limit 1)`;
    const checked = await stage.updateType(ada, id, { expectedVersion, schema: tighter });
    expect(checked.data.resourceTypeUpdate).toMatchObject({ resourceType: { version: 5 }, userErrors: [] });
  });
});

it('makes one type of a request that came several times, and one change', async () => {
  const send = () => stage.defineType(ada, accountId, { schema: invoice, key: 'define' });
  const answers = [...(await Promise.all([send(), send()])), await send()];
  const ids = answers.map(({ data }) => data.resourceTypeCreate.resourceType.id);
  expect(new Set(ids).size).toBe(1);
  const change = () => stage.updateType(ada, ids[0], { expectedVersion: 1, title: 'Bill', key: 'change' });
  for (const { data } of [await change(), await change()])
    expect(data.resourceTypeUpdate).toMatchObject({ resourceType: { version: 2 }, userErrors: [] });
  const remove = () => stage.ask(ada, deleteDocument, { id: ids[0] }, { idempotencyKey: 'delete' });
  for (const { data } of [await remove(), await remove()])
    expect(data.resourceTypeDelete).toEqual({ resourceTypeId: ids[0], userErrors: [] });
  expect((await stage.ask(ada, deleteDocument, { id: ids[0] })).data.resourceTypeDelete.userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ]);
  await expect.poll(announced).toEqual([
    ['resource_type.created', 1],
    ['resource_type.updated', 2],
    ['resource_type.deleted', 3],
  ]);
});

it('is deleted while nothing is of it, and its name is free then', async () => {
  const { id } = await defined();
  const { data } = await stage.create(ada, accountId, { type: 'invoice', data: { number: 'A' } });
  const inUse = await stage.ask(ada, deleteDocument, { id });
  expect(inUse.data.resourceTypeDelete).toEqual({
    resourceTypeId: null,
    userErrors: [{ code: 'RESOURCE_TYPE_IN_USE', path: ['input', 'id'] }],
  });
  await stage.host.admin`delete from core.resources where id = ${uuidOf(data.resourceCreate.resource.id)}`;
  expect((await stage.ask(ada, deleteDocument, { id })).data.resourceTypeDelete.resourceTypeId).toBe(id);
  expect(await listed()).toEqual([]);
  expect(
    (await stage.create(ada, accountId, { type: 'invoice', data: { number: 1 } })).data.resourceCreate.userErrors,
  ).toEqual([]);
});

it('has a name that no other of its account has, and there are a hundred of an account', async () => {
  await defined();
  const again = await stage.defineType(ada, accountId);
  expect(again.data.resourceTypeCreate.userErrors).toMatchObject([{ code: 'RESOURCE_TYPE_NAME_TAKEN' }]);
  const elsewhere = randomUUID();
  const theirs = await stage.defineType(stage.person(elsewhere), elsewhere);
  expect(theirs.data.resourceTypeCreate.userErrors).toEqual([]);
  await stage.host.admin`
    insert into core.resource_types (id, account_id, name, title, schema, fields, version, created_at, updated_at)
    select gen_random_uuid(), ${accountId}, 'type' || n, 'T', '{}', '[]', 1, now(), now() from generate_series(1, 99) n`;
  const tooMany = await stage.defineType(ada, accountId, { name: 'more' });
  expect(tooMany.data.resourceTypeCreate.userErrors).toMatchObject([{ code: 'TOO_MANY_RESOURCE_TYPES' }]);
  expect(await listed()).toHaveLength(100);
});

it('refuses what reads otherwise than it is, and what cannot be kept', async () => {
  const deep = JSON.parse(`${'{"not":'.repeat(1_000)}{}${'}'.repeat(1_000)}`);
  const field = (more: object) => ({ fields: [{ ...total, ...more }] });
  const refused: readonly (readonly [path: string, input: object])[] = [
    ['name', { name: 'in voice' }],
    ['name', { name: 'nul\u0000' }],
    ['title', { title: '' }],
    ['title', { title: 'nul\u0000' }],
    ['title', { title: 'half \ud800' }],
    ['title', { title: 'evil\u202egnp.exe' }],
    ['title', { title: 'x'.repeat(101) }],
    ['schema', { schema: [] }],
    ['schema', { schema: 'text' }],
    ['schema', { schema: null as unknown as object }],
    ['schema', { schema: deep }],
    ['schema', { schema: { description: 'x'.repeat(33 * 1024) } }],
    ['schema', { schema: { description: 'nul\u0000' } }],
    ['schema', { schema: { maximum: Number.POSITIVE_INFINITY } }],
    ['schema/properties/a/type', { schema: { properties: { a: { type: 'text' } } } }],
    ['fields/0/path', field({ path: '' })],
    ['fields/0/path', field({ path: 'total' })],
    ['fields/0/path', field({ path: '/a/b/c/d/e/f' })],
    ['fields/0/path', field({ path: '/__proto__' })],
    ['fields/0/path', field({ path: '/a~2' })],
    ['fields/0/searchable', field({ searchable: true })],
    ['fields/0/filterable', field({ filterable: false })],
    ['fields/1/path', { fields: [total, { ...total, path: '/total/net' }] }],
    ['fields/0/kind', { ...field({ path: '/number' }), schema: invoice }],
    ['fields', { fields: Array.from({ length: 21 }, (_, n) => ({ ...total, path: `/a${n}` })) }],
  ];
  for (const [path, input] of refused) {
    const { data, errors } = await stage.defineType(ada, accountId, input);
    if (errors) {
      // Not a value of JSON that is not null: refused before it is read.
      expect(input).toMatchObject({ schema: null });
      continue;
    }
    const { userErrors } = data.resourceTypeCreate;
    expect(
      userErrors.map(({ code, path: at }: { code: string; path: string[] }) => [code, at.join('/')]),
      JSON.stringify(input).slice(0, 100),
    ).toEqual([['INVALID_INPUT', `input/${path}`]]);
  }
  expect(await listed()).toEqual([]);
});

it('is seen by who may read resources, changed by who may, and nothing to others', async () => {
  const { id } = await defined();
  const [reader, member, admin] = [
    stage.person(accountId, 'viewer'),
    stage.person(accountId, 'member'),
    stage.person(accountId, 'admin'),
  ];
  const stranger = stage.person(randomUUID());
  for (const viewer of [reader, member, admin]) expect(await listed(viewer)).toMatchObject([{ id, name: 'invoice' }]);
  const nodes = 'query ($ids: [ID!]!) { _coreNodes(ids: $ids) { id } }';
  expect((await stage.ask(reader, nodes, { ids: [id] })).data._coreNodes).toEqual([{ id }]);
  expect((await stage.ask(stranger, nodes, { ids: [id] })).data._coreNodes).toEqual([null]);
  const changes = (viewer: UserViewer, target: { account: string; id: string }) => [
    stage.defineType(viewer, target.account, { name: 'another' }),
    stage.updateType(viewer, target.id, { expectedVersion: 1, title: 'Theirs' }),
    stage.ask(viewer, deleteDocument, { id: target.id }),
  ];
  for (const viewer of [reader, member])
    for (const { errors } of await Promise.all(changes(viewer, { account: accountId, id })))
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const told = async (target: { account: string; id: string }) =>
    (await Promise.all(changes(stranger, target))).map(({ data, errors }) => ({ data, errors }));
  const nothing = { account: randomUUID(), id: globalId('rty', randomUUID()) };
  expect(await told({ account: accountId, id })).toEqual(await told(nothing));
  const renamed = await stage.updateType(admin, id, { expectedVersion: 1, title: 'Ours' });
  expect(renamed.data.resourceTypeUpdate.userErrors).toEqual([]);
});
