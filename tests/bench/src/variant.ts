import type { Keys } from '@trivet/identity';
import type { DatabaseUrls, SubgraphName } from '@trivet/standalone';
import type { BenchProcess, ProcessOptions } from './bench-process.ts';

/** The operations of `queries.graphql`. */
export const queryNames = ['Q1', 'Q2', 'Q3'] as const;
export type QueryName = (typeof queryNames)[number];
/** Something of each. */
export type ByQuery<Value> = Readonly<Record<QueryName, Value>>;

/** Somebody who asks. His accounts are those of the data set, in the order of their ids. */
export interface BenchPerson {
  readonly userId: string;
  readonly accountIds: readonly string[];
  /** As `sessionCreate` gives it, but valid for the whole run. */
  readonly accessToken: string;
  /** For a gateway that is not ours before our subgraphs: valid at all three of them, for the whole run. */
  readonly viewerToken: string;
}

/** One set of variables and credentials. `id` is the account of Q2, as a UUID; globally `globalId('acc', id)`. */
export interface BenchRequest {
  readonly person: BenchPerson;
  readonly accountId: string;
}

/** Trivet's own subgraphs as processes, which all gateways stand before. */
export interface BenchSubgraph {
  readonly url: string;
  readonly process: BenchProcess;
}

/** What a variant is started on. */
export interface BenchEnvironment {
  readonly keys: Keys;
  /** Where each part of the installation signs in. */
  readonly urls: DatabaseUrls;
  /** Of the superuser, to the same database: for what a variant has to prepare before it is timed. */
  readonly adminUrl: string;
  /** For files of this run; goes with it. */
  readonly folder: string;
  /** Started at the first call. GraphQL is at `/graphql` below `url`. */
  subgraphs(): Promise<Readonly<Record<SubgraphName, BenchSubgraph>>>;
  /** Where the router of the four processes listens: the subgraphs are told beforehand. */
  readonly routerPort: number;
  freePort(): Promise<number>;
  /** A Node process with NODE_ENV=production, its output in a file below `folder`. */
  start(options: ProcessOptions): BenchProcess;
}

export interface RunningVariant {
  /** Where operations are posted. */
  readonly url: string;
  /** The gateway, or whatever answers, is the first. PostgreSQL is counted besides, and not named here. */
  readonly processes: readonly BenchProcess[];
  headersFor(person: BenchPerson): Readonly<Record<string, string>>;
  /** Texts of its own, for a variant whose schema is another. The operation is called like the query, Q1 to Q3. */
  readonly queries?: ByQuery<string>;
  /** Its own variables; by default `{ id }` for Q2 and none for the others. */
  variablesFor?(query: QueryName, request: BenchRequest): Readonly<Record<string, unknown>>;
  /** The `data` of an answer in Trivet's shape, before it is compared; by default as it is. */
  normalize?(query: QueryName, data: unknown): unknown;
  /** Fields that it cannot answer, as `Q3.viewer.email`: left out of the comparison, and said in the results. */
  readonly missing?: readonly string[];
  stop(): Promise<void>;
}

/** One way to answer the queries, in processes of its own. */
export interface Variant {
  readonly name: string;
  /** One line for the table: what it is, and what was chosen about its configuration. */
  readonly about: string;
  /** Which of its processes are compared: all and PostgreSQL, or the gateway alone. */
  readonly counts: 'everything' | 'gateway';
  start(environment: BenchEnvironment): Promise<RunningVariant>;
}
