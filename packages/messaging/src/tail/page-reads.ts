import { type LoggedEvent, type Stream, streamKey } from '../events/event.ts';
import type { LogHead, LogPage, LogReader } from '../log/event-log.ts';

export interface Chunk {
  readonly events: readonly LoggedEvent[];
  /** All later than `after` and up to here has been looked at. */
  readonly position: number;
}

export interface PageChunk extends Chunk {
  /** As it was when the events were read. */
  readonly head: LogHead;
}

const pageSize = 500;
const pagesKept = 16;
const readsAtOnce = 2;

/**
 * What is older than the window, from the table. Many readers that are behind ask for the same pages: each is read once
 * while somebody waits for it, and those of the whole log are kept for a while (rows never change). At most two reads at
 * a time, so that the tail's own never waits long.
 */
export class PageReads {
  readonly #log: Pick<LogReader, 'read'>;
  readonly #pages = new Map<string, Promise<LogPage>>();
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  constructor(log: Pick<LogReader, 'read'>) {
    this.#log = log;
  }

  /** What follows `after`, up to `upTo`; the events of one stream or of all. */
  async read(after: number, upTo: number, stream: Stream | undefined): Promise<PageChunk> {
    if (stream) return this.#readStream(after, upTo, stream);
    const from = after - (after % pageSize);
    const to = Math.min(from + pageSize, upTo);
    const { events, head } = await this.#once(`${from}-${to}`, true, { after: from, upTo: to, limit: pageSize });
    return { events: events.filter(({ position }) => position > after), position: to, head };
  }

  async #readStream(after: number, upTo: number, stream: Stream): Promise<PageChunk> {
    const key = `${streamKey(stream)} ${after}-${upTo}`;
    const { events, head } = await this.#once(key, false, { after, upTo, stream, limit: pageSize });
    const position = events.length < pageSize ? upTo : (events.at(-1)?.position ?? upTo);
    return { events, position, head };
  }

  #once(key: string, keep: boolean, query: Parameters<LogReader['read']>[0]): Promise<LogPage> {
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const page = this.#inTurn(() => this.#log.read(query));
    this.#pages.set(key, page);
    const forget = () => this.#pages.delete(key);
    page.then(keep ? () => this.#evict() : forget, forget);
    return page;
  }

  #evict(): void {
    for (const key of this.#pages.keys()) {
      if (this.#pages.size <= pagesKept) return;
      this.#pages.delete(key);
    }
  }

  async #inTurn<Result>(read: () => Promise<Result>): Promise<Result> {
    if (this.#reading >= readsAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#reading += 1;
    try {
      return await read();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#reading -= 1;
    }
  }
}
