import { pgSchema } from 'drizzle-orm/pg-core';
import { expect, it, onTestFinished } from 'vitest';
import { Database, openPostgres } from './connection.ts';
import { Idempotency, IdempotencyKeyReusedError, idempotencyTable } from './idempotency.ts';
import { newId } from './ids.ts';
import { nobody } from './row-scope.ts';
import { testDatabase } from './testing/index.ts';

const idempotency = new Idempotency(idempotencyTable(pgSchema('shop')));

async function setup() {
  const clone = await testDatabase({
    name: 'idempotency',
    key: 'idempotency keys',
    prepare: async (url) => {
      const admin = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
      await admin.unsafe(`create schema shop; create table shop.idempotency_keys (
        principal text not null, key text not null, field text not null, input_hash text not null, result_id uuid not null,
        created_at timestamptz not null default now(), constraint idempotency_keys_pkey primary key (principal, key))`);
      await admin.end();
    },
  });
  const admin = openPostgres({ url: clone.adminUrl, applicationName: 'test', maxConnections: 1 });
  const db = new Database({ url: clone.adminUrl, applicationName: 'test' });
  onTestFinished(async () => {
    await Promise.all([db.close(), admin.end()]);
  });
  const change = {
    principal: 'ada',
    key: 'k-1',
    field: 'orderCreate',
    input: { amount: 1, to: { city: 'Oslo', zip: '1' } },
  };
  const claim = (given: Partial<typeof change>, resultId = newId()) =>
    db.transaction(nobody, (tx) => idempotency.claim(tx, { ...change, ...given }, resultId));
  return { db, admin, claim };
}

it('lets a change happen once, and then gives what came of it', async () => {
  const { claim } = await setup();
  const first = newId();
  expect(await claim({}, first)).toBeNull();
  expect(await claim({})).toBe(first);
  expect(await claim({ input: { to: { zip: '1', city: 'Oslo' }, amount: 1 } })).toBe(first);
  expect(await claim({ key: 'k-2' })).toBeNull();
  expect(await claim({ principal: 'bob' })).toBeNull();
});

it.each([{ field: 'orderCancel' }, { input: { amount: 2, to: { city: 'Oslo', zip: '1' } } }])(
  'refuses the same key for another change: %j',
  async (other) => {
    const { claim } = await setup();
    await claim({});
    await expect(claim(other)).rejects.toThrow(IdempotencyKeyReusedError);
  },
);

it('lets one of many at once happen, and gives its result to the others', async () => {
  const { claim } = await setup();
  const ids = Array.from({ length: 8 }, newId);
  const answers = await Promise.all(ids.map((id) => claim({}, id)));
  const winner = answers.indexOf(null);
  expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  expect(new Set(answers.filter((answer) => answer !== null))).toEqual(new Set([ids[winner]]));
});

it('forgets a key whose change was undone', async () => {
  const { db, claim } = await setup();
  const undone = db.transaction(nobody, async (tx) => {
    await idempotency.claim(tx, { principal: 'ada', key: 'k-1', field: 'orderCreate', input: {} }, newId());
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await claim({})).toBeNull();
});

it('forgets keys after a day, and sweeps them', async () => {
  const { db, admin, claim } = await setup();
  await claim({});
  await claim({ key: 'young' });
  await admin`update shop.idempotency_keys set created_at = now() - interval '24 hours 1 minute' where key = 'k-1'`;
  await db.transaction(nobody, (tx) => idempotency.sweep(tx));
  expect(await admin`select key from shop.idempotency_keys`).toEqual([{ key: 'young' }]);
  expect(await claim({})).toBeNull();
});
