import { newId, nobody } from '@trivet/database';
import { eq, sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { changed, gate, type Stage, stage } from '../tests/stage.ts';
import { type Announcements, Outbox } from './outbox.ts';

function announced({ admin }: Stage) {
  return admin<
    { number: string; subject_id: string; subject_version: number }[]
  >`select * from shop.outbox order by number`;
}

it('writes the change and its event, or neither', async () => {
  const on = await stage();
  const { outbox, database, tables } = on;
  const change = (fail: boolean) =>
    outbox.transaction(database, nobody, async (tx, events) => {
      const thingId = newId();
      await tx.insert(tables.things).values({ id: thingId, version: 1 });
      events.append(changed({ thingId }));
      if (fail) throw new Error('changed my mind');
    });
  await change(false);
  await expect(change(true)).rejects.toThrow('changed my mind');
  expect(await announced(on)).toHaveLength(1);
  expect(await on.admin`select * from shop.things`).toHaveLength(1);
});

it('numbers the events of one entity in the order of its versions, however early they are announced', async () => {
  const on = await stage();
  const { outbox, database, tables } = on;
  const thingId = newId();
  await on.admin`insert into shop.things values (${thingId}, 1)`;
  const first = gate();
  const announcedBoth = [gate(), gate()];
  // Both announce before they touch the row, in the order opposite to that in which they then get it.
  const bump = (version: number, mayLock: Promise<void>, announcedGate = announcedBoth[version - 2]) =>
    outbox.transaction(database, nobody, async (tx, events) => {
      await tx.execute(sql`select 1`);
      events.append(changed({ thingId, version }));
      announcedGate?.open();
      await mayLock;
      await tx.update(tables.things).set({ version }).where(eq(tables.things.id, thingId));
    });
  const third = bump(3, first.opened);
  await announcedBoth[1]?.opened;
  const second = bump(2, Promise.resolve());
  await second;
  first.open();
  await third;
  expect((await announced(on)).map((row) => row.subject_version)).toEqual([2, 3]);
});

it('calls its listeners after the commit, and only when something was announced', async () => {
  const on = await stage();
  const { outbox, database, tables } = on;
  const seen: number[] = [];
  let counted = Promise.resolve();
  outbox.onCommitted(() => {
    counted = announced(on).then((rows) => void seen.push(rows.length));
  });
  await outbox.transaction(
    database,
    nobody,
    async (tx) => void (await tx.insert(tables.things).values({ id: newId(), version: 1 })),
  );
  expect(seen).toEqual([]);
  await on.announce(changed());
  await counted;
  expect(seen).toEqual([1]);
});

it('refuses an event after the end of its transaction', async () => {
  const { outbox, database } = await stage();
  let kept: Announcements | undefined;
  await outbox.transaction(database, nobody, async (_tx, events) => {
    kept = events;
  });
  expect(() => kept?.append(changed())).toThrow('after the end');
});

it('announces more events than one statement has parameters for', async () => {
  const on = await stage();
  await on.outbox.transaction(on.database, nobody, async (_tx, events) => {
    events.append(...Array.from({ length: 5000 }, () => changed()));
  });
  expect(await announced(on)).toHaveLength(5000);
});

it('tells its subgraph from where an event was asked for, in the transaction, and nobody else', async () => {
  const on = await stage();
  const heard: unknown[] = [];
  const outbox = new Outbox({
    table: on.outbox.table,
    onAnnounced: async (tx, announced) => {
      const [row] = await tx.execute<{ count: number }>(sql`select count(*)::int from shop.things`);
      heard.push(...announced.map(({ event, client }) => [event.id, client, row?.count]));
      if (announced.length > 1) throw new Error('one at a time');
    },
  });
  const client = { address: '203.0.113.7', agent: 'a browser' };
  const change = (count: number) =>
    outbox.transaction(on.database, nobody, async (tx, events) => {
      await tx.insert(on.tables.things).values({ id: newId(), version: 1 });
      for (let index = 0; index < count; index += 1) events.append({ ...changed(), client });
    });
  await change(0);
  await change(1);
  const [row, ...others] = await announced(on);
  expect(others).toEqual([]);
  expect(heard).toEqual([[expect.any(String), client, 2]]);
  expect(JSON.stringify(row)).not.toMatch(/203\.0\.113\.7|browser/);
  await expect(change(2)).rejects.toThrow('one at a time');
  expect(await on.admin`select * from shop.things`).toHaveLength(2);
  expect(await announced(on)).toHaveLength(1);
});
