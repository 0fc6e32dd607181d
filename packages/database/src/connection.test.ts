import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { connectionOptions, Database, openPostgres } from './connection.ts';
import { newId } from './ids.ts';
import { prepared } from './prepared.ts';
import { accountRows, nobody, personRows } from './row-scope.ts';
import { testDatabase } from './testing/index.ts';
import { violatedConstraint } from './violated-constraint.ts';

const house = pgSchema('house');
const things = house
  .table(
    'things',
    { id: uuid('id').primaryKey(), accountId: uuid('account_id').notNull(), number: integer('number') },
    () => [accountRows('account_id'), personRows('id')],
  )
  .enableRLS();
const names = house.table('names', { name: text('name').primaryKey() });

const listThings = prepared<{ number: number }>()('things.list', (db) =>
  db
    .select()
    .from(things)
    .where(sql`${things.number} >= ${sql.placeholder('number')}`)
    .orderBy(things.number),
);
const divide = prepared<{ by: number }>()('things.divide', (db) =>
  db.select({ result: sql`1 / ${sql.placeholder('by')}::int`.mapWith(Number) }).from(names),
);

const policy = (column: string, setting: string) =>
  `${column} = any((select nullif(current_setting('${setting}', true), '')::uuid[])::uuid[])`;

async function setup() {
  const clone = await testDatabase({
    name: 'connection',
    key: 'house',
    prepare: async (url) => {
      const admin = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
      await admin.unsafe(`
        do $$ begin create role house_app login; exception when duplicate_object then null; end $$;
        create schema house;
        create table house.things (id uuid primary key, account_id uuid not null, number integer);
        alter table house.things enable row level security;
        alter table house.things force row level security;
        create policy account_rows on house.things using (${policy('account_id', 'trivet.accounts')}) with check (${policy('account_id', 'trivet.accounts')});
        create policy person_rows on house.things using (${policy('id', 'trivet.persons')});
        create table house.names (name text primary key);
        insert into house.names values ('one');
        grant usage on schema house to house_app;
        grant all on all tables in schema house to house_app`);
      await admin.end();
    },
  });
  const db = new Database({ url: clone.urlFor('house_app'), applicationName: 'test', maxConnections: 3 });
  onTestFinished(() => db.close());
  return { db, clone };
}

it('reads and writes rows of the scope, and sees no others', async () => {
  const { db } = await setup();
  const [mine, theirs] = [newId(), newId()];
  await db.transaction({ accounts: [mine, theirs] }, async (tx) => {
    await tx.insert(things).values([
      { id: newId(), accountId: mine, number: 1 },
      { id: newId(), accountId: theirs, number: 2 },
    ]);
  });
  const numbersWithin = async (accounts: readonly string[]) =>
    (await db.readWithin({ accounts }, listThings, { number: 0 })).map(({ number }) => number);
  expect(await numbersWithin([mine])).toEqual([1]);
  expect(await numbersWithin([mine, theirs])).toEqual([1, 2]);
  expect(await numbersWithin([])).toEqual([]);
  expect(await db.read(listThings, { number: 0 })).toEqual([]);
  const foreign = db.transaction({ accounts: [mine] }, (tx) =>
    tx.insert(things).values({ id: newId(), accountId: theirs }),
  );
  await expect(foreign).rejects.toThrow();
});

it('leaves no scope behind on a connection, also when a read fails', async () => {
  const { db } = await setup();
  const mine = newId();
  await db.transaction({ accounts: [mine] }, (tx) =>
    tx.insert(things).values({ id: newId(), accountId: mine, number: 1 }),
  );
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      if (index % 2 === 0) {
        await expect(db.readWithin({ accounts: [mine] }, divide, { by: 0 })).rejects.toThrow();
      } else {
        expect(await db.readWithin({ accounts: [mine] }, listThings, { number: 0 })).toHaveLength(1);
      }
    }),
  );
  expect(await db.read(listThings, { number: 0 })).toEqual([]);
  expect(await db.readWithin({ accounts: [newId()] }, listThings, { number: 0 })).toEqual([]);
});

it('reads again at once when connections were lost under it, however often', async () => {
  const { db, clone } = await setup();
  const admin = openPostgres({ url: clone.adminUrl, applicationName: 'test admin', maxConnections: 1 });
  onTestFinished(() => admin.end());
  let answered = 0;
  let stopped = false;
  const read = async () => {
    await db.readWithin({ accounts: [newId()] }, listThings, { number: 0 });
    answered += 1;
  };
  const readers = Array.from({ length: 6 }, async () => {
    while (!stopped) await read().catch(() => {});
  });
  // With more losses than the driver has patience for: it used to wait longer after each, and to keep dead connections.
  for (let loss = 1; loss <= 20; loss++) {
    await admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'house_app' and datname = current_database()`;
    const before = answered;
    await vi.waitFor(() => expect(answered).toBeGreaterThan(before + 5), { timeout: 3_000, interval: 2 });
  }
  stopped = true;
  await Promise.all(readers);
  // These may still meet a connection whose end has not arrived.
  await Promise.allSettled(Array.from({ length: 6 }, read));
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, read));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
});

it('survives the loss of a connection that is still being set up', async () => {
  const { clone } = await setup();
  const way = await cuttingWay(clone.urlFor('house_app'), 'pg_catalog.pg_type', 4);
  const db = new Database({ url: way.url, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => db.close());
  const read = () => db.readWithin({ accounts: [newId()] }, listThings, { number: 0 });
  await vi.waitFor(async () => expect(await read()).toEqual([]), { timeout: 5_000, interval: 2 });
  expect(way.cuts()).toBe(4);
});

it('prepares what it sends, in transactions too, and names it', async () => {
  const { db, clone } = await setup();
  const admin = openPostgres({ url: clone.adminUrl, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => admin.end());
  const single = new Database({ url: clone.urlFor('house_app'), applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => single.close());
  await single.readWithin({ accounts: [newId()] }, listThings, { number: 0 });
  const listPrepared = prepared<Record<string, never>>()('prepared.list', (builder) =>
    builder.select({ statement: sql`statement`.mapWith(String) }).from(sql`pg_prepared_statements`),
  );
  await single.transaction(nobody, (tx) => tx.insert(names).values({ name: 'two' }));
  const statements = (await single.read(listPrepared, {})).map(({ statement }) => statement);
  expect(statements.some((statement) => statement.startsWith('select /* things.list */'))).toBe(true);
  expect(statements.some((statement) => statement.includes('insert into "house"."names"'))).toBe(true);
  await db.close();
});

it('confines reads of a scope to reading', async () => {
  const { db } = await setup();
  const insert = prepared<{ name: string }>()('names.insert', (builder) =>
    builder
      .insert(names)
      .values({ name: sql.placeholder('name') })
      .returning(),
  );
  await expect(db.readWithin(nobody, insert, { name: 'two' })).rejects.toMatchObject({ code: '25006' });
  expect(await db.read(insert, { name: 'two' })).toEqual([{ name: 'two' }]);
});

it('leaves a failure to the read that failed, on a connection that many share', async () => {
  const { clone } = await setup();
  const db = new Database({ url: clone.urlFor('house_app'), applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => db.close());
  const read = (by: number) => db.readWithin(nobody, divide, { by }).then(([row]) => row?.result);
  const wrong = prepared<Record<string, never>>()('names.wrong', (builder) =>
    builder.select({ no: sql`no_such_column`.mapWith(String) }).from(names),
  );
  // At first nothing is prepared: the first read fails while the others already count on what it has prepared.
  const outcomes = await Promise.allSettled([
    read(0),
    db.read(wrong, {}),
    read(1),
    db.read(wrong, {}),
    read(0),
    read(-1),
  ]);
  const codes = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.code));
  expect(codes).toEqual(['22012', '42703', 1, '42703', '22012', -1]);
  await expect(db.readWithin(nobody, divide, {} as { by: number })).rejects.toThrow('no parameter');
});

it('waits for no slow read that has been under way for a while', async () => {
  const { db, clone } = await setup();
  const admin = openPostgres({ url: clone.adminUrl, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => admin.end());
  const sleep = prepared<Record<string, never>>()('names.sleep', (builder) =>
    builder.select({ slept: sql`pg_sleep(60)`.mapWith(String) }).from(names),
  );
  const slow = expect(db.read(sleep, {})).rejects.toMatchObject({ code: '57014' });
  const sleeping = () =>
    admin`select pid from pg_stat_activity where usename = 'house_app' and datname = current_database() and wait_event = 'PgSleep'`;
  await vi.waitFor(async () => expect(await sleeping()).toHaveLength(1), { interval: 5 });
  await Promise.all(Array.from({ length: 40 }, () => db.readWithin(nobody, divide, { by: 1 })));
  const [backend] = await sleeping();
  await admin`select pg_cancel_backend(${backend?.['pid']})`;
  await slow;
});

it('prepares again what PostgreSQL has forgotten, and what a migration has changed under it', async () => {
  const { clone } = await setup();
  const db = new Database({ url: clone.urlFor('house_app'), applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => db.close());
  const mine = newId();
  const scope = { accounts: [mine] };
  await db.transaction(scope, (tx) => tx.insert(things).values({ id: newId(), accountId: mine, number: 1 }));
  const read = () => db.readWithin(scope, listThings, { number: 0 });
  expect(await read()).toHaveLength(1);
  await db.transaction(nobody, (tx) => tx.execute(sql`deallocate all`));
  expect(await Promise.all([read(), read()])).toMatchObject([[{ number: 1 }], [{ number: 1 }]]);
  const admin = openPostgres({ url: clone.adminUrl, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => admin.end());
  await admin`alter table house.things alter number type bigint`;
  await expect(read()).rejects.toThrow('A value of 4 bytes was expected, and not of 8.');
  await admin`alter table house.things alter number type integer`;
  expect(await read()).toMatchObject([{ number: 1 }]);
});

it('undoes a transaction whose callback throws, and names the constraint that was violated', async () => {
  const { db } = await setup();
  const attempt = db.transaction(nobody, async (tx) => {
    await tx.insert(names).values({ name: 'three' });
    await tx.insert(names).values({ name: 'one' });
  });
  const error = await attempt.catch((failure: unknown) => failure);
  expect(violatedConstraint(error)).toBe('names_pkey');
  expect(violatedConstraint(new Error('of another kind'))).toBeUndefined();
  const listNames = prepared<Record<string, never>>()('names.list', (builder) => builder.select().from(names));
  expect(await db.read(listNames, {})).toEqual([{ name: 'one' }]);
});

/** A way to the database at `url` that cuts a connection which says `text`, the first `times` that one does. */
async function cuttingWay(url: string, text: string, times: number): Promise<{ url: string; cuts: () => number }> {
  const { path } = connectionOptions(url).options;
  if (!path) throw new Error('The PostgreSQL of the tests listens at a socket in a directory.');
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = createConnection(path);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('error', () => {}).on('close', () => to.destroy());
    }
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk) => {
      if (cuts === times || !chunk.includes(text)) return upstream.write(chunk);
      cuts += 1;
      client.destroy();
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const cut = new URL(url);
  cut.searchParams.delete('host');
  cut.hostname = '127.0.0.1';
  cut.port = String((server.address() as AddressInfo).port);
  return { url: cut.toString(), cuts: () => cuts };
}

it('opens as many connections as its URL says, and no pool where that is no number', async () => {
  const { clone } = await setup();
  const url = new URL(clone.urlFor('house_app'));
  url.searchParams.set('max_connections', '2');
  const few = openPostgres({ url: url.href, applicationName: 'few' });
  onTestFinished(() => few.end());
  const pids = await Promise.all(Array.from({ length: 8 }, () => few`select pg_backend_pid() as pid`));
  expect(new Set(pids.map(([row]) => row?.['pid'])).size).toBe(2);
  for (const wrong of ['', '0', '2.5', 'many']) {
    url.searchParams.set('max_connections', wrong);
    expect(() => openPostgres({ url: url.href, applicationName: 'none' })).toThrow('max_connections');
  }
});
