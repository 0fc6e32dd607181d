import './disable-telemetry.ts';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createCore } from '@trivet/core';
import { readBulkConfig, readFileSettings } from '@trivet/core/config';
import { type Keys, masterKeyringOf, publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { EventLog, Tail } from '@trivet/messaging';
import { createNotifications } from '@trivet/notifications';
import { readPushConfig } from '@trivet/notifications/config';
import { type Graph, type HttpRoute, type SubgraphRequest, systemClock } from '@trivet/platform';
import { type DatabaseUrls, type SubgraphName, tokenNames } from '@trivet/standalone';
import { directoryOverLog, type Host, MemoryCounters, type RunnableSubgraph } from '@trivet/subgraph';
import { RemoteAccessSource } from '@trivet/subgraph/process';
import { createUsers } from '@trivet/users';
import { readIdentities, readSignIn, readThrottling } from '@trivet/users/config';
import { runPart } from '../part-process.ts';
import { bearerTokenOf } from './credentials.ts';

export interface ApolloSubgraphOptions {
  readonly name: SubgraphName;
  readonly port: number;
  /** Where users answers who may do what: beside GraphQL, which Apollo's own server keeps all paths of its port for. */
  readonly accessPort: number;
  readonly keys: Keys;
  readonly urls: DatabaseUrls;
}

/** As a process that only answers: no relay, no consumers. */
const role = 'api';

/** Nobody uploads anything. */
const files = {
  ...readFileSettings({}, '/nowhere'),
  linkKey: Buffer.alloc(32),
  publicOrigin: 'http://localhost',
};

const search = { engine: 'postgres', openSearch: undefined } as const;

const noMails = {
  sender: 'none',
  productName: 'Trivet',
  publicOrigin: '',
  linkTemplate: '',
  openTemplate: '',
} as const;

/** Only consumers ask the graph. */
const noGraph: Graph = {
  execute: () => Promise.reject(new Error('There is no graph to ask.')),
};

/** One of Trivet's subgraphs, its schema, resolvers, services and statements, executed and served by Apollo Server alone. */
await runPart<ApolloSubgraphOptions>('apollo subgraph', async (options, logger) => {
  const { name, port, accessPort, keys, urls } = options;
  const clock = systemClock;
  const log = new EventLog({ url: urls.bus, applicationName: `apollo ${name} log` });
  const tail = new Tail({ log, logger, clock });
  await tail.start();
  const counters = new MemoryCounters({ clock });
  const subgraph = createSubgraph(options, { clock, logger, graph: noGraph, log, tail, counters });
  await subgraph.start();

  const verifier = new ViewerTokenVerifier({ key: publicKeyOf(keys.viewerToken), audience: name, clock });
  const server = new ApolloServer<{ readonly request: SubgraphRequest }>({
    schema: subgraph.schema,
    // What costs something in each request and that nobody here uses, as in the gateway.
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
    persistedQueries: false,
    introspection: false,
    csrfPrevention: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port },
    context: async ({ req }) =>
      subgraph.createContext({
        query: '',
        viewer: await verifier.verify(bearerTokenOf(req.headers.authorization)),
        requestId: '',
      }),
  });
  const routes = name === 'users' ? await serveRoutes(subgraph.routes, accessPort) : undefined;
  return {
    url,
    async stop() {
      await server.stop();
      routes?.close();
      await subgraph.stop();
      await tail.stop();
      await log.close();
    },
  };
});

type AnySubgraph = Pick<
  RunnableSubgraph<{ readonly request: SubgraphRequest }>,
  'schema' | 'createContext' | 'routes'
> &
  Pick<RunnableSubgraph<object>, 'start' | 'stop'>;

function createSubgraph({ name, accessPort, keys, urls }: ApolloSubgraphOptions, host: Host): AnySubgraph {
  const { clock, tail } = host;
  if (name === 'users') {
    return createUsers(
      {
        databaseUrl: urls.users,
        vaultDatabaseUrl: urls.vault,
        role,
        keyWrapper: masterKeyringOf(keys),
        lookupKey: Buffer.from(keys.lookup, 'base64'),
        accessTokens: { key: keys.accessToken, ...tokenNames },
        audit: { key: keys.audit, otherKeys: [], retentionDays: 400 },
        accountDeletionDays: 14,
        viewerTokens: new ViewerTokenVerifier({ key: publicKeyOf(keys.viewerToken), audience: 'users', clock }),
        logRetentionDays: 30,
        throttling: readThrottling({}),
        signIn: readSignIn({}),
        identities: readIdentities({}),
      },
      host,
    );
  }
  const tokens = new ViewerTokenIssuer({ key: keys.viewerToken, issuer: name, clock });
  const source = new RemoteAccessSource({ url: `http://127.0.0.1:${accessPort}`, tokens, service: name });
  const directory = directoryOverLog({ source, tail, clock });
  return name === 'core'
    ? createCore(
        {
          databaseUrl: urls.core,
          role,
          retention: { historyDays: null, deletedDays: 30 },
          files,
          search,
          bulk: readBulkConfig({}),
        },
        host,
        directory,
      )
    : createNotifications(
        {
          ...{ databaseUrl: urls.notifications, role, mail: noMails, email: [], push: readPushConfig({}), sms: null },
          ...{ unsubscribeKey: Buffer.alloc(32), deviceKey: Buffer.alloc(32), suppressionKey: Buffer.alloc(32) },
        },
        host,
        directory,
        {
          find: async () => [],
        },
      );
}

/** Who may do what: asked once per person, and remembered by who asks. */
async function serveRoutes(routes: readonly HttpRoute[], port: number) {
  const server = createServer(async (request, response) => {
    const route = routes.find(({ method, path }) => method === request.method && path === request.url);
    const answer = await route?.handle({
      method: request.method ?? '',
      path: request.url ?? '',
      params: {},
      headers: request.headers,
      query: {},
      client: undefined,
      body: await json(request),
    });
    response.writeHead(answer?.status ?? 404, answer?.headers ?? {}).end(answer?.body);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
