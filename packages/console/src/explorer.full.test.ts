import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Explorer } from './index.ts';

let cacheDirectory: string;
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'trivet-explorer-'));
});
afterEach(() => rm(cacheDirectory, { recursive: true, force: true }));

const unfinished = async () => (await readdir(cacheDirectory)).filter((name) => name.startsWith('unfinished-'));

const pageOf = async (explorer: Explorer) =>
  explorer.routes[0]?.handle({
    path: '/explorer',
    headers: {},
    query: {},
    params: {},
    method: 'GET',
    client: undefined,
    body: undefined,
  });

describe('building the explorer', { timeout: 120_000 }, () => {
  it('ends well for two that build at the same time', async () => {
    const explorers = [new Explorer({ cacheDirectory }), new Explorer({ cacheDirectory })];
    for (const explorer of explorers) explorer.start();
    await Promise.all(explorers.map((explorer) => explorer.ready()));
    for (const explorer of explorers) {
      expect((await pageOf(explorer))?.body.toString()).toContain('<title>Trivet explorer</title>');
    }
    expect(await readdir(cacheDirectory)).toHaveLength(1);
  });

  it('begins again when the build vanishes from the disk', async () => {
    const explorer = new Explorer({ cacheDirectory });
    explorer.start();
    await explorer.ready();
    const [key = ''] = await readdir(cacheDirectory);
    await rm(join(cacheDirectory, key, 'index.html'));

    expect((await pageOf(explorer))?.body).toContain('http-equiv="refresh"');
    await expect
      .poll(async () => (await pageOf(explorer))?.body.toString(), { timeout: 60_000 })
      .toContain('<main id="explorer">');
    expect(await readdir(cacheDirectory)).toEqual([key]);
  });

  it('ends when it is stopped, and leaves nothing', async () => {
    const messages: string[] = [];
    const explorer = new Explorer({ cacheDirectory, onProgress: (message) => messages.push(message) });
    explorer.start();
    await expect.poll(unfinished, { timeout: 60_000 }).toHaveLength(1);
    await explorer.stop();
    await explorer.ready();
    expect(await readdir(cacheDirectory)).toEqual([]);
    expect(messages).toHaveLength(1);
  });

  it('ends when its process is killed, and leaves nothing', async () => {
    const source = `
      import { Explorer } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      new Explorer({ cacheDirectory: ${JSON.stringify(cacheDirectory)} }).start();
    `;
    const server = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'inherit' });
    await expect.poll(unfinished, { timeout: 60_000 }).toHaveLength(1);
    server.kill('SIGKILL');
    await once(server, 'exit');
    await expect.poll(() => readdir(cacheDirectory), { timeout: 10_000 }).toEqual([]);
  });
});
