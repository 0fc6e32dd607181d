import { randomUUID } from 'node:crypto';
import { Database, firstId } from '@trivet/database';
import { Access, type AccountAccess } from '@trivet/identity';
import { directoryOverLog } from '@trivet/subgraph';
import { startTestHost, TestAccessSource, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { DeletedResourceRepository } from '../resources/deleted-resource.repository.ts';
import { ResourceRepository } from '../resources/resource.repository.ts';
import { ResourceScanService } from '../resources/resource-scan.service.ts';
import { ResourceIndexRepository } from './resource-index.repository.ts';
import { ResourceIndexService } from './resource-index.service.ts';

let host: TestHost;
let db: Database;
let accessTo: (accountId: string) => AccountAccess;
beforeAll(async () => {
  host = await startTestHost({ name: 'building indexes', key: 'core', parts: [schemaPart] });
  db = new Database({ url: host.database.urlFor(schemaPart.role), applicationName: 'test' });
  const { tail, clock, logger } = host;
  const access = new Access({ directory: directoryOverLog({ source: new TestAccessSource(), tail, clock }), logger });
  accessTo = (accountId) => access.system('a test', accountId);
});
afterAll(async () => {
  await db?.close();
  await host?.stop();
});
beforeEach(async () => {
  await host.admin`truncate core.resources, core.resource_indexes, core.resource_index_entries, core.resource_index_work`;
});

/** The job of a process, which does so many batches in one run. */
function jobOf({ batches }: { readonly batches: number }) {
  const resources = new ResourceScanService({
    resources: new ResourceRepository(db),
    deleted: new DeletedResourceRepository(db),
  });
  const indexes = new ResourceIndexRepository(db);
  const service = new ResourceIndexService({ db, indexes, resources, clock: host.clock, batches });
  /** How much failed in one run. */
  const run = () =>
    service.work(accessTo).then(
      () => 0,
      ({ errors }: AggregateError) => errors.length,
    );
  return { run };
}

/** As there were before a field of theirs was declared; with a number each, and in the order of their ids. */
async function resourcesOf(accountId: string, count: number, data = '{"n": 1}'): Promise<void> {
  await host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    select uuidv7(), ${accountId}, 'thing', ${data}::text::jsonb, 1, now(), now() from generate_series(1, ${count})`;
}
/** @returns their ids. */
async function declared(accountId: string, { path = '/n', kind = 'NUMBER', count = 1 } = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) {
    await host.admin`
      insert into core.resource_indexes (id, account_id, type, path, kind, state, built_to)
      values (${id}, ${accountId}, 'thing', ${path}, ${kind}, 'BUILDING', ${firstId})`;
    await host.admin`insert into core.resource_index_work (index_id, account_id) values (${id}, ${accountId})`;
  }
  return ids;
}
async function stateOf(id: string | undefined): Promise<string> {
  const [row] = await host.admin<{ state: string }[]>`
    select state from core.resource_indexes where id = ${id ?? ''}`;
  return row?.state ?? 'none';
}
async function entriesOf(id: string | undefined): Promise<number> {
  return (await host.admin`select from core.resource_index_entries where index_id = ${id ?? ''}`).length;
}
const unreadable = { path: '/at', kind: 'DATE_TIME' };

it('builds what can be built, however much cannot be, and leaves the rest alone for a while', async () => {
  const [unlucky, other] = [randomUUID(), randomUUID()];
  for (const accountId of [unlucky, other]) await resourcesOf(accountId, 1, '{"n": 1, "at": "nonsense"}');
  await declared(unlucky, { ...unreadable, count: 30 });
  const [mine, others] = [await declared(unlucky), await declared(other)];
  const { run } = jobOf({ batches: 200 });
  expect(await run()).toBe(30);
  expect([await stateOf(mine[0]), await stateOf(others[0])]).toEqual(['READY', 'READY']);
  expect(await run()).toBe(0);
});

it('serves accounts in turn, however much each of them has, and however many there are', async () => {
  const [large, last] = [firstId.slice(0, -2), 'ffffffff-0000-4000-8000-000000000000'];
  const others = Array.from({ length: 20 }, (_, n) => `${large}${n + 10}`);
  for (const accountId of others) await resourcesOf(accountId, 201);
  await resourcesOf(last, 1);
  const [before] = await Promise.all(others.map((accountId) => declared(accountId)));
  const [small] = await declared(last);
  const { run } = jobOf({ batches: 20 });
  await run();
  expect([await entriesOf(before?.[0]), await stateOf(small)]).toEqual([100, 'BUILDING']);
  await run();
  expect([await entriesOf(before?.[0]), await stateOf(small)]).toEqual([100, 'READY']);
  await run();
  expect(await entriesOf(before?.[0])).toBe(200);
  await run();
  await run();
  expect([await entriesOf(before?.[0]), await stateOf(before?.[0])]).toEqual([201, 'READY']);
});

it('tries what failed after longer and longer, tells of it after the third time, and goes on from where it was', async () => {
  const accountId = randomUUID();
  await resourcesOf(accountId, 150, '{"at": "2026-01-01T00:00:00Z"}');
  await resourcesOf(accountId, 1, '{"at": "nonsense"}');
  const [id] = await declared(accountId, unreadable);
  const { run } = jobOf({ batches: 200 });
  expect(await run()).toBe(1);
  const states = [await stateOf(id)];
  for (const pauseMs of [10_000, 20_000]) {
    host.clock.advance(pauseMs - 1);
    expect(await run()).toBe(0);
    host.clock.advance(1);
    expect(await run()).toBe(1);
    states.push(await stateOf(id));
  }
  expect(states).toEqual(['BUILDING', 'BUILDING', 'FAILED']);
  expect(await entriesOf(id)).toBe(100);
  await host.admin`update core.resources set data = '{}' where data ->> 'at' = 'nonsense'`;
  host.clock.advance(39_999);
  await run();
  expect(await stateOf(id)).toBe('FAILED');
  host.clock.advance(1);
  expect(await run()).toBe(0);
  expect([await stateOf(id), await entriesOf(id)]).toEqual(['READY', 151]);
  expect(await host.admin`select from core.resource_index_work`).toHaveLength(0);
});

it('keeps nobody waiting behind who holds one of the resources for long, and comes back to them', async () => {
  const [held = '', other = ''] = [randomUUID(), randomUUID()].sort();
  const { run } = jobOf({ batches: 4 });
  for (const accountId of [held, other]) {
    await resourcesOf(accountId, 3);
    await declared(accountId);
  }
  const states = async () =>
    (await host.admin`select state from core.resource_indexes order by account_id`).map(({ state }) => state);
  await host.admin.begin(async (tx) => {
    await tx`select from core.resources where account_id = ${held} order by id desc limit 1 for update`;
    expect([await run(), await states()]).toEqual([0, ['BUILDING', 'READY']]);
  });
  expect([await run(), await states()]).toEqual([0, ['READY', 'READY']]);
});
