import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BulkWorker, beginExport, bulkWorker, ended } from '../../tests/bulk-fixture.ts';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { type S3Server, startS3Server } from '../../tests/s3-server.ts';

let server: S3Server;
let stage: CoreStage;
let worker: BulkWorker;
beforeAll(async () => {
  server = await startS3Server();
  const { endpoint, bucket, credentials } = server;
  const place = { endpoint, bucket, credentials, region: 'eu-central-1', pathStyle: true, prefix: '' };
  stage = await startCore('results in S3', {
    role: 'api',
    files: { store: { kind: 's3', ...place, encryption: undefined } },
  });
  worker = bulkWorker(stage, { partSize: 64 * 1024 });
});
afterAll(async () => {
  await worker?.stop();
  await stage?.stop();
  await server?.stop();
});

const cancelDocument = `mutation ($id: ID!) { bulkJobCancel(input: { id: $id }) { job { state } userErrors { code } } }`;

/** Of an account that has more than one part to be stored. */
async function exporting() {
  const accountId = randomUUID();
  const ada = stage.person(accountId);
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), ${accountId}, 'invoice', jsonb_build_object('text', repeat('x', 1000)), 1, now() - interval '1 day', now()
    from generate_series(1, 100)`;
  return { ada, id: await beginExport(stage, ada, accountId) };
}

it('leaves nothing begun in the store where a job is cancelled at that moment', async () => {
  const { ada, id } = await exporting();
  let cancelled: unknown;
  server.beforeBegun(async () => {
    cancelled = (await stage.ask(ada, cancelDocument, { id })).data?.bulkJobCancel;
  });
  expect(await ended(stage, worker, ada, id)).toMatchObject({ state: 'CANCELLED', result: null });
  expect(cancelled).toEqual({ job: { state: 'CANCELLED' }, userErrors: [] });
  expect(server.underWay()).toEqual([]);
});

it('leaves nothing begun in the store of which nobody has heard what it is called, and looks after it from before', async () => {
  const { ada, id } = await exporting();
  const duties = () => stage.host.admin`select from core.file_duties where file_id = ${uuidOf(id)}`;
  let before = 0;
  server.beforeBegun(async () => {
    before = (await duties()).length;
    throw new Error('The connection is lost.');
  });
  expect(await ended(stage, worker, ada, id)).toMatchObject({ state: 'SUCCEEDED', rowCount: 100 });
  expect([before, server.underWay()]).toEqual([1, []]);
});
