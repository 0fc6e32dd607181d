import { randomUUID } from 'node:crypto';
import { Database, sessionSettings } from '@trivet/database';
import { Access, type AccountAccess } from '@trivet/identity';
import { directoryOverLog } from '@trivet/subgraph';
import { startTestHost, TestAccessSource, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { PostgresSearchIndex } from './postgres-search-index.ts';
import { SearchDocumentRepository, searchStatements } from './search-document.repository.ts';
import type { SearchQuery } from './search-index.ts';
import { scopeOf } from './word-vector.ts';

/** Of which one account has a third, and 999 the rest. A million, as `DOCUMENTS`, takes some six minutes. */
const documentCount = Number(process.env['DOCUMENTS'] ?? 100_000);
const generation = 1;
const large = randomUUID();
const small = randomUUID();

let host: TestHost;
let db: Database;
let index: PostgresSearchIndex;
let access: Access;
beforeAll(async () => {
  host = await startTestHost({ name: 'a million documents', key: 'core', parts: [schemaPart] });
  const { admin, database, tail, clock, logger } = host;
  db = new Database({ url: database.urlFor(schemaPart.role), applicationName: 'search' });
  index = new PostgresSearchIndex({ documents: new SearchDocumentRepository(db), clock: host.clock });
  access = new Access({ directory: directoryOverLog({ source: new TestAccessSource(), tail, clock }), logger });
  const indexes = await admin<{ indexname: string; indexdef: string }[]>`
    select indexname, indexdef from pg_indexes where indexname in ('search_documents_words_idx', 'search_words_word_idx')`;
  // Made of all at once they are made much faster.
  for (const { indexname } of indexes) await admin`drop index core.${admin(indexname)}`;
  // Eight words each of some thousand, of which those with small numbers are in many; `all` is in all, the last in one.
  await admin`
    insert into core.search_documents (id, generation, account_id, kind, type, version, texts, words)
    select gen_random_uuid(), ${generation}, account_id, 'RESOURCE', type, 1,
      jsonb_build_array(jsonb_build_object('field', '/title', 'text', title)),
      (select string_agg(quote_literal('1.' || right(account_id::text, 8) || ':' || word) || ':' || number || 'A', ' ')
        from unnest(string_to_array(title, ' ')) with ordinality as w(word, number))::tsvector
      || quote_literal('1.' || right(account_id::text, 8) || ':#RESOURCE')::tsvector
      || quote_literal('1.' || right(account_id::text, 8) || ':#RESOURCE#' || type)::tsvector
    from (
      select case when n % 3 = 0 then ${large}::uuid when n % 999 = 1 then ${small}::uuid else md5('account ' || n % 999)::uuid end as account_id,
        case when n % 100 = 3 then 'note' else 'document' end as type,
        'all ' || (select string_agg('word' || md5(floor(power(random(), 3) * 3000)::int::text), ' ') from generate_series(1, 6) where n > 0)
          || ' unique' || n as title
      from generate_series(1, ${documentCount}::int) n
    ) as made`;
  await admin`
    insert into core.search_words (scope, word, account_id)
    select distinct '1.' || right(account_id::text, 8) || ':', word, account_id
    from core.search_documents, unnest(string_to_array(texts -> 0 ->> 'text', ' ')) word`;
  for (const { indexdef } of indexes) await admin.unsafe(indexdef);
  await admin`vacuum analyze core.search_documents, core.search_words`;
}, 900_000);
afterAll(async () => {
  await db?.close();
  await host?.stop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** As the application runs it: its role, its settings, its scope, the plan for all parameters. */
async function planOf(
  text: string,
  params: readonly (string | null)[],
  { accountId }: AccountAccess,
  { role = schemaPart.role, settings = {} }: { role?: string; settings?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly used: readonly string[]; readonly pages: number; readonly ms: number }> {
  return host.admin.begin(async (sql) => {
    await sql`set local role ${sql(role)}`;
    for (const [setting, value] of Object.entries({ ...sessionSettings, ...settings }))
      await sql`select set_config(${setting}, ${String(value)}, true)`;
    await sql`select set_config('search_path', 'core, public', true), set_config('pg_trgm.similarity_threshold', '0.2', true)`;
    await sql`select set_config('trivet.accounts', ${`{${accountId}}`}, true)`;
    const name = `search_${randomUUID().replaceAll('-', '')}`;
    await sql.unsafe(`prepare ${name} as ${text}`);
    const values = params.map((value) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)).join(', ');
    const explain = `explain (analyze, buffers, format json) execute ${name}(${values})`;
    await sql.unsafe(explain);
    const [row] = await sql.unsafe<[{ 'QUERY PLAN': [{ Plan: Plan; 'Execution Time': number }] }]>(explain);
    await sql.unsafe(`deallocate ${name}`);
    const [{ Plan: plan, 'Execution Time': ms }] = row['QUERY PLAN'];
    const used = nodesOf(plan)
      .filter((node) => node['Relation Name'] !== undefined || node['Index Name'] !== undefined)
      .map((node) => [node['Node Type'], node['Index Name']].filter(Boolean).join(' '));
    return { used: [...new Set(used)].sort(), pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], ms };
  }) as Promise<{ used: readonly string[]; pages: number; ms: number }>;
}

const accessTo = (accountId: string) => access.system('a test', accountId);
const lexeme = (accountId: string, word: string) => `'${scopeOf(generation, accountId)}${word}'`;

/** What is looked for, as the index asks for it. */
const looked: readonly (readonly [string, (accountId: string) => string])[] = [
  ['a word that all have', (id) => lexeme(id, 'all')],
  ['a prefix that all have', (id) => `${lexeme(id, 'wo')}:*`],
  ['a prefix that few have', (id) => `(${lexeme(id, 'unique99')}:*)`],
  ['two words', (id) => `${lexeme(id, 'all')}&${lexeme(id, 'unique3')}`],
  ['a word that nobody has', (id) => lexeme(id, 'nothing')],
  ['a word and a type', (id) => `${lexeme(id, 'all')}&${lexeme(id, '#RESOURCE#note')}`],
];

it.each(looked)('goes by words and no other way: %s', { timeout: 120_000 }, async (name, queryOf) => {
  for (const [size, accountId] of [
    ['large', large],
    ['small', small],
  ] as const) {
    const at = accessTo(accountId);
    const query = queryOf(accountId);
    const params = {
      accountId,
      generation,
      query,
      ranking: query,
      whole: lexeme(accountId, 'all'),
      score: Infinity,
      after: `${'f'.repeat(8)}-ffff-ffff-ffff-${'f'.repeat(12)}`,
      first: 26,
    };
    const page = await planOf(searchStatements.search.text, searchStatements.search.parametersOf(params), at);
    const count = await planOf(
      searchStatements.count.text,
      searchStatements.count.parametersOf({ accountId, query }),
      at,
    );
    console.info(
      `${name}, ${size} account: page ${page.ms.toFixed(1)} ms, ${page.pages} buffers; count ${count.ms.toFixed(1)} ms, ${count.pages} buffers`,
    );
    expect(page.used).toEqual([
      'Bitmap Heap Scan',
      'Bitmap Index Scan search_documents_words_idx',
      'Index Scan search_documents_pkey',
    ]);
    expect(count.used).toEqual(['Bitmap Heap Scan', 'Bitmap Index Scan search_documents_words_idx']);
    // Of 5,000 documents, and of a page.
    expect(page.pages).toBeLessThan(5_000 * 3 + 2_000);
  }
});

it('looks for words by indexes: those that begin so, and those that are alike', { timeout: 120_000 }, async () => {
  const bodyOf = async (name: string) => {
    const [row] = await host.admin<[{ prosrc: string }]>`select prosrc from pg_proc where proname = ${name}`;
    return row.prosrc;
  };
  const known = (await bodyOf('search_known_words')).replace('its_scope', '$1::text').replace('typed', '$2::text[]');
  const similar = (await bodyOf('search_similar_words'))
    .replaceAll(/\baccount\b/g, '$1::uuid')
    .replaceAll('its_scope', '$2::text')
    .replaceAll('mistyped', '$3::text')
    .replaceAll(/\bmost\b/g, '$4::int');
  for (const accountId of [large, small]) {
    const at = accessTo(accountId);
    const scope = scopeOf(generation, accountId);
    const walk = { enable_bitmapscan: 'off', enable_seqscan: 'off' };
    const begun = await planOf(known, [scope, '{uniq,zzz,all}'], at, { settings: walk });
    expect(begun.used.join()).toMatch(/^Index (Only )?Scan search_words_pkey$/);
    expect(begun.pages).toBeLessThan(20);
    const alike = await planOf(similar, [accountId, scope, 'uniuqe99', '20'], at, { role: schemaPart.owner });
    expect(alike.used).toEqual(['Bitmap Heap Scan', 'Bitmap Index Scan search_words_word_idx']);
    console.info(`known ${begun.ms.toFixed(1)} ms, alike ${alike.ms.toFixed(1)} ms, ${alike.pages} buffers`);
  }
});

it('finds in the largest account and in a small one', { timeout: 120_000 }, async () => {
  const number = Math.floor(documentCount / 2 / 3) * 3;
  const query: SearchQuery = { text: `alll unique${number}`, kinds: ['RESOURCE'], types: null };
  const began = performance.now();
  const { hits } = await index.search(accessTo(large), generation, query, { first: 5, after: null });
  console.info(`mistyped, with all around: ${(performance.now() - began).toFixed(1)} ms`);
  expect(hits.some(({ highlights }) => highlights[0]?.text.endsWith(`unique${number}`))).toBe(true);
  expect(
    (await index.search(accessTo(small), generation, { ...query, text: 'all' }, { first: 5, after: null })).hits.length,
  ).toBeGreaterThan(0);
});
