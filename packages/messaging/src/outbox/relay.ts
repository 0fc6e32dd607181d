import type { Logger } from '@trivet/platform';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { type EventRow, recordedEvent } from '../events/columns.ts';
import type { LogWriter } from '../log/event-log.ts';
import { listen } from '../postgres/listen.ts';
import { Notifier } from '../postgres/notifier.ts';
import { Wakeup } from '../postgres/wakeup.ts';
import type { WorkerSession } from '../postgres/worker-session.ts';
import type { Outbox } from './outbox.ts';

export interface RelayDeps {
  readonly outbox: Outbox;
  readonly session: WorkerSession;
  readonly log: LogWriter;
  readonly logger: Logger;
  /** The net below poke and NOTIFY; default 1000. */
  readonly pollMs?: number;
  /** Events of one append; default 500. */
  readonly batchSize?: number;
}

/**
 * Brings what is committed in the outbox to the log. One per subgraph works, the others wait for its place.
 *
 * It reads what is visible, in the order of the numbers, and deletes what it sent. It remembers no number: one that was
 * taken early may commit late. Should two of them be at it for a moment (the first lost its connection and has not seen
 * it yet), nothing goes wrong: the log skips what it has, and neither can send an event while an earlier one of the same
 * entity is unsent, because it sees that too.
 */
export class Relay {
  readonly #deps: RelayDeps;
  readonly #table: { readonly schema: string; readonly name: string };
  readonly #duty: string;
  readonly #channel: string;
  readonly #notifier: Notifier;
  readonly #wakeup = new Wakeup();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #active = false;
  #failing = false;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
    const { schema = 'public', name } = getTableConfig(deps.outbox.table);
    this.#table = { schema, name };
    this.#duty = `trivet relay ${schema}.${name}`;
    this.#channel = `trivet_${schema}_${name}`;
    this.#notifier = new Notifier(deps.session.sql, this.#channel);
    deps.outbox.onCommitted(() => this.poke());
  }

  /** Whether this process' relay is the one that works. */
  get active(): boolean {
    return this.#active;
  }

  /** Begins to work, or to wait for the place. Not called where only requests are served: there it passes pokes on. */
  async start(): Promise<void> {
    const { session } = this.#deps;
    listen(session.sql, this.#channel, () => this.#wakeup.call());
    this.#running ??= session.perform(this.#duty, this.#stopping.signal, (signal) => this.#work(signal));
  }

  /** Finishes the batch under way. What is left in the outbox is the next relay's. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#notifier.stop();
    await this.#running;
  }

  /** There is something to send. Called after each commit of the outbox. */
  poke(): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#active) this.#wakeup.call();
    else this.#notifier.notify();
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { logger, pollMs = 1000, batchSize = 500 } = this.#deps;
    this.#active = true;
    try {
      while (!signal.aborted) {
        const sent = await this.#sendBatch(batchSize).catch((error: unknown) => {
          if (!this.#failing && !signal.aborted)
            logger.warn('Events cannot be sent to the log; trying again.', { error });
          this.#failing = true;
          return null;
        });
        if (sent !== null && this.#failing) {
          this.#failing = false;
          logger.info('Events reach the log again.');
        }
        if (sent !== batchSize) await this.#wakeup.wait(pollMs, signal);
      }
    } finally {
      this.#active = false;
    }
  }

  async #sendBatch(limit: number): Promise<number> {
    const { log, session } = this.#deps;
    const { sql } = session;
    const table = sql`${sql(this.#table.schema)}.${sql(this.#table.name)}`;
    const rows = await sql<(EventRow & { number: string })[]>`
      select /* relay.read */ * from ${table} order by number limit ${limit}`;
    if (rows.length === 0) return 0;
    await log.append(rows.map(recordedEvent));
    await sql`delete /* relay.sent */ from ${table} where number = any(${rows.map(({ number }) => number)}::bigint[])`;
    return rows.length;
  }
}
