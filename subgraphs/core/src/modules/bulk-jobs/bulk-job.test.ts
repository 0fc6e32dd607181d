import { randomUUID } from 'node:crypto';
import { globalId, type KeyViewer, type UserViewer } from '@trivet/platform';
import { tell } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type BulkWorker,
  beginExport,
  beginImport,
  bulkWorker,
  ended,
  happened,
  jobOf,
  jsonLines,
  linesOf,
  removed,
  storedNumbers,
} from '../../tests/bulk-fixture.ts';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { http, sha256, usageOf } from '../../tests/files-fixture.ts';

let stage: CoreStage;
let worker: BulkWorker;
let another: BulkWorker;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('bulk jobs', { role: 'api' });
  [worker, another] = [bulkWorker(stage, { partSize: 64 * 1024 }), bulkWorker(stage, { partSize: 64 * 1024 })];
});
afterAll(async () => {
  await Promise.all([worker?.stop(), another?.stop()]);
  await stage?.stop();
});
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);
const rows = (count: number, more: object = {}) =>
  jsonLines(numbered(count).map((number) => ({ data: { number }, ...more })));
const cancelDocument = `mutation ($id: ID!) { bulkJobCancel(input: { id: $id }) { job { id state } userErrors { code } } }`;
const importDocument = `mutation ($input: ResourceBulkImportInput!) {
  resourceBulkImport(input: $input) { job { id } userErrors { code path } }
}`;
const exportDocument = `mutation ($input: ResourceBulkExportInput!) {
  resourceBulkExport(input: $input) { job { id } userErrors { code path } }
}`;
const exportInput = (more: object = {}) => ({
  input: { accountId: globalId('acc', accountId), type: 'invoice', ...more },
});

describe('who may ask for a job', () => {
  it('is who may do the same to each resource, and sees the file', async () => {
    const fileId = globalId('fil', randomUUID());
    const input = { accountId: globalId('acc', accountId), fileId, type: 'invoice' };
    const asked = async (viewer: UserViewer) => stage.ask(viewer, importDocument, { input });
    expect((await asked(stage.person(accountId, 'viewer'))).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await asked(stage.person(randomUUID()))).data.resourceBulkImport.userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'accountId'] },
    ]);
    expect((await asked(ada)).data.resourceBulkImport.userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'fileId'] },
    ]);
    const acting: UserViewer = { ...ada, act: { userId: randomUUID() } };
    for (const document of [importDocument, exportDocument]) {
      const variables = document === importDocument ? { input } : exportInput();
      expect((await stage.ask(acting, document, variables)).errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
    }
  });

  it('ends a job when he may do it no longer, and keeps what was written', async () => {
    const id = await beginImport(stage, ada, accountId, rows(500));
    await worker.step(accountId);
    await removed(stage, ada, accountId);
    const eve = stage.person(accountId);
    expect(await ended(stage, worker, eve, id)).toMatchObject({
      state: 'FAILED',
      failure: 'NOT_ALLOWED',
      createdCount: 200,
    });
    expect(await storedNumbers(stage, accountId)).toHaveLength(200);
    expect((await stage.ask(ada, cancelDocument, { id })).data.bulkJobCancel.userErrors).toEqual([
      { code: 'NOT_FOUND' },
    ]);
  });

  it('ends an import when he may not see its file any more', async () => {
    const id = await beginImport(stage, ada, accountId, rows(500));
    await worker.step(accountId);
    stage.source.grant(ada.userId, accountId, ['account:read', 'resources:read', 'resources:write']);
    const { userId } = ada;
    await happened(stage, 'member.updated', { account: accountId }, { accountId, userId });
    const over = { state: 'FAILED', failure: 'NOT_ALLOWED', createdCount: 200 };
    expect(await ended(stage, worker, ada, id)).toMatchObject(over);
  });

  it('is no key any more that was revoked, though nobody was there to work', async () => {
    const scopes = ['resources:read', 'resources:write', 'files:read', 'files:write'];
    const ofAccount: KeyViewer = { kind: 'key', keyId: randomUUID(), owner: { accountId }, scopes };
    const ofPerson: KeyViewer = { kind: 'key', keyId: randomUUID(), owner: { userId: ada.userId }, scopes };
    const program: KeyViewer = { ...ofAccount, keyId: randomUUID(), grantId: randomUUID() };
    const ids: string[] = [];
    for (const key of [ofAccount, ofPerson, program]) ids.push(await beginExport(stage, key, accountId));
    ids.push(await beginExport(stage, ada, accountId));
    worker.listen();
    await happened(stage, 'api_key.revoked', { account: accountId }, { keyId: ofAccount.keyId });
    await happened(stage, 'api_key.revoked', { person: ada.userId }, { keyId: ofPerson.keyId });
    await happened(stage, 'service_identity.removed', { account: accountId }, { endedGrantId: program.grantId });
    const states = () => Promise.all(ids.map(async (id) => (await jobOf(stage, ada, id)).state));
    await vi.waitFor(async () => expect(await states()).toEqual(['FAILED', 'FAILED', 'FAILED', 'PENDING']), 5_000);
    expect(await ended(stage, worker, ada, ids[3] ?? '')).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is no key any more whose time is over, and no person whom an administrator has locked out', async () => {
    const { clock } = stage.host;
    const endsAt = new Date(clock.now().getTime() + 60_000);
    const scopes = ['resources:read', 'resources:write', 'files:read', 'files:write'];
    const key: KeyViewer = { kind: 'key', keyId: randomUUID(), owner: { accountId }, scopes, endsAt };
    const id = await beginImport(stage, key, accountId, rows(500));
    await worker.step(accountId);
    clock.advance(60_000);
    const over = { state: 'FAILED', failure: 'NOT_ALLOWED', createdCount: 200 };
    expect(await ended(stage, worker, ada, id)).toMatchObject(over);
    const [own, others] = [await beginExport(stage, ada, accountId), stage.person(accountId)];
    const stays = await beginExport(stage, others, accountId);
    worker.listen();
    await happened(stage, 'user.locked', { person: ada.userId }, { userId: ada.userId, lockId: randomUUID() });
    await vi.waitFor(
      async () => expect(await jobOf(stage, others, own)).toMatchObject({ failure: 'NOT_ALLOWED' }),
      5_000,
    );
    expect(await ended(stage, worker, others, stays)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is a key as far as its scopes go', async () => {
    const key: KeyViewer = {
      kind: 'key',
      keyId: randomUUID(),
      owner: { accountId },
      scopes: ['resources:read', 'files:read'],
    };
    const input = { accountId: globalId('acc', accountId), fileId: globalId('fil', randomUUID()), type: 'invoice' };
    const refused = (await stage.ask(key, importDocument, { input })).data.resourceBulkImport.userErrors;
    expect(refused).toMatchObject([{ code: 'NOT_FOUND' }]);
    const id = await beginExport(stage, key, accountId);
    expect(await ended(stage, worker, key, id)).toMatchObject({ state: 'SUCCEEDED', rowCount: 0, result: null });
  });
});

it('is begun once for one key of repetition, and not beside as many as may be under way', async () => {
  const repeated = { idempotencyKey: 'once' };
  const [first, second] = [
    await stage.ask(ada, exportDocument, exportInput(), repeated),
    await stage.ask(ada, exportDocument, exportInput(), repeated),
  ];
  expect(second.data).toEqual(first.data);
  const answers = await Promise.all(numbered(8).map(() => stage.ask(ada, exportDocument, exportInput())));
  const codes = answers.map(({ data }) => data.resourceBulkExport.userErrors[0]?.code ?? 'begun');
  expect(codes.toSorted()).toEqual([...Array(4).fill('TOO_MANY_JOBS'), ...Array(4).fill('begun')]);
});

it('is cancelled between two steps, once, and then nothing more is written', async () => {
  const id = await beginImport(stage, ada, accountId, rows(600));
  await worker.step(accountId);
  const member = stage.person(accountId, 'viewer');
  expect((await stage.ask(member, cancelDocument, { id })).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  for (const _ of [1, 2]) {
    const { data } = await stage.ask(ada, cancelDocument, { id });
    expect(data.bulkJobCancel).toEqual({ job: { id, state: 'CANCELLED' }, userErrors: [] });
  }
  expect(await ended(stage, worker, ada, id)).toMatchObject({ state: 'CANCELLED', createdCount: 200, result: null });
  expect(await storedNumbers(stage, accountId)).toHaveLength(200);
  const own = await beginExport(stage, member, accountId);
  expect((await stage.ask(member, cancelDocument, { id: own })).data.bulkJobCancel.job.state).toBe('CANCELLED');
});

it('gives each account its turn, however much another has', async () => {
  const other = randomUUID();
  const large = await beginImport(stage, ada, accountId, rows(1_200));
  for (let step = 0; step < 3; step += 1) await worker.step(accountId);
  const small = await beginImport(stage, stage.person(other), other, rows(1));
  const served: string[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const [next] = (await worker.turns()).filter((each) => [accountId, other].includes(each));
    if (next === undefined) break;
    served.push(next);
    await worker.step(next);
  }
  expect(served.slice(0, 6)).toEqual([accountId, other, accountId, other, accountId, other]);
  expect(await jobOf(stage, stage.person(other), small)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await jobOf(stage, ada, large)).toMatchObject({ state: 'RUNNING' });
});

it('keeps nobody from his turn, nor its own jobs from going on, where something of an account fails again and again', async () => {
  const { admin, clock } = stage.host;
  await ended(stage, worker, ada, await beginImport(stage, ada, accountId, jsonLines(['bad'])));
  clock.advance(7 * 24 * 3_600_000);
  const id = await beginImport(stage, ada, accountId, rows(1));
  // The room of the result that is over cannot be given back.
  await admin`update core.file_usage set used_size = 0, used_count = 0 where account_id = ${accountId}`;
  const other = randomUUID();
  await beginExport(stage, stage.person(other), other);
  await expect(worker.step(accountId)).rejects.toThrow();
  const turns = await admin`
    select account_id as id from core.bulk_turns where account_id in (${accountId}, ${other}) order by served_at`;
  expect(turns.map((turn) => turn['id'])).toEqual([other, accountId]);
  expect(await jobOf(stage, ada, id)).toMatchObject({ state: 'RUNNING', createdCount: 1 });
});

describe('an export', () => {
  it('has what its list has, part by part, whole though two processes store it, and an import takes it', async () => {
    const text = 'x'.repeat(1_000);
    const content = numbered(300).map((number) => ({
      data: { number, text },
      labels: [`l${number % 3}`],
      externalKey: `K${number}`,
    }));
    await ended(stage, worker, ada, await beginImport(stage, ada, accountId, jsonLines(content)));
    const filter = { labels: { hasAny: ['l0', 'l1'] }, createdAt: { lte: '2099-01-01T00:00:00Z' } };
    const id = await beginExport(stage, ada, accountId, { filter });
    await stage.create(ada, accountId, { type: 'invoice', data: { number: 1_000 } });
    for (let round = 0; round < 6; round += 1) await Promise.all([worker, another].map((each) => each.step(accountId)));
    const job = await ended(stage, worker, ada, id);
    expect(job).toMatchObject({ state: 'SUCCEEDED', rowCount: 200, progress: 100 });
    const lines = await linesOf(stage, job);
    expect(lines.map(({ externalKey }) => externalKey)).toEqual(
      numbered(300)
        .filter((n) => n % 3 < 2)
        .map((n) => `K${n}`),
    );
    expect(lines[0]).toEqual({
      ...{ id: expect.stringMatching(/^res_/), externalKey: 'K0', type: 'invoice', version: 1, labels: ['l0'] },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String), data: { number: 0, text } },
    });
    const { content: taken, headers } = await http(stage, 'GET', job.result?.downloadUrl ?? '');
    expect(taken.length).toBeGreaterThan(3 * 64 * 1024);
    expect(sha256(taken)).toBe(job.result?.checksum);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment; filename="invoice-export-\d{4}-\d\d-\d\d\.jsonl"/),
    });
    expect(await usageOf(stage, accountId)).toMatchObject({ used_count: 2, reserved_size: 0 });
    const again = await ended(stage, worker, ada, await beginImport(stage, ada, accountId, taken, { mode: 'UPSERT' }));
    expect(again).toMatchObject({ unchangedCount: 200, updatedCount: 0, rejectedCount: 0 });
  });

  it('is refused by what cannot be filtered by, whatever stands in it', async () => {
    const many = Array.from({ length: 60 }, () => ({ labels: { has: 'a' } }));
    for (const filter of [{ field: { path: '/none', exists: true } }, { and: many }, { ids: ['none'] }]) {
      const { data } = await stage.ask(ada, exportDocument, exportInput({ filter }));
      expect(data.resourceBulkExport.userErrors).toMatchObject([{ code: 'INVALID_INPUT' }]);
    }
    const odd = await beginExport(stage, ada, accountId, { filter: { labels: { has: 'a\u0000\ud800' } } });
    expect(await ended(stage, worker, ada, odd)).toMatchObject({ state: 'SUCCEEDED', rowCount: 0 });
  });
});

it('keeps its result for seven days and is seen for thirty', async () => {
  const { admin, clock } = stage.host;
  const id = await beginImport(stage, ada, accountId, jsonLines(['bad']));
  const job = await ended(stage, worker, ada, id);
  expect(await linesOf(stage, job)).toMatchObject([{ line: 1 }]);
  const days = (count: number) => clock.advance(count * 24 * 3_600_000);
  days(7);
  expect((await http(stage, 'GET', job.result?.downloadUrl ?? '')).status).toBe(403);
  await worker.step(accountId);
  expect(await jobOf(stage, ada, id)).toMatchObject({ state: 'SUCCEEDED', rejectedCount: 1, result: null });
  expect(await usageOf(stage, accountId)).toMatchObject({ used_count: 1 });
  const [duty] =
    await admin`select due_at <= ${clock.now()} as due from core.file_duties where file_id = ${uuidOf(id)}`;
  expect(duty).toEqual({ due: true });
  days(23);
  await worker.step(accountId);
  expect(await jobOf(stage, ada, id)).toBeNull();
  expect(await worker.turns()).not.toContain(accountId);
});

it('shows its result to nobody who may not see resources, and fails where the account has no room for it', async () => {
  const id = await beginImport(stage, ada, accountId, jsonLines(['bad']));
  await ended(stage, worker, ada, id);
  const clerk = stage.person(accountId);
  stage.source.grant(clerk.userId, accountId, ['account:read', 'files:read', 'files:write', 'resource-types:manage']);
  expect(await jobOf(stage, clerk, id)).toBeNull();
  const files = `query { _entities(representations: [{ __typename: "Account", id: $id }]) {
    ... on Account { bulkJobs { nodes { id } } files { nodes { name } } } } }`.replaceAll(
    '$id',
    JSON.stringify(globalId('acc', accountId)),
  );
  const { data } = await stage.ask(clerk, files);
  expect(data._entities).toEqual([{ bulkJobs: null, files: { nodes: [{ name: 'notes.txt' }] } }]);
  await stage.host.admin`update core.file_usage set used_count = 1000 where account_id = ${accountId}`;
  await stage.create(ada, accountId, { type: 'invoice' });
  const full = await ended(stage, worker, ada, await beginExport(stage, ada, accountId));
  expect(full).toMatchObject({ state: 'FAILED', failure: 'NO_ROOM', result: null });
});

it('tells who follows it, once a second at most, and of its end', async () => {
  const id = await beginImport(stage, ada, accountId, rows(700));
  for (let phase = ''; phase !== 'DONE'; ) {
    stage.host.clock.advance(400);
    await worker.step(accountId);
    [{ phase } = { phase: '' }] = await stage.host.admin<{ phase: string }[]>`
      select phase from core.bulk_jobs where id = ${uuidOf(id)}`;
  }
  const events = await stage.host.admin<{ type: string }[]>`
    select type from core.outbox where stream_id = ${accountId} and subject_type = 'bulk_job' order by number`;
  // Of five steps that each took 400 ms, after the third.
  expect(events.map(({ type }) => type)).toEqual([...['bulk_job.created', 'bulk_job.progressed', 'bulk_job.finished']]);
  const { errors } = await tell(
    stage.core,
    stage.person(randomUUID()),
    `subscription { bulkJobProgressed(jobId: "${id}") { jobId } }`,
  );
  expect(errors).toBeDefined();
});
