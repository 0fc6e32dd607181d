import { AppError } from '@trivet/platform';
import { executeSync, getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { accountId, resourceId, shop, userId } from '../tests/shop.ts';
import {
  ask,
  testGraph as graphOf,
  type TestGraphOptions,
  type TestSubgraph,
  testSubgraph,
} from '../tests/test-graph.ts';

describe.each(['compiled', 'reference'] as const)('%s', (executor) => {
  const testGraph = (subgraphs: readonly TestSubgraph[], options: TestGraphOptions = {}) =>
    graphOf(subgraphs, { ...options, executor });

  describe('data', () => {
    it('keeps lists of lists, null elements and the order of fields', async () => {
      const { data, errors } = await ask(
        testGraph(shop().all),
        '{ users { unread displayName } viewer { friends { unread id } } }',
      );
      const [one, two] = [
        { unread: 7, id: userId(1) },
        { unread: 0, id: userId(2) },
      ];
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        users: [{ unread: 7, displayName: 'user 1' }, null, { unread: 0, displayName: 'user 2' }],
        viewer: { friends: [[one, two], [one]] },
      });
    });

    it('tells the members of unions and interfaces apart, in whatever subgraph they are', async () => {
      const { data, errors } = await ask(
        testGraph(shop().all),
        `{ anything { __typename ... on User { unread } ... on Account { plan { seats } price } ... on Node { id } }
         named { name ... on Folder { size } ... on Resource { data createdBy { displayName } } } }`,
      );
      expect(errors).toEqual([expect.objectContaining({ path: ['anything', 1, 'plan'] })]);
      expect(data).toEqual({
        anything: [
          { __typename: 'User', unread: 7, id: userId(1) },
          { __typename: 'Account', plan: null, price: null, id: accountId(2) },
        ],
        named: [
          { name: 'f', size: 3 },
          { name: 'resource 1', data: { nested: { list: [1, { a: null }] } }, createdBy: { displayName: 'user 1' } },
        ],
      });
    });

    it('takes any name for an alias', async () => {
      const { data } = await ask(
        testGraph(shop().all),
        '{ __proto__: viewer { constructor: id __proto__: unread toString: favourite { __proto__: name hasOwnProperty: plan { name } } } }',
      );
      expect(JSON.stringify(data)).toBe(
        `{"__proto__":{"constructor":"${userId(1)}","__proto__":7,"toString":{"__proto__":"account 2","hasOwnProperty":null}}}`,
      );
      expect(({} as Record<string, unknown>)['name']).toBeUndefined();
    });

    it('takes any name for a variable, given or not', async () => {
      const query =
        'query($constructor: ID!, $toString: Boolean) { account(id: $constructor) { plan(upper: $toString) { name } } }';
      const { data, errors } = await ask(testGraph(shop().all), query, { constructor: accountId(1) });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ account: { plan: { name: 'free' } } });
    });

    it('keeps apart one field with different arguments, asked under two names', async () => {
      const { data } = await ask(
        testGraph(shop().all),
        '{ account(id: "IDS") { a: plan { name } b: plan(upper: true) { name } } }'.replace('IDS', accountId(1)),
      );
      expect(data).toEqual({ account: { a: { name: 'free' }, b: { name: 'FREE' } } });
    });

    it('merges what several fragments select below one key, each under its own condition', async () => {
      const query = `query($yes: Boolean!, $no: Boolean!) {
      viewer { accounts { id @include(if: $no) } ...A @skip(if: $no) ... @include(if: $yes) { favourite { plan { seats } } } }
    }
    fragment A on User { accounts { name @skip(if: $yes) price } favourite { name owner { id } plan { name @include(if: $no) } } }`;
      const { data } = await ask(testGraph(shop().all), query, { yes: true, no: false });
      expect(data).toEqual({
        viewer: {
          accounts: [{ price: 2 }, { price: null }, { price: 6 }],
          favourite: { name: 'account 2', owner: { id: userId(1) }, plan: null },
        },
      });
    });

    it('answers introspection as graphql-js does, beside data', async () => {
      const graph = testGraph(shop().all);
      const query = getIntrospectionQuery();
      const expected = executeSync({ schema: graph.supergraph.apiSchema, document: parse(query) });
      expect((await ask(graph, query)).data).toEqual(JSON.parse(JSON.stringify(expected.data)));
      const both = await ask(
        graph,
        'query($name: String!) { viewer { id } t: __type(name: $name) { name fields { name } } __typename }',
        { name: 'Plan' },
      );
      expect(both.data).toEqual({
        viewer: { id: userId(1) },
        t: { name: 'Plan', fields: [{ name: 'name' }, { name: 'seats' }] },
        __typename: 'Query',
      });
    });
  });

  describe('fetches', () => {
    it('asks each subgraph once per level, for each thing once', async () => {
      const { users, core, inbox, all } = shop();
      await ask(testGraph(all), '{ viewer { accounts { owner { unread messages { about { plan { name } } } } } } }');
      expect([users, core, inbox].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
      expect(inbox.requests[0]?.variables?.['representations']).toEqual([{ __typename: 'User', id: userId(1) }]);
    });

    it('begins fetches of one level together', async () => {
      const bothAsked = Promise.withResolvers<void>();
      let waiting = 0;
      const together = async () => {
        if (++waiting === 2) bothAsked.resolve();
        await bothAsked.promise;
        return 1;
      };
      const one = testSubgraph('one', 'type Query { a: Int }', { Query: { a: together } });
      const two = testSubgraph('two', 'type Query { b: Int }', { Query: { b: together } });
      expect((await ask(testGraph([one, two]), '{ a b }')).data).toEqual({ a: 1, b: 1 });
    });

    it('runs mutations one after the other, across subgraphs, whatever happens to one of them', async () => {
      const log: string[] = [];
      const step = (name: string) => async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (name === 'b') throw new AppError('CONFLICT', 'b fails');
        return 1;
      };
      const one = testSubgraph('one', 'type Query { q: Int } type Mutation { a: Int c: Int }', {
        Mutation: { a: step('a'), c: step('c') },
      });
      const two = testSubgraph('two', 'type Mutation { b: Int }', { Mutation: { b: step('b') } });
      const { data, errors } = await ask(testGraph([one, two]), 'mutation { a b c }');
      expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
      expect(data).toEqual({ a: 1, b: null, c: 1 });
      expect(errors).toEqual([{ message: 'b fails', path: ['b'], extensions: { code: 'CONFLICT' } }]);
    });

    it('passes on variables as they came: null is not absent, and defaults are left to the subgraph', async () => {
      const { core, all } = shop();
      const query =
        'query($a: Filter, $b: Filter, $c: Filter = { ids: [] }) { a: search(filter: $a) b: search(filter: $b) c: search(filter: $c) }';
      await ask(testGraph(all), query, { a: null, b: { ids: 'one' }, unknown: 1 });
      expect(core.requests[0]?.variables).toEqual({ a: null, b: { ids: 'one' } });
    });

    it('passes on the viewer and the request id, and the idempotency key with mutations only', async () => {
      const { users, inbox, all } = shop();
      const viewer = { kind: 'service', service: 'test' } as const;
      const request = {
        viewer,
        requestId: 'req-7',
        idempotencyKey: 'key-1',
        query: 'mutation { rename(name: "x") { unread } }',
      };
      await testGraph(all).execute(request);
      expect(users.requests[0]).toMatchObject({ viewer, requestId: 'req-7', idempotencyKey: 'key-1' });
      expect(inbox.requests[0]).toMatchObject({ viewer, requestId: 'req-7', idempotencyKey: undefined });
    });
  });

  describe('null and errors', () => {
    it('lets null rise to where the API allows it, with the error that the subgraph gave', async () => {
      const { data, errors } = await ask(
        testGraph(shop().all),
        '{ viewer { displayName accounts { strict } } users { id } }',
      );
      expect(data).toEqual({ viewer: null, users: [{ id: userId(1) }, null, { id: userId(2) }] });
      expect(errors).toEqual([
        {
          message: 'Internal error',
          path: ['viewer', 'accounts', 1, 'strict'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' },
        },
      ]);
    });

    it('says itself why null rises where no subgraph does', async () => {
      const one = testSubgraph('one', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }', {
        Query: { thing: () => ({ id: '1' }) },
      });
      const two = testSubgraph('two', 'type Thing @key(fields: "id") { id: ID! must: Int! may: Int }', {
        Thing: { __resolveReference: () => null },
      });
      const { data, errors } = await ask(testGraph([one, two]), '{ thing { id must may } }');
      expect(data).toEqual({ thing: null });
      expect(errors).toEqual([
        {
          message: 'Cannot return null for non-nullable field Thing.must.',
          path: ['thing', 'must'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' },
        },
      ]);
      expect((await ask(testGraph([one, two]), '{ thing { id may } }')).errors).toBeUndefined();
    });

    it('masks what is not of the closed list, and says nothing of where it came from', async () => {
      const { data, errors } = await ask(
        testGraph(shop().all),
        `{ resource(id: "${resourceId(1)}") { name failing } }`,
      );
      expect(data).toEqual({ resource: null });
      expect(errors).toEqual([
        {
          message: 'Internal error',
          path: ['resource', 'failing'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' },
        },
      ]);
    });

    it('answers null for an enum value that clients may not see', async () => {
      const { data, errors } = await ask(
        testGraph(shop().all),
        `{ a: resource(id: "${resourceId(1)}") { kind } b: resource(id: "${resourceId(2)}") { kind } }`,
      );
      expect(data).toEqual({ a: { kind: 'SMALL' }, b: { kind: null } });
      expect(errors).toEqual([
        expect.objectContaining({ path: ['b', 'kind'], message: 'The value of Resource.kind is not a valid Kind.' }),
      ]);
    });

    it('tells of an error at each place where the thing stands', async () => {
      const { errors } = await ask(
        testGraph(shop().all),
        '{ me: viewer { list: accounts { p: plan { name } } favourite { plan { name } } } anything { ... on Account { plan { name } } } }',
      );
      expect((errors as { path: unknown }[]).map(({ path }) => path)).toEqual([
        ['me', 'list', 1, 'p'],
        ['me', 'favourite', 'plan'],
        ['anything', 1, 'plan'],
      ]);
    });

    it('counts places by the list that the client sees, not by what was sent to the subgraph', async () => {
      const one = testSubgraph('one', 'type Query { things: [[Thing]] } type Thing @key(fields: "id") { id: ID! }', {
        Query: {
          things: () => [
            [null, { id: 'a' }],
            [{ id: 'b' }, { id: 'a' }, null, { id: 'c' }],
          ],
        },
      });
      const two = testSubgraph(
        'two',
        'type Thing @key(fields: "id") { id: ID! deep: Deep } type Deep { values: [Int] }',
        {
          Thing: {
            __resolveReference: ({ id }: { id: string }) => ({ id, deep: { values: [1, id === 'b' ? 'x' : 2] } }),
            deep: ({ id, deep }: { id: string; deep: unknown }) => {
              if (id !== 'a') return deep;
              throw new AppError('FORBIDDEN', 'not this');
            },
          },
        },
      );
      const { data, errors } = await ask(testGraph([one, two]), '{ things { id deep { values } } }');
      const a = { id: 'a', deep: null };
      expect(data).toEqual({
        things: [
          [null, a],
          [{ id: 'b', deep: { values: [1, null] } }, a, null, { id: 'c', deep: { values: [1, 2] } }],
        ],
      });
      const paths = (errors as { path: unknown; extensions: { code: string } }[]).map(({ path, extensions }) => [
        extensions.code,
        path,
      ]);
      expect(paths).toHaveLength(3);
      expect(paths).toEqual(
        expect.arrayContaining([
          ['FORBIDDEN', ['things', 0, 1, 'deep']],
          ['FORBIDDEN', ['things', 1, 1, 'deep']],
          ['INTERNAL_SERVER_ERROR', ['things', 1, 0, 'deep', 'values', 1]],
        ]),
      );
    });
  });
});
