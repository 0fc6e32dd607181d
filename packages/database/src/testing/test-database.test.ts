import type { Sql } from 'postgres';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openPostgres } from '../connection.ts';
import { testDatabase } from './test-database.ts';

function open(url: string): Sql {
  const sql = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql;
}

async function databases(): Promise<string[]> {
  const rows = await open(inject('postgres').adminUrl)<{ datname: string }[]>`SELECT datname FROM pg_database`;
  return rows.map(({ datname }) => datname);
}

async function prepare(url: string): Promise<void> {
  const sql = open(url);
  await sql`CREATE TABLE fruits (name text PRIMARY KEY)`;
  await sql`INSERT INTO fruits VALUES ('fig')`;
}

it('clones what the template was given, and keeps the clones apart', async () => {
  const options = { name: 'clones', key: 'fruits', prepare };
  const [one, two] = await Promise.all([testDatabase(options), testDatabase(options)]);
  await open(one.adminUrl)`INSERT INTO fruits VALUES ('plum')`;
  expect(await open(two.adminUrl)`SELECT name FROM fruits`).toEqual([{ name: 'fig' }]);
});

it('makes the template once, however many want it at the same time', async () => {
  let prepared = 0;
  const options = {
    name: 'once',
    key: 'made once',
    prepare: async () => {
      prepared++;
    },
  };
  await Promise.all([1, 2, 3, 4].map(() => testDatabase(options)));
  expect(prepared).toBe(1);
});

it('makes the template again after a preparation that failed', async () => {
  const options = { name: 'again', key: 'failed at first' };
  const failing = testDatabase({ ...options, prepare: () => Promise.reject(new Error('no migrations')) });
  await expect(failing).rejects.toThrow('no migrations');
  const clone = await testDatabase({ ...options, prepare });
  expect(await open(clone.adminUrl)`SELECT name FROM fruits`).toHaveLength(1);
});

it('ends the connections that a preparation forgot', async () => {
  const forgetful = async (url: string) => {
    await open(url)`SELECT 'and stays connected'`;
  };
  const clone = await testDatabase({ name: 'forgotten', key: 'forgets its connection', prepare: forgetful });
  expect(await databases()).toContain(clone.database);
});

it('gives a URL for every role', async () => {
  const clone = await testDatabase({
    name: 'roles',
    key: 'roles',
    prepare: async (url) => {
      await open(url)`CREATE ROLE "reader/1" LOGIN`;
    },
  });
  const [row] = await open(clone.urlFor('reader/1'))`SELECT current_user AS role, current_database() AS database`;
  expect(row).toEqual({ role: 'reader/1', database: clone.database });
});

it('names the database after the test, and drops it on demand', async () => {
  const clone = await testDatabase({
    name: 'A name: with "signs" & 60 characters or more than there is room for',
    key: 'empty',
    prepare: async () => {},
  });
  expect(clone.database).toMatch(/^test_a_name_with_signs_60_characters_or_more__?[0-9a-f]{8}$/);
  expect(await databases()).toContain(clone.database);
  await clone.drop();
  await clone.drop();
  expect(await databases()).not.toContain(clone.database);
});
