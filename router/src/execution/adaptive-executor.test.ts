import { expect, it } from 'vitest';
import { shop } from '../tests/shop.ts';
import { ada, ask, silentLogger, testGraph } from '../tests/test-graph.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import type { FetchOperation } from '../transports/transport.ts';

/** A graph, and what its executors have prepared: each does so once for a plan that it runs. */
function graphAndPrepared() {
  const { all } = shop();
  const prepared: string[] = [];
  class NotingTransport extends InProcessTransport {
    override prepare(operation: FetchOperation) {
      prepared.push(operation.query);
      return super.prepare(operation);
    }
  }
  const transports = all.map((subgraph) => new NotingTransport(subgraph));
  const graph = testGraph(all, { transports, executor: 'adaptive', logger: silentLogger });
  // What looks things up by id is prepared with the graph.
  prepared.length = 0;
  return { graph, prepared };
}

it('interprets what comes for the first time, compiles what comes again, and then keeps it', async () => {
  const { graph, prepared } = graphAndPrepared();
  const query = '{ viewer { id unread } }';
  const first = await ask(graph, query);
  const fetches = prepared.length;
  expect(await ask(graph, query)).toEqual(first);
  expect(prepared).toHaveLength(2 * fetches);
  expect(await ask(graph, query)).toEqual(first);
  expect(prepared).toHaveLength(2 * fetches);
});

it('answers alike each time, also where something is amiss', async () => {
  const { graph } = graphAndPrepared();
  for (const query of [
    '{ users { unread displayName } viewer { friends { unread id } } }',
    '{ anything { __typename ... on User { unread } ... on Account { plan { seats } price } } }',
    '{ __schema { queryType { name } } viewer { id } }',
  ]) {
    const first = await ask(graph, query);
    for (let time = 2; time <= 3; time++) expect(await ask(graph, query), query).toEqual(first);
  }
});

it('tells apart by the plan, so that an operation that is only written differently is known', async () => {
  const { graph, prepared } = graphAndPrepared();
  await ask(graph, '{ viewer { id } }');
  const fetches = prepared.length;
  await graph.execute({
    query: '{ viewer { ...F } } fragment F on User { id }',
    viewer: ada,
    requestId: '2',
  });
  expect(prepared).toHaveLength(2 * fetches);
  await ask(graph, '{ viewer { id } }');
  expect(prepared).toHaveLength(2 * fetches);
});
