import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Database } from '@trivet/database';
import { expect, it, onTestFinished } from 'vitest';
import type { LoggedEvent } from '../events/event.ts';
import { notes, noting, offset } from '../tests/noting.ts';
import { changed, eventually, gate, recorded, recordedMany, stage } from '../tests/stage.ts';
import { RetryLater } from './consumer.errors.ts';
import type { ConsumerDefinition } from './consumer.ts';
import { DeadLetters } from './dead-letters.ts';

it('undoes its effects when what they announce cannot be written', async () => {
  const on = await stage();
  const { apply } = noting(on);
  let version = Number.MAX_SAFE_INTEGER;
  on.consumer(
    {
      ...noting(on),
      apply: async (tx, event, prepared, events) => {
        await apply(tx, event, prepared, events);
        events.append(changed({ version }));
        if (event.position === 1) version = 1;
      },
    },
    { tail: await on.tail() },
  ).start();
  await on.log.append(recordedMany(2));
  await eventually(async () => expect(await offset(on)).toBe(2));
  expect(await notes(on)).toEqual([1, 2]);
  expect(on.lines.filter(({ level }) => level === 'WARN')).toHaveLength(1);
});

it('has no effect of a process that was killed between effect and commit, and one of the next', async () => {
  const on = await stage();
  await on.log.append(recordedMany(2));
  const program = fileURLToPath(new URL('../tests/stuck-consumer.ts', import.meta.url));
  const killed = spawn(process.execPath, [program, on.urls.shop, on.urls.bus], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void killed.kill('SIGKILL'));
  await once(killed.stdout, 'data');
  const next = on.consumer(noting(on), { tail: await on.tail() });
  next.start();
  expect([await notes(on), await offset(on), next.lag]).toEqual([[], 0, undefined]);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  // The server notices when its statement ends; a test need not wait for that.
  await on.killConnections('stuck');
  await eventually(async () => expect(await notes(on)).toEqual([1, 2]));
  expect(await offset(on)).toBe(2);
});

it('tries for ever what fails because of the connection', async () => {
  const on = await stage();
  let broken = true;
  let attempts = 0;
  const database: Pick<Database, 'transaction'> = {
    transaction: (scope, callback) =>
      on.database.transaction(scope, async (tx) => {
        const result = await callback(tx);
        attempts += 1;
        if (broken) throw Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
        return result;
      }),
  };
  await on.log.append(recordedMany(1));
  on.consumer({ ...noting(on), startAt: 'oldest' }, { tail: await on.tail(), database, maxAttempts: 2 }).start();
  await eventually(() => expect(attempts).toBeGreaterThan(10));
  broken = false;
  await eventually(async () => expect(await notes(on)).toEqual([1]));
  expect(await on.admin`select * from shop.dead_letters`).toHaveLength(0);
});

it('puts an event that keeps failing aside, together with the offset, and goes on', async () => {
  const on = await stage();
  const { apply } = noting(on);
  let poisonous = true;
  let attempts = 0;
  const consumer = on.consumer(
    {
      ...noting(on),
      apply: async (tx, event, ...rest) => {
        await apply(tx, event, ...rest);
        if (event.position !== 2 || !poisonous) return;
        attempts += 1;
        throw new TypeError('a value that nobody should see');
      },
    },
    { tail: await on.tail(), maxAttempts: 3 },
  );
  consumer.start();
  const events = recordedMany(3);
  await on.log.append(events);
  await eventually(async () => expect(await notes(on)).toEqual([1, 3]));
  expect(attempts).toBe(3);
  const letters = await on.admin`select consumer, event_id, attempts, error from shop.dead_letters`;
  expect(letters).toEqual([{ consumer: 'noting', event_id: events[1]?.id, attempts: 3, error: 'TypeError' }]);
  expect(on.lines.filter(({ level }) => level === 'ERROR')).toHaveLength(1);

  poisonous = false;
  const id = events[1]?.id as string;
  expect(await Promise.all([consumer.redrive(id), consumer.redrive(id)])).toContain(true);
  expect(await notes(on)).toEqual([1, 3, 2]);
  expect(await on.admin`select * from shop.dead_letters`).toHaveLength(0);
  expect(await consumer.redrive(id)).toBe(false);
});

it('tries a dead letter again, once in effect, when somebody asks for it, and keeps it when it fails again', async () => {
  const on = await stage();
  const { apply } = noting(on);
  const broken = new Set([2, 3]);
  const consumer = on.consumer(
    {
      ...noting(on),
      apply: async (tx, event, ...rest) => {
        await apply(tx, event, ...rest);
        if (broken.has(event.position)) throw new TypeError('a value that nobody should see');
      },
    },
    { tail: await on.tail(), maxAttempts: 2, redrivePollMs: 10 },
  );
  consumer.start();
  const events = recordedMany(4);
  await on.log.append(events);
  await eventually(async () => expect(await notes(on)).toEqual([1, 4]));
  const letters = new DeadLetters({ database: on.database, schema: 'shop' });
  const ids = [events[1], events[2]].map((event) => event?.id as string);
  expect(await letters.list(10)).toMatchObject(
    ids.map((eventId) => ({ consumer: 'noting', eventId, eventType: 'thing.changed', attempts: 2, redriveAt: null })),
  );

  broken.delete(2);
  expect([await letters.redrive({ consumer: 'another' }), await letters.redrive()]).toEqual([0, 2]);
  await eventually(async () => {
    expect(await letters.list(10)).toMatchObject([
      { eventId: ids[1], attempts: 3, error: 'TypeError', redriveAt: null },
    ]);
  });
  expect(await notes(on)).toEqual([1, 4, 2]);
  broken.clear();
  const [eventId] = ids.slice(1);
  expect([await letters.redrive({ eventId }), await letters.redrive({ eventId })]).toEqual([1, 0]);
  await eventually(async () => expect(await letters.list(10)).toEqual([]));
  expect(await notes(on)).toEqual([1, 4, 2, 3]);
});

it('keeps a dead letter whose second chance fails', async () => {
  const on = await stage();
  const broken: ConsumerDefinition<void> = { ...noting(on), apply: () => Promise.reject(new Error('still')) };
  const consumer = on.consumer(broken, { tail: await on.tail(), maxAttempts: 1 });
  consumer.start();
  const event = recorded();
  await on.log.append([event]);
  await eventually(async () => expect(await on.admin`select * from shop.dead_letters`).toHaveLength(1));
  await expect(consumer.redrive(event.id)).rejects.toThrow('still');
  expect(await on.admin`select * from shop.dead_letters`).toHaveLength(1);
});

it('tries an event again that has to wait, for a while only', async () => {
  const on = await stage();
  let now = new Date(0);
  let attempts = 0;
  on.consumer(
    {
      ...noting(on),
      prepare: async (event) => {
        if (event.position !== 1) return;
        attempts += 1;
        throw new RetryLater('not known yet');
      },
    },
    { tail: await on.tail(), clock: { now: () => now }, maxAttempts: 1, maxRetryMs: 1000 },
  ).start();
  await on.log.append(recordedMany(2));
  await eventually(() => expect(attempts).toBeGreaterThan(5));
  expect(await offset(on)).toBe(0);
  now = new Date(1000);
  await eventually(async () => expect(await notes(on)).toEqual([2]));
  expect(await on.admin`select * from shop.dead_letters`).toHaveLength(1);
});

it('acts once though two processes believe that it is their turn', async () => {
  const on = await stage();
  const applied: string[] = [];
  const inside = gate();
  const proceed = gate();
  const { apply } = noting(on);
  const as = (who: string): ConsumerDefinition<void> => ({
    ...noting(on),
    apply: async (tx, event, ...rest) => {
      await apply(tx, event, ...rest);
      applied.push(`${who} ${event.position}`);
      if (who !== 'stale' || event.position !== 1) return;
      inside.open();
      await proceed.opened;
    },
  });
  on.consumer(as('stale'), { tail: await on.tail(), session: on.openSession('stale') }).start();
  await on.log.append(recordedMany(1));
  await inside.opened;
  // It loses its place in the middle of a transaction; the other begins with the same event and waits for the row.
  expect(await on.killConnections('stale')).toBeGreaterThan(0);
  const fresh = on.consumer(as('fresh'), { tail: await on.tail() });
  fresh.start();
  await eventually(async () => {
    const waiting = await on.admin`select 1 from pg_locks where not granted`;
    expect(waiting.length).toBeGreaterThan(0);
  });
  proceed.open();
  await on.log.append(recordedMany(3));
  await eventually(async () => expect(await notes(on)).toEqual([1, 2, 3, 4]));
  expect(applied.filter((line) => line.endsWith(' 1'))).toEqual(['stale 1']);
});

it('goes on where the log begins when it comes back after the retention, and says what it missed', async () => {
  const on = await stage();
  const tail = await on.tail({ pollMs: 10 });
  const first = on.consumer(noting(on), { tail });
  first.start();
  await on.log.append(recordedMany(1));
  await eventually(async () => expect(await notes(on)).toEqual([1]));
  await first.stop();
  const now = Date.now();
  await on.log.append(recordedMany(2));
  await on.log.maintain({ now: new Date(now), retentionDays: 30, partitionRows: 1 });
  await on.log.append(recordedMany(2));
  await on.log.maintain({ now: new Date(now + 40 * 86_400_000), retentionDays: 30, partitionRows: 100 });
  on.consumer(noting(on), { tail }).start();
  await eventually(async () => expect(await notes(on)).toEqual([1, 4, 5]));
  expect(on.lines.filter(({ level }) => level === 'ERROR')).toMatchObject([{ context: { from: 2, to: 3 } }]);
});

it('follows a log that was restored: what came before is done, what comes after is new', async () => {
  const on = await stage();
  const tail = await on.tail({ pollMs: 10 });
  on.consumer(noting(on), { tail }).start();
  await on.log.append(recordedMany(5));
  await eventually(async () => expect(await notes(on)).toEqual([1, 2, 3, 4, 5]));
  // A backup from when the log had three events, while the subgraph's own database was not restored.
  await on.admin.begin(async (sql) => {
    await sql`delete from bus.log where position > 3`;
    await sql`update bus.head set position = 3`;
    await sql`select bus.renew()`;
  });
  await on.log.append(recordedMany(2));
  await eventually(async () => expect(await notes(on)).toEqual([1, 2, 3, 4, 5, 4, 5]));
  const applied: LoggedEvent[] = await on.logged();
  expect(applied).toHaveLength(5);
});
