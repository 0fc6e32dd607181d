import type { Database } from '@trivet/database';
import type { Tail, WorkerSession } from '@trivet/messaging';
import type { Clock, ExecutableSubgraph, HttpRoute, Readiness, Subgraph } from '@trivet/platform';

/** A subgraph that a process of its own can serve too. */
export type RunnableSubgraph<Context> = Subgraph & Pick<ExecutableSubgraph<Context>, 'createContext'>;

/** Work that goes on by itself: a relay, a consumer, a sweep. */
export interface Worker {
  start(): Promise<void> | void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** What a process does: answer, work, or both. */
export type ProcessRole = 'api' | 'worker' | 'all';

export interface SubgraphParts<Context> {
  readonly executable: ExecutableSubgraph<Context>;
  readonly role: ProcessRole;
  /** Started in this order, stopped in the other; left out where the role is `api`. */
  readonly workers: readonly Worker[];
  /** Looked at for readiness, closed last. */
  readonly databases: readonly Database[];
  /** The process' reader of the log, without which nothing live is delivered. */
  readonly tail: Pick<Tail, 'lastHeardAt'>;
  readonly clock: Clock;
  /** The connection of the workers' duties. */
  readonly session: WorkerSession;
  readonly routes?: readonly HttpRoute[];
}

/** A subgraph from its parts: what starts, what stops and what is looked at is the same for all of them. */
export function runnableSubgraph<Context>(parts: SubgraphParts<Context>): RunnableSubgraph<Context> {
  const { executable, databases, session, role, routes = [] } = parts;
  const workers = role === 'api' ? [] : parts.workers;
  let stopped: Promise<void> | undefined;
  return {
    name: executable.name,
    schema: executable.schema,
    createContext: executable.createContext,
    routes,
    execute: (request) => executable.execute(request),
    prepare: (operation) => executable.prepare(operation),
    subscribe: (request) => executable.subscribe(request),
    readiness: async () => [...(await Promise.all(databases.map(databaseReadiness))), logReadiness(parts)],
    async start() {
      for (const worker of workers) await worker.start();
    },
    stop() {
      stopped ??= (async () => {
        for (const worker of workers.toReversed()) await worker.stop();
        await session.close();
        await Promise.all(databases.map((database) => database.close()));
      })();
      return stopped;
    },
  };
}

/** The tail looks each second; after so long without an answer it is not heard of. */
const silenceMs = 10_000;

function logReadiness({ tail, clock }: Pick<SubgraphParts<unknown>, 'tail' | 'clock'>): Readiness {
  const ok = clock.now().getTime() - tail.lastHeardAt.getTime() < silenceMs;
  return { name: 'log', ok, ...(!ok && { detail: 'The log of events does not answer.' }) };
}

async function databaseReadiness(database: Database): Promise<Readiness> {
  const ok = await database.ping();
  return { name: 'database', ok, ...(!ok && { detail: 'PostgreSQL does not answer.' }) };
}
