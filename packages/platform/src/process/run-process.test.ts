import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

function launch(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-process.fixture.ts'), ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
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
