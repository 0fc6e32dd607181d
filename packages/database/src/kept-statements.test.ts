import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { Database } from './connection.ts';
import { KeptStatements } from './kept-statements.ts';
import { prepared } from './prepared.ts';
import { testDatabase } from './testing/index.ts';

const one = (text: string) =>
  prepared<{ n: number }>()('numbers', (db) =>
    db
      .select({ n: sql<number>`n`.mapWith(Number) })
      .from(sql`(select ${sql.placeholder('n')}::int as n ${sql.raw(text)}) as given`),
  );

it('keeps what is asked for again and again, so many and no more, and reads the others too', async () => {
  const clone = await testDatabase({ name: 'kept statements', key: 'empty', prepare: async () => {} });
  const db = new Database({ url: clone.adminUrl, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => db.close());
  const statements = new KeptStatements({ most: 2, prepare: one });
  const read = async (text: string) => (await db.read(statements.of(text), { n: 7 }))[0]?.n;
  for (const text of [
    '',
    'where true',
    '',
    'where 1 = 1',
    '',
    'where true',
    'where 1 = 1',
    'where true',
    'where 1 = 1',
    'where 1 = 1',
  ])
    expect(await read(text)).toBe(7);
  const kept = prepared<Record<string, never>>()('kept', (by) =>
    by
      .select({ text: sql<string>`statement`.mapWith(String) })
      .from(sql`pg_prepared_statements where statement like '%/* numbers */%' and statement not like '%/* kept */%'`),
  );
  const texts = (await db.read(kept, {})).map(({ text }) => text.replace(/^.*as n /, ''));
  expect(texts.toSorted()).toEqual([') as given', 'where true) as given']);
  expect(await db.read(statements.of('where n = 1 / 0'), { n: 1 }).catch(() => 'failed')).toBe('failed');
  expect(await read('where true')).toBe(7);
});
