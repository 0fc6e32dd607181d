import type { Database, RowScope, Transaction } from '@trivet/database';
import { AppError, type Clock, type Logger, systemClock } from '@trivet/platform';
import type { LoggedEvent } from '../events/event.ts';
import type { EventLog } from '../log/event-log.ts';
import type { MessagingTables } from '../outbox/messaging-tables.ts';
import type { Announcements, Outbox } from '../outbox/outbox.ts';
import { pause, type WorkerSession } from '../postgres/worker-session.ts';
import { progressRows } from '../tail/interest.ts';
import type { Tail } from '../tail/tail.ts';
import { isConnectionFailure, OffsetMovedError, RetryLater } from './consumer.errors.ts';
import { ConsumerOffset } from './consumer-offset.ts';

/** An event, and what `prepare` has found out about it. */
export interface PreparedEvent<Prepared> {
  readonly event: LoggedEvent;
  readonly prepared: Prepared;
}

/** What a consumer does with many events at a time. */
export interface Together<Prepared> {
  /** Of events in one transaction. */
  readonly limit: number;
  /** One result per event, in order. */
  readonly prepare: (events: readonly LoggedEvent[]) => Promise<readonly Prepared[]>;
  /** Sees the rows of all their streams. */
  readonly apply: (tx: Transaction, batch: readonly PreparedEvent<Prepared>[], events: Announcements) => Promise<void>;
}

/** What a consumer does with an event. */
export interface ConsumerDefinition<Prepared> {
  /** Known by its offset: under another name it begins anew. */
  readonly name: string;
  /** All types when missing. */
  readonly types?: readonly string[];
  /** Asked of each event of these types; what it leaves out costs nothing. All of them when missing. */
  readonly concerns?: (event: LoggedEvent) => boolean;
  /** What has to be known before: asks the graph, say. Outside of the transaction, and perhaps for nothing. */
  readonly prepare?: (event: LoggedEvent) => Promise<Prepared>;
  /** Whose rows `apply` touches; default: those of the event's stream. */
  readonly scope?: (event: LoggedEvent, prepared: Prepared) => RowScope;
  /** The effects, and what they announce: in one transaction with the offset. Slow work is a job. */
  readonly apply: (tx: Transaction, event: LoggedEvent, prepared: Prepared, events: Announcements) => Promise<void>;
  /** What is there already is applied together, which saves most of a transaction each; where that fails, one by one as above. */
  readonly together?: Together<Prepared>;
  /** Where it begins when it is new; default `oldest`, all that the log still has. */
  readonly startAt?: 'oldest' | 'head';
}

export interface ConsumerDeps {
  readonly log: Pick<EventLog, 'head' | 'renewedAt'>;
  readonly tail: Tail;
  readonly session: WorkerSession;
  readonly database: Pick<Database, 'transaction'>;
  readonly tables: MessagingTables;
  readonly outbox: Outbox;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Failures after which an event becomes a dead letter; default 8, which takes about a minute. */
  readonly maxAttempts?: number;
  /** How long `RetryLater` is tried again; default five minutes. */
  readonly maxRetryMs?: number;
  /** Before the attempt after the nth; default: doubles from 250 ms to 15 s. */
  readonly retryDelayMs?: (attempt: number) => number;
  /** How often it looks whether dead letters are to be tried again; default ten seconds. */
  readonly redrivePollMs?: number;
}

/** So many at a time. */
const redriveBatch = 100;

const doubling = (attempt: number) => Math.min(250 * 2 ** (attempt - 1), 15_000);

/**
 * Applies the events of some types, in order, each once in effect: the offset moves in the transaction of the effects, from
 * exactly where this process saw it. One process per name works; another takes over when it ends.
 *
 * An event that keeps failing is put aside as a dead letter, together with the offset, and tried once more when somebody asks
 * for it (`DeadLetters`). What fails because the database
 * cannot be reached is tried for ever.
 */
export class Consumer<Prepared = void> {
  readonly #definition: ConsumerDefinition<Prepared>;
  readonly #deps: ConsumerDeps;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #offset: ConsumerOffset;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #position: number | undefined;
  /** Up to here something would not be applied together. */
  #singlyUpTo = 0;

  constructor(definition: ConsumerDefinition<Prepared>, deps: ConsumerDeps) {
    const { database, tables, logger, clock = systemClock } = deps;
    this.#definition = definition;
    this.#deps = deps;
    this.#clock = clock;
    this.#logger = logger.child({ consumer: definition.name });
    this.#offset = new ConsumerOffset({ consumer: definition.name, database, tables, clock });
  }

  /** Begins to work, or to wait for the place. The tail has to be started. */
  start(): void {
    const duty = `trivet consumer ${this.#definition.name}`;
    this.#running ??= this.#deps.session.perform(duty, this.#stopping.signal, (signal) => this.#work(signal));
  }

  /** Finishes the event under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Events of the log that it has not looked at; undefined where another process works. */
  get lag(): number | undefined {
    return this.#position === undefined ? undefined : this.#deps.tail.position - this.#position;
  }

  /** Applies a dead letter again and takes it away. False when there is none. Throws what `apply` throws. */
  async redrive(eventId: string): Promise<boolean> {
    const event = await this.#offset.findDeadLetter(eventId);
    if (!event) return false;
    return this.#apply(event, (tx) => this.#offset.unbury(tx, eventId));
  }

  async #work(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#keepConsuming(signal), this.#keepRedriving(signal)]);
  }

  async #keepConsuming(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#consume(signal).catch(async (error: unknown) => {
          const expected =
            error instanceof OffsetMovedError || (error instanceof AppError && error.code === 'CURSOR_EXPIRED');
          if (!expected && !signal.aborted)
            this.#logger.warn('A consumer is interrupted; it goes on from its offset.', { error });
        });
        await pause(this.#deps.retryDelayMs?.(1) ?? 1000, signal);
      }
    } finally {
      this.#position = undefined;
    }
  }

  async #keepRedriving(signal: AbortSignal): Promise<void> {
    const { redrivePollMs = 10_000 } = this.#deps;
    while (!signal.aborted) {
      try {
        for (const eventId of await this.#offset.listToRedrive(redriveBatch)) {
          if (signal.aborted) return;
          await this.#redriveAsked(eventId);
        }
      } catch (error) {
        if (!signal.aborted) this.#logger.warn('Dead letters cannot be looked for at the moment.', { error });
      }
      await pause(redrivePollMs, signal);
    }
  }

  /** What fails again waits until somebody asks again; what fails because of the connection is tried with the next look. */
  async #redriveAsked(eventId: string): Promise<void> {
    try {
      if (await this.redrive(eventId)) this.#logger.info('A dead letter was driven again.', { eventId });
    } catch (error) {
      if (isConnectionFailure(error)) throw error;
      await this.#offset.keepBuried(eventId, describe(error));
      this.#logger.error('A dead letter failed again.', { eventId, error });
    }
  }

  async #consume(signal: AbortSignal): Promise<void> {
    const { tail } = this.#deps;
    const { types, concerns } = this.#definition;
    const { logId } = tail;
    let offset = await this.#load(logId);
    this.#position = offset;
    for await (const { position, event } of tail.follow({ after: offset, types, readable: concerns, signal })) {
      // It was applied together with one before.
      if (position <= offset) continue;
      if (event) {
        const reached =
          (await this.#deliverTogether(logId, offset, event)) ?? (await this.#deliver(logId, offset, event, signal));
        if (reached === null) return;
        offset = reached;
      } else if (position - offset >= progressRows) {
        await this.#offset.skip(logId, offset, position);
        offset = position;
      } else {
        continue;
      }
      this.#position = offset;
    }
  }

  /** The position that was reached; null where there is nothing to apply together with the event, or that does not work. */
  async #deliverTogether(logId: string, from: number, event: LoggedEvent): Promise<number | null> {
    const { tail } = this.#deps;
    const { together, types, concerns } = this.#definition;
    if (!together || tail.position === event.position || event.position <= this.#singlyUpTo) return null;
    const { events } = await tail.page({ after: from, limit: together.limit, types, readable: concerns });
    const last = events.at(-1);
    if (!last || events.length < 2) return null;
    try {
      await this.#applyTogether(together, events, (tx) => this.#offset.move(tx, logId, from, last.position));
      return last.position;
    } catch (error) {
      if (error instanceof OffsetMovedError) throw error;
      this.#singlyUpTo = last.position;
      const context = { from: event.position, to: last.position, error };
      this.#logger.warn('Events could not be applied together; trying one by one.', context);
      return null;
    }
  }

  async #applyTogether(
    { prepare, apply }: Together<Prepared>,
    events: readonly LoggedEvent[],
    claim: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const { outbox, database } = this.#deps;
    const prepared = await prepare(events);
    const batch = events.map((event, index) => ({ event, prepared: prepared[index] as Prepared }));
    await outbox.transaction(database, scopeOfStreams(events), async (tx, announcements) => {
      await claim(tx);
      await apply(tx, batch, announcements);
    });
  }

  /** The stored offset, unless the log no longer reaches back to it, or never reached so far. */
  async #load(logId: string): Promise<number> {
    const { log } = this.#deps;
    const [head, renewedAt] = await Promise.all([log.head(), log.renewedAt()]);
    const beginning = head.oldest - 1;
    const initial = this.#definition.startAt === 'head' ? head.position : beginning;
    // What it saw after the log was renewed was in another history; what came in this one it has not seen.
    const stored = await this.#offset.load(logId, initial, (position) => Math.min(position, renewedAt));
    if (stored >= beginning) return stored;
    this.#logger.error('Events were dropped from the log before this consumer saw them.', {
      from: stored + 1,
      to: beginning,
    });
    await this.#offset.skip(logId, stored, beginning);
    return beginning;
  }

  /** The event's position; null when it was told to stop before it was done. */
  async #deliver(logId: string, from: number, event: LoggedEvent, signal: AbortSignal): Promise<number | null> {
    const { maxAttempts = 8, maxRetryMs = 300_000, retryDelayMs = doubling } = this.#deps;
    const since = this.#clock.now().getTime();
    let failures = 0;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await this.#apply(event, async (tx) => {
          await this.#offset.move(tx, logId, from, event.position);
          return true;
        });
        return event.position;
      } catch (error) {
        if (error instanceof OffsetMovedError) throw error;
        const lost = isConnectionFailure(error);
        const later = error instanceof RetryLater;
        if (!lost && !later) failures += 1;
        const exhausted = later ? this.#clock.now().getTime() - since >= maxRetryMs : failures >= maxAttempts;
        const context = { eventId: event.id, eventType: event.type, position: event.position, attempt, error };
        if (exhausted && !lost && (await this.#bury(logId, from, event, attempt, error))) {
          this.#logger.error('An event is put aside as a dead letter.', context);
          return event.position;
        }
        this.#logger.warn('An event could not be applied; trying again.', context);
        await pause(retryDelayMs(attempt), signal);
      }
    }
    return null;
  }

  async #bury(logId: string, from: number, event: LoggedEvent, attempts: number, error: unknown): Promise<boolean> {
    return this.#offset.bury(logId, from, event, { attempts, error: describe(error) }).then(
      () => true,
      (failure: unknown) => {
        if (failure instanceof OffsetMovedError) throw failure;
        this.#logger.warn('A dead letter could not be written.', { eventId: event.id, error: failure });
        return false;
      },
    );
  }

  /** Everything in one transaction, if `claim` says that it is ours to do. */
  async #apply(event: LoggedEvent, claim: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
    const { outbox, database } = this.#deps;
    const { prepare, scope, apply } = this.#definition;
    const prepared = (await prepare?.(event)) as Prepared;
    const rows = scope?.(event, prepared) ?? scopeOfStreams([event]);
    return outbox.transaction(database, rows, async (tx, events) => {
      if (!(await claim(tx))) return false;
      await apply(tx, event, prepared, events);
      return true;
    });
  }
}

function scopeOfStreams(events: readonly LoggedEvent[]): RowScope {
  const accounts = events.flatMap(({ stream }) => stream.account ?? []);
  const persons = events.flatMap(({ stream }) => stream.person ?? []);
  return { accounts: [...new Set(accounts)], persons: [...new Set(persons)] };
}

/** The kind of a failure and its cause, without the message: that may quote values. */
function describe(error: unknown): string {
  const names: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    names.push(typeof code === 'string' ? `${cause.name} ${code}` : cause.name);
  }
  return names.join(' < ') || typeof error;
}
