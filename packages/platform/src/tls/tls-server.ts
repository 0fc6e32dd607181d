import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer } from 'node:https';
import type { SecureContextOptions, TLSSocket, TlsOptions } from 'node:tls';
import type { Certificate } from './certificate.ts';
import type { RotatingCertificate } from './rotating-certificate.ts';

/** By which a process serves HTTPS. */
export interface ServerTls {
  /** For what makes its own server otherwise; `options` and `handler` are those of `node:http`. */
  createServer(options: ServerOptions, handler: RequestListener): Server;
}

export interface TlsServerOptions {
  readonly certificate: RotatingCertificate;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Whom it serves, of those for whom the certificate's authorities vouch. Without it: everybody, without a certificate. */
  readonly admits?: (socket: TLSSocket) => boolean;
  /** A connection over which nobody came to an agreement, or whose client showed what no authority vouches for. */
  readonly onFailure?: (error: Error, socket: TLSSocket) => void;
}

/** Strangers cost a socket for so long, not for the two minutes that Node would wait. */
const handshakeTimeoutMs = 5_000;
/** For a client that was refused to read so. */
const farewellMs = 1_000;
const forbidden = 'HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/** An HTTPS server that goes over to another certificate when there is one, for connections that begin from then on. */
export function createTlsServer(http: ServerOptions, handler: RequestListener, options: TlsServerOptions): Server {
  const { certificate, admits, minVersion, onFailure } = options;
  const contextOf = ({ cert, key, ca }: Certificate): SecureContextOptions => ({
    cert,
    key,
    minVersion,
    ...(admits && ca && { ca }),
  });
  const tls: TlsOptions = {
    ...contextOf(certificate.current),
    requestCert: admits !== undefined,
    handshakeTimeout: handshakeTimeoutMs,
    ALPNProtocols: ['http/1.1'],
  };
  const server = createServer({ ...http, ...tls }, handler);
  certificate.onChange((next) => server.setSecureContext(contextOf(next)));
  if (onFailure) server.on('tlsClientError', onFailure);
  if (admits) admitOnly(server, admits);
  return server;
}

/** Stands between TLS and HTTP: of who is not let in, HTTP never reads a byte. */
function admitOnly(server: ReturnType<typeof createServer>, admits: (socket: TLSSocket) => boolean): void {
  const [serve, ...others] = server.listeners('secureConnection');
  if (!serve || others.length > 0) throw new Error('This Node serves HTTPS in another way than we know.');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    if (admits(socket)) serve.call(server, socket);
    else refuse(socket);
  });
}

/** Says so, rather than to break off: a client takes that for an accident, and tries again. */
function refuse(socket: TLSSocket): void {
  socket.on('error', () => {});
  // Bytes that nobody has read would have the farewell thrown away.
  socket.resume();
  socket.setTimeout(farewellMs, () => socket.destroy());
  socket.end(forbidden, () => setTimeout(() => socket.destroy(), farewellMs).unref());
}
