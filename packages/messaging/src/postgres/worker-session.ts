import { openPostgres } from '@trivet/database';
import type { Logger } from '@trivet/platform';
import postgres, { type Sql } from 'postgres';

export interface WorkerSessionDeps {
  /** Of the subgraph's own database and role. */
  readonly url: string;
  readonly logger: Logger;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Between two attempts to take a duty that another process has; default 1000. */
  readonly retryMs?: number;
}

/**
 * The connection by which a process holds what only one process may do at a time: a subgraph's relay, each consumer. The
 * locks are the session's, so they end with it, and the server ends the session of a machine that vanished after 25 s.
 */
export class WorkerSession {
  /** This one connection. Statements on it run only while it lives, and so do its locks. */
  readonly sql: Sql;
  readonly #logger: Logger;
  readonly #retryMs: number;
  readonly #held = new Map<string, AbortController>();

  constructor({ url, logger, applicationName = 'trivet worker', retryMs = 1000 }: WorkerSessionDeps) {
    this.#logger = logger;
    this.#retryMs = retryMs;
    const { options } = openPostgres({ url, applicationName, maxConnections: 1 });
    this.sql = postgres({
      ...(options as object),
      // The driver would renew the connection after half an hour, and give the locks away.
      max_lifetime: null,
      idle_timeout: null as never,
      connection: {
        ...options.connection,
        tcp_keepalives_idle: 10,
        tcp_keepalives_interval: 5,
        tcp_keepalives_count: 3,
      },
      onclose: () => this.#lose(),
    });
  }

  /**
   * Runs `work` while this session has the duty `name`, again and again until `signal` aborts; waits while another has it.
   * The signal that `work` gets aborts when the duty is lost, too: `work` then ends soon, and may have company meanwhile.
   */
  async perform(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const duty = await this.#take(name);
      if (duty) {
        try {
          await work(AbortSignal.any([signal, duty.signal]));
        } catch (error) {
          this.#logger.error('Work that only one process does has failed; it begins anew.', { duty: name, error });
        } finally {
          await this.#leave(name, duty);
        }
      }
      if (!signal.aborted) await pause(this.#retryMs, signal);
    }
  }

  async close(): Promise<void> {
    await this.sql.end({ timeout: 5 });
  }

  async #take(name: string): Promise<AbortController | null> {
    // The lock of one session can be taken twice by it.
    if (this.#held.has(name)) return null;
    const duty = new AbortController();
    this.#held.set(name, duty);
    const taken = await this.sql<
      [{ taken: boolean }]
    >`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as taken`.then(
      ([row]) => row.taken && !duty.signal.aborted,
      () => false,
    );
    if (taken) return duty;
    this.#held.delete(name);
    return null;
  }

  async #leave(name: string, duty: AbortController): Promise<void> {
    this.#held.delete(name);
    if (duty.signal.aborted) return;
    await this.sql`select pg_advisory_unlock(hashtextextended(${name}, 0))`.catch(() => {});
  }

  #lose(): void {
    for (const duty of this.#held.values()) duty.abort();
  }
}

/** So many milliseconds, or until the abort. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
}
