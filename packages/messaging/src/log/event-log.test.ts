import { newId, openPostgres } from '@trivet/database';
import { expect, it, onTestFinished } from 'vitest';
import { changed, personMoved, recorded, recordedMany, stage } from '../tests/stage.ts';

it('keeps an event as it was appended', async () => {
  const { log, logged } = bound(await stage());
  const personId = newId();
  const cause = { actor: personId, credential: 'ses', requestId: 'r1', bulk: true };
  const event = recorded(personMoved({ personId }, cause));
  await log.append([event]);
  expect(await logged()).toEqual([{ ...event, position: 1 }]);
});

it('gives concurrent appends dense positions, each batch in its order', async () => {
  const { log, logged } = bound(await stage());
  const batches = Array.from({ length: 40 }, (_, index) => recordedMany(1 + (index % 7)));
  await Promise.all(batches.map((batch) => log.append(batch)));
  const ids = (await logged()).map(({ id }) => id);
  expect(ids).toHaveLength(batches.flat().length);
  for (const batch of batches) {
    const first = ids.indexOf(batch[0]?.id ?? '');
    expect(ids.slice(first, first + batch.length)).toEqual(batch.map(({ id }) => id));
  }
});

it('never shows a position before all smaller ones', async () => {
  const { log } = await stage();
  const batches = Array.from({ length: 60 }, (_, index) => recordedMany(1 + (index % 5)));
  const total = batches.flat().length;
  const appended = Promise.all(batches.map((batch) => log.append(batch)));
  for (let seen = 0; seen < total; ) {
    const { events, head } = await log.read({ after: seen, limit: 1000 });
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => seen + 1 + index));
    seen += events.length;
    expect(head.position).toBe(seen);
  }
  await appended;
});

it('changes nothing when events are appended twice', async () => {
  const { log, logged } = bound(await stage());
  const [first, second, third] = recordedMany(3);
  if (!first || !second || !third) throw new Error('three');
  await log.append([first, second]);
  await log.append([first, second]);
  await log.append([second, third, third, first]);
  expect((await logged()).map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
  expect(await log.head()).toMatchObject({ position: 3 });
});

it('appends an event once when two append it at the same time', async () => {
  const { log, logged } = bound(await stage());
  const batch = recordedMany(50);
  await Promise.all([log.append(batch), log.append(batch), log.append(batch.toReversed()), log.append(batch)]);
  expect(await logged()).toHaveLength(50);
});

it('finds an event of a closed partition when it is appended again', async () => {
  const { log } = await stage();
  const event = recorded();
  await log.append([event]);
  await log.maintain({ now: new Date(), retentionDays: 30, partitionRows: 1 });
  await log.append([event]);
  expect(await log.head()).toMatchObject({ position: 1 });
});

it('reads the events of one stream', async () => {
  const { log } = await stage();
  const account = newId();
  await log.append([
    recorded(),
    recorded(changed({ accountId: account })),
    recorded(),
    recorded(changed({ accountId: account })),
  ]);
  const { events, head } = await log.read({ after: 0, stream: { account }, limit: 10 });
  expect(events.map(({ position }) => position)).toEqual([2, 4]);
  expect(head.position).toBe(4);
  expect((await log.read({ after: 2, upTo: 3, stream: { account }, limit: 10 })).events).toEqual([]);
});

it('lets its role write by no other way than append', async () => {
  const { urls, log } = await stage();
  await log.append([recorded()]);
  await log.maintain({ now: new Date(), retentionDays: 30, partitionRows: 1 });
  const sql = openPostgres({ url: urls.bus, applicationName: 'intruder', maxConnections: 1 });
  onTestFinished(() => sql.end());
  const attempts = [
    'update bus.head set position = 7',
    'insert into bus.log select * from bus.log',
    'update bus.log set actor = null',
    'delete from bus.log',
    'delete from bus.log_1',
    'delete from bus.log_2',
    'truncate bus.log',
    'drop table bus.log_1',
    'create table bus.mine ()',
  ];
  for (const attempt of attempts) await expect(sql.unsafe(attempt), attempt).rejects.toMatchObject({ code: '42501' });
});

it('keeps the roles of subgraphs out', async () => {
  const { urls } = await stage();
  const sql = openPostgres({ url: urls.shop, applicationName: 'intruder', maxConnections: 1 });
  onTestFinished(() => sql.end());
  await expect(sql`select * from bus.log`).rejects.toMatchObject({ code: '42501' });
  await expect(sql`select bus.append('[]')`).rejects.toMatchObject({ code: '42501' });
});

const day = 86_400_000;

it('drops partitions after the retention, and says where the log begins', async () => {
  const { log, admin } = await stage();
  const start = Date.now();
  const later = (days: number) => new Date(start + days * day);
  await log.append(recordedMany(3));
  await log.maintain({ now: later(1), retentionDays: 30 });
  await log.append(recordedMany(2));
  await log.maintain({ now: later(2), retentionDays: 30 });
  await log.append(recordedMany(1));
  await log.maintain({ now: later(31), retentionDays: 30 });
  expect(await log.head()).toMatchObject({ oldest: 1, position: 6 });
  await log.maintain({ now: later(31.5), retentionDays: 30 });
  expect(await log.head()).toMatchObject({ oldest: 4, position: 6 });
  await log.maintain({ now: later(70), retentionDays: 30 });
  await log.maintain({ now: later(140), retentionDays: 30 });
  expect(await log.head()).toMatchObject({ oldest: 7, position: 6 });
  const partitions =
    await admin`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'bus.log'::regclass`;
  expect(partitions).toEqual([{ name: 'bus.log_7' }]);
});

it('opens no partition for nothing', async () => {
  const { log, admin } = await stage();
  for (let days = 1; days < 5; days += 1) {
    await log.maintain({ now: new Date(Date.now() + days * day), retentionDays: 30 });
  }
  expect(await admin`select * from bus.partitions`).toHaveLength(1);
});

it('is never without a partition, however often it is maintained while events come', async () => {
  const { log, logged, admin } = bound(await stage());
  let appended = 0;
  let partitions = 1;
  const append = async () => {
    while (partitions < 6) {
      await log.append(recordedMany(3));
      appended += 3;
    }
  };
  const appending = Promise.all([append(), append(), append()]);
  while (partitions < 6) {
    await log.maintain({ now: new Date(), retentionDays: 30, partitionRows: 5 });
    partitions = (await admin`select * from bus.partitions`).length;
  }
  await appending;
  await log.append(recordedMany(1));
  expect(await logged()).toHaveLength(appended + 1);
});

it('keeps nobody waiting who reads or appends while it cannot be maintained, and is maintained afterwards', async () => {
  const { log, admin } = await stage();
  await log.append(recordedMany(3));
  const wanted = { now: new Date(Date.now() + 40 * day), retentionDays: 30, partitionRows: 3 };
  expect(await log.maintain({ ...wanted, now: new Date() })).toBe(true);
  await log.append(recordedMany(3));
  const [reader, bystander] = await Promise.all([admin.reserve(), admin.reserve()]);
  const partitions = async () => (await admin`select from bus.partitions`).length;
  try {
    await reader`begin`;
    await reader`select count(*) from bus.log`;
    await bystander`set lock_timeout = '1s'`;
    let isOver = false;
    const maintained = log.maintain(wanted).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await bystander`select count(*) from bus.log`;
      await bystander`select bus.append('[]')`;
    }
    expect([await maintained, await partitions()]).toEqual([false, 2]);
  } finally {
    await bystander`reset lock_timeout`;
    await reader`rollback`;
    for (const session of [reader, bystander]) session.release();
  }
  expect([await log.maintain(wanted), await partitions()]).toEqual([true, 2]);
  expect(await log.head()).toMatchObject({ oldest: 4, position: 6 });
});

it('takes another id when it is renewed, and remembers where', async () => {
  const { log } = await stage();
  await log.append(recordedMany(2));
  const { logId } = await log.head();
  const renewed = await log.renewLogId();
  expect(renewed).not.toBe(logId);
  expect(await log.head()).toEqual({ logId: renewed, position: 2, oldest: 1 });
  expect(await log.renewedAt()).toBe(2);
});

/** So that methods can be taken off. */
function bound(on: Awaited<ReturnType<typeof stage>>) {
  return { log: on.log, admin: on.admin, logged: () => on.logged() };
}
