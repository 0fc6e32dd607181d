import { Database } from '@trivet/database';
import { startTestHost, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { schemaPart } from '../../app.ts';
import { searchSuite } from '../../tests/search-suite.ts';
import { PostgresSearchIndex } from './postgres-search-index.ts';
import { SearchDocumentRepository } from './search-document.repository.ts';

let host: TestHost;
let db: Database;
let index: PostgresSearchIndex;
beforeAll(async () => {
  host = await startTestHost({ name: 'search in postgres', key: 'core', parts: [schemaPart] });
  db = new Database({ url: host.database.urlFor(schemaPart.role), applicationName: 'search' });
  index = new PostgresSearchIndex({ documents: new SearchDocumentRepository(db), clock: host.clock });
});
afterAll(async () => {
  await db?.close();
  await host?.stop();
});

describe('search in PostgreSQL', () => {
  searchSuite(() => ({ index, settle: async () => {} }));
});
