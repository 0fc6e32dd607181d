import { SearchControl } from '@trivet/core/search';
import { type OpenSearchServer, startOpenSearchServer } from '@trivet/core/testing/open-search';
import { databaseUrls } from '@trivet/standalone';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';

const count = 130;
let server: OpenSearchServer;
let stack: Stack;
let ada: Person;
let accountId: string;
beforeAll(async () => {
  server = await startOpenSearchServer();
  const { name, password } = server.user;
  const environment = { SEARCH_ENGINE: 'opensearch', SEARCH_URL: server.url, SEARCH_REPLICAS: '0' };
  stack = await startStack('standalone', {
    name: 'search in OpenSearch',
    environment: { ...environment, SEARCH_USERNAME: name, SEARCH_PASSWORD: password },
  });
  stack.keepSecret(password);
  ada = await stack.person('Ada');
  accountId = await ada.account('Engines');
  for (let number = 0; number < count; number += 10)
    await Promise.all(Array.from({ length: 10 }, (_, index) => create(`Lighthouse ${number + index}`)));
});
afterAll(async () => {
  await stack?.stop();
  await server?.stop();
});

async function create(title: string): Promise<string> {
  const mutation = 'mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { resource { id } } }';
  const { data } = await ada.ask(mutation, { input: { accountId, type: 'document', data: { title } } });
  return data.resourceCreate.resource.id;
}

async function search(query: string) {
  const document = /* GraphQL */ `
    query ($accountId: ID!, $query: String!) {
      search(accountId: $accountId, query: $query, first: 5) {
        nodes { node { ... on Resource { id data } } highlights { text ranges { start end } } }
        facets { count }
      }
    }
  `;
  return ada.ask(document, { accountId, query });
}

const countOf = async (query: string): Promise<number> => (await search(query)).data.search?.facets[0]?.count ?? 0;
const searchedIn = () => server.requests.findLast(({ path }) => path.endsWith('/_search'))?.path;
const generations = () => stack.sql`select number, state from core.search_generations order by number`;

it('finds through the router what was mistyped', async () => {
  await eventually(async () => expect(await countOf('lighthouse')).toBe(count));
  const { data } = await search('lighthuose 42');
  expect(data.search.nodes).toMatchObject([
    { node: { data: { title: 'Lighthouse 42' } }, highlights: [{ ranges: [{ start: 0 }, { start: 11 }] }] },
  ]);
  expect(searchedIn()).toBe('/trivet-search-1-documents/_search');
});

it('searches the generation that there is while another is built, whoever is killed meanwhile', async () => {
  // The second part of it is never answered.
  let parts = 0;
  server.ignore(({ path }) => path === '/trivet-search-2-documents/_bulk' && ++parts > 1);
  await rebuild();
  await eventually(() => expect(parts).toBeGreaterThan(1));
  expect(await countOf('lighthouse')).toBe(count);
  expect(searchedIn()).toBe('/trivet-search-1-documents/_search');
  await stack.processes.core.kill('SIGKILL');
  server.ignore(() => false);
  // The turn of who was killed is over.
  await stack.sql`update core.search_work set turn_at = now()`;
  stack.processes.core.restart();
  await stack.ready();
  const late = await create('Windmill');
  await eventually(async () => expect(await generations()).toEqual([{ number: 2, state: 'SEARCHED' }]));
  expect(await countOf('lighthouse')).toBe(count);
  await eventually(async () => expect((await search('windmil')).data.search?.nodes[0]?.node.id).toBe(late));
  expect(searchedIn()).toBe('/trivet-search-2-documents/_search');
  expect(server.indexes()).toEqual(['trivet-search-2']);
});

/** As `npm run search -- rebuild` does it. */
async function rebuild(): Promise<void> {
  const control = new SearchControl(databaseUrls((role) => stack.database.urlFor(role)).core);
  try {
    expect(await control.rebuild()).toBe(2);
  } finally {
    await control.close();
  }
}
