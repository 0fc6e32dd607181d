import { type Clock, type Logger, systemClock } from '@trivet/platform';
import { type LoggedEvent, type Stream, streamKey } from '../events/event.ts';
import { cursorExpired, decodeCursor, encodeCursor } from '../log/cursor.ts';
import type { LogHead, LogReader } from '../log/event-log.ts';
import { Wakeup } from '../postgres/wakeup.ts';
import type { Feed, FeedReader } from '../redis/redis-feed.ts';
import { follow } from './follow.ts';
import {
  type EventPage,
  type FollowRequest,
  type FollowStep,
  isOfInterest,
  type PageRequest,
  progressRows,
} from './interest.ts';
import { type Chunk, PageReads } from './page-reads.ts';
import { Waiters } from './waiters.ts';
import { Window } from './window.ts';

export interface TailDeps {
  readonly log: LogReader;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Rows kept in memory; default 10,000. */
  readonly windowSize?: number;
  /** Between two looks without being told; default 1000. Its only cost when nothing happens. */
  readonly pollMs?: number;
  /** Brings events sooner, in place of NOTIFY. The table remains what counts. */
  readonly feed?: Feed | undefined;
}

/** One life of the log: positions of another mean something else. */
interface Era {
  readonly logId: string;
  readonly window: Window;
  readonly pages: PageReads;
}

const batchSize = 500;

/**
 * A process' one reader of the log. Whoever wants events, from the past or from now on, reads "next after p" from the
 * rows that it keeps in memory, or from the table when p is older; so there is no moment of changing over to live.
 */
export class Tail {
  readonly #log: LogReader;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #windowSize: number;
  readonly #pollMs: number;
  readonly #feed: Feed | undefined;
  readonly #waiters = new Waiters();
  readonly #wakeup = new Wakeup();
  readonly #stopping = new AbortController();
  readonly #eventListeners = new Set<(event: LoggedEvent) => void>();
  readonly #resetListeners = new Set<() => void>();
  #era: Era | undefined;
  #oldest = 1;
  #lastHeardAt = new Date(0);
  #running: Promise<void> | undefined;
  #catchingUp: Promise<void> = Promise.resolve();
  #nextCatchUp: Promise<void> | undefined;
  #failing = false;

  constructor({ log, logger, clock = systemClock, windowSize = 10_000, pollMs = 1000, feed }: TailDeps) {
    this.#log = log;
    this.#logger = logger;
    this.#clock = clock;
    this.#windowSize = windowSize;
    this.#pollMs = pollMs;
    this.#feed = feed;
  }

  /** Begins at the head of the log as it is now. */
  async start(): Promise<void> {
    this.#log.listen(() => this.#wakeup.call(), this.#feed ? 'process' : 'everywhere');
    const askedAt = this.#clock.now();
    this.#begin(await this.#log.head());
    this.#lastHeardAt = askedAt;
    const { signal } = this.#stopping;
    this.#running ??= Promise.all([this.#run(signal), this.#feed?.run(this.#feedReader(), signal)]).then(() => {});
  }

  /** Ends every reader. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Every event up to here was shown to the listeners and can be read. */
  get position(): number {
    return this.#current.window.end;
  }

  get logId(): string {
    return this.#current.logId;
  }

  /** All that was in the log at this time has been shown to the listeners. */
  get lastHeardAt(): Date {
    return this.#lastHeardAt;
  }

  /**
   * Calls `listener` with every event, in order, before any reader gets this event or a later one: so nobody sees an
   * event with rights that an earlier one took away. Returns what takes it off again.
   */
  onEvent(listener: (event: LoggedEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Calls `listener` when events were missed (a backup was restored, say): what was learned from events is worth nothing. */
  onReset(listener: () => void): () => void {
    this.#resetListeners.add(listener);
    return () => this.#resetListeners.delete(listener);
  }

  cursorOf(position: number): string {
    return encodeCursor(this.logId, position);
  }

  /**
   * The position that a client's cursor stands for.
   * @throws {AppError} `BAD_USER_INPUT` for what never was a cursor; `CURSOR_EXPIRED` for one of another log, before the
   * retention or beyond the head.
   */
  async positionOf(cursor: string): Promise<number> {
    const position = decodeCursor(cursor, this.logId);
    // Another process may be ahead of this one, and have given it out.
    const { oldest, position: head } =
      position > this.position ? await this.#log.head() : { oldest: this.#oldest, position: this.position };
    if (position > head || position + 1 < oldest) throw cursorExpired();
    return position;
  }

  /**
   * All later events of interest, then those to come, in order, each once. The first step says where it begins; steps
   * without an event come now and then while nothing of interest happens. Reads only as fast as it is asked: a slow reader
   * holds one page and no buffer. Ends when `signal` aborts, it is returned, or the tail stops.
   * @throws {AppError} `CURSOR_EXPIRED` (from the generator) when events after its place are no longer kept.
   */
  follow(request: FollowRequest = {}): AsyncGenerator<FollowStep, void, void> {
    const era = this.#current;
    return follow(request, {
      start: era.window.end,
      cursorOf: (position) => encodeCursor(era.logId, position),
      next: (position, stream, signal) => this.#next(era, position, stream, signal),
    });
  }

  /**
   * One page of the past, up to the head of the log at the call: nobody misses here what another process has shown him.
   * @throws {AppError} `CURSOR_EXPIRED`
   */
  async page({ after, limit, stream, types, readable }: PageRequest): Promise<EventPage> {
    await this.#catchUp();
    const era = this.#current;
    const end = era.window.end;
    const events: LoggedEvent[] = [];
    for (let position = after ?? this.#oldest - 1; position < end && events.length <= limit; ) {
      const chunk = await this.#chunk(era, position, stream);
      position = chunk.position;
      events.push(...chunk.events.filter((event) => isOfInterest(event, { stream, types, readable })));
    }
    return { events: events.slice(0, limit), hasMore: events.length > limit };
  }

  get #current(): Era {
    if (!this.#era) throw new Error('The tail was not started.');
    return this.#era;
  }

  /** What follows `position`: at once where there is something, else when there is. Null when the signal aborts. */
  async #next(era: Era, position: number, stream: Stream | undefined, signal: AbortSignal): Promise<Chunk | null> {
    if (signal.aborted || this.#stopping.signal.aborted) return null;
    if (era !== this.#era) throw cursorExpired();
    if (position < era.window.end) return this.#chunk(era, position, stream);
    const upTo = await this.#waiters.wait(stream && streamKey(stream), signal);
    if (upTo < 0) return this.#next(era, position, stream, signal);
    return { events: [], position: Math.max(position, upTo) };
  }

  async #chunk(era: Era, position: number, stream: Stream | undefined): Promise<Chunk> {
    if (position >= era.window.start) {
      const events = era.window.after(position, batchSize);
      return { events, position: position + events.length };
    }
    const { events, head, position: upTo } = await era.pages.read(position, era.window.start, stream);
    if (head.logId !== era.logId || position + 1 < head.oldest) throw cursorExpired();
    return { events, position: upTo };
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const full = await this.#look().catch((error: unknown) => {
        if (!this.#failing) this.#logger.warn('The log cannot be read; trying again.', { error });
        this.#failing = true;
        return false;
      });
      if (!full) await this.#wakeup.wait(this.#pollMs, signal);
    }
    this.#waiters.wakeAll(-1);
  }

  /** Takes all that is in the log at the call. Who calls while one is under way shares the one after it. */
  #catchUp(): Promise<void> {
    this.#nextCatchUp ??= this.#catchingUp.then(() => {
      this.#nextCatchUp = undefined;
      const looking = this.#lookAtAll();
      this.#catchingUp = looking.catch(() => {});
      return looking;
    });
    return this.#nextCatchUp;
  }

  async #lookAtAll(): Promise<void> {
    for (let more = true; more; ) more = await this.#look();
  }

  /** Takes what is new; answers whether there may be more. */
  async #look(): Promise<boolean> {
    const era = this.#current;
    const { window, logId } = era;
    const askedAt = this.#clock.now();
    const after = window.end;
    const { head, events } = await this.#log.read({ after, limit: batchSize });
    // Another look was at it meanwhile, and saw that positions mean something else now.
    if (era !== this.#era) return true;
    if (this.#failing) this.#logger.info('The log can be read again.');
    this.#failing = false;
    this.#oldest = head.oldest;
    const hole = after + 1 < head.oldest || (events[0] && events[0].position !== after + 1);
    if (head.logId !== logId || head.position < after || hole) this.#reset(head);
    // Meanwhile the feed may have brought some of them.
    else this.#take(events.filter(({ position }) => position > window.end));
    const full = events.length === batchSize;
    if (!full) this.#lastHeardAt = askedAt;
    return full;
  }

  #feedReader(): FeedReader {
    return {
      place: () => ({ logId: this.logId, position: this.position }),
      offer: (logId, events) => {
        if (logId !== this.logId) return false;
        const later = events.filter(({ position }) => position > this.position);
        const dense = later.every(({ position }, index) => position === this.position + 1 + index);
        if (dense) this.#take(later);
        else this.#wakeup.call();
        return dense;
      },
    };
  }

  #take(events: readonly LoggedEvent[]): void {
    const { window } = this.#current;
    for (const event of events) {
      for (const listener of this.#eventListeners) {
        this.#guard(() => listener(event));
      }
      window.push(event);
      this.#waiters.wake(streamKey(event.stream), event.position - 1);
      if (event.position % progressRows === 0) this.#waiters.wakeAll(event.position);
    }
  }

  #reset(head: LogHead): void {
    this.#logger.warn('The log is not the one that was read before, or events were missed; every reader begins anew.', {
      position: this.position,
      head: head.position,
    });
    this.#begin(head);
    for (const listener of this.#resetListeners) this.#guard(listener);
    this.#waiters.wakeAll(-1);
  }

  #begin(head: LogHead): void {
    this.#oldest = head.oldest;
    this.#era = {
      logId: head.logId,
      window: new Window(head.position, this.#windowSize),
      pages: new PageReads(this.#log),
    };
  }

  #guard(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error('A listener of the log has failed.', { error });
    }
  }
}
