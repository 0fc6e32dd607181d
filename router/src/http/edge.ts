import type { FastifyInstance } from 'fastify';
import type { RouterConfig } from '../config/config.ts';
import { WebSocketEdge, type WebSocketEdgeDeps } from '../live/websocket-edge.ts';
import { clientReader } from './client-info.ts';
import { type Listening, listen } from './listen.ts';
import { HttpServer, type HttpServerDeps } from './server.ts';

export type EdgeConfig = Pick<
  RouterConfig,
  'host' | 'port' | 'bodyLimitBytes' | 'corsOrigins' | 'trustedProxies' | 'shutdownDeadlineMs' | 'webSockets'
>;

export type EdgeDeps = Omit<HttpServerDeps, 'readClient'> & Pick<WebSocketEdgeDeps, 'sessions' | 'clock'>;

/** All that clients reach, on one port: HTTP and WebSocket. */
export class Edge {
  readonly app: FastifyInstance;
  readonly #config: EdgeConfig;
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketEdge;
  #stopped: Promise<void> | undefined;

  constructor(deps: EdgeDeps, config: EdgeConfig) {
    this.#config = config;
    const readClient = clientReader(config.trustedProxies);
    this.#http = new HttpServer({ ...deps, readClient }, config);
    this.#webSockets = new WebSocketEdge({ ...deps, readClient }, config.webSockets);
    this.app = this.#http.app;
    this.#webSockets.attach(this.app.server, '/graphql');
  }

  /**
   * @throws {PortInUseError}
   * @throws {AddressNotUsableError}
   */
  listen(): Promise<Listening> {
    return listen(this.app, this.#config.host, this.#config.port);
  }

  /** Takes nothing new, finishes what was accepted, closes sockets so that clients connect elsewhere. Idempotent. */
  stop(deadlineMs: number = this.#config.shutdownDeadlineMs): Promise<void> {
    this.#stopped ??= Promise.all([this.#webSockets.stop(deadlineMs), this.#http.stop(deadlineMs)]).then(() => {});
    return this.#stopped;
  }
}
