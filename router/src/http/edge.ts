import type { FastifyInstance } from 'fastify';
import type { RouterConfig } from '../config/config.ts';
import { WebSocketEdge, type WebSocketEdgeDeps } from '../live/websocket-edge.ts';
import { type Listening, listen } from './listen.ts';
import { HttpServer, type HttpServerDeps } from './server.ts';

export type EdgeDeps = HttpServerDeps & Pick<WebSocketEdgeDeps, 'sessions'>;

export type EdgeConfig = Pick<
  RouterConfig,
  'host' | 'port' | 'bodyLimitBytes' | 'corsOrigins' | 'shutdownDeadlineMs' | 'webSockets'
>;

/** All that clients reach, on one port: HTTP and WebSocket. */
export class Edge {
  readonly app: FastifyInstance;
  readonly #config: EdgeConfig;
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketEdge;
  #stopped: Promise<void> | undefined;

  constructor(deps: EdgeDeps, config: EdgeConfig) {
    this.#config = config;
    this.#http = new HttpServer(deps, config);
    this.#webSockets = new WebSocketEdge(deps, config.webSockets);
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
