import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openPostgres } from './connection.ts';
import { migrate, type SchemaPart } from './migrate.ts';
import { testDatabase } from './testing/index.ts';

/** A part with these migrations, as drizzle-kit would have written them. */
function part(
  name: string,
  migrations: readonly string[],
): SchemaPart & { write(migrations: readonly string[]): void } {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'meta'));
  const write = (texts: readonly string[]) => {
    const entries = texts.map((_, idx) => ({
      idx,
      version: '7',
      when: 1_000 + idx,
      tag: `000${idx}_step`,
      breakpoints: true,
    }));
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }));
    for (const [index, text] of texts.entries()) writeFileSync(join(folder, `000${index}_step.sql`), text);
  };
  write(migrations);
  return { schema: name, owner: `${name}_owner`, role: `${name}_app`, migrations: folder, write };
}

async function setup() {
  const clone = await testDatabase({ name: 'migrate', key: 'empty for migrations', prepare: async () => {} });
  const sqlAs = (url: string) => {
    const sql = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
    onTestFinished(() => sql.end());
    return sql;
  };
  return { clone, sqlAs };
}

it('makes schema and roles, applies what is new, and gives the application rows but not tables', async () => {
  const { clone, sqlAs } = await setup();
  const garden = part('garden', ['create table garden.plants (name text primary key)']);
  expect(await migrate(clone.adminUrl, [garden])).toEqual({ applied: 1 });
  expect(await migrate(clone.adminUrl, [garden])).toEqual({ applied: 0 });
  garden.write(['create table garden.plants (name text primary key)', 'alter table garden.plants add height integer']);
  expect(await migrate(clone.adminUrl, [garden])).toEqual({ applied: 1 });
  const app = sqlAs(clone.urlFor('garden_app'));
  await app`insert into garden.plants values ('fig', 3)`;
  await expect(app`drop table garden.plants`).rejects.toThrow('must be owner');
  await expect(app`create table garden.weeds ()`).rejects.toThrow('permission denied');
});

it('makes the extensions that a part needs, once, though its owner could not', async () => {
  const { clone, sqlAs } = await setup();
  const words = part('words', ["select similarity('one', 'two')"]);
  await expect(migrate(clone.adminUrl, [words])).rejects.toThrow('similarity');
  const trigrams = { ...words, extensions: ['pg_trgm'] };
  expect(await migrate(clone.adminUrl, [trigrams])).toEqual({ applied: 1 });
  expect(await migrate(clone.adminUrl, [trigrams])).toEqual({ applied: 0 });
  const [row] = await sqlAs(clone.adminUrl)`
    select has_database_privilege('words_owner', current_database(), 'create') as may`;
  expect(row?.['may']).toBe(false);
});

it('applies each migration once, however many processes begin at once', async () => {
  const { clone } = await setup();
  const orchard = part('orchard', [
    'create table orchard.trees (name text)',
    "insert into orchard.trees values ('apple')",
  ]);
  const outcomes = await Promise.all([1, 2, 3].map(() => migrate(clone.adminUrl, [orchard])));
  expect(outcomes.map(({ applied }) => applied).sort()).toEqual([0, 0, 2]);
});

it('leaves nothing of a migration that failed, and goes on once it is mended', async () => {
  const { clone, sqlAs } = await setup();
  const meadow = part('meadow', ['create table meadow.flowers (name text);--> statement-breakpoint\nselect 1 / 0']);
  await expect(migrate(clone.adminUrl, [meadow])).rejects.toThrow('division by zero');
  const [row] = await sqlAs(clone.adminUrl)`select to_regclass('meadow.flowers') as found`;
  expect(row?.['found']).toBeNull();
  meadow.write(['create table meadow.flowers (name text)']);
  expect(await migrate(clone.adminUrl, [meadow])).toEqual({ applied: 1 });
});

it('refuses a migration that was changed after it ran', async () => {
  const { clone } = await setup();
  const hedge = part('hedge', ['create table hedge.birds (name text)']);
  await migrate(clone.adminUrl, [hedge]);
  hedge.write(['create table hedge.birds (name text, wings integer)']);
  await expect(migrate(clone.adminUrl, [hedge])).rejects.toThrow('was changed after it ran');
});
