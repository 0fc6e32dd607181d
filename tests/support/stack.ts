import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate, openPostgres } from '@trivet/database';
import { type TestDatabase, testDatabase } from '@trivet/database/testing';
import { type Keys, loadOrCreateKeys } from '@trivet/identity';
import {
  databaseUrls,
  environments,
  freePort,
  inheritedEnvironment,
  readConfig,
  type SubgraphName,
  schemaParts,
  waitUntilReady,
} from '@trivet/standalone';
import type { Sql } from 'postgres';
import { afterAll, beforeAll } from 'vitest';
import { Child } from './child-process.ts';
import { type LogLine, parseLogLines, secretsIn } from './log-lines.ts';
import { Person, type PersonOptions } from './person.ts';

const repository = join(import.meta.dirname, '../..');
/** Where the launcher has it too: processes that start again and again compile their sources once. */
const compileCache = join(repository, 'node_modules/.cache/node-compile');

/** All persons of a test are in one network, and there are more of them than come from one elsewhere. */
const roomy = {
  SIGN_IN_LIMIT: '100000/60',
  SIGN_IN_LIMIT_NETWORK: '100000/60',
  SIGN_IN_LIMIT_ADDRESS: '100000/60',
  SIGN_IN_LIMIT_ADDRESS_NETWORK: '100000/60',
  REGISTRATION_LIMIT_NETWORK: '100000/60',
  REFRESH_LIMIT_NETWORK: '100000/60',
  INVITATION_LIMIT_PERSON: '100000/60',
  INVITATION_LIMIT_ACCOUNT: '100000/60',
  MAIL_LIMIT_NETWORK: '100000/60',
  CODE_LIMIT: '100000/60',
  BULK_JOBS_PER_ACCOUNT: '1000',
  SERVICE_TOKEN_LIMIT: '100000/60',
  SERVICE_TOKEN_LIMIT_NETWORK: '100000/60',
};

/** The two ways of running: everything in one process, or the parts in four. */
export const ways = ['standalone', 'services'] as const;
export type Way = (typeof ways)[number];

/**
 * Whether full tests do all that they can, which takes half an hour more: both ways of running, everybody who may ask. Else they
 * do it in four processes, of which daily tests do most in one.
 */
export const doesEverything = process.env['EVERYTHING'] === '1';
export const waysInFull: readonly Way[] = doesEverything ? ways : ['services'];

export type PartName = 'router' | SubgraphName;

export interface StackOptions {
  /** Goes into the database's name. */
  readonly name: string;
  /** Variables for every process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether as few may sign in and register from one network as by default. */
  readonly throttled?: boolean;
  /** In four processes: the folder of their certificates, as `TLS_DIR` names it. They speak mutual TLS then. */
  readonly tlsDirectory?: string;
  /** Whether `Child.watch` can be asked of standalone. */
  readonly watched?: boolean;
}

/** The whole of Trivet on free ports, with a database of its own. */
export interface Stack {
  readonly url: string;
  readonly way: Way;
  /** Where subgraphs serve routers. None in standalone. */
  readonly subgraphUrls: Readonly<Partial<Record<SubgraphName, string>>>;
  /** Where the router serves subgraphs, with TLS. */
  readonly internalUrl?: string;
  /** With them a test makes tokens that nobody is given. */
  readonly keys: Keys;
  readonly database: TestDatabase;
  /** Connections of the superuser to that database, which end with the stack. */
  readonly sql: Sql;
  /** In standalone all names are the one process. */
  readonly processes: Readonly<Record<PartName, Child>>;
  /** Resolves when every part says that it is ready. */
  ready(): Promise<void>;
  /** A registered, signed-in person. */
  person(name: string, options?: PersonOptions): Promise<Person>;
  /** Everything that the processes wrote. */
  logs(): string;
  /** The same, line by line. @throws {Error} for a line that is not in the documented format. */
  logLines(): LogLine[];
  /** Nothing of this may be in a log, besides what persons of this stack use. */
  keepSecret(secret: string): void;
  /**
   * Ends everything, and fails when a log holds a password, a token or an address that persons of this stack used, or
   * what was given to `keepSecret`.
   */
  stop(): Promise<void>;
}

/** About two seconds until it serves. Stop it in `afterAll`, or by `await using`. */
export async function startStack(way: Way, options: StackOptions): Promise<Stack & AsyncDisposable> {
  const { name, environment = {}, watched = false, throttled = false, tlsDirectory } = options;
  const database = await testDatabase({
    name,
    key: 'installation',
    prepare: async (url) => void (await migrate(url, schemaParts)),
  });
  const folder = mkdtempSync(join(tmpdir(), 'trivet-stack-'));
  const installation = {
    keys: loadOrCreateKeys(join(folder, 'keys.json')),
    urls: databaseUrls((role) => database.urlFor(role)),
  };
  const common = {
    LOG_LEVEL: 'info',
    EXPLORER: 'off',
    FILES_DIR: join(folder, 'files'),
    NODE_COMPILE_CACHE: compileCache,
    ...(!throttled && roomy),
    ...environment,
  };
  const { processes, ...urls } = await (way === 'standalone'
    ? oneProcess(installation, common, watched)
    : fourProcesses(installation, common, tlsDirectory));
  const { url } = urls;
  const children = [...new Set(Object.values(processes))];
  const sql = openPostgres({ url: database.adminUrl, applicationName: 'test', maxConnections: 5 });
  const secrets = new Set<string>();
  const keepSecret = (secret: string) => void secrets.add(secret);
  const logs = () => children.map(({ output }) => output).join('');

  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
    await sql.end({ timeout: 5 });
    await database.drop();
    const leaked = secretsIn(logs(), secrets);
    if (leaked > 0) throw new Error(`The logs hold what no log may hold: ${leaked} of ${secrets.size} secrets.`);
  };
  const ready = () => waitUntilReady(`${url}/readyz`, AbortSignal.timeout(60_000));
  await ready().catch(async (cause: unknown) => {
    await stop();
    throw new Error(`The stack did not become ready:\n${logs()}`, { cause });
  });
  return {
    ...urls,
    way,
    keys: installation.keys,
    database,
    sql,
    processes,
    ready,
    person: (personName, personOptions) => Person.register({ url, name: personName, keepSecret }, personOptions),
    logs,
    logLines: () => parseLogLines(logs()),
    keepSecret,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Parts = Pick<Stack, 'processes' | 'url' | 'subgraphUrls' | 'internalUrl'>;
type Secrets = Parameters<typeof environments>[1];

async function oneProcess(
  installation: Secrets,
  environment: Record<string, string>,
  watched: boolean,
): Promise<Parts> {
  // A port that stays the same when the process is killed and started again.
  const port = await freePort(0, '127.0.0.1');
  const child = new Child({
    name: 'standalone',
    entry: join(import.meta.dirname, 'standalone-process.ts'),
    nodeArguments: watched ? [`--import=${pathToFileURL(join(import.meta.dirname, 'watch-process.ts'))}`] : [],
    environment: {
      ...inheritedEnvironment(),
      PORT: String(port),
      INSTALLATION: JSON.stringify(installation),
      ...environment,
    },
  });
  return {
    url: `http://localhost:${port}`,
    processes: { router: child, users: child, core: child, notifications: child },
    subgraphUrls: {},
  };
}

async function fourProcesses(
  installation: Secrets,
  environment: Record<string, string>,
  tlsDirectory: string | undefined,
): Promise<Parts> {
  const [router = 0, users = 0, core = 0, notifications = 0, internal = 0] = await Promise.all(
    [1, 2, 3, 4, 5].map(() => freePort(0, '127.0.0.1')),
  );
  const ports = { router, users, core, notifications, internal };
  const config = readConfig({ PORT: String(router), ...(tlsDirectory !== undefined && { TLS_DIR: tlsDirectory }) });
  const told = environments(config, installation, ports);
  const scheme = tlsDirectory === undefined ? 'http' : 'https';
  const start = (name: PartName) =>
    new Child({
      name,
      entry: join(repository, name === 'router' ? 'router/src/main.ts' : `subgraphs/${name}/src/main.ts`),
      environment: { ...told[name], ...environment },
    });
  return {
    url: `http://localhost:${router}`,
    ...(tlsDirectory !== undefined && { internalUrl: `https://127.0.0.1:${internal}` }),
    processes: {
      router: start('router'),
      users: start('users'),
      core: start('core'),
      notifications: start('notifications'),
    },
    subgraphUrls: {
      users: `${scheme}://127.0.0.1:${users}`,
      core: `${scheme}://127.0.0.1:${core}`,
      notifications: `${scheme}://127.0.0.1:${notifications}`,
    },
  };
}

/** The same for all tests of the `describe` in which this is called; it ends with them. */
export function stackForAll(way: Way, options: StackOptions): () => Stack {
  let stack: Stack | undefined;
  beforeAll(async () => {
    stack = await startStack(way, options);
  });
  afterAll(() => stack?.stop());
  return () => {
    if (stack === undefined) throw new Error('The stack is there from the first `beforeAll` after this on.');
    return stack;
  };
}
