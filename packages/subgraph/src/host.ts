import type { RetentionClock } from '@trivet/database';
import type { EventLog, Tail } from '@trivet/messaging';
import type { Clock, Executor, Graph, Logger, Metrics } from '@trivet/platform';
import type { Counters } from './counters/counters.ts';

/** What a process gives to each subgraph that runs in it. */
export interface Host {
  readonly clock: Clock;
  /** By which it is decided what has been kept for long enough; the database's where it is not said. */
  readonly retentionClock?: RetentionClock | undefined;
  readonly logger: Logger;
  /** The composed graph, which is how one subgraph learns what another knows. */
  readonly graph: Graph;
  readonly log: EventLog;
  /** The process' one reader of the log. */
  readonly tail: Tail;
  /** What may not happen too often is counted here. */
  readonly counters: Counters;
  /** By whom the subgraph executes operations; `compiled` where it is not said. */
  readonly executor?: Executor | undefined;
  /** Where the process tells what it measures; undefined where nobody asks. */
  readonly metrics?: Metrics | undefined;
}
