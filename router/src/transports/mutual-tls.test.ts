import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { createLogger, Metrics, systemClock } from '@trivet/platform';
import { PeerTls } from '@trivet/platform/tls';
import { TestAuthority, TestCertificateFolder, type TestCertificateOptions } from '@trivet/platform/tls/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen, serve } from '../tests/remote.ts';
import { ada, testSubgraph } from '../tests/test-graph.ts';
import { authority, peerTls, wires } from '../tests/wires.ts';
import { Connections } from './http1/connections.ts';

const request = { query: '{ a }', viewer: ada, requestId: 'req-1' };
const unavailable = { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] };
const [, wire] = wires;
if (!wire) throw new Error('There is no wire with TLS.');
const { httpTransport } = wire;

/** A subgraph that counts what its resolvers were asked, behind the server's certificate. */
async function counting(tls: PeerTls) {
  let asked = 0;
  const one = testSubgraph('one', 'type Query { a: Int } type Subscription { a: Int }', {
    Query: { a: () => ++asked },
    Subscription: {
      a: {
        subscribe: async function* () {
          yield { a: { value: { a: ++asked }, cursor: '1' } };
        },
      },
    },
  });
  const { url } = await serve(one, 0, tls);
  return { url, asked: () => asked };
}

function recording() {
  const lines: { message: string; context: { error?: { message?: string; cause?: { code?: string } } } }[] = [];
  const logger = createLogger({ service: 'router', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  return { logger, lines };
}

describe('a router before a subgraph with mutual TLS', () => {
  it('is answered, and hears what is live, by the one certificate', async () => {
    const { url } = await counting(wire.tls as PeerTls);
    const transport = httpTransport('one', url);
    expect(url).toMatch(/^https:/);
    expect(await transport.ready()).toBe(true);
    expect(await transport.execute(request)).toEqual({ data: { a: 1 } });
    const stream = await transport.subscribe({ ...request, query: 'subscription { a }' });
    expect(Symbol.asyncIterator in stream).toBe(true);
  });

  const strangers: [string, () => Promise<PeerTls | undefined>][] = [
    ['without a certificate of its own', async () => undefined],
    ['with one of another authority', async () => peerTls({ names: ['router'] }, await TestAuthority.create('Others'))],
    ['with one that has another name', () => peerTls({ names: ['notifications'] })],
    ['with one for servers only', () => peerTls({ names: ['router'], usage: 'server' })],
  ];

  it.each(strangers)('gets nothing %s, neither answers nor what is live nor that it is ready', async (_, tls) => {
    const { url, asked } = await counting(wire.tls as PeerTls);
    const { logger } = recording();
    const transport = httpTransport('one', url, { tls: await tls(), logger });
    expect(await transport.execute(request)).toMatchObject(unavailable);
    expect(await transport.subscribe({ ...request, query: 'subscription { a }' })).toMatchObject(unavailable);
    expect(await transport.ready()).toBe(false);
    expect(asked()).toBe(0);
  });

  it('is told so where its name is not allowed, and asks no second time', async () => {
    let connections = 0;
    const tls = wire.tls as PeerTls;
    const server = tls.createServer({}, () => {});
    server.on('connection', () => (connections += 1));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { logger, lines } = recording();
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const transport = httpTransport('one', url, { tls: await peerTls({ names: ['notifications'] }), logger });
    expect(await transport.execute(request)).toMatchObject(unavailable);
    expect(connections).toBe(1);
    expect(lines[0]?.context.error?.message).toBe('The subgraph refused the router: status 403.');
  });

  it('believes the authorities of the machine where none are set up, and shows no certificate', async () => {
    const shown = await authority.issue({ names: ['localhost'] });
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\n{"data":{"a":1}}';
    let client: unknown;
    const options = { cert: shown.cert, key: shown.key, requestCert: true, rejectUnauthorized: false };
    const server = createTlsServer(options, (socket) => {
      client = socket.getPeerX509Certificate() ?? 'nobody';
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    expect(await httpTransport('one', url, { tls: undefined }).execute(request)).toMatchObject(unavailable);
    // As NODE_EXTRA_CA_CERTS would have it.
    const authorities = getCACertificates();
    onTestFinished(() => setDefaultCACertificates(authorities));
    setDefaultCACertificates([...authorities, authority.ca]);
    expect(await httpTransport('one', url, { tls: undefined }).execute(request)).toEqual({ data: { a: 1 } });
    expect(client).toBe('nobody');
  });

  const impostors: [string, TestCertificateOptions, string | undefined, string][] = [
    ['has another name', { names: ['users'] }, undefined, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['has a certificate of another authority', { names: ['localhost'] }, 'Others', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['has one for clients only', { names: ['localhost'], usage: 'client' }, undefined, 'INVALID_PURPOSE'],
    ['has one that is not good yet', { names: ['localhost'], from: soon() }, undefined, 'CERT_NOT_YET_VALID'],
  ];

  it.each(impostors)(
    'tells nothing to who stands in its place and %s, and does not try again',
    async (_, options, other, code) => {
      const issuer = other === undefined ? authority : await TestAuthority.create(other);
      const shown = await issuer.issue(options);
      const sockets: TLSSocket[] = [];
      const heard: Buffer[] = [];
      const server = createTlsServer({ cert: shown.cert, key: shown.key }, (socket) => {
        socket.on('error', () => {});
        socket.on('data', (bytes) => heard.push(bytes));
      });
      let connections = 0;
      server.on('connection', (socket) => {
        connections += 1;
        sockets.push(socket as TLSSocket);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
      });
      const metrics = new Metrics();
      const { logger, lines } = recording();
      const tls = await countingTls(metrics);
      const url = `https://localhost:${(server.address() as AddressInfo).port}`;
      const transport = httpTransport('one', url, { tls, logger });
      expect(await transport.execute(request)).toMatchObject(unavailable);
      expect(connections).toBe(1);
      expect(lines.map(({ context }) => context.error)).toMatchObject([
        { message: 'The subgraph and the router do not trust each other: TLS.', cause: { code } },
      ]);
      expect(metrics.text()).toContain(`trivet_tls_failures_total{side="client",reason="${code}"} 1\n`);
      expect(heard).toEqual([]);
    },
  );

  it('tells nothing to who does not speak TLS, and does not try again', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { logger, lines } = recording();
    const transport = httpTransport('one', `https://127.0.0.1:${(server.address() as AddressInfo).port}`, { logger });
    expect(await transport.execute(request)).toMatchObject(unavailable);
    expect(connections).toBe(1);
    expect(lines[0]?.context.error?.message).toContain('do not trust each other');
  });
});

describe('connections by TLS', () => {
  /** What a server saw of each connection. */
  async function setup() {
    using folder = new TestCertificateFolder();
    const server = await peerTls({ names: ['localhost'] });
    const seen: { readonly isResumed: boolean; readonly client: string }[] = [];
    const url = await listen((message, response) => {
      const socket = message.socket as TLSSocket;
      const client = socket.getPeerX509Certificate()?.fingerprint256 ?? '';
      seen.push({ isResumed: socket.isSessionReused(), client });
      response.end('a');
    }, server);
    const files = { prefix: 'TLS', ...folder.write('router', await authority.issue({ names: ['router'] })) } as const;
    const deps = { clock: systemClock, logger: recording().logger, metrics: new Metrics() };
    const client = new PeerTls({ files, allowedClients: [], reloadMs: 1_000 }, deps);
    const connections = new Connections({ origin: new URL(url), tls: client });
    onTestFinished(() => connections.close());
    const ask = () =>
      new Promise<string>((resolve) => {
        const { hostname } = new URL(url);
        connections.send(`GET / HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`, {
          answered: (_, text) => resolve(text),
          failed: ({ kind }) => resolve(kind),
        });
      });
    const replace = async () => {
      const again = new TestCertificateFolder();
      onTestFinished(() => again[Symbol.dispose]());
      Object.assign(files, again.write('router', await authority.issue({ names: ['router'] })));
      await client.reload();
    };
    return { ask, seen, replace };
  }

  it('are spared the certificates by the session of one before', async () => {
    const { ask, seen } = await setup();
    expect(await ask()).toBe('a');
    // Two at once: the second one needs a connection of its own.
    expect(await Promise.all([ask(), ask()])).toEqual(['a', 'a']);
    expect(seen.map(({ isResumed }) => isResumed)).toEqual([false, false, true]);
  });

  it('are made anew with another certificate as soon as there is one, and bring nothing of the last one along', async () => {
    const { ask, seen, replace } = await setup();
    await ask();
    await replace();
    expect(await ask()).toBe('a');
    expect(await ask()).toBe('a');
    const [before, after, again] = seen;
    expect(after?.client).not.toBe(before?.client);
    expect(again?.client).toBe(after?.client);
    expect(after?.isResumed).toBe(false);
  });
});

async function countingTls(metrics: Metrics): Promise<PeerTls> {
  using folder = new TestCertificateFolder();
  const files = { prefix: 'TLS', ...folder.write('router', await authority.issue({ names: ['router'] })) } as const;
  const deps = { clock: systemClock, logger: recording().logger, metrics };
  return new PeerTls({ files, allowedClients: [], reloadMs: 1_000 }, deps);
}

function soon(): Date {
  return new Date(Date.now() + 60_000);
}
