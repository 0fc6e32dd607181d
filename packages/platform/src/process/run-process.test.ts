import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';

function launch(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-process.fixture.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('stops when whoever launched it is gone', async () => {
  const child = launch();
  await once(child, 'message');
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('does not begin when whoever launched it went while it was loading', async () => {
  const child = launch('late');
  await once(child, 'spawn');
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([1, null]);
});

it.each(['throws', 'rejects'])('logs what %s and is handled by nobody, and ends in order', async (how) => {
  const child = launch(how);
  const messages: unknown[] = [];
  child.on('message', (message) => void messages.push(message));
  const [output, [code]] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')]);
  expect({ code, messages }).toEqual({ code: 1, messages: ['serves', 'stopped'] });
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; context: object });
  expect(lines[0]).toMatchObject({ level: 'ERROR', context: { error: { message: 'of a kind that nobody expects' } } });
});
