import { randomUUID } from 'node:crypto';
import { Database, isLockTimeout } from '@trivet/database';
import { startTestHost, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { schemaPart } from '../../app.ts';
import { searchSuite } from '../../tests/search-suite.ts';
import { PostgresSearchIndex } from './postgres-search-index.ts';
import { SearchDocumentRepository } from './search-document.repository.ts';
import type { SearchDocument } from './search-index.ts';
import { scopeOf, scopesOfGeneration } from './word-vector.ts';

let host: TestHost;
let db: Database;
let documents: SearchDocumentRepository;
let index: PostgresSearchIndex;
beforeAll(async () => {
  host = await startTestHost({ name: 'search in postgres', key: 'core', parts: [schemaPart] });
  db = new Database({ url: host.database.urlFor(schemaPart.role), applicationName: 'search' });
  documents = new SearchDocumentRepository(db);
  index = new PostgresSearchIndex({ documents, clock: host.clock });
});
afterAll(async () => {
  await db?.close();
  await host?.stop();
});

describe('search in PostgreSQL', () => {
  searchSuite(() => ({ index, settle: async () => {} }));
});

const generation = 8;
const called = (accountId: string, text: string): SearchDocument => ({
  ...{ kind: 'RESOURCE', id: randomUUID(), accountId, type: 'document', version: 1 },
  texts: [{ field: '/title', text, weight: 'TITLE' }],
});

it('keeps a word of a document that is being written while words of none are taken away', async () => {
  const document = called(randomUUID(), 'Harbour');
  const { accountId } = document;
  const scope = scopeOf(generation, accountId);
  // Left of a document that is no more.
  await host.admin`insert into core.search_words (scope, word, account_id) values (${scope}, 'harbour', ${accountId})`;
  let written: Promise<unknown> | undefined;
  await host.admin.begin(async (tx) => {
    await tx`lock table core.search_documents in share mode`;
    const waiting = async () =>
      (
        await tx`select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`
      ).length;
    written = index.write(generation, [{ put: document }]);
    await vi.waitFor(async () => expect(await waiting()).toBe(1));
    const tidied = documents.tidyWords({ accountId, scope }, '', 10).then(() => 'tidied', isLockTimeout);
    // He does not wait for long, for others wait behind him.
    expect(await tidied).toBe(true);
  });
  await written;
  expect(await documents.listKnownWords({ accountId, scope }, ['harbour'])).toEqual(['harbour']);
});

it('knows the words of two accounts whose ids end alike', async () => {
  const one = randomUUID();
  const other = `${randomUUID().slice(0, -8)}${one.slice(-8)}`;
  const scope = scopeOf(generation, one);
  const known = (accountId: string) => documents.listKnownWords({ accountId, scope }, ['lantern']);
  for (const accountId of [one, other]) await index.write(generation, [{ put: called(accountId, 'Lantern') }]);
  expect(await known(one)).toEqual(['lantern']);
  expect(await known(other)).toEqual(['lantern']);
  await index.removeAccount(generation, one);
  expect(await known(one)).toEqual([]);
  expect(await known(other)).toEqual(['lantern']);
});

it('takes away all of a generation that nobody searches, and nothing of one that is searched or built', async () => {
  const { admin } = host;
  const [account, other] = [randomUUID(), randomUUID()];
  const scopes = scopesOfGeneration(40);
  for (const number of [40, 1440])
    await index.write(
      number,
      [called(account, 'Anchor'), called(other, 'Bollard')].map((put) => ({ put })),
    );
  const left = async (number: number) => [
    (await admin`select from core.search_documents where generation = ${number}`).length,
    (await admin`select from core.search_words where starts_with(scope, ${scopesOfGeneration(number)[0]})`).length,
  ];
  await admin`insert into core.search_generations (number, index, state, begun_at) values (40, 'postgres', 'BUILDING', now())`;
  const drop = (from = scopes) => documents.deleteOfGeneration(40, from, 100);
  await expect(drop()).rejects.toMatchObject({ cause: { code: '55000' } });
  expect(await left(40)).toEqual([2, 2]);
  await admin`update core.search_generations set state = 'DROPPED' where number = 40`;
  await expect(drop(scopesOfGeneration(1440))).rejects.toMatchObject({ cause: { code: '22023' } });
  await index.drop(40);
  expect([await left(40), await left(1440)]).toEqual([
    [0, 0],
    [2, 2],
  ]);
  await admin`delete from core.search_generations where number = 40`;
});
