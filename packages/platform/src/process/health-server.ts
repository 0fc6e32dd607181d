import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../metrics/metrics.ts';

/** What `/readyz` answers. */
export interface Health {
  readonly isReady: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HealthServerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly health: () => Promise<Health>;
  readonly metrics: Metrics;
}

export interface HealthServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * `/livez`, `/readyz` and `/metrics` on a port of their own, without TLS: for what looks after processes and can show no
 * certificate. Nothing else is there.
 */
export async function serveHealth({ host, port, health, metrics }: HealthServerOptions): Promise<HealthServer> {
  const answerOf = async (path: string): Promise<{ status: number; type: string; text: string }> => {
    switch (path) {
      case '/livez':
        return { status: 200, type: 'application/json', text: '{"status":"alive"}' };
      case '/readyz': {
        const { isReady, body } = await health();
        return { status: isReady ? 200 : 503, type: 'application/json', text: JSON.stringify(body) };
      }
      case '/metrics':
        return { status: 200, type: 'text/plain; version=0.0.4', text: metrics.text() };
      default:
        return { status: 404, type: 'application/json', text: '{"status":"not found"}' };
    }
  };
  const server = createServer({ requestTimeout: 5_000, maxHeaderSize: 4_096 }, (request, response) => {
    request.resume();
    const path = request.method === 'GET' ? (request.url ?? '').split('?', 1)[0] : undefined;
    answerOf(path ?? '').then(
      ({ status, type, text }) =>
        response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await listening(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
