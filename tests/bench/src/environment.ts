import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  environments,
  freePort,
  readConfig,
  type SubgraphName,
  subgraphNames,
  waitUntilReady,
} from '@trivet/standalone';
import { BenchProcess } from './bench-process.ts';
import { processEnvironment, repository } from './config/config.ts';
import type { BenchData } from './data/bench-data.ts';
import type { BenchEnvironment, BenchSubgraph } from './variant.ts';

const readyWithinMs = 60_000;

export interface OpenEnvironment extends BenchEnvironment {
  /** Everything that was started, whether it still runs or not. */
  readonly processes: readonly BenchProcess[];
  stopSubgraphs(): Promise<void>;
  stop(): Promise<void>;
}

/** What variants are started on (with `nodeOptions` for every process): the data, ports, processes, and Trivet's subgraphs once somebody wants them. */
export async function openEnvironment(
  { keys, urls, adminUrl }: Pick<BenchData, 'keys' | 'urls' | 'adminUrl'>,
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<OpenEnvironment> {
  mkdirSync(folder, { recursive: true });
  const processes: BenchProcess[] = [];
  // Until it is listened to, the system may give a port a second time.
  const given = new Set<number>();
  const anotherPort = async (): Promise<number> => {
    const port = await freePort(0, '127.0.0.1');
    if (given.has(port)) return anotherPort();
    given.add(port);
    return port;
  };
  const routerPort = await anotherPort();
  let subgraphs: Promise<Readonly<Record<SubgraphName, BenchSubgraph>>> | undefined;

  const start: BenchEnvironment['start'] = (options) => {
    const child = new BenchProcess(
      { ...options, nodeOptions: [...nodeOptions, ...(options.nodeOptions ?? [])] },
      {
        environment: processEnvironment(options.environment),
        outputFile: join(folder, `${options.name}.log`),
      },
    );
    processes.push(child);
    return child;
  };

  const startSubgraphs = async () => {
    const [users = 0, core = 0, notifications = 0] = await Promise.all(subgraphNames.map(() => anotherPort()));
    const ports = { router: routerPort, users, core, notifications };
    const told = environments(readConfig({ PORT: String(routerPort) }), { keys, urls }, ports);
    const started = subgraphNames.map((name) => {
      const entry = join(repository, `subgraphs/${name}/src/main.ts`);
      const process = start({ name, entry, environment: { ...told[name], LOG_LEVEL: 'info' } });
      return [name, { url: `http://127.0.0.1:${ports[name]}`, process }] as const;
    });
    for (const [name, { url, process }] of started) {
      await waitUntilReady(`${url}/readyz`, AbortSignal.timeout(readyWithinMs)).catch((cause: unknown) => {
        throw new Error(`${name} did not become ready:\n${process.output}`, { cause });
      });
    }
    return Object.fromEntries(started) as Record<SubgraphName, BenchSubgraph>;
  };

  return {
    keys,
    urls,
    adminUrl,
    folder,
    routerPort,
    processes,
    start,
    freePort: anotherPort,
    subgraphs: () => {
      subgraphs ??= startSubgraphs();
      return subgraphs;
    },
    stopSubgraphs: async () => {
      await Promise.all(Object.values((await subgraphs) ?? {}).map(({ process }) => process.stop()));
    },
    stop: async () => {
      await Promise.all(processes.map((child) => child.stop()));
    },
  };
}
