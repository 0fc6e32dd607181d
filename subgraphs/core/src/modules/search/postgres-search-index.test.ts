import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { startTestHost, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { schemaPart } from '../../app.ts';
import { searchSuite } from '../../tests/search-suite.ts';
import { PostgresSearchIndex } from './postgres-search-index.ts';
import { SearchDocumentRepository } from './search-document.repository.ts';
import type { SearchDocument } from './search-index.ts';
import { scopeOf } from './word-vector.ts';

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
  let written: Promise<void> | undefined;
  let tidied: Promise<unknown> | undefined;
  await host.admin.begin(async (tx) => {
    await tx`lock table core.search_documents in share mode`;
    const waiting = async () =>
      (
        await tx`select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`
      ).length;
    written = index.write(generation, [{ put: document }]);
    await vi.waitFor(async () => expect(await waiting()).toBe(1));
    let isTidied = false;
    tidied = documents.tidyWords({ accountId, scope }, '', 10).then(() => {
      isTidied = true;
    });
    await vi.waitFor(async () => expect(isTidied || (await waiting()) === 2).toBe(true));
  });
  await Promise.all([written, tidied]);
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
