import { randomUUID } from 'node:crypto';
import { newId } from '@trivet/database';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';

let stage: CoreStage;
beforeAll(async () => {
  stage = await startCore('account removal');
});
afterAll(() => stage?.stop());

async function filled(count: number): Promise<string> {
  const accountId = randomUUID();
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), ${accountId}, 'document', '{}', 1, now(), now() from generate_series(1, ${count}::int)`;
  return accountId;
}

/** Of all else that an account has here. */
async function others(accountId: string): Promise<readonly number[]> {
  const { admin } = stage.host;
  const tables = [
    'deleted_resources',
    'resource_versions',
    'resource_purges',
    'resource_types',
    'resource_indexes',
    'resource_index_entries',
    'bulk_jobs',
    'bulk_job_keys',
    'bulk_job_parts',
    'bulk_turns',
  ];
  return Promise.all(
    tables.map(
      async (table) => (await admin`select from ${admin(`core.${table}`)} where account_id = ${accountId}`).length,
    ),
  );
}

async function furnished(count: number): Promise<string> {
  const accountId = await filled(count);
  const { admin } = stage.host;
  await admin`
    insert into core.deleted_resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), ${accountId}, 'document', '{}', 1, now(), now() from generate_series(1, 1200)`;
  await admin`
    insert into core.resource_versions (resource_id, account_id, type, data, version, created_at, updated_at, superseded_at)
    select ${randomUUID()}, ${accountId}, 'document', '{}', n, now(), now(), now() from generate_series(1, 2500) n`;
  await admin`
    insert into core.resource_indexes (id, account_id, type, path, kind, state, built_to)
    select gen_random_uuid(), ${accountId}, 'document', '/title', 'STRING', 'READY', ${randomUUID()}`;
  await admin`
    insert into core.resource_index_entries (resource_id, index_id, account_id, value)
    select id, gen_random_uuid(), account_id, '' from core.resources where account_id = ${accountId}`;
  const jobId = newId();
  await admin`
    insert into core.bulk_jobs (id, account_id, kind, phase, type, announced_at, created_at, due_at)
    values (${jobId}, ${accountId}, 'IMPORT', 'WRITE', 'document', now(), now(), now() + interval '1 day')`;
  await admin`
    insert into core.bulk_job_keys (job_id, key_hash, account_id, line)
    select ${jobId}, gen_random_uuid(), ${accountId}, n from generate_series(1, 1100) n`;
  await admin`insert into core.bulk_job_parts (job_id, number, account_id, content) values (${jobId}, 0, ${accountId}, '')`;
  await admin`insert into core.bulk_turns (account_id, due_at) values (${accountId}, now() + interval '1 day')`;
  await admin`insert into core.resource_purges values (gen_random_uuid(), ${accountId}, now() + interval '1 day')`;
  await admin`
    insert into core.resource_types (id, account_id, name, title, schema, fields, version, created_at, updated_at)
    values (gen_random_uuid(), ${accountId}, 'document', 'Document', '{}', '[]', 1, now(), now())`;
  return accountId;
}

async function left(accountId: string): Promise<number> {
  const [row] = await stage.host.admin<[{ count: number }]>`
    select count(*)::int from core.resources where account_id = ${accountId}`;
  return row.count;
}

async function pending(): Promise<readonly string[]> {
  const rows = await stage.host.admin<{ account_id: string }[]>`select account_id from core.account_removals`;
  return rows.map(({ account_id }) => account_id);
}

/** As users tells of it; twice, as the log may. */
async function accountDeleted(accountId: string): Promise<void> {
  const event = {
    id: newId(),
    type: 'account.deleted',
    version: 1,
    stream: { account: accountId },
    subject: { type: 'account', id: accountId, version: 2 },
    actor: null,
    credential: null,
    requestId: 'request',
    readableWith: 'account:read',
    bulk: false,
    occurredAt: stage.host.clock.now(),
    payload: { accountId, version: 2 },
  };
  await stage.host.log.append([event]);
  await stage.host.log.append([{ ...event, id: newId() }]);
  await vi.waitFor(async () => expect(await pending()).toContain(accountId), { timeout: 5_000, interval: 10 });
}

it('takes away all of a deleted account and nothing of another, once no change of before can be under way', async () => {
  const [gone, other] = [await furnished(2500), await furnished(3)];
  await accountDeleted(gone);
  const early = await stage.startAnother();
  await early.stop();
  expect(await left(gone)).toBe(2500);
  stage.host.clock.advance(90_000);
  const due = await stage.startAnother();
  await due.stop();
  expect([await left(gone), await left(other), await pending()]).toEqual([0, 3, []]);
  expect([await others(gone), await others(other)]).toEqual([
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [1200, 2500, 1, 1, 1, 3, 1, 1100, 1, 1],
  ]);
});

it('goes on with what is left after it was killed in between', async () => {
  const accountId = await filled(2500);
  await accountDeleted(accountId);
  stage.host.clock.advance(90_000);
  const killed = await stage.host.admin.begin(async (sql) => {
    // In the second batch it comes to a row that somebody holds.
    await sql`
      select from core.resources where id = (
        select id from core.resources where account_id = ${accountId} order by id offset 1500 limit 1
      ) for update`;
    const another = await stage.startAnother();
    await vi.waitFor(async () => expect(await left(accountId)).toBe(1500), { timeout: 5_000, interval: 10 });
    await vi.waitFor(async () => {
      const ended = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'trivet_core' and wait_event_type = 'Lock'`;
      expect(ended).toHaveLength(1);
    });
    return another;
  });
  await killed.stop();
  expect([await left(accountId), await pending()]).toEqual([1500, [accountId]]);
  const next = await stage.startAnother();
  await next.stop();
  expect([await left(accountId), await pending()]).toEqual([0, []]);
});

it('forgets what an erased person asked for, leaves what he made to its account, and says that it has', async () => {
  const { host } = stage;
  const accountId = randomUUID();
  const [gone, other] = [stage.person(accountId), stage.person(accountId)];
  for (const [viewer, key] of [
    [gone, 'first'],
    [gone, 'second'],
    [other, 'first'],
  ] as const)
    await stage.create(viewer, accountId, { key });
  const { userId } = gone;
  const event = {
    ...{ id: newId(), type: 'user.erased', version: 1, stream: { person: userId } },
    ...{ subject: { type: 'user', id: userId, version: 2 }, actor: userId, credential: null, requestId: 'request' },
    ...{ readableWith: null, bulk: false, occurredAt: host.clock.now(), payload: { userId, version: 2 } },
  };
  await host.log.append([event]);
  await vi.waitFor(async () => expect(await host.admin`select from core.person_erasures`).toHaveLength(1));
  host.clock.advance(90_000);
  const due = await stage.startAnother();
  await due.stop();
  const keys = await host.admin`select principal, key from core.idempotency_keys`;
  expect(keys).toEqual([{ principal: other.userId, key: 'first' }]);
  expect(await left(accountId)).toBe(3);
  await vi.waitFor(async () => {
    const told = (await host.logged()).filter(({ type }) => type === 'user.erasure_confirmed');
    expect(told.map(({ payload }) => payload)).toEqual([{ userId, subgraph: 'core' }]);
  });
});
