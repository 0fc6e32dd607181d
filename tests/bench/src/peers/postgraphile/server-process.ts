import { createServer } from 'node:http';
import { openPostgres, sessionSettings } from '@trivet/database';
import { AccessTokenVerifier, type Keys, masterKeyringOf, publicKeyOf } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import { tokenNames } from '@trivet/standalone';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'postgraphile/utils';
import { bearerTokenOf } from '../apollo/credentials.ts';
import { runPart } from '../part-process.ts';
import { ownFields } from './own-fields.ts';
import { relations } from './relations.ts';
import { RowSettingsOfPersons } from './row-settings.ts';

export interface PostgraphileOptions {
  readonly port: number;
  /** Of a role that may read what the three subgraphs may, and is held by the same row-level security. */
  readonly databaseUrl: string;
  readonly keys: Keys;
}

/** PostGraphile on the tables of the three subgraphs. */
await runPart<PostgraphileOptions>('postgraphile', async ({ port, databaseUrl, keys }) => {
  const verifier = new AccessTokenVerifier({
    keys: async () => ({ keys: [{ ...publicKeyOf(keys.accessToken), alg: 'EdDSA' }] }),
    ...tokenNames,
    clock: systemClock,
  });
  const sql = openPostgres({
    url: databaseUrl,
    applicationName: 'postgraphile rights',
    maxConnections: 1,
    settings: sessionSettings,
  });
  const rowSettings = new RowSettingsOfPersons(sql);

  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    plugins: [jsonPgSmartTags(relations), ownFields(masterKeyringOf(keys))],
    pgServices: [
      makePgService({
        connectionString: databaseUrl,
        schemas: ['users', 'core', 'notifications', 'vault'],
        pubsub: false,
        // As many as one subgraph of Trivet has, and set as its are.
        poolConfig: { max: 10, options: asCommandLine(sessionSettings) },
      }),
    ],
    grafast: {
      // Asked for in development only.
      explain: false,
      async context({ node }) {
        const { userId } = await verifier.verify(bearerTokenOf(node?.req.headers.authorization));
        return { userId, pgSettings: await rowSettings.find(userId) };
      },
    },
    grafserv: {
      // Its fast way: the answer is written as text, without a tree of objects before it.
      outputDataAsString: true,
      graphiql: false,
      graphiqlOnGraphQLGET: false,
      websockets: false,
      watch: false,
    },
  });
  const server = createServer();
  await instance.createServ(grafserv).addTo(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await Promise.all([instance.release(), sql.end({ timeout: 1 })]);
    },
  };
});

/** The form in which PostgreSQL takes settings together with a new connection. */
function asCommandLine(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
