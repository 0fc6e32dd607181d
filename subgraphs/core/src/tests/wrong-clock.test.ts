import { randomUUID } from 'node:crypto';
import type { UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { beginImport, jobOf, jsonLines } from './bulk-fixture.ts';
import { type CoreStage, startCore, uuidOf } from './core-fixture.ts';
import { announce } from './files-fixture.ts';
import { resourceActions } from './resource-actions.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('wrong clock', { keptBy: 'database', retention: { historyDays: 40, deletedDays: 30 } });
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});
const { created, history, send } = resourceActions(() => ({ stage, accountId, ada }));
const yearMs = 365 * 86_400_000;

/** Something that is kept for some time of each kind: a past state, a deleted resource, an upload, the report of an import. */
async function kept() {
  const changed = await created();
  await send('update', { id: changed, expectedVersion: 1, data: { title: 'Two' } });
  const deleted = await created();
  await send('delete', { id: deleted, expectedVersion: 1 });
  const job = await beginImport(stage, ada, accountId, jsonLines(['bad']));
  await vi.waitFor(async () => expect(await jobOf(stage, ada, job)).toMatchObject({ state: 'SUCCEEDED' }), 10_000);
  const { upload } = await announce(stage, ada, accountId, { content: Buffer.from('text') });
  return { changed, deleted, job, upload: upload?.id ?? '' };
}

/** All jobs have run, as they do at the start of a process. */
async function afterAllJobs(): Promise<void> {
  await (await stage.startAnother()).stop();
}

async function isAllThere({ changed, deleted, job, upload }: Awaited<ReturnType<typeof kept>>): Promise<void> {
  const { admin } = stage.host;
  expect((await history(changed)).nodes).toMatchObject([{ version: 2 }, { version: 1 }]);
  expect(await admin`select from core.deleted_resources where id = ${uuidOf(deleted)}`).toHaveLength(1);
  expect(await admin`select from core.file_uploads where id = ${uuidOf(upload)}`).toHaveLength(1);
  const [row] = await admin`select result_size as size from core.bulk_jobs where id = ${uuidOf(job)}`;
  expect(row).toEqual({ size: expect.any(String) });
}

it('takes nothing away that is kept for longer, where the clock of a process is years ahead', async () => {
  const things = await kept();
  stage.host.clock.advance(2 * yearMs);
  await afterAllJobs();
  await isAllThere(things);
  stage.host.clock.advance(-2 * yearMs);
});

it('keeps for as long as it should what a process wrote whose clock is years behind', async () => {
  stage.host.clock.advance(-2 * yearMs);
  const things = await kept();
  stage.host.clock.advance(2 * yearMs);
  await afterAllJobs();
  await isAllThere(things);
});
