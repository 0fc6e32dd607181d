import { GraphQLScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { httpTransport, serve } from '../tests/remote.ts';
import { shop, userId } from '../tests/shop.ts';
import { ada, ask, testGraph, testSubgraph, testSupergraph } from '../tests/test-graph.ts';
import { InProcessTransport } from '../transports/in-process.ts';

const refusal = (code: string, message: unknown = expect.any(String)) => ({
  stage: 'refused',
  errors: [{ message, extensions: { code } }],
});
const never = () => new Promise<never>(() => {});

it('answers one query over three subgraphs, in the order and under the names that the client chose', async () => {
  const graph = testGraph(shop().all);
  const { data, errors } = await ask(
    graph,
    `query Dashboard($withInbox: Boolean!, $noFavourite: Boolean = true) {
       me: viewer {
         unread @include(if: $withInbox)
         messages { text about { name plan { name } } }
         ...Person
         favourite @skip(if: $noFavourite) { id }
         accounts { title: name ...Priced owner { id unread } }
       }
       __typename
     }
     fragment Person on User { displayName kind: __typename }
     fragment Priced on Account { plan(upper: true) { name } price }`,
    { withInbox: true },
  );
  const owner = { id: userId(1), unread: 7 };
  const expected = {
    me: {
      unread: 7,
      messages: [
        { text: 'a', about: { name: 'account 1', plan: { name: 'free' } } },
        { text: 'b', about: null },
      ],
      displayName: 'user 1',
      kind: 'User',
      accounts: [
        { title: 'account 1', plan: { name: 'FREE' }, price: 2, owner },
        { title: 'account 2', plan: null, price: null, owner },
        { title: 'account 3', plan: { name: 'FREE' }, price: 6, owner: null },
      ],
    },
    __typename: 'Query',
  };
  expect(JSON.stringify(data)).toBe(JSON.stringify(expected));
  expect(errors).toEqual([
    { message: 'No plan.', path: ['me', 'accounts', 1, 'plan'], extensions: { code: 'NOT_FOUND' } },
  ]);
});

it('says what kind of operation a document holds, or why it holds none', async () => {
  const graph = testGraph(shop().all);
  const query = 'query Q { viewer { id } } mutation M { touch } subscription S { ticks }';
  expect(await graph.classify({ query, operationName: 'Q' })).toBe('query');
  expect(await graph.classify({ query, operationName: 'M' })).toBe('mutation');
  expect(await graph.classify({ query, operationName: 'S' })).toBe('subscription');
  expect(await graph.classify({ query: '{ nothing }' })).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
});

it('refuses variables that do not fit, before any subgraph is asked', async () => {
  const { core, all } = shop();
  const graph = testGraph(all);
  const query = 'query($id: ID!, $filter: Filter) { resource(id: $id) { id } search(filter: $filter) }';
  expect(await ask(graph, query, { id: 'x', filter: { nope: 1 } })).toMatchObject(refusal('BAD_USER_INPUT'));
  expect(await ask(graph, query)).toMatchObject(refusal('BAD_USER_INPUT', expect.stringContaining('"$id"')));
  const deep = JSON.parse(`${'{"and":['.repeat(50_000)}${']}'.repeat(50_000)}`);
  expect(await ask(graph, query, { id: 'x', filter: deep })).toMatchObject(refusal('BAD_USER_INPUT'));
  expect(core.requests).toEqual([]);
});

describe('what is wrong with variables is told without what was sent', () => {
  const day = new GraphQLScalarType({
    name: 'Day',
    parseValue: (value) => {
      throw new TypeError(`Not a day: ${value}.`);
    },
  });
  const typeDefs =
    'scalar Day input Person { name: String! secret: String born: Day } type Query { met(person: Person!): Int }';
  const query = 'query ($person: Person!) { met(person: $person) }';
  const secret = 'a secret';

  it('by the router', async () => {
    const graph = testGraph([testSubgraph('one', typeDefs)]);
    const { errors } = await ask(graph, query, { person: { secret, name: 7 } });
    expect(errors).toEqual([
      {
        message: 'Variable "$person" got invalid value at "person.name"; String cannot represent a non string value: 7',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    const { errors: missing } = await ask(graph, query, { person: { secret } });
    expect(missing).toMatchObject([
      { message: 'Variable "$person" got invalid value; Field "name" of required type "String!" was not provided.' },
    ]);
  });

  it.each(['in the same process', 'in a process of its own'])('by a subgraph %s', async (where) => {
    const one = testSubgraph('one', typeDefs, { Day: day });
    const transports = where === 'in the same process' ? [] : [httpTransport('one', (await serve(one)).url)];
    const graph = testGraph([one], { transports });
    const { errors } = await ask(graph, query, { person: { name: 'Ada', secret, born: 'x'.repeat(5_000) } });
    const reason = `Expected type "Day". Not a day: ${'x'.repeat(100)}….`;
    expect(errors).toMatchObject([
      {
        message: `Variable "$person" got invalid value at "person.born"; ${reason}`,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});

it('refuses an idempotency key for more than one mutation field', async () => {
  const { users, core, all } = shop();
  const request = { viewer: ada, requestId: 'req-1', idempotencyKey: 'key' };
  const query = 'mutation { touch ...More } fragment More on Mutation { drop }';
  const { stage, result } = await testGraph(all).execute({ ...request, query });
  expect({ stage, ...result }).toMatchObject(refusal('BAD_USER_INPUT', expect.stringContaining('Idempotency-Key')));
  expect([...users.requests, ...core.requests]).toEqual([]);
});

it('answers a subscription neither once, nor a query for ever', async () => {
  const graph = testGraph(shop().all);
  expect(await ask(graph, 'subscription { ticks }')).toMatchObject(refusal('BAD_USER_INPUT'));
  const stream = await graph.subscribe({ query: '{ viewer { id } }', viewer: ada, requestId: 'req-1' });
  expect(stream).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});

it('answers what it has when the time is up, and says what is missing', async () => {
  const one = testSubgraph('one', 'type Query { quick: Int thing: Thing } type Thing @key(fields: "id") { id: ID! }', {
    Query: { quick: () => 1, thing: () => ({ id: '1' }) },
  });
  const two = testSubgraph('two', 'type Thing @key(fields: "id") { id: ID! slow: Int }', { Thing: { slow: never } });
  const graph = testGraph([one, two], { limits: { timeoutMs: 30 } });
  const { data, errors } = await ask(graph, '{ quick thing { id slow } }');
  expect(data).toEqual({ quick: 1, thing: { id: '1', slow: null } });
  expect(errors).toEqual([
    {
      message: 'The operation took longer than 0.03 seconds.',
      path: ['thing', 'slow'],
      extensions: { code: 'TIMEOUT' },
    },
  ]);
});

it('stops when the client goes away: nothing more is asked', async () => {
  const asked = Promise.withResolvers<void>();
  const one = testSubgraph('one', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }', {
    Query: {
      thing: () => {
        asked.resolve();
        return never();
      },
    },
  });
  const two = testSubgraph('two', 'type Thing @key(fields: "id") { id: ID! more: Int }');
  const client = new AbortController();
  const answer = testGraph([one, two]).execute({
    query: '{ thing { more } }',
    viewer: ada,
    requestId: 'req-1',
    signal: client.signal,
  });
  await asked.promise;
  client.abort();
  expect((await answer).result.data).toEqual({ thing: null });
  expect(two.requests).toEqual([]);
});

it('swaps the supergraph at once, while what runs finishes on the old one', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<number>();
  const old = testSubgraph('one', 'type Query { old: Int }', {
    Query: {
      old: () => {
        asked.resolve();
        return answer.promise;
      },
    },
  });
  const next = testSubgraph('one', 'type Query { new: Int }', { Query: { new: () => 2 } });
  const graph = testGraph([old]);
  const running = ask(graph, '{ old }');
  await asked.promise;
  await graph.reload(testSupergraph([next]), [new InProcessTransport(next)]);
  answer.resolve(1);
  expect((await running).data).toEqual({ old: 1 });
  expect((await ask(graph, '{ new }')).data).toEqual({ new: 2 });
  expect(await ask(graph, '{ old }')).toMatchObject({ stage: 'refused' });
});

it('keeps the old supergraph when the new one cannot be served', async () => {
  const one = testSubgraph('one', 'type Query { a: Int }', { Query: { a: () => 1 } });
  const two = testSubgraph('two', 'type Query { b: Int }');
  const graph = testGraph([one]);
  await expect(graph.reload(testSupergraph([one, two]))).rejects.toThrow('There is no transport to "two".');
  expect((await ask(graph, '{ a }')).data).toEqual({ a: 1 });
});
