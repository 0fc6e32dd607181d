import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { tell } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { schemaPart } from '../../../app.ts';
import { SearchControl } from '../../../search-control.ts';
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

const change = 'mutation ($input: ResourceUpdateInput!) { resourceUpdate(input: $input) { resource { id } } }';

it('puts aside what it refuses for ever, so that all else is searched, until that is something else', async () => {
  const accountId = randomUUID();
  await using stage = await startSearching('refused documents');
  await using control = await disposable(new SearchControl(stage.host.database.urlFor(schemaPart.role)));
  const ada = stage.person(accountId);
  let core = stage.core;
  const create = async (title: string): Promise<string> => {
    const input = { accountId: globalId('acc', accountId), type: 'document', data: { title } };
    return (await tell(core, ada, creation, { input })).data?.resourceCreate.resource.id;
  };
  const isFound = (query: string, ids: readonly string[]) =>
    eventually(async () => {
      const variables = { accountId: globalId('acc', accountId), query, id: globalId('res', randomUUID()) };
      const { data } = await tell(core, ada, searchDocument, variables);
      expect(data?.search?.nodes.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids);
    });
  const isSearched = (refused: number) =>
    eventually(async () => {
      const generation = { index: 'opensearch', state: 'SEARCHED', left: 0, refused };
      expect(await control.list()).toMatchObject([generation]);
    });
  server.unfit((line) => line.includes('Quicksand'));
  const [bad, harbour] = [await create('Quicksand'), await create('Harbour')];
  await isFound('quicksand', [bad]);
  await isFound('harbour', [harbour]);
  await core.stop();
  core = await stage.startAnother({ engine: 'opensearch', openSearch: openSearchSettings(server, 'refusing') });
  await isSearched(1);
  await isFound('harbour', [harbour]);
  await isFound('quicksand', []);
  // The log goes on, too.
  const [another, lantern] = [await create('Quicksand again'), await create('Lantern')];
  await isFound('lantern', [lantern]);
  await isSearched(2);
  expect(stage.metrics.text()).toMatch(
    /^trivet_search_refused_documents_total\{reason="mapper_parsing_exception"\} [2-9]$/m,
  );
  expect(await stage.host.admin`select from core.dead_letters`).toHaveLength(0);
  server.unfit(() => false);
  await tell(core, ada, change, { input: { id: another, expectedVersion: 1, data: { title: 'Quicksand no more' } } });
  await isFound('quicksand', [another]);
  await isSearched(1);
  await core.stop();
});

async function disposable<Kept extends { close(): Promise<void> }>(kept: Kept): Promise<Kept & AsyncDisposable> {
  return Object.assign(kept, { [Symbol.asyncDispose]: () => kept.close() });
}
