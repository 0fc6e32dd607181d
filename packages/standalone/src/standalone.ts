import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Explorer } from '@trivet/console';
import { createCore } from '@trivet/core';
import {
  AccessTokenIssuer,
  AccessTokenVerifier,
  type Keys,
  lookupHash,
  masterKeyringOf,
  publicKeyOf,
  ViewerTokenVerifier,
} from '@trivet/identity';
import { EventLog, Tail } from '@trivet/messaging';
import { createNotifications } from '@trivet/notifications';
import { type Clock, type Graph, type Logger, systemClock } from '@trivet/platform';
import { createRouter, InProcessTransport, type Router } from '@trivet/router';
import { MemoryCounters } from '@trivet/subgraph';
import { createUsers } from '@trivet/users';
import type { RegisterSource } from '@trivet/users/admin';
import type { TrailSource } from '@trivet/users/audit';
import type { VaultSource } from '@trivet/users/vault';
import type { StandaloneConfig } from './config/config.ts';
import type { Installation } from './installation/installation.ts';

/** Tokens of one installation are for that installation. */
export const tokenNames = { issuer: 'trivet', audience: 'trivet' } as const;

/** By what audit trails are signed and verified. */
export function auditKeysOf({ audit, retiredAudit = [] }: Keys) {
  return { key: audit, otherKeys: retiredAudit.map(({ key }) => key) };
}

/** Signs the links by which persons unsubscribe; so there is no secret more to keep. */
export function unsubscribeKeyOf({ lookup }: Keys): Buffer {
  return lookupHash(Buffer.from(lookup, 'base64'), 'notifications: links to unsubscribe');
}

/** Encrypts the tokens of devices; so there is no secret more to keep. */
export function deviceKeyOf({ lookup }: Keys): Buffer {
  return lookupHash(Buffer.from(lookup, 'base64'), 'notifications: devices');
}

/** Under which addresses are hashed to which nothing is sent any more. */
export function suppressionKeyOf({ lookup }: Keys): Buffer {
  return lookupHash(Buffer.from(lookup, 'base64'), 'notifications: addresses that take nothing');
}

/** What it takes to read the audit trails of an installation that runs. */
export function trailSourceOf({ keys, urls }: Pick<Installation, 'keys' | 'urls'>): TrailSource {
  return {
    databaseUrl: urls.users,
    vaultDatabaseUrl: urls.vault,
    keyWrapper: masterKeyringOf(keys),
    audit: auditKeysOf(keys),
  };
}

/** For `npm run admin` on this installation. */
export function registerSourceOf({ keys, urls }: Pick<Installation, 'keys' | 'urls'>): RegisterSource {
  return {
    databaseUrl: urls.users,
    vaultDatabaseUrl: urls.vault,
    keyWrapper: masterKeyringOf(keys),
    lookupKey: Buffer.from(keys.lookup, 'base64'),
  };
}

/** For `npm run keys` on this installation. */
export function vaultSourceOf({ keys, urls }: Pick<Installation, 'keys' | 'urls'>): VaultSource {
  return { vaultDatabaseUrl: urls.vault, keyring: masterKeyringOf(keys) };
}

/** Public keys whose access tokens may still be in use. */
export function retiredKeys({ retiredAccessTokens = [] }: Keys): Keys['accessToken'][] {
  return retiredAccessTokens.map(({ key }) => key);
}

/** Signs links to files. Core is told this one and not what it comes from. */
export function fileLinkKeyOf({ lookup }: Keys): Buffer {
  return createHmac('sha256', Buffer.from(lookup, 'base64')).update('file links').digest();
}

export interface Standalone {
  readonly url: string;
  readonly router: Router;
  stop(): Promise<void>;
}

/** Router and subgraphs in this process, on an installation that runs already. */
export async function startStandalone(
  config: Pick<
    StandaloneConfig,
    | 'router'
    | 'explorer'
    | 'supergraphFile'
    | 'throttling'
    | 'signIn'
    | 'identities'
    | 'mail'
    | 'email'
    | 'push'
    | 'sms'
    | 'files'
    | 'publicOrigin'
    | 'auditRetentionDays'
    | 'accountDeletionDays'
    | 'resources'
    | 'search'
    | 'bulk'
  >,
  {
    installation,
    logger,
    clock = systemClock,
  }: { installation: Pick<Installation, 'keys' | 'urls'>; logger: Logger; clock?: Clock },
): Promise<Standalone> {
  const { keys, urls } = installation;
  await using started = new AsyncDisposableStack();

  const log = started.adopt(new EventLog({ url: urls.bus }), (log) => log.close());
  const tail = started.adopt(new Tail({ log, logger, clock }), (tail) => tail.stop());
  await tail.start();

  const graph = new DeferredGraph();
  const counters = new MemoryCounters({ clock });
  const host = { clock, logger, graph, log, tail, counters, executor: config.router.executor };
  const role = 'all';
  const accessTokens = { key: keys.accessToken, otherKeys: retiredKeys(keys), ...tokenNames };
  const users = createUsers(
    {
      databaseUrl: urls.users,
      vaultDatabaseUrl: urls.vault,
      role,
      keyWrapper: masterKeyringOf(keys),
      lookupKey: Buffer.from(keys.lookup, 'base64'),
      accessTokens,
      viewerTokens: new ViewerTokenVerifier({ key: publicKeyOf(keys.viewerToken), audience: 'users', clock }),
      logRetentionDays: 30,
      audit: { ...auditKeysOf(keys), retentionDays: config.auditRetentionDays },
      accountDeletionDays: config.accountDeletionDays,
      throttling: config.throttling,
      signIn: config.signIn,
      identities: config.identities,
    },
    host,
  );
  const files = { ...config.files, linkKey: fileLinkKeyOf(keys), publicOrigin: config.publicOrigin };
  const { resources: retention, search, bulk } = config;
  const core = createCore({ databaseUrl: urls.core, role, retention, files, search, bulk }, host, users.directory);
  const notifications = createNotifications(
    {
      ...{ databaseUrl: urls.notifications, role, mail: config.mail, email: config.email.providers },
      ...{ push: config.push, sms: config.sms },
      unsubscribeKey: unsubscribeKeyOf(keys),
      ...{ deviceKey: deviceKeyOf(keys), suppressionKey: suppressionKeyOf(keys) },
    },
    host,
    users.directory,
    users.mails,
  );
  const subgraphs = [users, core, notifications];
  for (const subgraph of subgraphs) started.defer(() => subgraph.stop());

  const explorer = config.explorer ? new Explorer({ onProgress: (message) => logger.info(message) }) : undefined;
  if (explorer) started.defer(() => explorer.stop());
  const router = createRouter(config.router, {
    supergraphSdl: await readFile(config.supergraphFile, 'utf8'),
    transports: subgraphs.map((subgraph) => new InProcessTransport(subgraph)),
    sessionSubgraph: users.name,
    development: config.mail.sender === 'mailbox',
    accessTokens: new AccessTokenVerifier({
      keys: async () => new AccessTokenIssuer({ ...accessTokens, clock }).publicKeys(),
      ...tokenNames,
      clock,
    }),
    routes: [...subgraphs.flatMap(({ routes }) => routes), ...(explorer?.routes ?? [])],
    logger,
  });
  graph.bind(router.graph);
  for (const subgraph of subgraphs) await subgraph.start();
  started.defer(() => router.stop());
  const { url } = await router.listen();
  explorer?.start();

  const running = started.move();
  return { url, router, stop: () => running.disposeAsync() };
}

/** The graph for subgraphs that are made before the router that composes them. */
class DeferredGraph implements Graph {
  #graph: Graph | undefined;

  bind(graph: Graph): void {
    this.#graph = graph;
  }

  async execute<Data>(request: Parameters<Graph['execute']>[0]) {
    if (!this.#graph) throw new Error('The graph is asked before it is there.');
    return this.#graph.execute<Data>(request);
  }
}
