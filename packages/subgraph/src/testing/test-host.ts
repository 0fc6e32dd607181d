import { generateKeyPairSync } from 'node:crypto';
import { migrate, openPostgres, type SchemaPart } from '@trivet/database';
import { type TestDatabase, testDatabase } from '@trivet/database/testing';
import { publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { busSchema, EventLog, type LoggedEvent, Tail } from '@trivet/messaging';
import { createLogger, type Graph, type GraphRequest, type GraphResult, type Logger } from '@trivet/platform';
import { MemoryCounters } from '../counters/memory-counters.ts';
import type { Host } from '../host.ts';
import { TestClock } from './test-clock.ts';

export interface TestHostOptions {
  /** Goes into the database's name. */
  readonly name: string;
  /** One template is made per run and key. */
  readonly key: string;
  /** Besides the log's. */
  readonly parts: readonly SchemaPart[];
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

type Key = Parameters<typeof publicKeyOf>[0];

/** Answers for the graph of other subgraphs, as a test gives them. */
export class TestGraph implements Graph {
  readonly requests: GraphRequest[] = [];
  answer: (request: GraphRequest) => Promise<GraphResult<unknown>> = async () => ({ data: null });

  async execute<Data>(request: GraphRequest): Promise<GraphResult<Data>> {
    this.requests.push(request);
    return (await this.answer(request)) as GraphResult<Data>;
  }
}

/** What a process gives to its subgraph, on a database of its own, and what a test wants to see of it. */
export interface TestHost extends Host {
  readonly clock: TestClock;
  readonly graph: TestGraph;
  readonly database: TestDatabase;
  /** As superuser, past all row-level security. */
  readonly admin: ReturnType<typeof openPostgres>;
  readonly lines: readonly LogLine[];
  /** The key by which the processes of an installation know each other. */
  readonly viewerTokenKey: Key;
  readonly tokens: ViewerTokenIssuer;
  readonly verifierFor: (audience: string) => ViewerTokenVerifier;
  /** The whole log. */
  readonly logged: () => Promise<readonly LoggedEvent[]>;
  /** Ends everything; the subgraphs of it before. */
  readonly stop: () => Promise<void>;
}

export async function startTestHost({ name, key, parts }: TestHostOptions): Promise<TestHost> {
  const prepare = async (url: string) => void (await migrate(url, [busSchema, ...parts]));
  const database = await testDatabase({ name, key, prepare });
  const clock = new TestClock();
  const lines: LogLine[] = [];
  const logger: Logger = createLogger({
    service: 'test',
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const admin = openPostgres({ url: database.adminUrl, applicationName: 'admin', maxConnections: 4 });
  const log = new EventLog({ url: database.urlFor(busSchema.role) });
  const tail = new Tail({ log, logger, clock });
  await tail.start();
  const viewerTokenKey = newViewerTokenKey();
  return {
    clock,
    retentionClock: { now: async () => clock.now() },
    logger,
    graph: new TestGraph(),
    log,
    tail,
    counters: new MemoryCounters({ clock }),
    database,
    admin,
    lines,
    viewerTokenKey,
    tokens: new ViewerTokenIssuer({ key: viewerTokenKey, issuer: 'router', clock }),
    verifierFor: (audience) => new ViewerTokenVerifier({ key: publicKeyOf(viewerTokenKey), audience, clock }),
    logged: async () => (await log.read({ after: 0, limit: 10_000 })).events,
    async stop() {
      await tail.stop();
      await Promise.all([log.close(), admin.end({ timeout: 5 })]);
      await database.drop();
    },
  };
}

export function newViewerTokenKey(): Key {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as Key;
}
