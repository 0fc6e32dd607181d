import type { ClientTls } from '@trivet/platform/tls';
import { SubgraphFailure } from '../subgraph-failure.ts';
import { Connection, type ResponseHandler, type TlsState } from './connection.ts';
import type { ResponseLimits } from './response-reader.ts';

export interface ConnectionsOptions extends Partial<ResponseLimits> {
  /** Of `http` or `https`; only its origin is used. */
  readonly origin: URL;
  /** With which certificate, for `https`; without it none is shown, and the authorities of the system vouch. */
  readonly tls?: ClientTls | undefined;
  readonly connectTimeoutMs?: number;
}

const sweepMs = 1_000;

/**
 * Connections to one server that are used again and again: as many as there are requests at once, which is for whoever
 * sends them to bound. The one that was used last is used next, so that those that are too many grow old and are closed.
 */
export class Connections {
  readonly #options: Required<ConnectionsOptions>;
  readonly #all = new Set<Connection>();
  /** The one that has been free for longest first. */
  readonly #free: Connection[] = [];
  #tls: TlsState;
  #sweeper: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({
    origin,
    tls,
    connectTimeoutMs = 2_000,
    maxHeadBytes = 16_384,
    maxBodyBytes = 50 * 1024 * 1024,
  }: ConnectionsOptions) {
    this.#options = { origin, tls, connectTimeoutMs, maxHeadBytes, maxBodyBytes };
    this.#tls = { context: tls?.context };
  }

  /** Sends `message`, a whole request, and returns what carries it. @throws {SubgraphFailure} `not-sent` once closed. */
  send(message: string, handler: ResponseHandler): Connection {
    if (this.#closed) throw new SubgraphFailure('not-sent', 'The subgraph could not be asked: the router stops.');
    const connection = this.#take();
    connection.send(message, handler);
    return connection;
  }

  /** At once: what is under way fails. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const connection of this.#all) connection.close(new SubgraphFailure('not-sent', 'The router stops.'));
  }

  #take(): Connection {
    const now = performance.now();
    const tls = this.#presentTls();
    for (let connection = this.#free.pop(); connection; connection = this.#free.pop()) {
      if (connection.isUsable(now, tls)) return connection;
      connection.close(tooOld());
    }
    const connection = new Connection({
      ...this.#options,
      tls,
      onError: (error) => this.#options.tls?.tellFailure(error),
      onFree: (free) => void this.#free.push(free),
      onGone: (gone) => this.#forget(gone),
    });
    this.#all.add(connection);
    this.#sweeper ??= setInterval(() => this.#sweep(), sweepMs).unref();
    return connection;
  }

  /** Connections of another certificate are not used again, nor are their sessions: both would bring it along. */
  #presentTls(): TlsState {
    const context = this.#options.tls?.context;
    if (context !== this.#tls.context) this.#tls = { context };
    return this.#tls;
  }

  #forget(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    const index = this.#free.indexOf(connection);
    if (index >= 0) this.#free.splice(index, 1);
  }

  #sweep(): void {
    const now = performance.now();
    const tls = this.#presentTls();
    for (const connection of this.#free.filter((free) => !free.isUsable(now, tls))) connection.close(tooOld());
    if (this.#all.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}

function tooOld(): SubgraphFailure {
  return new SubgraphFailure('connection-lost', 'The connection was not used for too long.');
}
