import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Logger } from '@trivet/platform';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticate } from '../admission/authentication.ts';
import type { ReadClient } from '../http/client-info.ts';
import { type OperationsByName, operationsFor } from '../http/from-here.ts';
import { Connection, type ConnectionDeps, type ConnectionLimits, goingAway } from './connection.ts';

export interface WebSocketLimits extends ConnectionLimits {
  readonly maxPayloadBytes: number;
  /** A peer that has not answered one ping when the next is due is gone. */
  readonly pingIntervalMs: number;
}

export const defaultWebSocketLimits: WebSocketLimits = {
  maxPayloadBytes: 1024 * 1024,
  initTimeoutMs: 5_000,
  maxOperations: 100,
  highWaterBytes: 1024 * 1024,
  stallMs: 30_000,
  pingIntervalMs: 20_000,
};

export interface WebSocketEdgeDeps extends OperationsByName {
  readonly authenticate: Authenticate;
  readonly sessions?: ConnectionDeps['sessions'];
  readonly readClient: ReadClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long a peer may take to answer our close frame. */
const closeTimeoutMs = 1_000;

/** graphql-transport-ws on one path of an HTTP server: queries, mutations and subscriptions. */
export class WebSocketEdge {
  readonly #deps: WebSocketEdgeDeps;
  readonly #limits: WebSocketLimits;
  readonly #server: WebSocketServer;
  readonly #connections = new Map<WebSocket, { readonly connection: Connection; answered: boolean }>();
  readonly #pings: NodeJS.Timeout;
  #stopping = false;

  constructor(deps: WebSocketEdgeDeps, limits: WebSocketLimits) {
    this.#deps = deps;
    this.#limits = limits;
    const options = {
      noServer: true,
      clientTracking: false,
      maxPayload: limits.maxPayloadBytes,
      // Costs memory per socket, and lets a small message become a large one.
      perMessageDeflate: false,
      handleProtocols,
      // Not yet in the types of ws.
      closeTimeout: closeTimeoutMs,
    };
    this.#server = new WebSocketServer(options);
    this.#pings = setInterval(() => this.#ping(), limits.pingIntervalMs);
    this.#pings.unref();
  }

  /** Takes over the upgrades of this server; those to other paths are refused. */
  attach(server: Server, path: string): void {
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      stream.on('error', () => stream.destroy());
      if (request.url?.split('?', 1)[0] !== path) return refuseUpgrade(stream, '404 Not Found');
      if (this.#stopping) return refuseUpgrade(stream, '503 Service Unavailable');
      const client = this.#deps.readClient(request);
      const operations = operationsFor(request, this.#deps);
      this.#server.handleUpgrade(request, stream, head, (socket) => this.#open(socket, { client, operations }));
    });
  }

  /** Begins nothing new, answers the queries and mutations under way until the deadline, and closes all sockets with 1001. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#pings);
    const deadline = Promise.withResolvers<void>();
    const timer = setTimeout(deadline.resolve, deadlineMs);
    await Promise.all(
      [...this.#connections].map(async ([socket, { connection }]) => {
        await Promise.race([connection.drain(), deadline.promise]);
        if (socket.readyState === socket.CLOSED) return;
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
        socket.close(goingAway, 'Going away');
        // Who does not read would not see the close frame either.
        if (connection.isStalled) socket.terminate();
        await closed;
      }),
    );
    clearTimeout(timer);
  }

  #open(socket: WebSocket, from: Pick<ConnectionDeps, 'client' | 'operations'>): void {
    // The peer's fault: bad frames, too large messages, a lost network. ws closes the socket by itself.
    socket.on('error', () => {});
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const peer = {
      connection: new Connection({ ...this.#deps, ...from, socket, limits: this.#limits }),
      answered: true,
    };
    this.#connections.set(socket, peer);
    socket.on('pong', () => {
      peer.answered = true;
    });
    socket.once('close', () => this.#connections.delete(socket));
  }

  #ping(): void {
    const now = this.#deps.clock.now();
    for (const [socket, peer] of this.#connections) {
      peer.connection.closeIfOver(now);
      // We don't read from a stalled peer, so it cannot answer; its own deadline runs.
      if (peer.connection.isStalled) continue;
      if (!peer.answered) {
        socket.terminate();
        continue;
      }
      peer.answered = false;
      socket.ping();
    }
  }
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
