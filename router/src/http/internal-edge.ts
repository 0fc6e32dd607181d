import type { ViewerTokenVerifier } from '@trivet/identity';
import { AppError } from '@trivet/platform';
import type { ServerTls } from '@trivet/platform/tls';
import { createAuthenticate } from '../admission/authentication.ts';
import type { RouterConfig } from '../config/config.ts';
import { clientReader } from './client-info.ts';
import { type Listening, listen } from './listen.ts';
import { HttpServer, type HttpServerDeps } from './server.ts';

export interface InternalEdgeDeps extends Pick<HttpServerDeps, 'operations' | 'readiness' | 'clock' | 'logger'> {
  readonly tls: ServerTls;
  readonly port: number;
  readonly viewerTokens?: ViewerTokenVerifier | undefined;
}

export type InternalEdgeConfig = Pick<RouterConfig, 'host' | 'bodyLimitBytes' | 'shutdownDeadlineMs' | 'webSockets'>;

/** The graph for subgraphs in processes of their own, by mutual TLS and viewer tokens: nobody else is anybody here. */
export class InternalEdge {
  readonly #http: HttpServer;
  readonly #host: string;
  readonly #port: number;
  readonly #deadlineMs: number;
  #stopped: Promise<void> | undefined;

  constructor({ tls, port, viewerTokens, ...deps }: InternalEdgeDeps, config: InternalEdgeConfig) {
    const authenticate = createAuthenticate({ accessTokens: { verifyBearer: noPersons }, viewerTokens });
    this.#http = new HttpServer(
      { ...deps, authenticate, readClient: clientReader([]), routes: [] },
      { bodyLimitBytes: config.bodyLimitBytes, corsOrigins: [], eventStreams: config.webSockets, tls },
    );
    this.#host = config.host;
    this.#port = port;
    this.#deadlineMs = config.shutdownDeadlineMs;
  }

  /**
   * @throws {PortInUseError}
   * @throws {AddressNotUsableError}
   */
  listen(): Promise<Listening> {
    return listen(this.#http.app, { host: this.#host, port: this.#port, scheme: 'https' });
  }

  /** Finishes what was accepted. Idempotent. */
  stop(deadlineMs: number = this.#deadlineMs): Promise<void> {
    this.#stopped ??= this.#http.stop(deadlineMs);
    return this.#stopped;
  }
}

async function noPersons(): Promise<never> {
  throw new AppError('UNAUTHENTICATED', 'Only subgraphs are served here.');
}
