import { eq, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  integer,
  jsonb,
  numeric,
  pgTable,
  real,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { expect, it, onTestFinished } from 'vitest';
import { Database, openPostgres } from '../connection.ts';
import { newId } from '../ids.ts';
import { prepared } from '../prepared.ts';
import { testDatabase } from '../testing/index.ts';
import { rowDecoder } from './row-decoder.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const loud = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  fromDriver: (quiet) => `${quiet}!`,
});

const values = pgTable('values', {
  id: uuid('id').primaryKey(),
  words: text('words'),
  loud: loud('loud'),
  tags: text('tags').array(),
  small: smallint('small'),
  whole: integer('whole'),
  big: bigint('big', { mode: 'number' }),
  huge: bigint('huge', { mode: 'bigint' }),
  exact: numeric('exact'),
  rough: real('rough'),
  is: boolean('is'),
  bytes: bytea('bytes'),
  json: jsonb('json'),
  day: date('day'),
  at: timestamp('at', { withTimezone: true }),
  local: timestamp('local'),
  said: timestamp('said', { withTimezone: true, mode: 'string' }),
});
const owners = pgTable('owners', { name: text('name').primaryKey(), valueId: uuid('value_id') });

type Row = typeof values.$inferInsert;
const empty: Row = { id: newId() };
const full: Row = {
  id: newId(),
  words: 'naïve “日本” 👩‍🚀',
  loud: 'hey',
  tags: ['a', 'b,c', '"'],
  small: -2,
  whole: -2_147_483_648,
  big: 9_007_199_254_740_991,
  huge: 9_223_372_036_854_775_807n,
  exact: '0.10',
  rough: 0.5,
  is: true,
  bytes: Buffer.from([0, 255, 68]),
  json: { a: [1, 'ü', null] },
  day: '2026-02-28',
  at: new Date('2026-02-28T12:00:00.123Z'),
  local: new Date('1969-12-31T23:59:59.999Z'),
  said: '2026-02-28 12:00:00.123456+00',
};

async function setup() {
  const clone = await testDatabase({
    name: 'rows',
    key: 'rows',
    prepare: async (url) => {
      const admin = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
      await admin.unsafe(`
        create table values (id uuid primary key, words text, loud text, tags text[], small smallint, whole integer, big bigint,
          huge bigint, exact numeric, rough real, "is" boolean, bytes bytea, json jsonb, day date, at timestamptz,
          local timestamp, said timestamptz);
        create table owners (name text primary key, value_id uuid)`);
      await admin.end();
    },
  });
  const options = { url: clone.adminUrl, applicationName: 'test', maxConnections: 1 };
  const database = new Database(options);
  const plain = openPostgres(options);
  onTestFinished(async () => {
    await Promise.all([database.close(), plain.end()]);
  });
  return { database, drizzle: drizzle(plain) };
}

const everything = (db: PostgresJsDatabase) => db.select().from(values).orderBy(values.id);
const joined = (db: PostgresJsDatabase) =>
  db
    .select({
      name: owners.name,
      value: values,
      few: { is: values.is, owner: owners.name },
      length: sql`length(name)`.mapWith(Number),
    })
    .from(owners)
    .leftJoin(values, eq(values.id, owners.valueId))
    .orderBy(owners.name);

it('reads every type as Drizzle does, nulls and joins that find nothing included', async () => {
  const { database, drizzle } = await setup();
  await drizzle.insert(values).values([empty, full]);
  await drizzle.insert(owners).values([
    { name: 'ada', valueId: full.id },
    { name: 'bob', valueId: empty.id },
    { name: 'eve', valueId: null },
  ]);
  const rows = await database.read(prepared()('values.all', everything), {});
  expect(rows).toEqual(
    [Object.fromEntries(Object.keys(full).map((key) => [key, null])), full].map((row, index) => ({
      ...row,
      ...(index === 0 ? empty : { loud: 'hey!' }),
    })),
  );
  expect(rows).toEqual(await everything(drizzle));
  const pairs = await database.read(prepared()('owners.joined', joined), {});
  expect(pairs.map(({ value }) => value?.id)).toEqual([full.id, empty.id, undefined]);
  expect(pairs).toEqual(await joined(drizzle));
});

it('reads texts of every length, whether or not they are ASCII', async () => {
  const { database, drizzle } = await setup();
  const lengths = [0, 1, 15, 16, 17, 40];
  const texts = lengths.flatMap((length) =>
    ['a', 'é', '日', '\u{1f680}'].map((last) => `${'x'.repeat(length)}${last}`),
  );
  await drizzle
    .insert(values)
    .values(['', ...texts].map((text) => ({ id: newId(), words: text, loud: text, tags: [text] })));
  const rows = await database.read(prepared()('values.all', everything), {});
  expect(rows.map(({ words }) => words)).toEqual(['', ...texts]);
  expect(rows).toEqual(await everything(drizzle));
});

it('reads alike where code may not be generated', async () => {
  const row = Buffer.concat([full.id, null, '3'].map(column));
  const columns = [
    { path: ['id'], field: values.id },
    { path: ['owner', 'name'], field: owners.name },
    { path: ['count'], field: sql`count(*)`.mapWith(Number) },
  ];
  const expected = [
    { id: full.id, owner: { name: null }, count: 3 },
    { id: full.id, owner: null, count: 3 },
  ];
  for (const generate of [undefined, () => undefined]) {
    const decoders = [rowDecoder(columns, undefined, generate), rowDecoder(columns, {}, generate)];
    expect(decoders.map(({ decode }) => decode(row, 0, row.length))).toEqual(expected);
  }
});

it('reads rows that come in many pieces', async () => {
  const { database } = await setup();
  const many = prepared<{ count: number }>()('rows.many', (db) =>
    db
      .select({ n: sql`n`.mapWith(Number), words: sql`repeat('ü', n * 7919 % 30000)`.mapWith(String) })
      .from(sql`generate_series(1, ${sql.placeholder('count')}::int) n`),
  );
  const [few, all] = await Promise.all([database.read(many, { count: 3 }), database.read(many, { count: 400 })]);
  expect(few).toHaveLength(3);
  expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  expect(all.every(({ n, words }) => words === 'ü'.repeat((n * 7919) % 30_000))).toBe(true);
});

it('refuses what cannot be read', () => {
  const unsaid = () => prepared()('values.unsaid', (db) => db.select({ one: sql<number>`1` }).from(values));
  expect(unsaid).toThrow('"one" needs `mapWith`');
  const nothing = () => prepared()('values.nothing', (db) => db.delete(values));
  expect(nothing).toThrow('values.nothing selects nothing');
  expect(() => rowDecoder([{ path: ['a; b'], field: values.id }], undefined)).toThrow('no name of a property');
});

/** As a row of the protocol has it. */
function column(text: string | null): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(text === null ? -1 : text.length);
  return Buffer.concat([size, Buffer.from(text ?? '')]);
}
