import { randomUUID } from 'node:crypto';
import type { UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { resourceActions } from '../../tests/resource-actions.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('partitions', { retention: { historyDays: 40, deletedDays: 30 } });
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});
const { created, history, send } = resourceActions(() => ({ stage, accountId, ada }));

const dayMs = 86_400_000;
/** As time goes by, and another process begins with the maintenance, which it ends. */
async function maintainAfter(days: number): Promise<void> {
  stage.host.clock.advance(days * dayMs);
  await (await stage.startAnother()).stop();
}
async function partitions(): Promise<{ number: number; endsAt: Date }[]> {
  const { admin } = stage.host;
  return admin`select number, ends_at as "endsAt" from core.resource_version_partitions order by 1`;
}
/** Where the past states of a resource are. */
async function placesOf(id: string): Promise<string[]> {
  const rows = await stage.host
    .admin`select tableoid::regclass::text as place from core.resource_versions where resource_id = ${uuidOf(id)}`;
  return rows.map(({ place }) => place);
}
async function changed(): Promise<string> {
  const id = await created();
  await send('update', { id, expectedVersion: 1, data: { title: 'Two' } });
  return id;
}
const failures = () => stage.host.lines.filter(({ level }) => level === 'ERROR').map(({ message }) => message);

it('are ready long before somebody needs them, and go after the retention with what is in them', async () => {
  const id = await changed();
  const [place] = await placesOf(id);
  const last = (await partitions()).at(-1);
  expect(last?.endsAt.getTime()).toBeGreaterThan(stage.host.clock.now().getTime() + 60 * dayMs);
  await maintainAfter(31);
  await maintainAfter(31);
  expect((await partitions()).length).toBeGreaterThan(3);
  expect(await placesOf(await changed())).not.toEqual([place]);
  expect(await placesOf(id)).toEqual([place]);
  await maintainAfter(15);
  expect((await partitions()).map(({ number }) => `core.resource_versions_${number}`)).not.toContain(place);
  expect(await placesOf(id)).toEqual([]);
  expect((await history(id)).nodes).toMatchObject([{ version: 2 }]);
  expect(failures()).toEqual([]);
});

it('are made while others are in the middle of reading and writing, without anybody waiting', async () => {
  await maintainAfter(0);
  await changed();
  const [reader, writer] = await Promise.all([stage.host.admin.reserve(), stage.host.admin.reserve()]);
  try {
    await reader`begin`;
    await reader`select count(*) from core.resource_versions`;
    await writer`begin`;
    await writer`insert into core.resource_versions
      select gen_random_uuid(), account_id, type, data, version, created_by_id, created_at, updated_at, labels, change, changed_by_id,
        changed_paths, superseded_at
      from core.resource_versions order by superseded_at desc limit 1`;
    const before = (await partitions()).length;
    await maintainAfter(31);
    expect((await partitions()).length).toBeGreaterThan(before);
    // Who comes meanwhile is not behind anybody either.
    expect((await history(await changed())).nodes).toHaveLength(2);
  } finally {
    for (const session of [reader, writer]) {
      await session`rollback`;
      session.release();
    }
  }
  expect(failures()).toEqual([]);
});

it('are not dropped while somebody reads, and keep others waiting for a moment only', async () => {
  await maintainAfter(0);
  const first = (await partitions())[0];
  const hasGone = async () => (await partitions()).every(({ number }) => number !== first?.number);
  const [reader, bystander] = await Promise.all([stage.host.admin.reserve(), stage.host.admin.reserve()]);
  try {
    await reader`begin`;
    await reader`select count(*) from core.resource_versions`;
    await bystander`set lock_timeout = '1s'`;
    let isDone = false;
    const maintained = maintainAfter(75).finally(() => {
      isDone = true;
    });
    while (!isDone) await bystander`select count(*) from core.resource_versions`;
    await maintained;
    expect(await hasGone()).toBe(false);
  } finally {
    await bystander`reset lock_timeout`;
    await reader`rollback`;
    for (const session of [reader, bystander]) session.release();
  }
  await maintainAfter(0);
  expect(await hasGone()).toBe(true);
  expect(failures()).toEqual([]);
});

it('take what is written though nobody has made any for a year, and keep it for as long as other histories', async () => {
  stage.host.clock.advance(365 * dayMs);
  const id = await changed();
  expect(await placesOf(id)).toHaveLength(1);
  await maintainAfter(1);
  expect(await placesOf(id)).toHaveLength(1);
  expect(await placesOf(await changed())).not.toEqual(await placesOf(id));
  await maintainAfter(41);
  expect(await placesOf(id)).toEqual([]);
  expect(failures()).toEqual([]);
});
