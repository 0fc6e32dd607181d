import { join } from 'node:path';
import { openPostgres } from '@trivet/database';
import type { Variant } from '../variant.ts';
import { startPart } from './parts.ts';
import { normalize } from './postgraphile/normalize.ts';
import { queries } from './postgraphile/queries.ts';
import type { PostgraphileOptions } from './postgraphile/server-process.ts';

const role = 'bench_postgraphile';

/** PostGraphile 5: one process that makes SQL of the whole query, on the same tables behind the same row-level security. */
export const postgraphile: Variant = {
  name: 'postgraphile',
  about: 'PostGraphile 5, answers written as text; rights as settings of the transaction',
  counts: 'everything',
  async start(environment) {
    await createRole(environment.adminUrl);
    const databaseUrl = new URL(environment.urls.users);
    databaseUrl.username = role;
    const port = await environment.freePort();
    const options: PostgraphileOptions = { port, databaseUrl: databaseUrl.toString(), keys: environment.keys };
    const entry = join(import.meta.dirname, 'postgraphile/server-process.ts');
    const part = await startPart(environment, 'postgraphile', entry, options);
    return {
      url: part.url,
      processes: [part.process],
      headersFor: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}` }),
      queries,
      variablesFor: (query, { accountId }) => (query === 'Q2' ? { id: accountId } : {}),
      normalize,
      stop: () => part.process.stop(),
    };
  },
};

/** What the roles of all subgraphs may, in one: PostGraphile is one process and one connection. */
async function createRole(adminUrl: string): Promise<void> {
  const sql = openPostgres({ url: adminUrl, applicationName: 'bench', maxConnections: 1 });
  try {
    const found = await sql`select from pg_roles where rolname = ${role}`;
    if (found.length === 0) {
      await sql.unsafe(
        `create role ${role} login in role trivet_users, trivet_core, trivet_notifications, trivet_vault`,
      );
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}
