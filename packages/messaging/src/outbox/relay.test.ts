import { newId, nobody, openPostgres } from '@trivet/database';
import { expect, it, onTestFinished } from 'vitest';
import type { RecordedEvent } from '../events/event.ts';
import type { LogWriter } from '../log/event-log.ts';
import { changed, eventually, gate, never, type Stage, stage } from '../tests/stage.ts';
import { Outbox } from './outbox.ts';

const ids = (events: readonly { subject: { id: string } }[]) => events.map(({ subject }) => subject.id);

async function outboxSize({ admin }: Stage): Promise<number> {
  const [row] = await admin<[{ count: string }]>`select count(*) from shop.outbox`;
  return Number(row.count);
}

/** The log behind a door: `reached` opens when an append has been done, which then waits for `proceed`. */
function slowLog(log: LogWriter) {
  const reached = gate();
  const proceed = gate();
  const append = async (events: readonly RecordedEvent[]) => {
    await log.append(events);
    reached.open();
    await proceed.opened;
  };
  return { append, reached: reached.opened, proceed: proceed.open };
}

it('brings what is committed to the log, in order, and empties the outbox', async () => {
  const on = await stage();
  const things = Array.from({ length: 7 }, () => newId());
  await on.announce(...things.map((thingId) => changed({ thingId })));
  await on.relay({ batchSize: 3 }).start();
  await eventually(async () => expect(ids(await on.logged())).toEqual(things));
  await eventually(async () => expect(await outboxSize(on)).toBe(0));
});

it('is told of a commit of its own process', async () => {
  const on = await stage();
  const relay = on.relay({ pollMs: never });
  await relay.start();
  await eventually(() => expect(relay.active).toBe(true));
  for (let count = 1; count <= 3; count += 1) {
    await on.announce(changed());
    await eventually(async () => expect(await on.logged()).toHaveLength(count));
  }
});

it('is told of a commit of another process', async () => {
  const on = await stage();
  const relay = on.relay({ pollMs: never });
  await relay.start();
  await eventually(() => expect(relay.active).toBe(true));
  const elsewhere = new Outbox({ table: on.tables.outbox });
  on.relay({ outbox: elsewhere });
  await elsewhere.transaction(on.database, nobody, async (_tx, events) => events.append(changed()));
  await eventually(async () => expect(await on.logged()).toHaveLength(1));
});

it('finds by itself what nobody told it', async () => {
  const on = await stage();
  const relay = on.relay({ pollMs: 20 });
  await relay.start();
  await eventually(() => expect(relay.active).toBe(true));
  const unheard = new Outbox({ table: on.tables.outbox });
  await unheard.transaction(on.database, nobody, async (_tx, events) => events.append(changed()));
  await eventually(async () => expect(await on.logged()).toHaveLength(1));
});

it('sends a NOTIFY for many commits and not for each', async () => {
  const on = await stage();
  on.relay();
  let notified = 0;
  const listener = openPostgres({ url: on.urls.shop, applicationName: 'ear', maxConnections: 1 });
  onTestFinished(() => listener.end());
  await listener.listen('trivet_shop_outbox', () => {
    notified += 1;
  });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 200 }, () => on.announce(changed())));
  await on.announce(changed());
  await eventually(() => expect(notified).toBeGreaterThan(0));
  expect(notified).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 10);
});

it('loses nothing of a transaction that took an earlier number and committed later', async () => {
  const on = await stage();
  const relay = on.relay({ pollMs: 20 });
  await relay.start();
  const early = newId();
  const inserted = gate();
  const mayCommit = gate();
  // Takes its number, then stays open: as a slow commit does.
  const slow = on.database.transaction(nobody, (tx) => {
    const held = { transaction: (_scope: unknown, callback: (inner: typeof tx) => Promise<unknown>) => callback(tx) };
    return on.outbox
      .transaction(held as never, nobody, async (_tx, events) => events.append(changed({ thingId: early })))
      .then(async () => {
        inserted.open();
        await mayCommit.opened;
      });
  });
  await inserted.opened;
  const later = [newId(), newId(), newId()];
  await on.announce(...later.map((thingId) => changed({ thingId })));
  await eventually(async () => expect(ids(await on.logged())).toEqual(later));
  await eventually(async () => expect(await outboxSize(on)).toBe(0));
  mayCommit.open();
  await slow;
  await eventually(async () => expect(ids(await on.logged())).toEqual([...later, early]));
  expect(Number((await on.admin`select last_value from shop.outbox_number_seq`)[0]?.['last_value'])).toBe(4);
});

it('appends nothing twice when it is killed between append and delete', async () => {
  const on = await stage();
  const things = Array.from({ length: 5 }, () => newId());
  await on.announce(...things.map((thingId) => changed({ thingId })));
  const door = slowLog(on.log);
  const killed = on.relay({ log: door, session: on.openSession('killed') });
  await killed.start();
  await door.reached;
  expect(await on.logged()).toHaveLength(5);
  const second = on.relay({ pollMs: 20 });
  await second.start();
  expect(await on.killConnections('killed')).toBeGreaterThan(0);
  await eventually(async () => expect(await outboxSize(on)).toBe(0));
  expect(second.active).toBe(true);
  expect(ids(await on.logged())).toEqual(things);
  door.proceed();
  await on.announce(changed());
  await eventually(async () => expect(await on.logged()).toHaveLength(6));
  await eventually(async () => expect(await outboxSize(on)).toBe(0));
});

it('works once per subgraph; another takes over when it ends', async () => {
  const on = await stage();
  const first = on.relay({ pollMs: 20 });
  await first.start();
  await eventually(() => expect(first.active).toBe(true));
  const second = on.relay({ pollMs: 20 });
  await second.start();
  await on.announce(changed());
  await eventually(async () => expect(await on.logged()).toHaveLength(1));
  expect([first.active, second.active]).toEqual([true, false]);
  await first.stop();
  await eventually(() => expect(second.active).toBe(true));
  await on.announce(changed());
  await eventually(async () => expect(await on.logged()).toHaveLength(2));
});

it('takes its place again after its connection broke', async () => {
  const on = await stage();
  const relay = on.relay({ session: on.openSession('breaking'), pollMs: 20 });
  await relay.start();
  await eventually(() => expect(relay.active).toBe(true));
  expect(await on.killConnections('breaking')).toBeGreaterThan(0);
  await on.announce(changed());
  await eventually(async () => expect(await on.logged()).toHaveLength(1));
  await eventually(() => expect(relay.active).toBe(true));
});

it('waits while the log cannot be reached, says so once, and goes on', async () => {
  const on = await stage();
  let reachable = false;
  const log: LogWriter = {
    append: (events) => (reachable ? on.log.append(events) : Promise.reject(new Error('gone'))),
  };
  const relay = on.relay({ log, pollMs: 5 });
  await relay.start();
  await on.announce(changed());
  const complaints = () => on.lines.filter(({ level }) => level === 'WARN');
  await eventually(() => expect(complaints()).toHaveLength(1));
  reachable = true;
  await eventually(async () => expect(await on.logged()).toHaveLength(1));
  await eventually(() => expect(on.lines.at(-1)?.message).toContain('again'));
  expect(complaints()).toHaveLength(1);
});

it('keeps the order of each entity under concurrent changes', async () => {
  const on = await stage();
  const { outbox, database } = on;
  await on.relay({ batchSize: 3, pollMs: 20 }).start();
  const things = [newId(), newId(), newId()];
  for (const thing of things) await on.admin`insert into shop.things values (${thing}, 0)`;
  const bump = (thingId: string) =>
    outbox.transaction(database, nobody, async (tx, events) => {
      const [row] = await tx.execute<{ version: number }>(
        `update shop.things set version = version + 1 where id = '${thingId}' returning version`,
      );
      events.append(changed({ thingId, version: row?.version ?? -1 }));
    });
  await Promise.all(Array.from({ length: 90 }, (_, index) => bump(things[index % 3] as string)));
  await eventually(async () => expect(await on.logged()).toHaveLength(90));
  const logged = await on.logged();
  for (const thing of things) {
    const versions = logged.filter(({ subject }) => subject.id === thing).map(({ subject }) => subject.version);
    expect(versions).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  }
});
