import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { SearchSettings } from '../../../config/search-config.ts';
import { type OpenSearchServer, startOpenSearchServer } from '../../../tests/open-search/open-search-server.ts';
import { resourceActions } from '../../../tests/resource-actions.ts';
import { openSearchSettings, searchDocument, startSearching } from '../../../tests/search-fixture.ts';

let server: OpenSearchServer;
beforeAll(async () => {
  server = await startOpenSearchServer();
});
afterAll(() => server?.stop());

/** What is written is found a moment later. */
const eventually = (expectation: () => Promise<void>) => vi.waitFor(expectation, { timeout: 10_000, interval: 30 });

it('finds there what accounts have, waits while it is down, and says so of that field alone', async () => {
  const accountId = randomUUID();
  const search: SearchSettings = { engine: 'opensearch', openSearch: openSearchSettings(server, 'trivet') };
  await using stage = await startSearching('searches of OpenSearch', search);
  const ada = stage.person(accountId);
  const { created, send } = resourceActions(() => ({ stage, accountId, ada }));
  const ask = (query: string, id: string) =>
    stage.ask(ada, searchDocument, { accountId: globalId('acc', accountId), query, id });
  const id = await created({ title: 'The old Lighthouse' });
  await eventually(async () => {
    const { data, errors } = await ask('lighthuose', id);
    expect(errors).toBeUndefined();
    expect(data.search).toEqual({
      nodes: [
        {
          node: { id },
          highlights: [{ field: '/title', text: 'The old Lighthouse', ranges: [{ start: 8, end: 18 }] }],
        },
      ],
      facets: [{ kind: 'RESOURCE', type: 'document', count: 1 }],
    });
  });
  expect(server.indexes()).toEqual(['trivet-1']);

  server.become('unavailable');
  await send('update', { id, expectedVersion: 1, data: { title: 'Windmill' } });
  const another = await created({ title: 'Windmill' });
  const { data, errors } = await ask('lighthouse', id);
  expect(data).toEqual({ search: null, resource: { version: 2 } });
  expect(errors).toMatchObject([{ path: ['search'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  const lag = () => Number(/^trivet_search_lag_events (\d+)$/m.exec(stage.metrics.text())?.[1]);
  await eventually(async () => expect(lag()).toBeGreaterThanOrEqual(2));
  expect(stage.metrics.text()).toMatch(/^trivet_search_failures_total\{reason="503"\} \d+$/m);

  server.become('up');
  await eventually(async () => {
    const { data: found } = await ask('windmill', id);
    expect(found.search?.nodes.map(({ node }: { node: { id: string } }) => node.id)).toEqual([another, id]);
  });
  await eventually(async () => expect(lag()).toBe(0));
  expect((await ask('lighthouse', id)).data.search.nodes).toEqual([]);
});
