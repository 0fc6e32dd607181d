import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areGone, type FakeCheckout, fakeCheckout } from './fake-checkout.ts';

const limitMs = 3_000;

async function heard({ root }: FakeCheckout): Promise<string[]> {
  return JSON.parse(await readFile(join(root, 'heard.json'), 'utf8').catch(() => '[]')) as string[];
}

describe('nothing is left three seconds after', () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it.each(['npm', 'launcher', 'app'] as const)(`${signal} to %s`, async (victim) => {
      const checkout = await fakeCheckout();
      const npm = checkout.npm('start');
      const { app, helper, launcher } = await checkout.application();
      process.kill({ npm: npm.pid, launcher, app }[victim], signal);
      expect(await areGone([npm.pid, launcher, app, helper], limitMs)).toBe(true);
    });
  }

  it('SIGKILL to npm, when npm put a shell between', async () => {
    const checkout = await fakeCheckout();
    const npm = checkout.npm('run', 'indirect');
    const { app, helper, launcher } = await checkout.application();
    process.kill(npm.pid, 'SIGKILL');
    expect(await areGone([npm.pid, launcher, app, helper], limitMs)).toBe(true);
  });

  it('Ctrl-C, which reaches everyone at once, and the application stops in an orderly way', async () => {
    const checkout = await fakeCheckout();
    const npm = checkout.npm('start');
    const { app, helper, launcher } = await checkout.application();
    process.kill(-npm.pid, 'SIGINT');
    expect(await areGone([npm.pid, launcher, app, helper], limitMs)).toBe(true);
    expect(new Set(await heard(checkout))).toEqual(new Set(['SIGINT']));
  });

  it('SIGTERM, when the application is deaf to it', async () => {
    const checkout = await fakeCheckout();
    const launcher = checkout.launch('start', '--deaf');
    const { app, helper } = await checkout.application();
    launcher.process.kill('SIGTERM');
    expect(await areGone([launcher.pid, app, helper], limitMs)).toBe(true);
    expect((await launcher.ended).exitCode).toBe(128 + 9);
  });
});

describe('the application', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'hears of %s as SIGINT, once, and its exit code is ours',
    async (signal) => {
      const checkout = await fakeCheckout();
      const launcher = checkout.launch('start');
      await checkout.application();
      launcher.process.kill(signal);
      expect((await launcher.ended).exitCode).toBe(0);
      expect(await heard(checkout)).toEqual(['SIGINT']);
    },
  );

  it.each([
    ['the launcher', 'node scripts/run.mjs start'],
    ['npm', 'npm start'],
  ])('runs on when the shell that started %s in the background is gone', async (_, command) => {
    const checkout = await fakeCheckout();
    const shell = spawn('sh', ['-c', `${command} </dev/null >/dev/null 2>&1 &`], {
      cwd: checkout.root,
      env: checkout.environment,
      stdio: 'ignore',
    });
    const { app, launcher } = await checkout.application();
    expect(await areGone([shell.pid ?? 0], limitMs)).toBe(true);
    // Three times as long as the launcher takes to look.
    expect(await areGone([app], 600)).toBe(false);
    process.kill(launcher, 'SIGTERM');
    expect(await areGone([launcher, app], limitMs)).toBe(true);
  });
});
