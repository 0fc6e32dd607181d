import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { areGone, fakeCheckout } from './fake-checkout.ts';

it('starts the application again when a source changes, after an orderly stop, and ends like any other', async () => {
  const checkout = await fakeCheckout();
  await checkout.write('packages/platform/src/clock.ts', 'export const now = 1;\n');
  const launcher = checkout.launch('dev');
  const first = await checkout.application();
  await rm(join(checkout.root, 'running.json'));
  await checkout.write('packages/platform/src/clock.ts', 'export const now = 2;\n');
  const second = await checkout.application();
  expect(await readFile(join(checkout.root, 'heard.json'), 'utf8')).toBe('["SIGINT"]');
  expect(await areGone([first.app, first.helper], 3_000)).toBe(true);
  launcher.process.kill('SIGINT');
  expect(await areGone([launcher.pid, second.app, second.helper], 3_000)).toBe(true);
  expect((await launcher.ended).exitCode).toBe(0);
});

it('waits for the change that mends an application that does not start', async () => {
  const checkout = await fakeCheckout();
  const main = 'packages/standalone/src/main.ts';
  const working = await readFile(join(checkout.root, main), 'utf8');
  await checkout.write(main, 'syntax error');
  const launcher = checkout.launch('dev');
  let heard = '';
  launcher.process.stderr?.on('data', (chunk: Buffer) => {
    heard += chunk;
  });
  await vi.waitUntil(() => heard.includes('Waiting for a change'), 5_000);
  await checkout.write(main, working);
  const { app } = await checkout.application();
  launcher.process.kill('SIGTERM');
  expect(await areGone([launcher.pid, app], 3_000)).toBe(true);
});
