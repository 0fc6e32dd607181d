import { expect, it, onTestFinished } from 'vitest';
import { Outgoing, type OutgoingSocket } from './outgoing.ts';

/** A network that takes messages when the test says so. */
class SlowNetwork implements OutgoingSocket {
  readonly #unsent: { readonly length: number; readonly sent: () => void }[] = [];
  isPaused = false;

  get bufferedAmount(): number {
    return this.#unsent.reduce((sum, { length }) => sum + length, 0);
  }

  send(text: string, sent: () => void): void {
    this.#unsent.push({ length: text.length, sent });
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  takeOne(): void {
    this.#unsent.shift()?.sent();
  }
}

function setup(stallMs: number) {
  const socket = new SlowNetwork();
  const stalled = Promise.withResolvers<void>();
  const outgoing = new Outgoing({ socket, highWaterBytes: 10, stallMs, onStalled: stalled.resolve });
  onTestFinished(() => outgoing.close());
  return { socket, outgoing, stalled: stalled.promise };
}

it('has room until more is unsent than the limit, and again when it is sent', async () => {
  const { socket, outgoing } = setup(60_000);
  outgoing.send('12345');
  await outgoing.room();
  outgoing.send('123456');
  expect([outgoing.isFull, socket.isPaused]).toEqual([true, true]);
  let hasRoom = false;
  const room = outgoing.room().then(() => {
    hasRoom = true;
  });
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  socket.takeOne();
  await room;
  expect([outgoing.isFull, socket.isPaused]).toEqual([false, false]);
});

it('says when the peer has not read for too long', async () => {
  const { outgoing, stalled } = setup(5);
  outgoing.send('more than ten');
  await stalled;
});

it('lets nobody wait for a peer that is gone', async () => {
  const { outgoing } = setup(60_000);
  outgoing.send('more than ten');
  const room = outgoing.room();
  outgoing.close();
  await room;
});
