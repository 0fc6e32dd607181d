import type { Health } from '@trivet/platform/health';
import type { ServerTls } from '@trivet/platform/tls';
import type { FastifyInstance } from 'fastify';
import type { RouterConfig } from '../config/config.ts';
import { WebSocketEdge } from '../live/websocket-edge.ts';
import { clientReader } from './client-info.ts';
import { type Listening, listen } from './listen.ts';
import { HttpServer, type HttpServerDeps, type HttpServerOptions } from './server.ts';

export type EdgeConfig = Pick<
  RouterConfig,
  'host' | 'port' | 'bodyLimitBytes' | 'corsOrigins' | 'trustedProxies' | 'shutdownDeadlineMs' | 'webSockets'
> &
  Pick<HttpServerOptions, 'answerIdleMs'>;

export interface EdgeDeps extends Omit<HttpServerDeps, 'readClient'> {
  /** Without it HTTP is served. */
  readonly tls?: ServerTls | undefined;
}

/** All that clients reach, on one port: HTTP and WebSocket. */
export class Edge {
  readonly app: FastifyInstance;
  readonly #config: EdgeConfig;
  readonly #scheme: 'http' | 'https';
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketEdge;
  #stopped: Promise<void> | undefined;

  constructor(deps: EdgeDeps, config: EdgeConfig) {
    this.#config = config;
    this.#scheme = deps.tls ? 'https' : 'http';
    const readClient = clientReader(config.trustedProxies);
    this.#http = new HttpServer({ ...deps, readClient }, { ...config, eventStreams: config.webSockets, tls: deps.tls });
    this.#webSockets = new WebSocketEdge({ ...deps, readClient }, config.webSockets);
    this.app = this.#http.app;
    this.#webSockets.attach(this.app.server, '/graphql');
  }

  /**
   * @throws {PortInUseError}
   * @throws {AddressNotUsableError}
   */
  listen(): Promise<Listening> {
    const { host, port } = this.#config;
    return listen(this.app, { host, port, scheme: this.#scheme });
  }

  /** What `/readyz` says. */
  health(): Promise<Health> {
    return this.#http.health();
  }

  /** Takes nothing new, finishes what was accepted, closes sockets so that clients connect elsewhere. Idempotent. */
  stop(deadlineMs: number = this.#config.shutdownDeadlineMs): Promise<void> {
    this.#stopped ??= Promise.all([this.#webSockets.stop(deadlineMs), this.#http.stop(deadlineMs)]).then(() => {});
    return this.#stopped;
  }
}
