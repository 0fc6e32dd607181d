import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { createLogger, Metrics, systemClock } from '@trivet/platform';
import { PublicTls } from '@trivet/platform/tls';
import { type TestCertificate, TestCertificateFolder } from '@trivet/platform/tls/testing';
import type { JWK } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { defaultWebSocketLimits } from '../live/websocket-edge.ts';
import { startEdge } from '../tests/edge-fixture.ts';
import { LocalOperations } from '../tests/local-operations.ts';
import { authority, peerTls } from '../tests/wires.ts';
import { InternalEdge } from './internal-edge.ts';

const logger = createLogger({ service: 'router', level: 'silent' });
const whoami = JSON.stringify({ query: '{ whoami }' });

/** The status and the body, or why there is no answer. */
function post(url: string, authorization?: string, certificate: Partial<TestCertificate> = {}): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const options = { method: 'POST', agent: false, headers, ca: authority.ca, ...certificate };
    const asking = request(
      `${url}/graphql`,
      options,
      (response) => void text(response).then((body) => resolve(`${response.statusCode} ${body}`.trim())),
    );
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asking.end(whoami);
  });
}

async function publicTls(): Promise<PublicTls> {
  using folder = new TestCertificateFolder();
  const { certFile, keyFile } = folder.write('public', await authority.issue({ names: ['localhost'] }));
  const files = { prefix: 'PUBLIC_TLS', certFile, keyFile } as const;
  return new PublicTls({ files, reloadMs: 1_000 }, { clock: systemClock, logger, metrics: new Metrics() });
}

describe('the edge for clients, by HTTPS', () => {
  it('serves them, and WebSockets, without a certificate of theirs', async () => {
    const fixture = await startEdge({ tls: await publicTls() });
    expect(fixture.url).toMatch(/^https:/);
    expect(await post(fixture.url, await fixture.bearer())).toMatch(/^200 .*whoami/);
    const socket = new WebSocket(fixture.webSocketUrl, 'graphql-transport-ws', { ca: authority.ca });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    const [message] = await once(socket, 'message');
    expect(String(message)).toBe('{"type":"connection_ack"}');
    socket.terminate();
  });

  it('closes at its stop what has only been connected', async () => {
    const { edge, port } = await startEdge({ tls: await publicTls() });
    const silent = connect({ port, host: '127.0.0.1', ca: authority.ca });
    await once(silent, 'secureConnect');
    const closed = once(silent.resume(), 'close');
    // The deadline is not what ends it.
    await edge.stop(60_000);
    await closed;
  });
});

describe('the edge for subgraphs', () => {
  async function setup() {
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK;
    const clock = systemClock;
    const operations = new LocalOperations(logger);
    const edge = new InternalEdge(
      {
        operations,
        clock,
        logger,
        port: 0,
        readiness: async () => [],
        tls: await peerTls({ names: ['localhost'] }),
        viewerTokens: new ViewerTokenVerifier({ key: publicKeyOf(key), audience: 'router', clock }),
      },
      { host: '127.0.0.1', bodyLimitBytes: 10_000, shutdownDeadlineMs: 1_000, webSockets: defaultWebSocketLimits },
    );
    const { port } = await edge.listen();
    onTestFinished(() => edge.stop(0));
    const tokens = new ViewerTokenIssuer({ key, issuer: 'notifications', clock });
    const viewer = tokens.issue({ kind: 'service', service: 'notifications' }, 'router');
    return { url: `https://127.0.0.1:${port}`, viewer: `Viewer ${viewer}` };
  }

  it('serves who has both: a certificate with an allowed name, and a token', async () => {
    const { url, viewer } = await setup();
    const certificate = await authority.issue({ names: ['router'] });
    expect(await post(url, viewer, certificate)).toMatch(/^200 .*notifications/);
    expect(await post(url, 'Viewer made-up', certificate)).toMatch(/^401 /);
    expect(await post(url, viewer, await authority.issue({ names: ['core'] }))).toBe('403');
    expect(await post(url, viewer)).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/);
  });

  it('takes nobody for a person, whatever he brings', async () => {
    const { url } = await setup();
    const fixture = await startEdge();
    const certificate = await authority.issue({ names: ['router'] });
    for (const authorization of [await fixture.bearer(), 'Bearer trvk_made-up']) {
      expect(await post(url, authorization, certificate)).toMatch(/^401 .*UNAUTHENTICATED/);
    }
  });
});
