import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { startEdge } from '../tests/edge-fixture.ts';

const piece = Buffer.alloc(64 * 1024);

it('is over with who takes nothing of what he asked for, and what it came from is closed', async () => {
  const endless = new Readable({ read: () => void endless.push(piece) });
  const closed = new Promise<void>((resolve) => endless.once('close', () => resolve()));
  const { port } = await startEdge({
    config: { answerIdleMs: 200 },
    routes: [
      { audience: 'public', method: 'GET', path: '/endless', handle: async () => ({ status: 200, body: endless }) },
    ],
  });
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  socket.pause();
  socket.write('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await closed;
  expect(endless.destroyed).toBe(true);
});
