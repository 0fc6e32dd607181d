import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { HttpRouteResponse } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Explorer } from './index.ts';

/** As Fastify would: the route for the page, or the one for what is below it. */
function get(explorer: Explorer, path: string, headers: Record<string, string> = {}): Promise<HttpRouteResponse> {
  const route = explorer.routes.find((candidate) => candidate.path === (path === '/explorer' ? path : '/explorer/*'));
  if (route === undefined) throw new Error(`No route takes ${path}.`);
  return route.handle({
    path,
    headers: { host: 'localhost:4000', ...headers },
    query: {},
    params: {},
    method: 'GET',
    client: undefined,
    body: undefined,
  });
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trivet-explorer-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('an explorer without a cached build', () => {
  it('says that it builds, then shows the page, and leaves only that build', { timeout: 60_000 }, async () => {
    await mkdir(join(directory, 'cache/a-build-of-last-year'), { recursive: true });
    await mkdir(join(directory, 'cache/unfinished-of-another-process'));
    const messages: string[] = [];
    const explorer = new Explorer({
      cacheDirectory: join(directory, 'cache'),
      onProgress: (message) => messages.push(message),
    });

    explorer.start();
    const meanwhile = await get(explorer, '/explorer');
    const asset = await get(explorer, '/explorer/assets/index.js');
    await explorer.ready();
    const page = await get(explorer, '/explorer');

    expect(meanwhile).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(meanwhile.body).toContain('Building the explorer');
    expect(meanwhile.body).toContain('http-equiv="refresh"');
    expect(asset.status).toBe(503);
    expect(page.status).toBe(200);
    expect(page.body.toString()).toContain('<title>Trivet explorer</title>');
    expect(messages).toEqual([expect.stringContaining('Building'), expect.stringMatching(/is built \(\d+\.\d s\)/)]);
    expect(await readdir(join(directory, 'cache'))).toEqual([
      expect.stringMatching(/^[\da-f]{20}$/),
      'unfinished-of-another-process',
    ]);
  });
});

describe('an explorer with a cached build', () => {
  let explorer: Explorer;
  let assets: string[];
  const messages: string[] = [];
  beforeAll(async () => {
    explorer = new Explorer({
      cacheDirectory: join(directory, 'cache'),
      onProgress: (message) => messages.push(message),
    });
    explorer.start();
    const page = await get(explorer, '/explorer');
    assets = [...page.body.toString().matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
  });
  afterAll(() => explorer.stop());

  const script = () => assets.find((path) => path.endsWith('.js')) ?? '';

  it('shows the page at once and builds nothing', () => {
    expect(assets).not.toEqual([]);
    expect(messages).toEqual([]);
  });

  it('refers to its own assets only, each with its type and cached for good', async () => {
    for (const path of assets) {
      expect(path).toMatch(/^\/explorer\/assets\//);
      const { status, headers } = await get(explorer, path);
      expect(status).toBe(200);
      expect(headers?.['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers?.['content-type']).toMatch(/^(text\/javascript|text\/css|image\/svg\+xml)/);
      expect(headers?.['x-content-type-options']).toBe('nosniff');
    }
  });

  it('compresses for clients that take it, and tells caches apart', async () => {
    const plain = await get(explorer, script());
    const refused = await get(explorer, script(), { 'accept-encoding': 'gzip;q=0, br' });
    const gzipped = await get(explorer, script(), { 'accept-encoding': 'br, gzip' });
    expect(plain.headers).toMatchObject({ vary: 'accept-encoding' });
    expect(refused.headers).not.toHaveProperty('content-encoding');
    expect(gzipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gzipped.headers?.etag).not.toBe(plain.headers?.etag);
    const [short, long] = [gzipped.body as Buffer, plain.body as Buffer];
    expect(gunzipSync(short).equals(long)).toBe(true);
    expect(short.length).toBeLessThan(long.length / 2);
  });

  it('has the page checked each time and sends it only when it changed', async () => {
    const first = await get(explorer, '/explorer');
    const etag = first.headers?.etag ?? '';
    const again = await get(explorer, '/explorer', { 'if-none-match': `"other", W/${etag}` });
    const changed = await get(explorer, '/explorer', { 'if-none-match': '"other"' });
    expect(first.headers?.['cache-control']).toBe('no-cache');
    expect(again).toMatchObject({ status: 304, body: '', headers: { etag } });
    expect(changed.status).toBe(200);
  });

  it('allows nothing from outside, and the WebSocket of its own host', async () => {
    const { headers } = await get(explorer, '/explorer', { host: 'trivet.example:8443' });
    const policy = headers?.['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' ws://trivet.example:8443 wss://trivet.example:8443;");
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
  });

  it.each(["evil.example; script-src 'unsafe-inline'", 'a b', '*', ''])(
    'keeps the host %j out of the policy',
    async (host) => {
      const { headers } = await get(explorer, '/explorer', { host });
      expect(headers?.['content-security-policy']).toContain("connect-src 'self';");
    },
  );

  it.each([
    '/explorer/../package.json',
    '/explorer/assets/../../../package.json',
    '/explorer/%2e%2e/package.json',
    '/explorer/..%2fpackage.json',
    '/explorer//etc/passwd',
    '/explorer/manifest.json',
    '/explorer/index.html.gz',
    '/explorer/assets',
    '/explorer/constructor',
    '/explorer/__proto__',
    '/explorer/\0',
  ])('finds nothing at %j', async (path) => {
    expect(await get(explorer, path)).toMatchObject({ status: 404, body: 'Not found\n' });
  });

  it('is gone once it is stopped', async () => {
    const stopped = new Explorer({ cacheDirectory: join(directory, 'cache') });
    await stopped.stop();
    await stopped.ready();
    expect((await get(stopped, '/explorer')).status).toBe(503);
  });
});

describe('an explorer that cannot build', () => {
  it('says why, on the page and to the one who started it', async () => {
    await writeFile(join(directory, 'a-file'), '');
    const messages: string[] = [];
    const explorer = new Explorer({
      cacheDirectory: join(directory, 'a-file'),
      onProgress: (message) => messages.push(message),
    });

    explorer.start();
    await explorer.ready();

    const page = await get(explorer, '/explorer');
    expect(page.status).toBe(500);
    expect(page.body).toContain('The explorer could not be built: its cache directory cannot be used (');
    expect(page.body).not.toContain(directory);
    expect(messages.at(-1)).toMatch(/could not be built/);
    expect((await get(explorer, '/explorer/assets/index.js')).status).toBe(503);
  });
});
