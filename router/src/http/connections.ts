import type { IncomingMessage, Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';

/**
 * The connections on which nobody has asked anything yet, such as those that a browser opens in advance. Node counts
 * them as busy, so that a stop would wait for them until their headers time out.
 */
export class SilentConnections {
  readonly #sockets = new Set<Socket>();
  /** By TLS, where bytes were read before anybody asks: these leave with their first request. */
  readonly #secureSockets = new Set<Socket>();
  #isClosed = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => keepWhileOpen(this.#sockets, socket));
    if (!(server instanceof SecureServer)) return;
    server.on('secureConnection', (socket) => {
      // A client believes to be connected a moment before the server does.
      if (this.#isClosed) socket.destroy();
      else keepWhileOpen(this.#secureSockets, socket);
    });
    for (const event of ['request', 'upgrade'] as const)
      server.on(event, ({ socket }: IncomingMessage) => this.#secureSockets.delete(socket));
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    for (const socket of this.#secureSockets) socket.destroy();
  }
}

function keepWhileOpen(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

/** What Node's parser refuses never becomes a request; it is answered here, in the shape of every other error. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'The headers of the request are too large.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'The request took too long to arrive.']
        : ['400 Bad Request', 'The request is not valid HTTP.'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
