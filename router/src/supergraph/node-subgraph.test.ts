import { globalId } from '@trivet/platform';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { closedPort, httpTransport } from '../tests/remote.ts';
import { accountId, resourceId, shop, userId } from '../tests/shop.ts';
import { ada, ask, type TestSubgraph, testGraph } from '../tests/test-graph.ts';

const hidden = resourceId(9);
const badInput = (path: unknown, message: unknown = expect.any(String)) => ({
  message,
  path,
  extensions: { code: 'BAD_USER_INPUT' },
});

describe('node', () => {
  it('finds anything by its id, with fields of every subgraph', async () => {
    const query = `query Anything($id: ID!) { node(id: $id) {
      __typename id ... on Resource { data createdBy { displayName } } ... on Account { name plan { name } } ... on User { unread } } }`;
    const graph = testGraph(shop().all);
    expect((await ask(graph, query, { id: accountId(1) })).data).toEqual({
      node: { __typename: 'Account', id: accountId(1), name: 'account 1', plan: { name: 'free' } },
    });
    expect((await ask(graph, query, { id: resourceId(1) })).data).toMatchObject({
      node: { __typename: 'Resource', createdBy: { displayName: 'user 1' } },
    });
    expect((await ask(graph, query, { id: userId(2) })).data).toEqual({
      node: { __typename: 'User', id: userId(2), unread: 0 },
    });
  });

  it.each([
    '{ node(id: "ID") { id } }',
    '{ node(id: "ID") { __typename } }',
    '{ n: node(id: "ID") { ... on Resource { name } } }',
  ])('says of what nobody may see the same as of what does not exist: %s', async (query) => {
    const { core, all } = shop();
    const graph = testGraph(all);
    const answer = await ask(graph, query.replace('ID', hidden));
    expect(Object.values(answer.data ?? {})).toEqual([null]);
    expect(answer.errors).toBeUndefined();
    expect(answer).toEqual(await ask(graph, query.replace('ID', resourceId(8))));
    expect(core.requests.map(({ variables, viewer }) => [variables, viewer])).toEqual([
      [{ ids: [hidden] }, ada],
      [{ ids: [resourceId(8)] }, ada],
    ]);
  });

  it.each([
    ['is no id', 'hello'],
    ['is empty', ''],
    ['is a bare UUID', '0190163d-8694-739b-aea5-000000000001'],
    ['has a letter too many', `${userId(1)}0`],
    ['is spelled in capitals', userId(1).toUpperCase()],
    ['is of a type that is no node', globalId('evt', '0190163d-8694-739b-aea5-000000000001')],
  ])('refuses what %s, and asks nobody', async (_, id) => {
    const { users, core, all } = shop();
    const { data, errors } = await ask(testGraph(all), 'query($id: ID!) { found: node(id: $id) { id } }', { id });
    expect(data).toEqual({ found: null });
    expect(errors).toEqual([badInput(['found'])]);
    expect([...users.requests, ...core.requests]).toEqual([]);
  });
});

describe('nodes', () => {
  const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }';

  it('answers in the order of the ids, null for what is not to be seen, an error for what is no id', async () => {
    const ids = [resourceId(2), hidden, 'nonsense', userId(1), resourceId(2)];
    const { data, errors } = await ask(testGraph(shop().all), query, { ids });
    expect(data).toEqual({
      nodes: [
        { id: resourceId(2), __typename: 'Resource' },
        null,
        null,
        { id: userId(1), __typename: 'User' },
        { id: resourceId(2), __typename: 'Resource' },
      ],
    });
    expect(errors).toEqual([badInput(['nodes', 2], '"nonsense" is not the id of a node.')]);
  });

  it('asks each owner once for a whole operation, whatever its fields are called', async () => {
    const { users, core, all } = shop();
    const ids = [userId(1), resourceId(1)];
    const { data } = await ask(
      testGraph(all),
      `query($ids: [ID!]!) { a: node(id: "${userId(2)}") { id } b: node(id: "${accountId(1)}") { ...I } nodes(ids: $ids) { ...I } }
      fragment I on Node { id }`,
      { ids },
    );
    expect(data).toEqual({
      a: { id: userId(2) },
      b: { id: accountId(1) },
      nodes: [{ id: userId(1) }, { id: resourceId(1) }],
    });
    expect(users.requests.map(({ variables }) => variables)).toEqual([{ ids: [userId(2), accountId(1), userId(1)] }]);
    expect(core.requests.map(({ variables }) => variables)).toEqual([{ ids: [resourceId(1)] }]);
  });

  it('takes a hundred ids, and refuses one more', async () => {
    const { users, all } = shop();
    const graph = testGraph(all);
    const ids = Array.from({ length: 101 }, () => userId(1));
    expect((await ask(graph, query, { ids: ids.slice(1) })).errors).toBeUndefined();
    expect(await ask(graph, query, { ids })).toEqual({
      stage: 'executed',
      data: null,
      errors: [badInput(['nodes'], 'At most 100 ids can be asked for at once.')],
    });
    expect(users.requests).toHaveLength(1);
  });

  it('answers of one owner when another is down', async () => {
    const graph = testGraph(shop().all, { transports: [httpTransport('core', await closedPort())] });
    const { data, errors } = await ask(graph, query, { ids: [userId(1), resourceId(1), accountId(2)] });
    expect(data).toEqual({
      nodes: [{ id: userId(1), __typename: 'User' }, null, { id: accountId(2), __typename: 'Account' }],
    });
    expect(errors).toEqual([
      {
        message: 'The subgraph "core" is unavailable.',
        path: ['nodes', 1],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'req-1' },
      },
    ]);
  });

  it('keeps apart what one owner says of one id and of another', async () => {
    const { users, core, inbox } = shop();
    const forbidden = new GraphQLError('not this one', { path: ['_coreNodes', 0], extensions: { code: 'FORBIDDEN' } });
    const moody: TestSubgraph = {
      ...core,
      execute: async (request) => {
        const { data: found } = await core.execute(request);
        const [, second] = (found?.['_coreNodes'] ?? []) as unknown[];
        return { data: { _coreNodes: [null, second] }, errors: [forbidden] };
      },
    };
    const { data, errors } = await ask(testGraph([users, moody, inbox]), query, {
      ids: [resourceId(1), resourceId(2)],
    });
    expect(data).toEqual({ nodes: [null, { id: resourceId(2), __typename: 'Resource' }] });
    expect(errors).toEqual([{ message: 'not this one', path: ['nodes', 0], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('passes on nothing but what was asked for', async () => {
    const { users, core, inbox } = shop();
    const found = [
      { __typename: 'Resource', id: resourceId(2) },
      { __typename: 'User', id: resourceId(2) },
      { __typename: 'Resource', id: resourceId(3) },
    ];
    const confused: TestSubgraph = { ...core, execute: async () => ({ data: { _coreNodes: found } }) };
    const ids = [1, 2, 3].map(resourceId);
    expect((await ask(testGraph([users, confused, inbox]), query, { ids })).data).toEqual({
      nodes: [null, null, { id: resourceId(3), __typename: 'Resource' }],
    });
  });
});
