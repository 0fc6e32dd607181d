import { openPostgres } from '@trivet/database';
import type { Sql } from 'postgres';
import { columnsOf, type EventRow, loggedEvent } from '../events/columns.ts';
import type { LoggedEvent, RecordedEvent, Stream } from '../events/event.ts';
import { listen } from '../postgres/listen.ts';
import { Notifier } from '../postgres/notifier.ts';

/** Where the log stands. */
export interface LogHead {
  /** Another one after a backup was restored. */
  readonly logId: string;
  /** Of the last event; 0 before the first. */
  readonly position: number;
  /** Of the first event that is kept. */
  readonly oldest: number;
}

export interface LogPage {
  /** As it was when the events were read. */
  readonly head: LogHead;
  /** In the order of their positions. */
  readonly events: readonly LoggedEvent[];
}

export interface LogQuery {
  /** Events later than this position, */
  readonly after: number;
  /** and not later than this one; */
  readonly upTo?: number;
  readonly stream?: Stream | undefined;
  /** at most so many. */
  readonly limit: number;
}

/** What a relay needs of the log. */
export interface LogWriter {
  /** Appends what is not there yet, in this order. */
  append(events: readonly RecordedEvent[]): Promise<void>;
}

/** What a tail needs of the log. */
export interface LogReader {
  read(query: LogQuery): Promise<LogPage>;
  head(): Promise<LogHead>;
  /** Calls `wake` when there may be more, told by this process alone or by all; nobody may rely on it. */
  listen(wake: () => void, from?: 'process' | 'everywhere'): void;
}

export interface EventLogDeps {
  /** Signs in as the role of `busSchema`. */
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Connections at most, besides the one that listens; default 4. */
  readonly maxConnections?: number;
}

export interface Retention {
  /** The database's time where it is not said: a process whose clock goes wrong would drop all of it. */
  readonly now?: Date;
  readonly retentionDays: number;
  /** A partition is closed when it is so old or so full. Closing stops appends for about 0.2 s per million rows. */
  readonly partitionHours?: number;
  readonly partitionRows?: number;
}

const channel = 'trivet_log';
const lastPosition = Number.MAX_SAFE_INTEGER;

interface HeadRow {
  readonly log_id: string;
  readonly head: string;
  readonly oldest: string;
}

/** The one log of the installation: a total order of all events, in PostgreSQL. Positions are dense and visible in order. */
export class EventLog implements LogWriter, LogReader {
  readonly #sql: Sql;
  readonly #notifier: Notifier;
  readonly #listeners = new Set<() => void>();

  constructor({ url, applicationName = 'trivet log', maxConnections = 4 }: EventLogDeps) {
    this.#sql = openPostgres({ url, applicationName, maxConnections });
    this.#notifier = new Notifier(this.#sql, channel);
  }

  async append(events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#sql`select /* log.append */ bus.append(${this.#sql.json(events.map(columnsOf) as never)})`;
    for (const wake of this.#listeners) wake();
    this.#notifier.notify();
  }

  /** One statement, hence one state of the log. */
  async read({ after, upTo = lastPosition, stream, limit }: LogQuery): Promise<LogPage> {
    const rows = await (stream === undefined
      ? this.#sql<(HeadRow & EventRow & { position: string | null })[]>`
          select /* log.read */ h.log_id, h.position as head, h.oldest, e.* from bus.head h left join lateral (
            select * from bus.log where position > ${after} and position <= ${upTo} order by position limit ${limit}
          ) e on true order by e.position`
      : this.#sql<(HeadRow & EventRow & { position: string | null })[]>`
          select /* log.read_stream */ h.log_id, h.position as head, h.oldest, e.* from bus.head h left join lateral (
            select * from bus.log where stream_id = ${stream.account ?? stream.person}
              and position > ${after} and position <= ${upTo} order by position limit ${limit}
          ) e on true order by e.position`);
    const [first] = rows;
    if (!first) throw new Error('The log has no head: its schema was not migrated.');
    const events =
      first.position === null ? [] : rows.map((row) => loggedEvent(row as typeof row & { position: string }));
    return { head: logHead(first), events };
  }

  async head(): Promise<LogHead> {
    const { head } = await this.read({ after: lastPosition, limit: 1 });
    return head;
  }

  /** Where the log stood when it got its id: of what is later, another id may have had something else there. */
  async renewedAt(): Promise<number> {
    const [row] = await this.#sql<[{ renewed_at: string }]>`select /* log.renewed_at */ renewed_at from bus.head`;
    return Number(row.renewed_at);
  }

  /** From this process at once, from others by NOTIFY. */
  listen(wake: () => void, from: 'process' | 'everywhere' = 'everywhere'): void {
    this.#listeners.add(wake);
    if (from === 'everywhere') listen(this.#sql, channel, wake);
  }

  /**
   * Opens and drops partitions as `retention` wants it; to be called now and then, by any process. Events are kept for
   * at least the retention, and at most for it and the age of a partition. Keeps nobody who reads or appends waiting for longer than a
   * tenth of a second; where somebody reads for long, the next call does it.
   * @returns whether nothing is left to be done.
   */
  async maintain({ now, retentionDays, partitionHours = 24, partitionRows = 1_000_000 }: Retention): Promise<boolean> {
    const [row] = await this.#sql<[{ is_done: boolean }]>`select /* log.maintain */ bus.maintain(
      coalesce(${now ?? null}::timestamptz, clock_timestamp()), make_interval(days => ${retentionDays}), make_interval(hours => ${partitionHours}), ${partitionRows}) as is_done`;
    return row.is_done;
  }

  /** Makes every cursor given out so far expire. For after a backup was restored. Returns the new id. */
  async renewLogId(): Promise<string> {
    const [row] = await this.#sql<[{ renew: string }]>`select /* log.renew */ bus.renew()`;
    return row.renew;
  }

  async close(): Promise<void> {
    this.#notifier.stop();
    this.#listeners.clear();
    await this.#sql.end({ timeout: 5 });
  }
}

function logHead({ log_id, head, oldest }: HeadRow): LogHead {
  return { logId: log_id, position: Number(head), oldest: Number(oldest) };
}
