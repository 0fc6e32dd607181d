import { once } from 'node:events';
import { request } from 'node:https';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { PeerTls } from './peer-tls.ts';
import { TestAuthority, type TestCertificate, TestCertificateFolder } from './testing/index.ts';

const hourMs = 3_600_000;
let authority: TestAuthority;
let router: TestCertificate;

beforeAll(async () => {
  authority = await TestAuthority.create();
  router = await authority.issue({ names: ['router'] });
});

interface Setup {
  readonly allowedClients?: readonly string[];
}

/** A server of the name `core` that lets `router` in, and says who was served. */
async function setup({ allowedClients = ['router', 'spiffe://trivet/notifications'] }: Setup = {}) {
  const folder = new TestCertificateFolder();
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ service: 'core', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const metrics = new Metrics();
  let now = new Date();
  const files = folder.write('core', await authority.issue({ names: ['core', 'localhost'] }));
  const tls = new PeerTls(
    { files: { prefix: 'TLS', ...files }, allowedClients, reloadMs: 1_000 },
    { clock: { now: () => now }, logger, metrics },
  );
  const served: string[] = [];
  const server = tls.createServer({}, (message, response) => {
    served.push(message.url ?? '');
    response.end(`answer to ${message.url}`);
  });
  server.on('upgrade', (message, socket) => {
    served.push(`upgrade ${message.url}`);
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    folder[Symbol.dispose]();
  });
  const { port } = server.address() as AddressInfo;
  return { tls, server, served, folder, lines, metrics, port, advance: (ms: number) => (now = new Date(+now + ms)) };
}

/** What a client gets that shows a certificate, or none: the status, or why there is no answer. */
function ask(port: number, client: Partial<TestCertificate>, options: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const asking = request(
      { host: '127.0.0.1', port, path: '/graphql', agent: false, ca: authority.ca, ...client, ...options },
      (response) => void text(response).then((body) => resolve(`${response.statusCode} ${body}`.trim())),
    );
    asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asking.end();
  });
}

describe('a server with a certificate', () => {
  it('serves who shows a certificate with an allowed name, a DNS name or a SPIFFE id, by TLS 1.3', async () => {
    const { port, served } = await setup();
    const notifications = await authority.issue({ names: ['pod-17.internal', 'spiffe://trivet/notifications'] });
    expect(await ask(port, router)).toBe('200 answer to /graphql');
    expect(await ask(port, notifications)).toBe('200 answer to /graphql');
    expect(served).toHaveLength(2);
    const socket = connect({ host: '127.0.0.1', port, ...router });
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.destroy();
  });

  /** What is shown, what becomes of it, and what the server counts it as. */
  const refused: [string, () => Promise<Partial<TestCertificate>>, string | RegExp, string][] = [
    [
      'no certificate',
      async () => ({}),
      /CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/,
      'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
    ],
    [
      'one of another authority',
      async () => ({
        ...(await (await TestAuthority.create('Others')).issue({ names: ['router'] })),
        ca: authority.ca,
      }),
      /UNKNOWN_CA|ECONNRESET|EPIPE/,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    [
      'one of another authority of the same name',
      async () => ({
        ...(await (await TestAuthority.create('Test authority')).issue({ names: ['router'] })),
        ca: authority.ca,
      }),
      /ALERT|ECONNRESET|EPIPE/,
      'CERT_SIGNATURE_FAILURE',
    ],
    [
      'one that has expired',
      () => authority.issue({ names: ['router'], until: new Date(Date.now() - 1_000) }),
      /EXPIRED|ECONNRESET|EPIPE/,
      'CERT_HAS_EXPIRED',
    ],
    [
      'one that is not good yet',
      () => authority.issue({ names: ['router'], from: new Date(Date.now() + hourMs / 2) }),
      /ALERT|ECONNRESET|EPIPE/,
      'CERT_NOT_YET_VALID',
    ],
    [
      'one that is for servers only',
      () => authority.issue({ names: ['router'], usage: 'server' }),
      /ALERT|ECONNRESET|EPIPE/,
      'INVALID_PURPOSE',
    ],
    ['one with another name', () => authority.issue({ names: ['core'] }), '403', 'NAME_NOT_ALLOWED'],
    ['one with the name as its common name only', () => authority.issue({ names: [] }), '403', 'NAME_NOT_ALLOWED'],
    [
      'one whose name only begins so',
      () => authority.issue({ names: ['router.evil.example'] }),
      '403',
      'NAME_NOT_ALLOWED',
    ],
    ['one with a wildcard', () => authority.issue({ names: ['*'] }), '403', 'NAME_NOT_ALLOWED'],
    [
      'one whose name could be read as two',
      () => authority.issue({ names: ['x, DNS:router'] }),
      '403',
      'NAME_NOT_ALLOWED',
    ],
    [
      'one with the name of a SPIFFE id as DNS name',
      () => authority.issue({ names: ['trivet/notifications'] }),
      '403',
      'NAME_NOT_ALLOWED',
    ],
    [
      'one with another SPIFFE id',
      () => authority.issue({ names: ['spiffe://trivet/notifications/x'] }),
      '403',
      'NAME_NOT_ALLOWED',
    ],
  ];

  it.each(refused)('serves nothing to who shows %s', async (_, client, outcome, reason) => {
    const { port, served, metrics } = await setup();
    expect(await ask(port, await client())).toMatch(outcome);
    // Who is let in afterwards is served: the server has lost nothing by it.
    expect(await ask(port, router)).toBe('200 answer to /graphql');
    expect(served).toEqual(['/graphql']);
    expect(metrics.text()).toContain(`trivet_tls_failures_total{side="server",reason="${reason}"} 1\n`);
  });

  it('opens no socket for them either, and reads nothing that they send along', async () => {
    const { port, served } = await setup();
    const other = await authority.issue({ names: ['core'] });
    const upgrade = { connection: 'upgrade', upgrade: 'websocket' };
    const asking = request({ host: '127.0.0.1', port, agent: false, headers: upgrade, ...other }).end(
      'x'.repeat(100_000),
    );
    const [response] = await once(asking, 'response');
    expect(response.statusCode).toBe(403);
    asking.destroy();
    expect(served).toEqual([]);
  });

  it('speaks neither HTTP nor an older TLS', async () => {
    const { port, served } = await setup();
    const plain = connectTcp(port, '127.0.0.1');
    plain.end('GET /graphql HTTP/1.1\r\nhost: a\r\n\r\n');
    plain.on('error', () => {});
    expect(await text(plain).catch(() => '')).not.toContain('200');
    expect(await ask(port, router, { maxVersion: 'TLSv1.2' })).toMatch(/EPROTO|PROTOCOL_VERSION|ECONNRESET/);
    expect(served).toEqual([]);
  });

  it('says in the log whom it did not let in and why, once a minute', async () => {
    const { port, lines, metrics, advance } = await setup();
    const other = await authority.issue({ names: ['core', 'localhost'] });
    for (let times = 0; times < 3; times += 1) await ask(port, other);
    expect(lines).toMatchObject([
      {
        level: 'WARN',
        message: 'A process was not let in: TLS',
        context: { reason: 'NAME_NOT_ALLOWED', names: ['core', 'localhost'] },
      },
    ]);
    expect(metrics.text()).toContain('trivet_tls_failures_total{side="server",reason="NAME_NOT_ALLOWED"} 3\n');
    advance(60_000);
    await ask(port, other);
    expect(lines).toHaveLength(2);
  });

  it('lets nobody in by a session that he resumes after his certificate has expired', async () => {
    const { port, served, advance } = await setup();
    const session = await sessionOf(connect({ host: '127.0.0.1', port, ...router }));
    const resume = async () => {
      const socket = connect({ host: '127.0.0.1', port, ...router, session });
      let isResumed = false;
      socket.on('secureConnect', () => (isResumed = socket.isSessionReused()));
      socket.end('GET /resumed HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
      const answer = await text(socket);
      return `${isResumed} ${answer.split('\r\n')[0]}`;
    };
    expect(await resume()).toBe('true HTTP/1.1 200 OK');
    expect(served).toHaveLength(2);
    advance(31 * 24 * hourMs);
    expect(await resume()).toBe('true HTTP/1.1 403 Forbidden');
    expect(served).toHaveLength(2);
  });
});

/** One that the server gives to who asks by this socket. */
async function sessionOf(socket: TLSSocket): Promise<Buffer> {
  let session: Buffer | undefined;
  socket.on('session', (given) => (session = given));
  socket.end('GET /first HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  expect(await text(socket)).toContain('200 OK');
  if (!session) throw new Error('The server gave no session.');
  return session;
}

describe('a client with a certificate', () => {
  it('speaks to who has the name and a certificate of its authorities, and to nobody else', async () => {
    const { tls, port } = await setup({ allowedClients: ['core'] });
    const answers = (host: string) => ask(port, {}, { secureContext: tls.context, servername: host });
    expect(await answers('localhost')).toBe('200 answer to /graphql');
    expect(await answers('users')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    const stranger = await TestAuthority.create('Strangers');
    const { port: strange } = await serveBy(await stranger.issue({ names: ['localhost'] }));
    expect(await ask(strange, {}, { secureContext: tls.context })).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  });

  async function serveBy(certificate: TestCertificate) {
    const { createServer } = await import('node:https');
    const server = createServer(certificate, (_, response) => void response.end('stranger'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    return server.address() as AddressInfo;
  }

  it('counts what failed because of certificates, and nothing else', async () => {
    const { tls, metrics } = await setup();
    tls.tellFailure(Object.assign(new Error('lost'), { code: 'ECONNRESET' }));
    expect(metrics.text()).not.toContain('side="client"');
    tls.tellFailure(new Error('fetch failed', { cause: Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' }) }));
    expect(metrics.text()).toContain('trivet_tls_failures_total{side="client",reason="CERT_HAS_EXPIRED"} 1\n');
  });
});

describe('a certificate that is replaced', () => {
  it('is used for connections that begin from then on, by server and client, and those before go on', async () => {
    const { tls, port, folder, served } = await setup({ allowedClients: ['core'] });
    const before = tls.context;
    const socket = connect({ host: '127.0.0.1', port, secureContext: before, servername: 'localhost' });
    await once(socket, 'secureConnect');
    const { fingerprint256: first } = socket.getPeerCertificate();
    folder.write('core', await authority.issue({ names: ['core', 'localhost'] }));
    await tls.reload();
    expect(tls.context).not.toBe(before);
    const next = connect({ host: '127.0.0.1', port, secureContext: tls.context, servername: 'localhost' });
    await once(next, 'secureConnect');
    expect(next.getPeerCertificate().fingerprint256).not.toBe(first);
    for (const each of [socket, next]) {
      each.end('GET /still HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
      expect(await text(each)).toContain('200 OK');
    }
    expect(served).toHaveLength(2);
  });

  it('brings other authorities along: who was let in by the last ones is not, nor by a session', async () => {
    const { tls, port, folder, served } = await setup();
    const session = await sessionOf(connect({ host: '127.0.0.1', port, ...router }));
    const next = await TestAuthority.create('Next authority');
    folder.write('core', await next.issue({ names: ['core'] }));
    await tls.reload();
    expect(await ask(port, router, { ca: next.ca, session })).toMatch(/ALERT|ECONNRESET|EPIPE/);
    expect(await ask(port, await next.issue({ names: ['router'] }))).toBe('200 answer to /graphql');
    expect(served).toEqual(['/first', '/graphql']);
  });
});
