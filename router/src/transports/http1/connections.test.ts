import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../../tests/remote.ts';
import { authority, peerTls } from '../../tests/wires.ts';
import { SubgraphFailure } from '../subgraph-failure.ts';
import { Connections, type ConnectionsOptions } from './connections.ts';
import { headerLines, requestHead } from './request-head.ts';

const answer = (text: string, headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}content-length: ${text.length}\r\n\r\n${text}`;

type Scheme = 'http' | 'https';

interface TcpServer {
  readonly url: string;
  /** In the order in which they came. */
  readonly sockets: Socket[];
}

const certificate = await authority.issue({ names: ['localhost'] });
const tls = await peerTls({ names: ['router'] });

/** A server below HTTP that does as `react` says with each message that arrives; closed with the test. */
async function servingBy(scheme: Scheme, react: (socket: Socket, message: string) => void): Promise<TcpServer> {
  const sockets: Socket[] = [];
  const onSocket = (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => react(socket, bytes.toString()));
  };
  const server: Server =
    scheme === 'http' ? createServer(onSocket) : createTlsServer({ ...certificate, requestCert: true }, onSocket);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

function connectionsTo(url: string, options: Partial<ConnectionsOptions> = {}): Connections {
  const connections = new Connections({ origin: new URL(url), tls, ...options });
  onTestFinished(() => connections.close());
  return connections;
}

/** What is answered to `path`, or the kind of failure. */
function ask(connections: Connections, path = '/'): Promise<string> {
  return new Promise((resolve) => {
    connections.send(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`, {
      answered: (_, text) => resolve(text),
      failed: ({ kind }) => resolve(kind),
    });
  });
}

describe.each(['http', 'https'] as const)('connections by %s', (scheme) => {
  const serving = (react: Parameters<typeof servingBy>[1]) => servingBy(scheme, react);

  it('carry one request after the other, and as many at once as there are', async () => {
    const { url, sockets } = await serving((socket, message) => socket.write(answer(message.split(' ')[1] ?? '')));
    const connections = connectionsTo(url);
    expect(await ask(connections, '/1')).toBe('/1');
    expect(await ask(connections, '/2')).toBe('/2');
    expect(sockets).toHaveLength(1);
    expect(await Promise.all(['/3', '/4', '/5'].map((path) => ask(connections, path)))).toEqual(['/3', '/4', '/5']);
    expect(sockets).toHaveLength(3);
    await Promise.all(['/6', '/7', '/8'].map((path) => ask(connections, path)));
    expect(sockets).toHaveLength(3);
  });

  it('are free for whoever asks when he is answered', async () => {
    const { url, sockets } = await serving((socket) => socket.write(answer('a')));
    const connections = connectionsTo(url);
    const second = await new Promise<Promise<string>>((resolve) => {
      const failed = () => {};
      connections.send('GET / HTTP/1.1\r\n\r\n', { answered: () => resolve(ask(connections)), failed });
    });
    expect(await second).toBe('a');
    expect(sockets).toHaveLength(1);
  });

  it.each([
    ['it says that it is the last', 'connection: close\r\n'],
    ['the server is about to close it', 'keep-alive: timeout=1\r\n'],
  ])('are not used again after an answer when %s', async (_, headers) => {
    const { url, sockets } = await serving((socket) => socket.write(answer('a', headers)));
    const connections = connectionsTo(url);
    await ask(connections);
    await ask(connections);
    expect(sockets).toHaveLength(2);
  });

  it('are closed when they are not used for as long as the server keeps them', async () => {
    const { url, sockets } = await serving((socket) => socket.write(answer('a', 'keep-alive: timeout=1\r\n')));
    await ask(connectionsTo(url));
    const [socket] = sockets;
    if (socket && !socket.closed) await once(socket, 'close');
    expect(socket?.closed).toBe(true);
  });

  it('that the server closed, or on which it spoke unasked, are not used', async () => {
    const { url, sockets } = await serving((socket) => socket.write(answer('a')));
    const connections = connectionsTo(url);
    const others = [(socket: Socket) => socket.end(), (socket: Socket) => socket.write(answer('for somebody else'))];
    for (const spoil of others) {
      await ask(connections);
      const socket = sockets.at(-1);
      if (!socket) throw new Error('There is no connection.');
      spoil(socket);
      await once(socket, 'close');
    }
    expect(await ask(connections)).toBe('a');
    expect(sockets).toHaveLength(3);
  });

  it('give an answer that goes on until they end', async () => {
    const { url } = await serving((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
    expect(await ask(connectionsTo(url))).toBe('all of it');
  });

  it.each([
    ['lost', 'connection-lost', (socket: Socket) => (scheme === 'http' ? socket.resetAndDestroy() : socket.destroy())],
    [
      'closed in the middle of an answer',
      'connection-lost',
      (socket: Socket) => socket.end(answer('abc').slice(0, -1)),
    ],
    ['spoken on in another protocol', 'garbage', (socket: Socket) => socket.write('220 mail.example.com ESMTP\r\n')],
  ])('that are %s fail who waits: %s', async (_, kind, react) => {
    const { url } = await serving(react);
    expect(await ask(connectionsTo(url))).toBe(kind);
  });

  it('that do not come about are given up', async () => {
    // Takes the connection, and never says a word of TLS.
    const { url } = await servingBy('http', () => {});
    const silent = url.replace('http:', 'https:');
    expect(await ask(connectionsTo(silent, { connectTimeoutMs: 20 }))).toBe('unreachable');
    expect(await ask(connectionsTo(await closedPort()))).toBe('connection-lost');
  });

  it('end all at once, and carry nothing afterwards', async () => {
    const { url, sockets } = await serving(() => {});
    const connections = connectionsTo(url);
    const asked = [ask(connections), ask(connections)];
    connections.close();
    expect(await Promise.all(asked)).toEqual(['not-sent', 'not-sent']);
    expect(() => connections.send('', { answered: () => {}, failed: () => {} })).toThrow(SubgraphFailure);
    expect(sockets.length).toBeLessThanOrEqual(2);
  });
});

describe('a head', () => {
  it('has a line for each header that has a value', () => {
    const headers = { host: 'a:1', 'x-none': undefined, 'content-length': 0, 'x-agent': 'b c/1.0' };
    expect(requestHead('POST /graphql', headers)).toBe(
      'POST /graphql HTTP/1.1\r\nhost: a:1\r\ncontent-length: 0\r\nx-agent: b c/1.0\r\n',
    );
  });

  it.each(['two\r\nlines: a', 'two\nlines', 'a\0', 'ä'])('cannot hold %j', (value) => {
    expect(() => headerLines({ 'x-request-id': value })).toThrow(SubgraphFailure);
  });
});
