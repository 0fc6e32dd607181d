import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startEdge } from '../tests/edge-fixture.ts';

const size = 24 * 1024 * 1024;
const answerIdleMs = 1_000;

it('is waited for who takes little at a time, for much longer than nothing may be taken', async () => {
  const { port } = await startEdge({
    config: { answerIdleMs },
    routes: [
      {
        audience: 'public',
        method: 'GET',
        path: '/long',
        handle: async () => ({ status: 200, body: Readable.from([Buffer.alloc(size)], { objectMode: false }) }),
      },
    ],
  });
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let taken = 0;
  let untilPause = 0;
  const beganAt = performance.now();
  const ended = new Promise<void>((resolve, reject) => socket.once('end', resolve).once('error', reject));
  socket.on('data', async (bytes) => {
    taken += bytes.length;
    untilPause += bytes.length;
    if (untilPause < size / 40) return;
    untilPause = 0;
    socket.pause();
    // As a slow line does; a timer of the test's own is what it is about.
    await after(100);
    socket.resume();
  });
  socket.write('GET /long HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await ended;
  expect(taken).toBeGreaterThan(size);
  expect(performance.now() - beganAt).toBeGreaterThan(2 * answerIdleMs);
});
