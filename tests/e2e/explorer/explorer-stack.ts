import { EventEmitter, on, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Explorer } from '@trivet/console';
import { buildSchema, execute, type GraphQLSchema, parse, subscribe, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** What the test needs of a server, whatever stands behind it. */
export interface ExplorerStack {
  readonly origin: string;
  /** As somebody writes it into the headers editor. */
  readonly authorization: string;
  /** Answers with `expected` only when the Authorization header arrived. */
  readonly query: { readonly document: string; readonly expected: string };
  readonly subscription: {
    readonly document: string;
    /** Makes an event. The explorer, if it is subscribed by then, shows the text that this returns. */
    publish(): Promise<string>;
    /** Part of what it shows, but only when the header arrived in `connection_init`. */
    readonly expected: string;
  };
  /** What the server takes for expired, and what the explorer then says. */
  readonly refused: { readonly authorization: string; readonly expected: string };
  stop(): Promise<void>;
}

const EXPIRED = 'Bearer expired';

/** For now a server that only knows the header it was sent. The whole of Trivet takes its place behind the same interface. */
export async function startExplorerStack(): Promise<ExplorerStack> {
  const explorer = new Explorer();
  explorer.start();
  await explorer.ready();
  const ticks = new EventEmitter<{ tick: [count: number] }>();
  const schema = echoSchema(ticks);
  let count = 0;
  const server = createServer((request, response) => {
    answer(schema, explorer, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  const sockets = useServer(
    {
      schema,
      onConnect: ({ connectionParams }) => connectionParams?.authorization !== EXPIRED,
      context: ({ connectionParams }) => ({ authorization: connectionParams?.authorization }),
      execute,
      subscribe,
      validate,
    },
    new WebSocketServer({ server, path: '/graphql' }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    authorization: 'Bearer ada',
    query: { document: 'query Who { authorization }', expected: '"authorization": "Bearer ada"' },
    subscription: {
      document: 'subscription Ticks { ticked { count authorization } }',
      async publish() {
        ticks.emit('tick', ++count);
        return `"count": ${count},`;
      },
      expected: '"authorization": "Bearer ada"',
    },
    refused: { authorization: EXPIRED, expected: 'missing, wrong or expired' },
    async stop() {
      await sockets.dispose();
      server.closeAllConnections();
      server.close();
      await explorer.stop();
    },
  };
}

interface EchoContext {
  readonly authorization: unknown;
}

function echoSchema(ticks: EventEmitter): GraphQLSchema {
  const schema = buildSchema(`
    type Query {
      "What the server was sent."
      authorization: String
    }
    type Subscription {
      "One event after the other."
      ticked: Tick!
    }
    type Tick {
      count: Int!
      authorization: String
    }
  `);
  const { authorization } = schema.getQueryType()?.getFields() ?? {};
  const { ticked } = schema.getSubscriptionType()?.getFields() ?? {};
  if (authorization === undefined || ticked === undefined) throw new Error('The schema lost a field.');
  authorization.resolve = (_source, _arguments, context: EchoContext) => context.authorization;
  ticked.subscribe = async function* (_source, _arguments, { authorization }: EchoContext) {
    for await (const [count] of on(ticks, 'tick')) yield { ticked: { count, authorization } };
  };
  return schema;
}

async function answer(
  schema: GraphQLSchema,
  explorer: Explorer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/graphql') {
    const { query, variables, operationName } = JSON.parse(await text(request));
    const document = parse(query);
    const errors = validate(schema, document);
    const contextValue: EchoContext = { authorization: request.headers.authorization };
    const result =
      errors.length > 0
        ? { errors }
        : await execute({ schema, document, contextValue, variableValues: variables, operationName });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
    return;
  }
  const [page, below] = explorer.routes;
  const route = pathname === '/explorer' ? page : below;
  if (route === undefined || !pathname.startsWith('/explorer')) {
    response.writeHead(404).end();
    return;
  }
  const { status, headers, body } = await route.handle({
    method: request.method ?? 'GET',
    path: pathname,
    headers: request.headers,
    query: {},
    params: {},
    client: undefined,
    body: undefined,
  });
  response.writeHead(status, headers).end(body);
}
