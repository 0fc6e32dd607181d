import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort, listen } from '../tests/remote.ts';
import { Exchange } from './exchange.ts';
import { Connections } from './http1/connections.ts';
import { failureOf, SubgraphFailure } from './subgraph-failure.ts';

function connectionsTo(url: string): Connections {
  const connections = new Connections({ origin: new URL(url), maxBodyBytes: 1000 });
  onTestFinished(() => connections.close());
  return connections;
}

function begin(connections: Connections): Exchange {
  return new Exchange(connections, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}');
}

/** The result, or the kind of failure that it came to. */
async function outcomeOf({ result }: Exchange): Promise<unknown> {
  return result.catch((error: unknown) => failureOf(error).kind);
}

/** A server below HTTP: says `text` to whoever sends something, and then nothing more. */
async function saying(text: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an answer', () => {
  const http = (status: string, body: string, length = body.length) =>
    `HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\n\r\n${body}`;

  it.each([
    ['is what it says', http('200 OK', '{"data":{"a":1}}'), { data: { a: 1 } }],
    ['may come after news of its coming', `HTTP/1.1 103 Early\r\n\r\n${http('200 OK', '{"data":{}}')}`, { data: {} }],
    ['may have any status', http('500 No', '{"data":{"a":1}}'), { data: { a: 1 } }],
    ['is none when it breaks off', http('200 OK', '{"data":{"a":1}}', 99), 'connection-lost'],
    ['is none without its end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"d', 'connection-lost'],
    ['is none when nothing was said', '', 'connection-lost'],
    ['is none in another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'garbage'],
    ['is none with endless headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`, 'garbage'],
    ['is none when it is not JSON', http('200 OK', '<html>'), 'garbage'],
    ['is none when it is not JSON, and says so', http('500 No', 'oops'), 'garbage'],
    ['is none when it is not GraphQL', http('200 OK', '{"a":1}'), 'garbage'],
    ['is none when it is nothing', http('204 No Content', ''), 'garbage'],
    ['is none when it is a promise of one', http('503 Later', '{"statusCode":503}'), 'not-now'],
    ['is none when somebody else gives it', http('502 Bad Gateway', '<html>'), 'not-now'],
    ['is none when the router is not believed', http('401 No', '{"errors":[{"message":"no"}]}'), 'refused'],
    ['is none when it is too large', http('200 OK', `{"data":{"a":"${'x'.repeat(2000)}"}}`), 'too-large'],
  ])('%s', async (_, text, outcome) => {
    expect(await outcomeOf(begin(connectionsTo(await saying(text))))).toEqual(outcome);
  });
});

describe('a question', () => {
  it('is refused where nobody listens', async () => {
    expect(await outcomeOf(begin(connectionsTo(await closedPort())))).toBe('connection-lost');
  });

  it('is not sent when it cannot be, which is not the fault of the subgraph', async () => {
    const connections = connectionsTo(await listen((_, response) => response.end('{"data":{}}')));
    connections.close();
    expect(await outcomeOf(begin(connections))).toBe('not-sent');
    expect(failureOf(new TypeError('x is not a function')).verdict).toBeUndefined();
  });

  it('is taken back at once, and its connection ends with it', async () => {
    const arrived = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    let asked = 0;
    const url = await listen((_, response) => {
      if (++asked > 1) return response.end('{"data":{}}');
      arrived.resolve();
      return response.on('close', () => closed.resolve());
    });
    const connections = connectionsTo(url);
    const gone = new SubgraphFailure('abandoned', 'gone');
    const first = begin(connections);
    await arrived.promise;
    first.stop(gone);
    expect(await outcomeOf(first)).toBe('abandoned');
    await closed.promise;
    expect(await outcomeOf(begin(connections))).toEqual({ data: {} });
    expect(asked).toBe(2);
  });

  it('is taken back while it waits for a connection', async () => {
    const connections = connectionsTo(await listen((_, response) => response.end('{"data":{}}')));
    const waiting = begin(connections);
    waiting.stop(new SubgraphFailure('abandoned', 'gone'));
    expect(await outcomeOf(waiting)).toBe('abandoned');
  });

  it('that was answered cannot be taken back from whoever has its connection now', async () => {
    const connections = connectionsTo(await listen((_, response) => response.end('{"data":{}}')));
    const first = begin(connections);
    expect(await outcomeOf(first)).toEqual({ data: {} });
    const second = begin(connections);
    first.stop(new SubgraphFailure('abandoned', 'gone'));
    expect(await outcomeOf(second)).toEqual({ data: {} });
  });
});
