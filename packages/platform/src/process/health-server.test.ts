import { expect, it, onTestFinished } from 'vitest';
import { Metrics } from '../metrics/metrics.ts';
import { serveHealth } from './health-server.ts';

it('says whether the process lives and is ready, and what it counts, and serves nothing else', async () => {
  let isReady = true;
  const health = async () => {
    if (!isReady) return { isReady, body: { status: 'unavailable' } };
    return { isReady, body: { status: 'ready' } };
  };
  const metrics = new Metrics();
  metrics.counter('asked_total', 'What was asked.').add();
  const server = await serveHealth({ host: '127.0.0.1', port: 0, health, metrics });
  onTestFinished(() => server.stop());
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`${server.url}${path}`, { method });
    return `${response.status} ${await response.text()}`;
  };
  expect(await get('/livez')).toBe('200 {"status":"alive"}');
  expect(await get('/readyz?verbose')).toBe('200 {"status":"ready"}');
  expect(await get('/metrics')).toContain('asked_total 1\n');
  for (const path of ['/graphql', '/internal/access', '/', '/livez/..']) expect(await get(path)).toMatch(/^404/);
  expect(await get('/readyz', 'POST')).toMatch(/^404/);
  isReady = false;
  expect(await get('/readyz')).toBe('503 {"status":"unavailable"}');
});
