import './disable-telemetry.ts';
import { ApolloGateway, type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { runPart } from '../part-process.ts';
import { type CredentialOptions, createCredentials, type GatewayContext } from './credentials.ts';

export interface ApolloGatewayOptions {
  readonly port: number;
  readonly supergraphSdl: string;
  readonly credentials: CredentialOptions;
}

/** Apollo's gateway behind Apollo Server, as their documentation puts the two together. */
await runPart<ApolloGatewayOptions>('apollo gateway', async ({ port, supergraphSdl, credentials }) => {
  const { contextOf, headersFor } = createCredentials(credentials);

  class DataSource extends RemoteGraphQLDataSource<GatewayContext> {
    readonly #name: string;

    constructor(name: string, url: string) {
      super({ url });
      this.#name = name;
    }

    override async willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<GatewayContext>) {
      // When the gateway loads its schema there is no request of a client.
      if (context.request === undefined) return;
      for (const [name, value] of await headersFor(context, this.#name)) request.http?.headers.set(name, value);
    }
  }

  const gateway = new ApolloGateway({
    supergraphSdl,
    // Asks every subgraph before it serves; they are known to be there.
    serviceHealthCheck: false,
    buildService: ({ name, url }) => new DataSource(name, url ?? ''),
  });
  const server = new ApolloServer<GatewayContext>({
    gateway,
    // What costs something in each request and that nobody here uses: hints for caches, which look at every field; keeping
    // queries by their hash; and the page for browsers.
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
    persistedQueries: false,
    introspection: false,
    csrfPrevention: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port },
    context: ({ req }) => contextOf(req.headers),
  });
  return { url, stop: () => server.stop() };
});
