import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startEdge } from './tests/edge-fixture.ts';
import { composeTestSupergraph, testSubgraph } from './tests/test-graph.ts';

/** The router's process, with a subgraph that nobody serves. */
function startProcess(environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-router-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeTestSupergraph([testSubgraph('users', 'type Query { away: String }')]));
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      EXPLORER: 'off',
      SUPERGRAPH_FILE: supergraphFile,
      SUBGRAPH_URLS: 'users=http://127.0.0.1:1',
      VIEWER_TOKEN_KEY: JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  return child;
}

/** Where it serves, from its log. */
async function urlOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const { context } = JSON.parse(line) as { context: { url?: string } };
    if (context.url) return context.url.replace('localhost', '127.0.0.1');
  }
  throw new Error('The process ended before it served.');
}

it('starts while its subgraphs are down, says so, answers what it can, and stops when it is told to', async () => {
  const child = startProcess();
  const url = await urlOf(child);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([
    503,
    {
      status: 'unavailable',
      checks: [
        { name: 'users', ok: false },
        { name: 'sessions', ok: false },
      ],
    },
  ]);
  const ask = async (query: string) => (await fetch(`${url}/graphql?${new URLSearchParams({ query })}`)).json();
  expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  expect(await ask('{ away }')).toMatchObject({
    data: { away: null },
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
  });
  expect((await fetch(`${url}/.well-known/jwks.json`)).status).toBe(503);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('says in one sentence that its port is in use', async () => {
  const { port } = await startEdge();
  const child = startProcess({ PORT: String(port) });
  const [said, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, 'exit')]);
  expect([said.trim().split('\n'), code]).toEqual([
    [expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`)],
    1,
  ]);
});

it('names what its configuration lacks', async () => {
  const child = startProcess({ SUBGRAPH_URLS: '', PORT: 'x' });
  const [said, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, 'exit')]);
  expect(said).toMatch(/PORT: must be a port number/);
  expect(said).toMatch(/SUBGRAPH_URLS: /);
  expect(code).toBe(1);
});
