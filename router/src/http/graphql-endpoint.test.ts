import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type EdgeFixture, startEdge, userId } from '../tests/edge-fixture.ts';

const graphqlResponse = 'application/graphql-response+json';

function post({ url }: EdgeFixture, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: graphqlResponse, ...headers },
    body: bytes as string,
  });
}

async function refusalOf(response: Response): Promise<{ status: number; code: unknown; message: string }> {
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*\.[jt]s|node_modules|FST_/);
  const { data, errors } = JSON.parse(text);
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  return { status: response.status, code: errors[0].extensions.code, message: errors[0].message };
}

const badInputs: readonly {
  name: string;
  body: unknown;
  headers?: Record<string, string>;
  status: number;
  code: string;
}[] = [
  {
    name: 'a body over the limit',
    body: { query: `{ whoami } # ${'x'.repeat(1024 * 1024)}` },
    status: 413,
    code: 'OPERATION_LIMIT_EXCEEDED',
  },
  { name: 'invalid JSON', body: '{ "query": ', status: 400, code: 'BAD_USER_INPUT' },
  {
    name: 'JSON of many levels',
    body: `{"query":"{ whoami }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'invalid UTF-8',
    body: Buffer.from([...Buffer.from('{"query":"{ whoami } # '), 0xff, 0xfe, ...Buffer.from('"}')]),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  { name: 'a syntax error', body: { query: '{ whoami' }, status: 400, code: 'GRAPHQL_PARSE_FAILED' },
  { name: 'an unknown field', body: { query: '{ nonsense }' }, status: 400, code: 'GRAPHQL_VALIDATION_FAILED' },
  {
    name: 'a variable of the wrong type',
    body: { query: 'subscription ($n: Int!) { flood(bytes: $n) }', variables: { n: 'x' } },
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'variables that are no object',
    body: { query: '{ whoami }', variables: 'x' },
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: '10,000 aliases',
    body: { query: `{ ${Array.from({ length: 10_000 }, (_, index) => `a${index}: whoami`).join(' ')} }` },
    status: 400,
    code: 'OPERATION_LIMIT_EXCEEDED',
  },
  { name: 'a batch', body: [{ query: '{ whoami }' }], status: 400, code: 'BAD_USER_INPUT' },
  { name: 'no query', body: {}, status: 400, code: 'BAD_USER_INPUT' },
  {
    name: 'a body that is not JSON',
    body: 'query=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'another charset',
    body: { query: '{ whoami }' },
    headers: { 'content-type': 'application/json; charset=latin1' },
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a compressed body',
    body: { query: '{ whoami }' },
    headers: { 'content-encoding': 'gzip' },
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a media type that we do not speak',
    body: { query: '{ whoami }' },
    headers: { accept: 'text/html' },
    status: 406,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a polluting key',
    body: '{"query":"{ polluted }","variables":{"__proto__":{"polluted":true}}}',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'an escaped polluting key',
    body: '{"query":"{ polluted }","variables":{"\\u005f_proto__":{"polluted":true}}}',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a malformed idempotency key',
    body: { query: 'mutation { bump }' },
    headers: { 'idempotency-key': 'two words' },
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a too long idempotency key',
    body: { query: 'mutation { bump }' },
    headers: { 'idempotency-key': 'k'.repeat(256) },
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a malformed Authorization',
    body: { query: '{ whoami }' },
    headers: { authorization: 'Basic eDp5' },
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  {
    name: 'a token that is not ours',
    body: { query: '{ whoami }' },
    headers: { authorization: 'Bearer a.b.c' },
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  { name: 'a subscription', body: { query: 'subscription { ticks }' }, status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a graph that is not there', body: { query: '{ refused }' }, status: 503, code: 'SUBGRAPH_UNAVAILABLE' },
];

describe('what is refused', () => {
  it.each(badInputs)(
    'answers $name with $status and $code, and others meanwhile',
    async ({ body, headers, status, code }) => {
      const fixture = await startEdge();
      const [refused, other] = await Promise.all([
        post(fixture, body, headers),
        post(fixture, { query: '{ whoami }' }),
      ]);
      expect(await refusalOf(refused)).toMatchObject({ status, code });
      expect(refused.headers.get('content-type')).toMatch(
        status === 406 ? /^application\/json/ : /^application\/graphql-response\+json/,
      );
      expect(await other.json()).toEqual({ data: { whoami: 'nobody' } });
      expect(fixture.log.filter(({ level }) => level !== 'INFO')).toEqual([]);
    },
  );

  it('says where subscriptions are served', async () => {
    const { message } = await refusalOf(await post(await startEdge(), { query: 'subscription { ticks }' }));
    expect(message).toContain('WebSocket');
  });

  it('takes a key named constructor for what it is', async () => {
    const fixture = await startEdge();
    const value = { constructor: { prototype: { polluted: true } } };
    const response = await post(fixture, {
      query: 'query ($value: JSON) { echo(value: $value) polluted }',
      variables: { value },
    });
    expect(await response.json()).toEqual({ data: { echo: value, polluted: false } });
  });

  it('answers a refused document with 200 to who only knows application/json', async () => {
    const response = await post(await startEdge(), { query: '{ nonsense }' }, { accept: 'application/json' });
    expect(await refusalOf(response)).toMatchObject({ status: 200, code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('allows no other method', async () => {
    const { url } = await startEdge();
    const response = await fetch(`${url}/graphql`, { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect(await refusalOf(response)).toMatchObject({ status: 405 });
  });
});

describe('GET', () => {
  it('executes a query with variables', async () => {
    const { url } = await startEdge();
    const search = new URLSearchParams({
      query: 'query ($value: JSON) { echo(value: $value) }',
      variables: '{"value":"ä+b"}',
    });
    const response = await fetch(`${url}/graphql?${search}`);
    expect(await response.json()).toEqual({ data: { echo: 'ä+b' } });
  });

  it('executes no mutation', async () => {
    const { url } = await startEdge();
    const response = await fetch(`${url}/graphql?query=mutation{bump}`);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await refusalOf(response)).toMatchObject({ status: 405 });
  });

  it.each(['query=%ff', 'query={whoami}&query={polluted}', 'query={whoami}&variables={', ''])(
    'refuses "%s"',
    async (search) => {
      const { url } = await startEdge();
      const response = await fetch(`${url}/graphql?${search}`);
      expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    },
  );
});

describe('who asks', () => {
  it('is the person of the access token', async () => {
    const fixture = await startEdge();
    const response = await post(fixture, { query: '{ whoami }' }, { authorization: await fixture.bearer() });
    expect(await response.json()).toEqual({ data: { whoami: userId } });
  });

  it('is told to refresh an expired token', async () => {
    const fixture = await startEdge();
    const response = await post(fixture, { query: '{ whoami }' }, { authorization: await fixture.expiredBearer() });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await refusalOf(response)).toMatchObject({ status: 401, message: expect.stringContaining('expired') });
  });

  it('is the subgraph of a viewer token that is meant for the router', async () => {
    const fixture = await startEdge();
    const viewer = { kind: 'service', service: 'notifications' } as const;
    const ours = await post(
      fixture,
      { query: '{ whoami }' },
      { authorization: `Viewer ${fixture.viewerTokens.issue(viewer, 'router')}` },
    );
    expect(await ours.json()).toEqual({ data: { whoami: 'notifications' } });
    const foreign = await post(
      fixture,
      { query: '{ whoami }' },
      { authorization: `Viewer ${fixture.viewerTokens.issue(viewer, 'core')}` },
    );
    expect(foreign.status).toBe(401);
  });
});

describe('a request', () => {
  it('carries its id and its idempotency key', async () => {
    const fixture = await startEdge();
    const response = await post(
      fixture,
      { query: 'mutation { bump }' },
      { 'idempotency-key': 'k-1', 'x-request-id': 'r:1' },
    );
    expect(await response.json()).toEqual({ data: { bump: 'k-1' } });
    expect(response.headers.get('x-request-id')).toBe('r:1');
    const other = await post(fixture, { query: '{ whoami }' }, { 'x-request-id': 'not good {}' });
    expect(other.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('leaves one line in the log, without variables, tokens or the document', async () => {
    const fixture = await startEdge();
    const body = { query: 'query Echo($value: JSON) { echo(value: $value) }', variables: { value: 'hunter2' } };
    await post(fixture, body, { authorization: await fixture.bearer(), 'x-request-id': 'r1' });
    await fixture.edge.stop();
    expect(fixture.log).toEqual([
      expect.objectContaining({
        level: 'INFO',
        context: {
          request_id: 'r1',
          method: 'POST',
          route: '/graphql',
          status: 200,
          duration_ms: expect.any(Number),
          operation: 'Echo',
          user_id: userId,
        },
      }),
    ]);
  });

  it('says in its line what was refused, by code', async () => {
    const fixture = await startEdge();
    const document = '{ one: limited(seconds: 1) two: limited(seconds: 1) fails }';
    for (const query of ['{ nothing }', document, '{ whoami }']) await post(fixture, { query });
    await fixture.edge.stop();
    const lines = fixture.log.filter(({ message }) => message === 'request');
    expect(lines.map(({ context }) => context['errors'])).toEqual([
      ['GRAPHQL_VALIDATION_FAILED'],
      ['RATE_LIMITED', 'INTERNAL_SERVER_ERROR'],
      undefined,
    ]);
  });

  it('that fails on our side says so without saying why', async () => {
    const fixture = await startEdge();
    const response = await post(fixture, { query: '{ fails }' }, { 'x-request-id': 'r1' });
    const text = await response.text();
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({
      data: { fails: null },
      errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' } }],
    });
  });

  it('ends when the client goes away', async () => {
    const { port, operations } = await startEdge();
    const socket = connect(port, '127.0.0.1');
    const body = JSON.stringify({ query: '{ held }' });
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await operations.holding.promise;
    socket.destroy();
    await operations.departed.promise;
  });
});

describe('Retry-After', () => {
  const retryAfter = async (query: string) => {
    const response = await post(await startEdge(), { query });
    return { status: response.status, header: response.headers.get('retry-after') };
  };

  it('says when to come again where nothing but that went wrong', async () => {
    expect(await retryAfter('{ limited(seconds: 30) }')).toEqual({ status: 200, header: '30' });
    expect(await retryAfter('{ one: limited(seconds: 5) two: limited(seconds: 60) whoami }')).toMatchObject({
      header: '60',
    });
  });

  it('is not said where something else went wrong too, or nothing', async () => {
    expect(await retryAfter('{ limited(seconds: 30) fails }')).toMatchObject({ header: null });
    expect(await retryAfter('{ whoami }')).toMatchObject({ header: null });
  });
});
