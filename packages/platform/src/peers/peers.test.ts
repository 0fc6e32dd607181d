import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLogger } from '../logging/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { PeerTls } from '../tls/peer-tls.ts';
import { TestAuthority, type TestCertificate, TestCertificateFolder } from '../tls/testing/index.ts';
import { peerFetch, peerPool } from './index.ts';

let authority: TestAuthority;
beforeAll(async () => {
  authority = await TestAuthority.create();
});

/** A process of ours, and what it asks and is asked with; `replace` gives it another certificate. */
async function process(certificate: TestCertificate) {
  const folder = new TestCertificateFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const files = { prefix: 'TLS', ...folder.write('process', certificate) } as const;
  const metrics = new Metrics();
  const deps = { clock: systemClock, logger: createLogger({ service: 'core', level: 'silent' }), metrics };
  const tls = new PeerTls({ files, allowedClients: ['core'], reloadMs: 1_000 }, deps);
  const replace = async (next: TestCertificate) => {
    folder.write('process', next);
    await tls.reload();
  };
  return { tls, metrics, replace };
}

/** Answers with which certificate it was asked, and whether the session was resumed. */
async function serve(tls: PeerTls) {
  const server = tls.createServer({ keepAliveTimeout: 1 }, (message, response) => {
    const socket = message.socket as TLSSocket;
    const client = socket.getPeerX509Certificate()?.serialNumber;
    response
      .writeHead(200, { connection: 'close' })
      .end(JSON.stringify({ client, isResumed: socket.isSessionReused() }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** By the pool and by `fetch`. */
const ways = ['pool', 'fetch'] as const;
type Way = (typeof ways)[number];

function asker(way: Way, url: string, tls?: PeerTls): () => Promise<{ client: string; isResumed: boolean }> {
  if (way === 'fetch' && tls) {
    const fetch = peerFetch(tls);
    return async () => (await (await fetch(`${url}/x`, { redirect: 'error' })).json()) as never;
  }
  const pool = peerPool(url, { connections: 1, timeoutMs: 2_000, tls });
  onTestFinished(() => pool.close());
  return async () => {
    const { body } = await pool.request({ method: 'GET', path: '/x' });
    return (await body.json()) as never;
  };
}

it.each(ways)(
  'ask with the certificate of that moment, and spare it with a session until there is another: %s',
  async (way) => {
    const users = await process(await authority.issue({ names: ['users'] }));
    const core = await process(await authority.issue({ names: ['core'] }));
    const ask = asker(way, await serve(users.tls), core.tls);
    const first = await ask();
    expect(first.isResumed).toBe(false);
    expect(await ask()).toEqual({ client: first.client, isResumed: true });
    await core.replace(await authority.issue({ names: ['core'] }));
    const next = await ask();
    expect(next.client).not.toBe(first.client);
    expect(next.isResumed).toBe(false);
  },
);

it.each(ways)('tell nothing to who has another name or authority, and count it: %s', async (way) => {
  const core = await process(await authority.issue({ names: ['core'] }));
  const others = await TestAuthority.create('Others');
  const impostor = await process({ ...(await others.issue({ names: ['users'] })), ca: authority.ca });
  await expect(asker(way, await serve(impostor.tls), core.tls)()).rejects.toThrow();
  expect(core.metrics.text()).toContain('{side="client",reason="UNABLE_TO_VERIFY_LEAF_SIGNATURE"} 1\n');
  const users = await process(await authority.issue({ names: ['users'] }));
  const url = (await serve(users.tls)).replace('127.0.0.1', 'localhost');
  await expect(asker(way, url, core.tls)()).rejects.toThrow();
  expect(core.metrics.text()).toContain('{side="client",reason="ERR_TLS_CERT_ALTNAME_INVALID"} 1\n');
});

it('ask by HTTP where there is no certificate', async () => {
  const server = createServer((_, response) => void response.end('{"client":"nobody","isResumed":false}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const ask = asker('pool', `http://127.0.0.1:${(server.address() as AddressInfo).port}/ignored`);
  expect((await ask()).client).toBe('nobody');
});
