import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type EdgeFixture, startEdge } from '../tests/edge-fixture.ts';

const headersOf = (forwardedFor: string | undefined, agent = 'Test/1.0') => ({
  'user-agent': agent,
  ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
});

async function overHttp({ url }: EdgeFixture, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: 'mutation { client }' }),
  });
  const { data } = (await response.json()) as { data: { client: string } };
  return JSON.parse(data.client);
}

async function overWebSocket({ webSocketUrl }: EdgeFixture, headers: Record<string, string>): Promise<unknown> {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers });
    }
  }
  const client = createClient({ url: webSocketUrl, webSocketImpl: Socket });
  onTestFinished(() => void client.dispose());
  const { value } = await client.iterate<{ client: string }>({ query: 'mutation { client }' }).next();
  return JSON.parse(value?.data?.client ?? 'null');
}

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overWebSocket],
])('where a client asks from, over %s', (_edge, ask) => {
  it('is the peer, whatever he forwards', async () => {
    const fixture = await startEdge();
    for (const forwardedFor of [undefined, '203.0.113.9', '203.0.113.9, 127.0.0.1']) {
      const client = await ask(fixture, headersOf(forwardedFor));
      expect(client, forwardedFor).toEqual({ address: '127.0.0.1', agent: 'Test/1.0' });
    }
  });

  it('is the last address that a trusted proxy did not have itself', async () => {
    const fixture = await startEdge({ config: { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] } });
    const addresses = {
      '203.0.113.9': '203.0.113.9',
      '2001:db8::1': '2001:db8::1',
      '::ffff:203.0.113.9': '203.0.113.9',
      'invented, 198.51.100.1, 203.0.113.9, 10.1.2.3': '203.0.113.9',
      '10.1.2.3': '10.1.2.3',
      unknown: undefined,
    };
    for (const [forwardedFor, address] of Object.entries(addresses)) {
      expect(await ask(fixture, headersOf(forwardedFor)), forwardedFor).toEqual({ address, agent: 'Test/1.0' });
    }
  });

  it('is told with no more of the program than 256 characters', async () => {
    const client = await ask(await startEdge(), headersOf(undefined, 'x'.repeat(300)));
    expect(client).toEqual({ address: '127.0.0.1', agent: 'x'.repeat(256) });
  });

  it('is in no line of the log', async () => {
    const fixture = await startEdge({ config: { trustedProxies: ['127.0.0.1'] } });
    await ask(fixture, headersOf('203.0.113.9', 'Secretive/1.0'));
    const log = JSON.stringify(fixture.log);
    expect(log).not.toContain('203.0.113.9');
    expect(log).not.toContain('Secretive');
  });
});
