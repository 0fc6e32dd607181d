import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { drain } from './drain.ts';

const mebibyte = 1024 * 1024;

/** A server that refuses everything. */
async function start(limits: Parameters<typeof drain>[1]) {
  const server = createServer((request, response) => {
    response.writeHead(403).end('no');
    drain(request, limits);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}

it('is over with who goes on sending, though he has been told', async () => {
  const { port } = await start({ maxBytes: mebibyte });
  const size = 128 * mebibyte;
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  const answer = await new Promise<string>((resolve) => socket.once('data', (piece) => resolve(String(piece))));
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
  const piece = Buffer.alloc(64 * 1024);
  let sent = 0;
  const send = () => {
    while (sent < size && !socket.destroyed) {
      sent += piece.length;
      if (!socket.write(piece)) return void socket.once('drain', send);
    }
    socket.end();
  };
  send();
  await closed;
  // And what fits into sockets on the way.
  expect(sent).toBeLessThan(size / 2);
});

it('is over with who sends so little that it would never end', async () => {
  const { port } = await start({ maxMs: 50 });
  const socket = connect(port, '127.0.0.1');
  socket.write('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});

it('leaves the connection to who is done in time', async () => {
  const { port } = await start({});
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answers = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answers += text;
  });
  const size = 2 * mebibyte;
  socket.write(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  socket.write(Buffer.alloc(size));
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(() => answers.match(/HTTP\/1.1 403 /g)).toHaveLength(2);
});
