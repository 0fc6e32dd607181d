import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import { serveSubgraph } from '@trivet/platform/server';
import type { PeerTls } from '@trivet/platform/tls';
import type { JWK } from 'jose';
import { onTestFinished } from 'vitest';
import { HttpTransport, type HttpTransportOptions } from '../transports/http.ts';
import { silentLogger, type TestSubgraph } from './test-graph.ts';

const keys = generateKeyPairSync('ed25519');
const key = keys.privateKey.export({ format: 'jwk' }) as JWK;
const publicKey = keys.publicKey.export({ format: 'jwk' }) as JWK;
export const issuer = new ViewerTokenIssuer({ key, issuer: 'router', clock: systemClock });

export interface ServedSubgraph {
  readonly url: string;
  stop(): Promise<void>;
}

/** The subgraph behind a socket, served as a process of ours serves it; stopped with the test at the latest. */
export async function serve(subgraph: TestSubgraph, port = 0, tls?: PeerTls): Promise<ServedSubgraph> {
  const verifier = new ViewerTokenVerifier({ key: publicKey, audience: subgraph.name, clock: systemClock });
  const server = await serveSubgraph({
    subgraph,
    authenticate: (token) => verifier.verify(token),
    host: '127.0.0.1',
    port,
    logger: silentLogger,
    tls,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= server.stop();
    return stopped;
  };
  onTestFinished(stop);
  return { url: server.url, stop };
}

/** A server that answers whatever it likes; closed with the test. */
export async function listen(listener: RequestListener, tls?: PeerTls): Promise<string> {
  const server = tls ? tls.createServer({}, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address where nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Closed with the test. */
export function httpTransport(
  subgraph: string,
  url: string,
  options: Partial<HttpTransportOptions> = {},
): HttpTransport {
  const transport = new HttpTransport({ subgraph, url, issuer, logger: silentLogger, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

export interface Way {
  readonly url: string;
  /** Connections that were let through, ever. */
  readonly connections: number;
  /** Cuts all connections, without a farewell, and lets none through. */
  cut(): void;
  /** Lets connections through again. */
  mend(): void;
}

/** A way to `target` that can break; closed with the test. */
export async function wayTo(target: string): Promise<Way> {
  const sockets = new Set<Socket>();
  let broken = false;
  let connections = 0;
  const server = createTcpServer((downstream) => {
    if (broken) return downstream.resetAndDestroy();
    connections++;
    const upstream = connect(Number(new URL(target).port), '127.0.0.1');
    for (const [from, to] of [
      [downstream, upstream],
      [upstream, downstream],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    broken = true;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    cut,
    mend: () => {
      broken = false;
    },
  };
}
