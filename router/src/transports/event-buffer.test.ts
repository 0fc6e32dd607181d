import { expect, it, vi } from 'vitest';
import { EventBuffer } from './event-buffer.ts';

const event = (number: number) => ({ data: { number } });
const end = { value: undefined, done: true };

function setup(maxEvents = 2) {
  const onClose = vi.fn();
  return { onClose, buffer: new EventBuffer({ maxEvents, onClose }) };
}

it('hands over events in order, to readers who wait and to those who come later', async () => {
  const { buffer } = setup();
  const waiting = [buffer.next(), buffer.next()];
  buffer.push(event(1));
  buffer.push(event(2));
  buffer.push(event(3));
  expect(await Promise.all([...waiting, buffer.next()])).toEqual(
    [1, 2, 3].map((number) => ({ value: event(number), done: false })),
  );
});

it('ends with an error when its reader is too slow, after what it has kept', async () => {
  const { buffer, onClose } = setup();
  for (const number of [1, 2, 3, 4]) buffer.push(event(number));
  expect(onClose).toHaveBeenCalledOnce();
  expect([await buffer.next(), await buffer.next()]).toMatchObject([{ value: event(1) }, { value: event(2) }]);
  expect(await buffer.next()).toMatchObject({
    value: { errors: [{ extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } }] },
  });
  expect(await buffer.next()).toEqual(end);
});

it('tells of an interruption once, after the events that came before it', async () => {
  const { buffer, onClose } = setup();
  buffer.push(event(1));
  buffer.end(new Error('broken'));
  buffer.end(new Error('broken again'));
  expect(await buffer.next()).toEqual({ value: event(1), done: false });
  await expect(buffer.next()).rejects.toThrow('broken');
  expect(await buffer.next()).toEqual(end);
  expect(onClose).toHaveBeenCalledOnce();
});

it('lets go of everything when it is returned', async () => {
  const { buffer, onClose } = setup();
  const waiting = buffer.next();
  expect(await buffer.return()).toEqual(end);
  expect(await waiting).toEqual(end);
  buffer.push(event(1));
  expect(await buffer.next()).toEqual(end);
  expect(onClose).toHaveBeenCalledOnce();
});

it('shows its first event without taking it', async () => {
  const { buffer } = setup();
  buffer.push(event(1));
  expect(await buffer.first).toEqual(event(1));
  expect(await buffer.next()).toEqual({ value: event(1), done: false });
});
