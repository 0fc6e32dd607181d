import { AppError, type SubgraphRequest } from '@trivet/platform';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClientResult } from '../execution/answer.ts';
import type { GraphOperations } from '../execution/graph-operations.ts';
import type { ClientStream, OperationRequest } from '../execution/operations.ts';
import { closedPort, httpTransport, serve, type Way, wayTo } from '../tests/remote.ts';
import { ada, type TestSubgraph, testGraph, testSubgraph } from '../tests/test-graph.ts';
import { TestLog } from '../tests/test-log.ts';
import type { Transport } from '../transports/transport.ts';

interface Change {
  readonly kind: string;
  readonly resource: { readonly id: string; readonly createdBy: { readonly id: string } } | null;
}

const change = (number: number): Change => ({
  kind: `k${number}`,
  resource: { id: `r${number}`, createdBy: { id: `u${number}` } },
});
const query = 'subscription($after: String) { changed(after: $after) { kind resource { id createdBy { name } } } }';
const delivered = (number: number) => ({
  data: { changed: { kind: `k${number}`, resource: { id: `r${number}`, createdBy: { name: `name of u${number}` } } } },
  extensions: { cursor: String(number) },
});

interface Stage {
  readonly log: TestLog<Change>;
  readonly core: TestSubgraph;
  readonly users: TestSubgraph;
  readonly graph: GraphOperations;
  readonly viewers: unknown[];
  /** The way to core, when it is not in this process. */
  readonly way: Way | undefined;
}

async function setup(how: string, transports: readonly Transport[] = []): Promise<Stage> {
  const log = new TestLog<Change>();
  const viewers: unknown[] = [];
  const core = testSubgraph(
    'core',
    `type Query { a: Int } type Subscription { changed(after: String): Change! refused: Int }
     type Change { kind: String! resource: Resource } type Resource @key(fields: "id") { id: ID! createdBy: User }
     type User @key(fields: "id", resolvable: false) { id: ID! }`,
    {
      Subscription: {
        changed: {
          subscribe: (_: unknown, { after }: { after?: string }, { request }: { request: SubgraphRequest }) => {
            viewers.push(request.viewer);
            return log.read(request.after ?? after, request.signal);
          },
          resolve: ({ value }: { value: Change }) => value,
        },
        refused: {
          subscribe: () => {
            throw new AppError('NOT_FOUND', 'There is no such thing.');
          },
        },
      },
    },
  );
  const users = testSubgraph('users', 'type User @key(fields: "id") { id: ID! name: String }', {
    User: { name: ({ id }: { id: string }) => `name of ${id}` },
  });
  const way = how === 'in-process' ? undefined : await wayTo((await serve(core)).url);
  const toCore = way ? [httpTransport('core', way.url)] : [];
  return {
    log,
    core,
    users,
    viewers,
    way,
    graph: testGraph([core, users], { transports: [...toCore, ...transports] }),
  };
}

async function subscribe(
  graph: GraphOperations,
  options: {
    readonly after?: string;
    readonly signal?: AbortSignal;
    readonly query?: string;
    readonly request?: Pick<OperationRequest, 'after' | 'onPosition'>;
  } = {},
): Promise<ClientStream> {
  const { after, signal } = options;
  const variables = after === undefined ? {} : { after };
  const stream = await graph.subscribe({
    query: options.query ?? query,
    variables,
    viewer: ada,
    requestId: 'req-1',
    signal,
    ...options.request,
  });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  onTestFinished(async () => void (await stream.return()));
  return stream;
}

async function take(stream: ClientStream, count: number): Promise<unknown[]> {
  const results: ClientResult[] = [];
  while (results.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    results.push(value as ClientResult);
  }
  return JSON.parse(JSON.stringify(results));
}

describe.each(['in-process', 'over a socket'])('a subscription %s', (how) => {
  it('delivers events in order, with cursors, completed by what another subgraph has', async () => {
    const { log, graph, users, viewers } = await setup(how);
    const stream = await subscribe(graph);
    log.append(change(1), change(2));
    expect(await take(stream, 2)).toEqual([delivered(1), delivered(2)]);
    log.append(change(3));
    expect(await take(stream, 1)).toEqual([delivered(3)]);
    expect(viewers).toEqual([ada]);
    expect(users.requests.map(({ viewer, requestId }) => [viewer, requestId])).toEqual(Array(3).fill([ada, 'req-1']));
  });

  it('begins where the client says, with what came since', async () => {
    const { log, graph } = await setup(how);
    log.append(change(1), change(2), change(3));
    expect(await take(await subscribe(graph, { after: '1' }), 2)).toEqual([delivered(2), delivered(3)]);
  });

  it('begins where the request says rather than the document, and tells where that is', async () => {
    const { log, graph } = await setup(how);
    log.append(change(1), change(2), change(3));
    const positions: string[] = [];
    const request = { after: '2', onPosition: (cursor: string) => void positions.push(cursor) };
    const stream = await subscribe(graph, { after: '1', request });
    expect(await take(stream, 1)).toEqual([delivered(3)]);
    expect(positions).toEqual(['2']);
  });

  it('completes an event only when it is asked for', async () => {
    const { log, graph, users } = await setup(how);
    const stream = await subscribe(graph);
    log.append(change(1), change(2), change(3));
    expect(await take(stream, 1)).toEqual([delivered(1)]);
    expect(users.requests).toHaveLength(1);
  });

  it('answers with the errors that keep it from beginning', async () => {
    const { graph, log } = await setup(how);
    log.retained = 5;
    const ask = (text: string, variables = {}) =>
      graph.subscribe({ query: text, variables, viewer: ada, requestId: 'req-1' });
    expect(JSON.parse(JSON.stringify(await ask('subscription { refused }')))).toEqual({
      errors: [{ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND' } }],
    });
    expect(await ask(query, { after: '2' })).toMatchObject({ errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] });
    expect(await ask('subscription { nothing }')).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
  });

  it('ends when the subgraph ends it', async () => {
    const { log, graph } = await setup(how);
    const stream = await subscribe(graph);
    log.append(change(1));
    log.end();
    expect(await take(stream, 5)).toEqual([delivered(1)]);
  });

  it("closes the subgraph's stream when the client returns it, though no event comes", async () => {
    const { log, graph } = await setup(how);
    const stream = await subscribe(graph);
    const waiting = stream.next();
    await log.untilReaders(1);
    await stream.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    await log.untilReaders(0);
  });

  it("closes the subgraph's stream when the client goes away", async () => {
    const { log, graph } = await setup(how);
    const client = new AbortController();
    const waiting = (await subscribe(graph, { signal: client.signal })).next();
    await log.untilReaders(1);
    client.abort();
    expect(await waiting).toEqual({ value: undefined, done: true });
    await log.untilReaders(0);
  });

  it('tells of what a second subgraph fails to add, and goes on', async () => {
    const { log, graph } = await setup(how, [httpTransport('users', await closedPort())]);
    const stream = await subscribe(graph);
    log.append(change(1), { kind: 'gone', resource: null });
    expect(await take(stream, 2)).toEqual([
      {
        data: { changed: { kind: 'k1', resource: { id: 'r1', createdBy: { name: null } } } },
        errors: [
          {
            message: 'The subgraph "users" is unavailable.',
            path: ['changed', 'resource', 'createdBy', 'name'],
            extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'req-1' },
          },
        ],
        extensions: { cursor: '1' },
      },
      { data: { changed: { kind: 'gone', resource: null } }, extensions: { cursor: '2' } },
    ]);
  });
});

describe('when the way to the subgraph breaks', () => {
  async function broken() {
    const stage = await setup('over a socket');
    const way = stage.way as Way;
    return { ...stage, way };
  }

  it('resumes behind the last event: nothing is lost, nothing comes twice', async () => {
    const { log, graph, way } = await broken();
    const stream = await subscribe(graph);
    log.append(change(1));
    expect(await take(stream, 1)).toEqual([delivered(1)]);
    way.cut();
    await log.untilReaders(0);
    log.append(change(2), change(3));
    way.mend();
    log.repeatsLast = true;
    expect(await take(stream, 2)).toEqual([delivered(2), delivered(3)]);
    expect(log.readers).toEqual([undefined, '1']);
  });

  it('resumes from the beginning when there has been no event yet', async () => {
    const { log, graph, way } = await broken();
    log.append(change(1));
    const stream = await subscribe(graph);
    const first = take(stream, 1);
    await log.untilReaders(1);
    way.cut();
    await log.untilReaders(0);
    log.append(change(2));
    way.mend();
    expect(await first).toEqual([delivered(2)]);
    expect(log.readers).toEqual([undefined, '1']);
  });

  it('survives the subgraph process itself: stopped, gone for a while, and back', async () => {
    const { log, core, users } = await setup('in-process');
    const server = await serve(core);
    const graph = testGraph([core, users], { transports: [httpTransport('core', server.url)] });
    const stream = await subscribe(graph);
    log.append(change(1));
    expect(await take(stream, 1)).toEqual([delivered(1)]);
    const next = take(stream, 1);
    await server.stop();
    log.append(change(2));
    await serve(core, Number(new URL(server.url).port));
    expect(await next).toEqual([delivered(2)]);
  });

  it('tells the client when his place has expired meanwhile, and ends', async () => {
    const { log, graph, way } = await broken();
    const stream = await subscribe(graph);
    log.append(change(1));
    await take(stream, 1);
    way.cut();
    await log.untilReaders(0);
    log.retained = 2;
    way.mend();
    expect(await take(stream, 5)).toEqual([
      {
        data: null,
        errors: [{ message: 'The cursor has expired.', path: ['changed'], extensions: { code: 'CURSOR_EXPIRED' } }],
      },
    ]);
  });

  it('stops trying when the client goes away', async () => {
    const { log, graph, way } = await broken();
    const stream = await subscribe(graph);
    const waiting = stream.next();
    await log.untilReaders(1);
    way.cut();
    await log.untilReaders(0);
    await stream.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  it('says so at once when it cannot even begin', async () => {
    const { core, users } = await setup('in-process');
    const graph = testGraph([core, users], { transports: [httpTransport('core', await closedPort())] });
    const refused = await graph.subscribe({ query, viewer: ada, requestId: 'req-1' });
    expect(JSON.parse(JSON.stringify(refused))).toEqual({
      errors: [
        {
          message: 'The subgraph "core" is unavailable.',
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'req-1' },
        },
      ],
    });
  });

  it('needs one socket for all', async () => {
    const { log, graph, way } = await broken();
    const streams = await Promise.all([1, 2, 3].map(() => subscribe(graph)));
    log.append(change(1));
    expect(await Promise.all(streams.map((stream) => take(stream, 1)))).toEqual(Array(3).fill([delivered(1)]));
    expect(way.connections).toBe(1);
  });
});
