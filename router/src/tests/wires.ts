import { createLogger, Metrics, systemClock } from '@trivet/platform';
import { PeerTls } from '@trivet/platform/tls';
import { TestAuthority, TestCertificateFolder, type TestCertificateOptions } from '@trivet/platform/tls/testing';
import type { HttpTransport, HttpTransportOptions } from '../transports/http.ts';
import { httpTransport, listen, type ServedSubgraph, serve } from './remote.ts';
import type { TestSubgraph } from './test-graph.ts';

/** By what router and subgraphs speak with each other. */
export interface Wire {
  readonly scheme: 'http' | 'https';
  readonly tls: PeerTls | undefined;
  serve(subgraph: TestSubgraph): Promise<ServedSubgraph>;
  listen(listener: Parameters<typeof listen>[0]): Promise<string>;
  httpTransport(subgraph: string, url: string, options?: Partial<HttpTransportOptions>): HttpTransport;
}

export const authority = await TestAuthority.create();

/** The two ends of mutual TLS in one: lets in whoever is called `router`. */
export async function peerTls(options: TestCertificateOptions, issuer = authority): Promise<PeerTls> {
  using folder = new TestCertificateFolder();
  const files = { prefix: 'TLS', ...folder.write('peer', await issuer.issue(options)) } as const;
  return new PeerTls(
    { files, allowedClients: ['router'], reloadMs: 1_000 },
    { clock: systemClock, logger: createLogger({ service: 'test', level: 'silent' }), metrics: new Metrics() },
  );
}

function wireBy(scheme: Wire['scheme'], tls?: PeerTls): Wire {
  return {
    scheme,
    tls,
    serve: (subgraph) => serve(subgraph, 0, tls),
    listen: (listener) => listen(listener, tls),
    httpTransport: (subgraph, url, options) => httpTransport(subgraph, url, { tls, ...options }),
  };
}

/** Whatever holds for the one holds for the other. */
export const wires: readonly Wire[] = [
  wireBy('http'),
  wireBy('https', await peerTls({ names: ['router', 'localhost'] })),
];
