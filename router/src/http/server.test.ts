import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startEdge } from '../tests/edge-fixture.ts';
import { PortInUseError } from './listen.ts';

describe('health', () => {
  it('is degraded but serving while a part is down', async () => {
    const checks = [
      { name: 'users', ok: true },
      { name: 'core', ok: false, detail: 'does not answer' },
    ];
    const { url } = await startEdge({ readiness: async () => checks });
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'degraded', checks }]);
  });

  it('is unavailable when nothing works', async () => {
    const { url } = await startEdge({ readiness: async () => [{ name: 'users', ok: false }] });
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toMatchObject([503, { status: 'unavailable' }]);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });
});

describe('paths', () => {
  const page = async ({ path }: { path: string }) => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `at ${path}`,
  });
  const routes = [
    { audience: 'public', method: 'GET', path: '/explorer', handle: page },
    { audience: 'public', method: 'GET', path: '/explorer/*', handle: page },
    {
      audience: 'public',
      method: 'POST',
      path: '/hook',
      handle: async ({ body }: { body: unknown }) => ({ status: 200, body: `${(body as Buffer).length}` }),
    },
    { audience: 'internal', method: 'GET', path: '/internal', handle: page },
    { audience: 'public', method: 'GET', path: '/broken', handle: () => Promise.reject(new Error('a secret')) },
  ] as const;

  it('of others are served, with all that is below a wildcard', async () => {
    const { url } = await startEdge({ routes });
    expect(await (await fetch(`${url}/explorer/assets/a.js?x=1`)).text()).toBe('at /explorer/assets/a.js');
    const root = await fetch(url, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/explorer']);
  });

  it('of others get bytes that are not JSON as they are', async () => {
    const { url } = await startEdge({ routes });
    expect(await (await fetch(`${url}/hook`, { method: 'POST', body: 'a=b' })).text()).toBe('3');
  });

  it('that are internal are not there', async () => {
    const { url } = await startEdge({ routes });
    expect((await fetch(`${url}/internal`)).status).toBe(404);
  });

  it('that fail say nothing of why, and leave one line', async () => {
    const { url, log } = await startEdge({ routes });
    const response = await fetch(`${url}/broken`);
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(log.filter(({ level }) => level === 'ERROR')).toHaveLength(1);
  });

  const malformed = { headers: { 'content-type': 'application/json' }, body: '{' };
  it.each(['GET', 'POST'])('that are not there are a 404 to %s', async (method) => {
    const { url } = await startEdge();
    const response = await fetch(`${url}/nowhere`, { method, ...(method === 'POST' && malformed) });
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    ]);
  });
});

describe('pages of other origins', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
  };

  it('may not read answers', async () => {
    const { url } = await startEdge();
    const response = await fetch(`${url}/graphql`, preflight);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, null]);
  });

  it('may when they are allowed', async () => {
    const { url } = await startEdge({ config: { corsOrigins: ['https://app.example.com'] } });
    const { headers } = await fetch(`${url}/graphql`, preflight);
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(headers.get('access-control-allow-headers')).toContain('Authorization');
    const other = await fetch(`${url}/graphql`, { headers: { origin: 'https://evil.example.com' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('HTTP that is not', () => {
  const posting = (...headers: string[]) =>
    ['POST /graphql HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers, '', '0\r\n\r\n'].join('\r\n');
  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['headers that are too large', `GET /graphql HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a malformed path', 'GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    // What a proxy might read as one request, and the next in line as two.
    ['two ways to say how long it is', posting('Content-Length: 5', 'Transfer-Encoding: chunked'), 400],
    ['two lengths', posting('Content-Length: 5', 'Content-Length: 6'), 400],
    ['a length that is none', posting('Content-Length: +5'), 400],
    ['a coding that is none', posting('Transfer-Encoding: xchunked'), 400],
    ['a header that goes on in the next line', posting('X: a\r\n b', 'Content-Length: 5'), 400],
    ['a line break within a header', posting('X: a\nTransfer-Encoding: chunked', 'Content-Length: 5'), 400],
  ])('is refused: %s', async (_name, request, status) => {
    const { port, log } = await startEdge();
    const socket = connect(port, '127.0.0.1').end(request);
    const answer = await text(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('"code":"BAD_USER_INPUT"');
    expect(log.filter(({ level }) => level !== 'INFO')).toEqual([]);
  });

  it('does not hold a connection whose headers never end', async () => {
    const { port } = await startEdge({ config: { headersTimeoutMs: 20 } as object });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /graphql HTTP/1.1\r\nHost: x\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('does not hold a connection whose body never ends', async () => {
    const { port } = await startEdge({ config: { requestTimeoutMs: 20 } as object });
    const socket = connect(port, '127.0.0.1');
    socket.write(posting('Content-Length: 100'));
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is answered as HTTP when a client offers another protocol', async () => {
    const { port } = await startEdge();
    const socket = connect(port, '127.0.0.1').end(
      'GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
    );
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('a stop', () => {
  it('finishes what was accepted, refuses what is new and closes what is silent', async () => {
    const { edge, port, url, operations } = await startEdge();
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const accepted = fetch(`${url}/graphql?query={held}`);
    await operations.holding.promise;
    const stopped = edge.stop();
    await once(silent.resume(), 'close');
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    operations.hold.resolve('done');
    const response = await accepted;
    expect([response.headers.get('connection'), await response.json()]).toEqual(['close', { data: { held: 'done' } }]);
    await stopped;
  });

  it('leaves at the deadline what does not end', async () => {
    const { edge, url, operations } = await startEdge();
    const held = fetch(`${url}/graphql?query={held}`);
    await operations.holding.promise;
    await Promise.all([expect(held).rejects.toThrow(), edge.stop(20)]);
  });

  it('refuses a request that had only begun to arrive', async () => {
    const { edge, port } = await startEdge();
    const accepted = once(edge.app.server, 'connection');
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /graphql?query={whoami} HTTP/1.1\r\n');
    const [serverSide] = await accepted;
    await expect.poll(() => serverSide.bytesRead).toBeGreaterThan(0);
    const stopped = edge.stop();
    socket.end('Host: x\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 503 /);
    await stopped;
  });
});

it('says in one sentence that the port is in use', async () => {
  const { port } = await startEdge();
  await expect(startEdge({ config: { port } })).rejects.toThrow(PortInUseError);
});
