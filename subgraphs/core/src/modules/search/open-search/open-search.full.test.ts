import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { tell } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CoreStage } from '../../../tests/core-fixture.ts';
import { type OpenSearchServer, startOpenSearchServer } from '../../../tests/open-search/open-search-server.ts';
import { openSearchSettings, searchDocument, startSearching } from '../../../tests/search-fixture.ts';

let server: OpenSearchServer;
beforeAll(async () => {
  server = await startOpenSearchServer();
});
afterAll(() => server?.stop());

const creation = 'mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { resource { id } } }';
const eventually = (expectation: () => Promise<void>) => vi.waitFor(expectation, { timeout: 15_000, interval: 30 });

it('takes the place of PostgreSQL when it has everything, and gives it back', async () => {
  const accountId = randomUUID();
  await using stage = await startSearching('moving searches');
  const ada = stage.person(accountId);
  const sought = { accountId: globalId('acc', accountId), query: 'harbour', id: globalId('res', randomUUID()) };
  const generations = () => stage.host.admin`select index, state from core.search_generations order by number`;
  const countIn = async (core: CoreStage['core']) =>
    (await tell(core, ada, searchDocument, sought)).data?.search?.facets[0]?.count;
  const create = (core: CoreStage['core']) =>
    tell(core, ada, creation, { input: { accountId: sought.accountId, type: 'document', data: { title: 'Harbour' } } });
  await create(stage.core);
  await eventually(async () => expect(await countIn(stage.core)).toBe(1));
  await stage.core.stop();

  server.become('unavailable');
  const there = openSearchSettings(server, 'moving');
  const next = await stage.startAnother({ engine: 'opensearch', openSearch: there });
  for (let count = 2; count < 5; count += 1) {
    await create(next);
    // What is searched waits for no other.
    await eventually(async () => expect(await countIn(next)).toBe(count));
  }
  expect((await generations()).length).toBeLessThanOrEqual(2);
  server.become('up');
  // A part that could not be written has its turn again after a minute.
  stage.host.clock.advance(60_000);
  await eventually(async () => expect(await generations()).toEqual([{ index: 'opensearch', state: 'SEARCHED' }]));
  expect(await countIn(next)).toBe(4);
  await next.stop();

  const back = await stage.startAnother({ engine: 'postgres', openSearch: there });
  await eventually(async () => expect(await generations()).toEqual([{ index: 'postgres', state: 'SEARCHED' }]));
  expect(await countIn(back)).toBe(4);
  expect(server.indexes().filter((name) => name.startsWith('moving'))).toEqual([]);
  await back.stop();
});
