import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type BulkWorker,
  beginImport,
  bulkWorker,
  ended,
  type ImportOptions,
  jobOf,
  jsonLines,
  linesOf,
  removed,
  storedNumbers,
} from '../../tests/bulk-fixture.ts';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { usageOf } from '../../tests/files-fixture.ts';

let stage: CoreStage;
let worker: BulkWorker;
let another: BulkWorker;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('imports', { role: 'api' });
  [worker, another] = [bulkWorker(stage), bulkWorker(stage)];
});
afterAll(async () => {
  await Promise.all([worker?.stop(), another?.stop()]);
  await stage?.stop();
});
beforeEach(async () => {
  accountId = randomUUID();
  ada = stage.person(accountId);
  const fields = [{ path: '/number', kind: 'NUMBER', filterable: true }];
  const told = await stage.defineType(ada, accountId, { schema: definition, fields });
  expect(told.data?.resourceTypeCreate.userErrors).toEqual([]);
});

const definition = { required: ['number'], properties: { number: { type: 'integer' } } };
const begin = (rows: readonly unknown[], options?: ImportOptions) =>
  beginImport(stage, ada, accountId, jsonLines(rows), options);
const row = (number: unknown, more: object = {}) => ({ data: { number }, ...more });
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);
const outboxOf = () => stage.host.admin<{ type: string; bulk: boolean; requestId: string; actor: string }[]>`
  select type, bulk, request_id as "requestId", actor from core.outbox where stream_id = ${accountId} order by number`;

it('writes what is good as one alone is written, and says of each line that is not what is wrong with it', async () => {
  const rows: unknown[] = numbered(1_000).map((number) => row(number, { labels: ['new'], externalKey: `K${number}` }));
  const bad = numbered(37).map((index) => index * 27);
  for (const index of bad) rows[index] = row('none', { externalKey: `K${index}` });
  rows[13] = '{"data":';
  const id = await begin(rows);
  const job = await ended(stage, worker, ada, id);
  expect(job).toMatchObject({
    ...{ state: 'SUCCEEDED', failure: null, progress: 100, rowCount: 1_000, rejectedCount: 38 },
    ...{ createdCount: 962, updatedCount: 0, unchangedCount: 0 },
  });
  const report = await linesOf(stage, job);
  expect(report.map(({ line }) => line)).toEqual([...bad, 13].map((index) => index + 1).sort((a, b) => a - b));
  const message = expect.stringMatching(/^This /);
  const faults = [{ code: 'INVALID_INPUT', message, path: ['data', 'number'] }];
  expect(report[0]).toMatchObject({ line: 1, externalKey: 'K0', faults });
  expect(report[1]).toEqual({ line: 14, externalKey: null, faults: [{ code: 'NOT_JSON', message, path: [] }] });
  const good = numbered(1_000).filter((number) => number !== 13 && !bad.includes(number));
  expect(await storedNumbers(stage, accountId)).toEqual(good);

  const created = (await outboxOf()).filter(({ type }) => type === 'resource.created');
  expect(created).toHaveLength(962);
  // By what they have in common, people are told of them once.
  expect(new Set(created.map((event) => JSON.stringify(event)))).toEqual(
    new Set([
      JSON.stringify({ type: 'resource.created', bulk: true, requestId: `bulk-${uuidOf(id)}`, actor: ada.userId }),
    ]),
  );
  const { data } = await stage.ask(
    ada,
    `query { _entities(representations: [{ __typename: "Account", id: $id }]) { ... on Account {
      found: resources(type: "invoice", filter: { and: [{ field: { path: "/number", number: { lt: 10 } } }, { labels: { has: "new" } }] }) { nodes { data } }
    } }
      one: resourceByExternalKey(accountId: $id, type: "invoice", externalKey: "K500") { data externalKey version createdBy { id } }
      none: resourceByExternalKey(accountId: $id, type: "invoice", externalKey: "K0") { id }
      same: resourceByExternalKey(accountId: $id, type: "invoice", externalKey: " K500 ") { externalKey }
      odd: resourceByExternalKey(accountId: $id, type: "invoice", externalKey: "K\\u0000") { id }
    }`.replaceAll('$id', JSON.stringify(globalId('acc', accountId))),
  );
  const [account] = data._entities;
  expect(account.found.nodes).toHaveLength(9);
  expect(data.one).toMatchObject({
    data: { number: 500 },
    externalKey: 'K500',
    version: 1,
    createdBy: { id: globalId('usr', ada.userId) },
  });
  expect(data.same).toEqual({ externalKey: 'K500' });
  expect([data.none, data.odd]).toEqual([null, null]);
  expect(await usageOf(stage, accountId)).toMatchObject({ used_count: 2, reserved_count: 0 });
});

it('changes by keys, keeps what was in histories, and leaves alone what is so already', async () => {
  const first = await begin([row(1, { externalKey: 'A', labels: ['x'] }), row(2, { externalKey: 'B', labels: ['x'] })]);
  expect(await ended(stage, worker, ada, first)).toMatchObject({ createdCount: 2, result: null });
  const job = await ended(
    stage,
    worker,
    ada,
    await begin(
      [
        row(1, { externalKey: 'A' }),
        row(20, { externalKey: 'B', labels: ['y'] }),
        row(3, { externalKey: 'C' }),
        row(4, { externalKey: 'A' }),
        row(5),
      ],
      { mode: 'UPSERT' },
    ),
  );
  expect(job).toMatchObject({
    createdCount: 1,
    updatedCount: 1,
    unchangedCount: 1,
    rejectedCount: 2,
    state: 'SUCCEEDED',
  });
  expect(await linesOf(stage, job)).toMatchObject([
    { line: 4, externalKey: 'A', faults: [{ code: 'DUPLICATE_KEY', message: 'Line 1 has the same key.' }] },
    { line: 5, externalKey: null, faults: [{ code: 'INVALID_INPUT', path: ['externalKey'] }] },
  ]);
  const rows = await stage.host.admin`
    select external_key as key, version, labels, change, changed_paths as paths, changed_by_id as by,
      (select count(*)::int from core.resource_versions v where v.resource_id = r.id) as past
    from core.resources r where account_id = ${accountId} order by external_key`;
  expect(rows).toMatchObject([
    { key: 'A', version: 1, labels: ['x'], past: 0 },
    { key: 'B', version: 2, labels: ['y'], past: 1, paths: ['/number'], by: ada.userId },
    { key: 'C', version: 1, labels: [], past: 0 },
  ]);
  expect((await outboxOf()).filter(({ type }) => type === 'resource.updated')).toMatchObject([{ bulk: true }]);
});

describe('an import that rejects all', () => {
  const policy = 'REJECT_ALL';

  it('writes nothing if a line is bad, and else all at once', async () => {
    const rows = numbered(450).map((number) => row(number));
    const rejected = await ended(stage, worker, ada, await begin([...rows, row('none'), row(null)], { policy }));
    expect(rejected).toMatchObject({ state: 'REJECTED', createdCount: 0, rejectedCount: 2, rowCount: 452 });
    expect((await linesOf(stage, rejected)).map(({ line }) => line)).toEqual([451, 452]);
    expect(await storedNumbers(stage, accountId)).toEqual([]);
    const id = await begin(rows, { policy });
    const seen = new Set<number>();
    for (let phase = ''; phase !== 'DONE'; ) {
      await worker.step(accountId);
      seen.add((await storedNumbers(stage, accountId)).length);
      [{ phase } = { phase: '' }] = await stage.host.admin<{ phase: string }[]>`
        select phase from core.bulk_jobs where id = ${uuidOf(id)}`;
    }
    expect([...seen]).toEqual([0, 450]);
    expect(await jobOf(stage, ada, id)).toMatchObject({ state: 'SUCCEEDED', createdCount: 450, rowCount: 450 });
  });

  it('is checked again where something has changed before it was written', async () => {
    const id = await begin([...numbered(250).map((number) => row(number)), row(1, { externalKey: 'A' })], { policy });
    await stepUntil(id, 'WRITE');
    const [type] = await stage.host.admin<
      { id: string }[]
    >`select id from core.resource_types where account_id = ${accountId}`;
    const narrowed = { properties: { number: { maximum: 200 } } };
    const input = { expectedVersion: 1, schema: narrowed };
    expect(
      (await stage.updateType(ada, globalId('rty', type?.id ?? ''), input)).data.resourceTypeUpdate.userErrors,
    ).toEqual([]);
    const job = await ended(stage, worker, ada, id);
    expect(job).toMatchObject({ state: 'REJECTED', createdCount: 0, rejectedCount: 49 });
    expect((await linesOf(stage, job))[0]).toMatchObject({ line: 202, faults: [{ path: ['data', 'number'] }] });
    expect(await storedNumbers(stage, accountId)).toEqual([]);
  });

  it('says of a key that somebody takes meanwhile that it is taken', async () => {
    const id = await begin([row(1, { externalKey: 'A' }), row(2, { externalKey: 'B' })], { policy });
    await stepUntil(id, 'WRITE');
    const input = { accountId: globalId('acc', accountId), type: 'invoice', data: { number: 9 }, externalKey: 'B' };
    const create = `mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { userErrors { code path } } }`;
    expect((await stage.ask(ada, create, { input })).data.resourceCreate.userErrors).toEqual([]);
    expect((await stage.ask(ada, create, { input })).data.resourceCreate.userErrors).toEqual([
      { code: 'EXTERNAL_KEY_TAKEN', path: ['input', 'externalKey'] },
    ]);
    const job = await ended(stage, worker, ada, id);
    expect(job).toMatchObject({ state: 'REJECTED', rejectedCount: 1 });
    expect(await linesOf(stage, job)).toMatchObject([{ line: 2, faults: [{ code: 'EXTERNAL_KEY_TAKEN' }] }]);
    expect(await storedNumbers(stage, accountId)).toEqual([9]);
  });

  it('is cancelled at once while it is being written, and nothing of it stays', async () => {
    const id = await begin([...numbered(250).map((number) => row(number)), row(1, { externalKey: 'A' })], { policy });
    await stepUntil(id, 'WRITE');
    const { step, isWaiting, letGo } = await writerThatWaitsFor('A');
    const [cancelled] = await Promise.all([
      isWaiting()
        .then(() => cancel(id))
        .finally(letGo),
      step,
    ]);
    expect(cancelled).toEqual({ job: { id, state: 'CANCELLED' }, userErrors: [] });
    expect(await ended(stage, worker, ada, id)).toMatchObject({ state: 'CANCELLED', createdCount: 0, result: null });
    expect(await storedNumbers(stage, accountId)).toEqual([999]);
  });

  it('ends while it is being written when who asked for it may not do it any more', async () => {
    const id = await begin([...numbered(250).map((number) => row(number)), row(1, { externalKey: 'A' })], { policy });
    await stepUntil(id, 'WRITE');
    const { step, isWaiting, letGo } = await writerThatWaitsFor('A');
    await isWaiting();
    await removed(stage, ada, accountId);
    await letGo();
    await step;
    const eve = stage.person(accountId);
    expect(await ended(stage, worker, eve, id)).toMatchObject({
      state: 'FAILED',
      failure: 'NOT_ALLOWED',
      createdCount: 0,
    });
    expect(await storedNumbers(stage, accountId)).toEqual([999]);
  });

  it('has as many lines as are written at once, and no more', async () => {
    const many = jsonLines(numbered(10_001).map((number) => ({ data: { number } })));
    const job = await ended(stage, worker, ada, await beginImport(stage, ada, accountId, many, { policy }));
    const limit = expect.stringContaining('at most 10,000 lines and 64 MiB');
    // Before anything of it was looked at.
    expect(job).toMatchObject({ state: 'FAILED', failure: 'TOO_MANY_ROWS', failureMessage: limit, rowCount: 0 });
  });
});

const cancelDocument = `mutation ($id: ID!) { bulkJobCancel(input: { id: $id }) { job { id state } userErrors { code } } }`;
const cancel = async (id: string) => (await stage.ask(ada, cancelDocument, { id })).data?.bulkJobCancel;

/** The worker's next step, which comes to a key that somebody is just about to give to another resource, and waits for him. */
async function writerThatWaitsFor(key: string) {
  const { data } = await stage.create(ada, accountId, { type: 'invoice', data: { number: 999 } });
  const other = await stage.host.admin.reserve();
  await other`begin`;
  await other`update core.resources set external_key = ${key} where id = ${uuidOf(data.resourceCreate.resource.id)}`;
  const waiting = () => stage.host.admin`
    select from pg_stat_activity where application_name = 'bulk worker' and wait_event_type = 'Lock'`;
  return {
    step: worker.step(accountId),
    isWaiting: () => vi.waitFor(async () => expect(await waiting()).toHaveLength(1), 10_000),
    letGo: async () => {
      await other`rollback`;
      other.release();
    },
  };
}

/** Steps until that is what comes next. */
async function stepUntil(id: string, wanted: string): Promise<void> {
  for (let steps = 0; steps < 50; steps += 1) {
    const [job] = await stage.host.admin<{ phase: string }[]>`
      select phase from core.bulk_jobs where id = ${uuidOf(id)}`;
    if (job?.phase === wanted) return;
    await worker.step(accountId);
  }
  throw new Error(`It never comes to ${wanted}.`);
}

it('writes nothing twice and leaves nothing out, however many processes are at it and whichever dies', async () => {
  const rows = numbered(1_000).map((number) => row(number % 50 === 7 ? 'none' : number, { externalKey: `K${number}` }));
  const id = await begin(rows);
  for (let round = 0; round < 12; round += 1) await Promise.all([worker, another].map((each) => each.step(accountId)));
  const job = await ended(stage, worker, ada, id);
  expect(job).toMatchObject({ state: 'SUCCEEDED', rowCount: 1_000, createdCount: 980, rejectedCount: 20 });
  expect(await storedNumbers(stage, accountId)).toEqual(numbered(1_000).filter((number) => number % 50 !== 7));
  expect((await linesOf(stage, job)).map(({ line }) => line)).toEqual(numbered(20).map((n) => n * 50 + 8));
  expect((await outboxOf()).filter(({ type }) => type === 'resource.created')).toHaveLength(980);
  const [left] = await stage.host.admin`
    select (select count(*)::int from core.bulk_job_keys where job_id = ${uuidOf(id)}) as keys,
      (select count(*)::int from core.bulk_job_parts where job_id = ${uuidOf(id)}) as parts`;
  expect(left).toEqual({ keys: 0, parts: 0 });
});

it('ends where its lines are too many, keeping what was written', async () => {
  const small = bulkWorker(stage, { maxLines: 400 });
  const job = await ended(stage, small, ada, await begin([...numbered(400), 'bad'].map((number) => row(number))));
  await small.stop();
  expect(job).toMatchObject({ state: 'FAILED', failure: 'TOO_MANY_ROWS', createdCount: 400, result: null });
});

it('knows nothing of an empty file, and nothing more of one that is gone', async () => {
  const blank = await beginImport(stage, ada, accountId, Buffer.from('\ufeff\r\n \n\t'));
  expect(await ended(stage, worker, ada, blank)).toMatchObject({ state: 'SUCCEEDED', rowCount: 0, result: null });
  const id = await begin(numbered(300).map((number) => row(number)));
  await worker.step(accountId);
  // As the sweep does with what was deleted.
  const { directory } = stage.files.store as { directory: string };
  const [job] = await stage.host.admin<{ source: string }[]>`
    select source_id as source from core.bulk_jobs where id = ${uuidOf(id)}`;
  const source = job?.source ?? '';
  const { rm } = await import('node:fs/promises');
  await rm(`${directory}/files/${source.slice(-2)}/${source.slice(-4, -2)}/${source}`);
  expect(await ended(stage, worker, ada, id)).toMatchObject({
    state: 'FAILED',
    failure: 'SOURCE_MISSING',
    createdCount: 200,
  });
});
