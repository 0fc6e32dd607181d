import type { openBenchData } from './data/bench-data.ts';
import type { benchRequests } from './data/persons.ts';
import type { OpenEnvironment, openEnvironment } from './environment.ts';
import type { BenchRequest } from './variant.ts';

/** How one version of Trivet makes its data set, its processes and those who ask. */
export interface GroundParts {
  readonly openBenchData: typeof openBenchData;
  readonly openEnvironment: typeof openEnvironment;
  readonly benchRequests: typeof benchRequests;
}

/** What variants of one version are started on, and what is sent to them: keys and credentials are those of its data set. */
export interface Ground {
  readonly environment: OpenEnvironment;
  readonly requests: readonly BenchRequest[];
  /** Of the server; its backends are its children. */
  readonly postgresPid: number;
  readonly postgresVersion: string;
  stop(): Promise<void>;
}

export interface GroundOptions {
  /** For the output of its processes. */
  readonly folder: string;
  /** For every process. */
  readonly nodeOptions: readonly string[];
  readonly say: (message: string) => void;
}

export async function openGround(parts: GroundParts, { folder, nodeOptions, say }: GroundOptions): Promise<Ground> {
  await using opened = new AsyncDisposableStack();
  const data = opened.adopt(await parts.openBenchData(say), (one) => one.stop());
  const environment = opened.adopt(await parts.openEnvironment(data, folder, nodeOptions), (one) => one.stop());
  const requests = await parts.benchRequests(data.keys);
  const { postgresPid, postgresVersion } = data;
  const all = opened.move();
  return { environment, requests, postgresPid, postgresVersion, stop: () => all.disposeAsync() };
}
