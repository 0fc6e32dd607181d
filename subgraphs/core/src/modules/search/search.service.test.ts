import { randomUUID } from 'node:crypto';
import { anonymous, globalId, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { upload } from '../../tests/files-fixture.ts';
import { resourceActions } from '../../tests/resource-actions.ts';

let stage: CoreStage;
const accountId = randomUUID();
beforeAll(async () => {
  stage = await startCore('searches');
});
afterAll(() => stage?.stop());

const document = /* GraphQL */ `
  query ($accountId: ID!, $query: String!, $kinds: [SearchKind!], $types: [String!], $first: Int, $after: Cursor) {
    search(accountId: $accountId, query: $query, kinds: $kinds, types: $types, first: $first, after: $after) {
      edges { cursor }
      nodes {
        score
        node { __typename ... on Resource { id data } ... on File { id name } }
        highlights { field text ranges { start end } }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      facets { kind type count }
    }
  }
`;

async function ask(viewer: Viewer, query: string, args: object = {}) {
  return stage.ask(viewer, document, { accountId: globalId('acc', accountId), query, ...args });
}

async function search(viewer: Viewer, query: string, args: object = {}) {
  const { data, errors } = await ask(viewer, query, args);
  expect(errors).toBeUndefined();
  return data.search;
}

const idsOf = (results: { nodes: readonly { node: { id: string } }[] }) => results.nodes.map(({ node }) => node.id);
/** What is written is found a moment later. */
const eventually = (expectation: () => Promise<void>) => vi.waitFor(expectation, { timeout: 10_000, interval: 30 });
const actions = (viewer: ReturnType<CoreStage['person']>) => resourceActions(() => ({ stage, accountId, ada: viewer }));

it('finds what was written, until it is changed or deleted, and again when it comes back', async () => {
  const ada = stage.person(accountId);
  const { created, send } = actions(ada);
  const id = await created({ title: 'Lighthouse' });
  await eventually(async () => expect(idsOf(await search(ada, 'lighthuose'))).toEqual([id]));
  await send('update', { id, expectedVersion: 1, data: { title: 'Windmill' }, labels: ['coast'] });
  await eventually(async () => expect(idsOf(await search(ada, 'windmill COAST'))).toEqual([id]));
  expect(idsOf(await search(ada, 'lighthouse'))).toEqual([]);
  await send('delete', { id, expectedVersion: 2 });
  // A hit of which nothing is left is dropped even before the search has heard of it.
  expect(idsOf(await search(ada, 'windmill'))).toEqual([]);
  await eventually(async () => expect((await search(ada, 'windmill')).facets).toEqual([]));
  await send('restore', { id, expectedVersion: 3 });
  await eventually(async () => expect(idsOf(await search(ada, 'windmill'))).toEqual([id]));
});

it('looks into fields when their type has declared them, and not any more when it has not', async () => {
  const ada = stage.person(accountId);
  const { created } = actions(ada);
  const data = { title: 'Form', customer: { name: 'Gutenberg' }, other: 'Gutenberg press' };
  const id = await created(data, 'form');
  await eventually(async () => expect(idsOf(await search(ada, 'form'))).toEqual([id]));
  expect(idsOf(await search(ada, 'gutenberg'))).toEqual([]);
  const field = { path: '/customer/name', kind: 'STRING', searchable: true };
  const { resourceType } = (await stage.defineType(ada, accountId, { name: 'form', fields: [field] })).data
    .resourceTypeCreate;
  await eventually(async () => {
    const [hit] = (await search(ada, 'gutenberg')).nodes;
    expect(hit?.highlights).toEqual([{ field: '/customer/name', text: 'Gutenberg', ranges: [{ start: 0, end: 9 }] }]);
  });
  await stage.updateType(ada, resourceType.id, { expectedVersion: 1, fields: [] });
  await eventually(async () => expect(idsOf(await search(ada, 'gutenberg'))).toEqual([]));
  expect(idsOf(await search(ada, 'form'))).toEqual([id]);
});

it('finds files by their names, and counts what there is of each type', async () => {
  const ada = stage.person(accountId);
  const { created } = actions(ada);
  const resource = await created({ title: 'Harbour plan' }, 'plan');
  const { file } = await upload(stage, ada, accountId, { name: 'Harbour_plan-2.txt', content: Buffer.from('one') });
  await eventually(async () => expect(idsOf(await search(ada, 'harb plan'))).toHaveLength(2));
  const found = await search(ada, 'harbour');
  expect(idsOf(found).sort()).toEqual([resource, file?.id].sort());
  expect(found.facets).toEqual([
    { kind: 'RESOURCE', type: 'plan', count: 1 },
    { kind: 'FILE', type: 'text/plain', count: 1 },
  ]);
  expect(idsOf(await search(ada, 'harbour', { kinds: ['FILE'] }))).toEqual([file?.id]);
  expect(idsOf(await search(ada, 'harbour', { types: ['plan'] }))).toEqual([resource]);
});

it('shows of an account what the viewer may see of it, and to others nothing, as if there were none', async () => {
  const ada = stage.person(accountId);
  const { created } = actions(ada);
  await created({ title: 'Telescope' });
  await upload(stage, ada, accountId, { name: 'telescope.txt', content: Buffer.from('two') });
  await eventually(async () => expect((await search(ada, 'telescope')).nodes).toHaveLength(2));
  const key = (scopes: readonly string[]): Viewer => ({
    kind: 'key',
    keyId: randomUUID(),
    scopes: [...scopes],
    owner: { accountId },
  });
  const kindsOf = async (viewer: Viewer, args: object = {}) =>
    (await search(viewer, 'telescope', args))?.nodes.map(
      ({ node }: { node: { __typename: string } }) => node.__typename,
    );
  expect(await kindsOf(key(['resources:read']))).toEqual(['Resource']);
  expect(await kindsOf(key(['files:read']))).toEqual(['File']);
  expect((await search(key(['files:read']), 'telescope')).facets).toHaveLength(1);
  expect(await kindsOf(key(['files:read']), { kinds: ['RESOURCE'] })).toBeUndefined();
  for (const nobody of [stage.person(randomUUID()), key(['account:read']), anonymous])
    expect(await search(nobody, 'telescope')).toBeNull();
});

it('gives page after page with cursors that are of no other search', async () => {
  const ada = stage.person(accountId);
  const { created } = actions(ada);
  const ids = await Promise.all([1, 2, 3, 4, 5].map((number) => created({ title: `Compass ${number}` })));
  await eventually(async () => expect((await search(ada, 'compass')).nodes).toHaveLength(5));
  const seen: string[] = [];
  let page = await search(ada, 'compass', { first: 2 });
  expect(page.pageInfo.hasPreviousPage).toBe(false);
  for (;;) {
    seen.push(...idsOf(page));
    expect(page.edges.at(-1)?.cursor).toBe(page.pageInfo.endCursor);
    if (!page.pageInfo.hasNextPage) break;
    page = await search(ada, 'compass', { first: 2, after: page.pageInfo.endCursor });
  }
  expect(seen.toSorted()).toEqual(ids.toSorted());
  const cursor = (text: string) => Buffer.from(text).toString('base64url');
  const id = randomUUID();
  const codeFor = async (args: object) => (await ask(ada, 'compass', args)).errors?.[0]?.extensions?.['code'];
  for (const after of [
    '',
    'x',
    cursor(`s1:1:NaN:${id}`),
    cursor(`s1:1:1e999:${id}`),
    cursor(`s1:1:1e39:${id}`),
    cursor(`s1:1:1e-60:${id}`),
    cursor('s1:1:1:x'),
    cursor(`k1:${id}`),
  ])
    expect(await codeFor({ after }), after).toBe('BAD_USER_INPUT');
  expect(await codeFor({ after: cursor(`s1:9999:0.5:${id}`) })).toBe('CURSOR_EXPIRED');
});

it.each([
  ['', {}],
  ['   ', {}],
  ['x'.repeat(201), {}],
  ['x'.repeat(10_000), {}],
  ['a\u0000b', {}],
  ['a\ud800b', {}],
  ['a', { first: 0 }],
  ['a', { first: 101 }],
  ['a', { types: ['\u0000'] }],
  ['a', { types: ['x'.repeat(256)] }],
  ['a', { types: Array.from({ length: 51 }, String) }],
])('refuses what cannot be looked for: %j %j', async (query, args) => {
  const { data, errors } = await ask(stage.person(accountId), query, args);
  expect(data?.search ?? null).toBeNull();
  expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});

it('finds nothing of what was removed while it was about to be read', async () => {
  const gone = randomUUID();
  const { admin } = stage.host;
  await admin.begin(async (tx) => {
    await tx`lock table core.search_accounts in share mode`;
    await stage.create(stage.person(gone), gone, { data: { title: 'Planetarium' } });
    await eventually(async () =>
      expect(
        await admin`select from pg_locks where not granted and relation = 'core.search_accounts'::regclass`,
      ).toHaveLength(1),
    );
    await tx`delete from core.resources where account_id = ${gone}`;
  });
  const written = () => admin`select removed_at from core.search_documents where account_id = ${gone}`;
  await eventually(async () => expect(await written()).toHaveLength(1));
  expect((await written())[0]?.['removed_at']).not.toBeNull();
});

it('forgets what there was of an account with it', async () => {
  const gone = randomUUID();
  const eve = stage.person(gone);
  await stage.create(eve, gone, { data: { title: 'Observatory' } });
  const { admin, clock } = stage.host;
  const left = async () => {
    const tables = ['search_documents', 'search_words', 'search_accounts'];
    return Promise.all(
      tables.map(
        async (table) => (await admin`select from ${admin(`core.${table}`)} where account_id = ${gone}`).length,
      ),
    );
  };
  await eventually(async () => expect(await left()).toEqual([1, 1, 1]));
  await admin`insert into core.account_removals (account_id, due_at) values (${gone}, ${clock.now()})`;
  const another = await stage.startAnother();
  await eventually(async () => expect(await left()).toEqual([0, 0, 0]));
  await another.stop();
});
