import { connect, isIP, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { failureOf, SubgraphFailure } from '../subgraph-failure.ts';
import { type ResponseLimits, ResponseReader } from './response-reader.ts';

/** Who waits for a response: told once, of the one or the other. */
export interface ResponseHandler {
  answered(status: number, text: string): void;
  failed(failure: SubgraphFailure): void;
}

/** What connections by TLS have in common, until they are made with another certificate. */
export interface TlsState {
  /** Undefined: Node's own, with the authorities of the system. */
  readonly context: SecureContext | undefined;
  /** By which the next connection is spared the certificates. */
  session?: Buffer;
}

export interface ConnectionOptions extends ResponseLimits {
  readonly origin: URL;
  /** For `https`. */
  readonly tls: TlsState;
  readonly connectTimeoutMs: number;
  /** It is free for another request, or gone. */
  readonly onFree: (connection: Connection) => void;
  readonly onGone: (connection: Connection) => void;
  readonly onError: (error: Error) => void;
}

/** Node's servers say for how long; of others it is not known, and many close after five seconds. */
const defaultIdleMs = 4_000;
/** So that the server does not close the connection while a request is on its way to it. */
const idleMarginMs = 1_000;
const longestIdleMs = 600_000;

/** All connections read into it: what they read is taken out of it before the next of them reads. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** One socket to a server, and one request on it at a time: responses are never matched to requests by counting. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  #handler: ResponseHandler | undefined;
  #reader: ResponseReader | undefined;
  #failure: SubgraphFailure | undefined;
  /** By `performance.now()`. */
  #usableUntil = Number.POSITIVE_INFINITY;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = open(options, (bytes) => this.#read(bytes));
    this.#socket.setNoDelay(true);
    this.#socket.setTimeout(options.connectTimeoutMs, () =>
      this.#close(
        new SubgraphFailure('unreachable', 'The subgraph cannot be reached: no connection came about in time.'),
      ),
    );
    this.#socket.once(options.origin.protocol === 'https:' ? 'secureConnect' : 'connect', () =>
      this.#socket.setTimeout(0),
    );
    this.#socket.on('error', (error) => {
      options.onError(error);
      this.#close(failureOf(error));
    });
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('close', () => this.#gone());
  }

  /** Whether the server still keeps it, as far as it said, and it was made with what connections are made with now. */
  isUsable(now: number, tls: TlsState): boolean {
    return now < this.#usableUntil && !this.#socket.destroyed && tls === this.#options.tls;
  }

  /** `message` is a whole request. Only for a connection that is new or free. */
  send(message: string, handler: ResponseHandler): void {
    this.#handler = handler;
    this.#reader = new ResponseReader(this.#options);
    this.#socket.write(message, 'utf8');
  }

  /** At once; whoever waits for a response is told `failure`. */
  close(failure: SubgraphFailure): void {
    this.#close(failure);
  }

  #read(bytes: Buffer): void {
    const reader = this.#reader;
    // What nobody asked for.
    if (!reader) return void this.#socket.destroy();
    try {
      if (reader.read(bytes)) this.#finish(reader);
    } catch (error) {
      this.#close(failureOf(error));
    }
  }

  #ended(): void {
    if (this.#reader?.end()) this.#finish(this.#reader);
    this.#socket.destroy();
  }

  #finish(reader: ResponseReader): void {
    const handler = this.#handler;
    this.#handler = undefined;
    this.#reader = undefined;
    if (reader.keepsConnection && !this.#socket.destroyed) {
      const { idleSeconds } = reader;
      const idleMs =
        idleSeconds === undefined ? defaultIdleMs : Math.min(longestIdleMs, idleSeconds * 1000) - idleMarginMs;
      this.#usableUntil = performance.now() + idleMs;
      this.#options.onFree(this);
    } else {
      this.#socket.destroy();
    }
    handler?.answered(reader.status, reader.text());
  }

  #close(failure: SubgraphFailure): void {
    this.#failure ??= failure;
    this.#socket.destroy();
    this.#gone();
  }

  #gone(): void {
    this.#options.onGone(this);
    const handler = this.#handler;
    this.#handler = undefined;
    this.#reader = undefined;
    handler?.failed(this.#failure ?? new SubgraphFailure('connection-lost', 'The connection was lost.'));
  }
}

function open({ origin, tls }: ConnectionOptions, onRead: (bytes: Buffer) => void): Socket {
  const { protocol, hostname, port } = origin;
  const isSecure = protocol === 'https:';
  // Brackets are the URL's notation for IPv6.
  const host = hostname.replace(/^\[|\]$/g, '');
  const options: NetConnectOpts = {
    host,
    port: Number(port || (isSecure ? 443 : 80)),
    onread: {
      buffer: readBuffer,
      callback: (length, buffer) => {
        onRead(Buffer.from(buffer.buffer, buffer.byteOffset, length));
        return true;
      },
    },
  };
  if (!isSecure) return connect(options);
  const { context: secureContext, session } = tls;
  const socket = connectTls({
    ...options,
    ...(secureContext && { secureContext }),
    ...(session && { session }),
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
  });
  socket.on('session', (given) => {
    tls.session = given;
  });
  return socket;
}
