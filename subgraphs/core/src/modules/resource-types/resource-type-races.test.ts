import { randomUUID } from 'node:crypto';
import type { UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('races for resource types');
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

async function defined(input: Parameters<CoreStage['defineType']>[2] = {}) {
  const { data, errors } = await stage.defineType(ada, accountId, { schema: invoice, ...input });
  expect({ errors, userErrors: data?.resourceTypeCreate.userErrors }).toEqual({ errors: undefined, userErrors: [] });
  return data.resourceTypeCreate.resourceType;
}

const invalid = (...paths: string[]) =>
  paths.map((path) => ({ code: 'INVALID_INPUT', path: ['input', ...path.split('/')] }));

it('lets no data through that was written under the definition of before, whoever comes first', async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = `round${round}`;
    const { id } = await defined({ name, schema: {} });
    const writes = Array.from({ length: 12 }, (_, n) =>
      stage.create(ada, accountId, { type: name, data: { number: n % 2 === 0 ? 'text' : n } }),
    );
    const change = stage.updateType(ada, id, { expectedVersion: 1, schema: invoice });
    const others = stage.updateType(ada, id, {
      expectedVersion: 1,
      schema: { properties: { number: { type: 'number' } } },
    });
    const answers = await Promise.all([...writes, change, others]);
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const rows = await stage.host.admin<{ data: { number: unknown } }[]>`
      select data from core.resources where account_id = ${accountId} and type = ${name}`;
    const [row] = await stage.host.admin<[{ schema: { properties?: { number: { type: string } } }; version: number }]>`
      select schema, version from core.resource_types where id = ${uuidOf(id)}`;
    const wanted = row.schema.properties?.number.type;
    expect([1, 2]).toContain(row.version);
    expect(rows.filter(({ data }) => wanted && typeof data.number !== wanted)).toEqual([]);
    const stored =
      writes.length - answers.slice(0, 12).filter(({ data }) => data.resourceCreate.userErrors.length > 0).length;
    expect(rows).toHaveLength(stored);
  }
});

it('holds who defines a type that was free to what was written at that moment', async () => {
  // The writer has its lock and has not committed: whoever defines the type waits for it, and sees its data.
  const { host } = stage;
  const lock = `core.resource_types ${accountId} invoice`;
  let defining: ReturnType<CoreStage['defineType']> | undefined;
  await host.admin.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock_shared(hashtextextended(${lock}, 0))`;
    await sql`insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
      values (${randomUUID()}, ${accountId}, 'invoice', '{"number": 1}', 1, now(), now())`;
    defining = stage.defineType(ada, accountId, { schema: invoice });
    await expect
      .poll(async () => (await host.admin`select from pg_locks where locktype = 'advisory' and not granted`).length)
      .toBe(1);
  });
  const { data } = await (defining as NonNullable<typeof defining>);
  expect(data.resourceTypeCreate).toMatchObject({ incompatible: { count: 1 }, resourceType: null });
});

it('holds who writes data to the definition that is being changed at that moment', async () => {
  const { host } = stage;
  const { id } = await defined({ schema: {} });
  let writing: ReturnType<CoreStage['create']> | undefined;
  await host.admin.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`core.resource_types ${accountId} invoice`}, 0))`;
    await sql`update core.resource_types set schema = ${sql.json(invoice)}, version = 2 where id = ${uuidOf(id)}`;
    writing = stage.create(ada, accountId, { type: 'invoice', data: { number: 1 } });
    await expect
      .poll(async () => (await host.admin`select from pg_locks where locktype = 'advisory' and not granted`).length)
      .toBe(1);
  });
  const { data } = await (writing as NonNullable<typeof writing>);
  expect(data.resourceCreate).toEqual({ resource: null, userErrors: invalid('data/number') });
});

it('keeps what somebody else has changed at that moment', async () => {
  const { host } = stage;
  const { id } = await defined({ schema: {} });
  let changing: ReturnType<CoreStage['updateType']> | undefined;
  await host.admin.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`core.resource_types ${accountId} invoice`}, 0))`;
    await sql`update core.resource_types set schema = ${sql.json(invoice)}, version = 2 where id = ${uuidOf(id)}`;
    // Who knows that the version will be 2, though he still sees the first.
    changing = stage.updateType(ada, id, { expectedVersion: 2, title: 'Bill' });
    await expect
      .poll(async () => (await host.admin`select from pg_locks where locktype = 'advisory' and not granted`).length)
      .toBe(1);
  });
  const { data } = await (changing as NonNullable<typeof changing>);
  expect(data.resourceTypeUpdate).toMatchObject({
    resourceType: { title: 'Bill', schema: invoice, version: 3 },
    userErrors: [],
  });
});
