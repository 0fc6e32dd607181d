import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  AccessTokenVerifier,
  type Keys,
  masterKeyringOf,
  publicKeyOf,
  type Role,
  rolePermissions,
} from '@trivet/identity';
import { EventLog, Tail } from '@trivet/messaging';
import { systemClock } from '@trivet/platform';
import { type DatabaseUrls, tokenNames } from '@trivet/standalone';
import { directoryOverLog } from '@trivet/subgraph';
import { runPart } from '../peers/part-process.ts';
import { HandWrittenOperations } from './operations.ts';
import { Pipeline } from './pipeline.ts';
import { type MemberRow, statements } from './statements.ts';

export interface HandWrittenOptions {
  readonly port: number;
  readonly keys: Keys;
  readonly urls: DatabaseUrls;
}

/** Measured: two cost a little more, four a tenth, eight a fifth, because each then carries fewer statements in one piece. */
const connections = 1;

/** The hand-written endpoint: nothing but `node:http`, the driver, and Trivet's own token check and access directory. */
await runPart<HandWrittenOptions>('hand-written', async ({ port, keys, urls }, logger) => {
  const pipelines = {
    users: new Pipeline(urls.users, connections),
    vault: new Pipeline(urls.vault, connections),
    core: new Pipeline(urls.core, connections),
    notifications: new Pipeline(urls.notifications, connections),
  };
  const log = new EventLog({ url: urls.bus });
  const tail = new Tail({ log, logger, clock: systemClock });
  await tail.start();
  const operations = new HandWrittenOperations({
    ...pipelines,
    directory: directoryOverLog({
      source: { find: (ids) => findGrants(pipelines.users, ids) },
      tail,
      clock: systemClock,
    }),
    keyWrapper: masterKeyringOf(keys),
  });
  const tokens = new AccessTokenVerifier({
    keys: async () => ({ keys: [{ ...publicKeyOf(keys.accessToken), alg: 'EdDSA' }] }),
    ...tokenNames,
    clock: systemClock,
  });
  const server = createServer((request, response) => {
    answer(request, response, { operations, tokens }).catch((error: unknown) => {
      logger.error('request failed', { error });
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all(Object.values(pipelines).map((pipeline) => pipeline.close()));
      await tail.stop();
      await log.close();
    },
  };
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { operations, tokens }: { readonly operations: HandWrittenOperations; readonly tokens: AccessTokenVerifier },
): Promise<void> {
  const body = bodyOf(request);
  const { userId } = await tokens.verify(request.headers.authorization?.slice('Bearer '.length) ?? '');
  const { operationName, variables } = JSON.parse(await body) as { operationName?: unknown; variables?: object };
  const data = await operations.execute(operationName, userId, variables);
  const answer = Buffer.from(`{"data":${data}}`);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length });
  response.end(answer);
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => resolve(text));
    request.on('error', reject);
  });
}

async function findGrants(users: Pipeline, userIds: readonly string[]) {
  const statement = [statements.membersOfUsers, `{${userIds.join(',')}}`] as const;
  const [rows] = await users.readWithin<[MemberRow]>({ persons: userIds }, statement);
  const byUser = Map.groupBy(rows, ([, , userId]) => userId);
  return userIds.map(
    (userId) =>
      new Map(
        (byUser.get(userId) ?? []).map(({ 1: accountId, 3: role }) => [accountId, rolePermissions[role as Role]]),
      ),
  );
}
