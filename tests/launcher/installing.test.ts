import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { areGone, fakeCheckout } from './fake-checkout.ts';

const untilInstalling = (installations: () => Promise<string[]>) =>
  vi.waitUntil(async () => (await installations()).length > 0, { timeout: 10_000, interval: 20 });

describe('before a command runs', () => {
  it('installs once, says so, and is quiet ever after', async () => {
    const checkout = await fakeCheckout();
    await checkout.write('packages/standalone/src/migrate.ts', 'console.log("migrated", ...process.argv.slice(2));');
    const first = await checkout.run('migrate');
    expect(first.output).toContain('this happens once');
    const second = await checkout.run('migrate', '--dry-run');
    expect(second).toEqual({ exitCode: 0, output: 'migrated --dry-run\n' });
    expect(await checkout.installations()).toHaveLength(1);
  });

  it('installs only what running needs, until a command needs everything, and then keeps everything', async () => {
    const checkout = await fakeCheckout();
    await checkout.write('packages/standalone/src/migrate.ts', '');
    await checkout.write('node_modules/vitest/vitest.mjs', '');
    for (const command of ['migrate', 'test', 'migrate']) await checkout.run(command);
    await checkout.write('pnpm-lock.yaml', 'lockfileVersion: 10\n');
    await checkout.run('migrate');
    const scopes = (await checkout.installations()).map((line) =>
      line.includes('--prod --filter @trivet/standalone...'),
    );
    expect(scopes).toEqual([true, false, false]);
  });

  it('installs what the benchmark compares us with for the benchmark only, and then keeps it', async () => {
    const checkout = await fakeCheckout();
    await checkout.write('node_modules/vitest/vitest.mjs', '');
    await checkout.write('tests/bench/src/main.ts', '');
    for (const command of ['test', 'bench', 'test']) await checkout.run(command);
    await checkout.write('pnpm-lock.yaml', 'lockfileVersion: 10\n');
    await checkout.run('test');
    const without = (await checkout.installations()).map((line) => line.includes("--filter '!@trivet/bench'"));
    expect(without).toEqual([true, false, false]);
  });

  it('says in a sentence that there is no network, shows what the installer said, and tries again next time', async () => {
    const checkout = await fakeCheckout();
    await checkout.use('finds no network');
    await checkout.write('packages/standalone/src/migrate.ts', '');
    const failed = await checkout.run('migrate');
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toContain('npm error code ENOTFOUND');
    expect(failed.output).toMatch(/\nThe package registry cannot be reached: .*\n$/);
    await checkout.use('works');
    expect((await checkout.run('migrate')).exitCode).toBe(0);
  });

  it('mends what a download that was cut short left with npx', async () => {
    const checkout = await fakeCheckout();
    await checkout.use('stumbles over an earlier download');
    await checkout.write('cache/_npx/0123456789abcdef/node_modules/half', '');
    await checkout.write('packages/standalone/src/migrate.ts', '');
    const { exitCode, output } = await checkout.run('migrate');
    expect(output).toContain('An earlier download was cut short');
    expect(exitCode).toBe(0);
    expect(await checkout.installations()).toHaveLength(2);
  });

  it('lets one of two launchers install while the other waits', async () => {
    const checkout = await fakeCheckout();
    await checkout.use('waits for the file release');
    await checkout.write('packages/standalone/src/migrate.ts', '');
    const one = checkout.launch('migrate');
    await untilInstalling(checkout.installations);
    const two = checkout.launch('migrate');
    let heard = '';
    two.process.stderr?.on('data', (chunk: Buffer) => {
      heard += chunk;
    });
    await vi.waitUntil(
      () => heard.includes(`Waiting for another installation in this folder (process ${one.pid})`),
      5_000,
    );
    await checkout.write('release', '');
    expect((await one.ended).exitCode).toBe(0);
    expect((await two.ended).exitCode).toBe(0);
    expect(await checkout.installations()).toHaveLength(1);
  });

  it('is not held up by a launcher that was killed while it installed, and installs again', async () => {
    const checkout = await fakeCheckout();
    await checkout.use('waits for the file release');
    await checkout.write('packages/standalone/src/migrate.ts', '');
    const killed = checkout.launch('migrate');
    await untilInstalling(checkout.installations);
    const installer = await checkout.installer();
    killed.process.kill('SIGKILL');
    await checkout.use('works');
    expect((await checkout.run('migrate')).exitCode).toBe(0);
    expect(await checkout.installations()).toHaveLength(2);
    expect(await areGone([killed.pid, installer], 3_000)).toBe(true);
  });

  it('stops at a signal', async () => {
    const checkout = await fakeCheckout();
    await checkout.use('waits for the file release');
    const launcher = checkout.launch('start');
    await untilInstalling(checkout.installations);
    launcher.process.kill('SIGTERM');
    const { exitCode, output } = await launcher.ended;
    expect(exitCode).toBe(128 + 15);
    expect(output).toContain('Stopped while installing');
  });
});

describe('a command', () => {
  it.each(['--help', '-h'])('says what generating does by %s, and generates nothing', async (option) => {
    const checkout = await fakeCheckout();
    await checkout.write('schema/src/generate.ts', 'console.log("generated");');
    const { exitCode, output } = await checkout.run('generate', option);
    expect(output).toMatch(/\nnpm run generate .*users\n.*schema\/.*--help/s);
    expect(output).not.toContain('generated');
    expect(exitCode).toBe(0);
  });

  it('has Node first in its path, and the exit code of what it runs', async () => {
    const checkout = await fakeCheckout();
    const script = 'console.log(process.env.PATH); process.exitCode = 3;';
    await writeFile(join(checkout.root, 'packages/standalone/src/migrate.ts'), script);
    await checkout.run('migrate');
    const { exitCode, output } = await checkout.run('migrate');
    expect(exitCode).toBe(3);
    expect(output.split(':')[0]).toBe(process.execPath.replace(/\/node$/, ''));
  });

  it('that does not exist is answered with those that do', async () => {
    const { exitCode, output } = await (await fakeCheckout()).run('strat');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/There is no command "strat".*npm start.*npm run check/s);
  });

  it('that needs a name is answered with the names', async () => {
    const { exitCode, output } = await (await fakeCheckout()).run('service', 'nobody');
    expect(exitCode).toBe(1);
    expect(output).toContain('There is no service "nobody" (npm run service -- NAME); these are there: router, users.');
  });
});
