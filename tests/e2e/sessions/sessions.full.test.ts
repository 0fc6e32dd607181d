import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, story } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';

const listDocument = '{ viewer { sessions { nodes { id agent address isCurrent } } } }';
const revokeDocument = 'mutation ($id: ID!) { sessionRevoke(input: { sessionId: $id }) { userErrors { code } } }';

// Where the client is told by headers; in one process nothing is between.
describe('sessions', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack('services', { name: 'sessions', environment: { TRUSTED_PROXIES: 'loopback' } });
  });
  afterAll(() => stack?.stop());

  it('are seen and ended by their person, with the client behind the proxy and nothing of it in a log', async () => {
    const client = { address: '203.0.113.9', agent: "Trivet's test/1.0" };
    stack.keepSecret(client.address);
    stack.keepSecret(client.agent);
    const ada = await stack.person('Ada');
    const { email, password } = ada;
    const headers = { 'user-agent': client.agent, 'x-forwarded-for': `198.51.100.1, ${client.address}` };
    const { data } = await ask(stack.url, story['SignIn'] as string, { email, password }, headers);
    const { session, refreshToken } = data.sessionCreate;
    stack.keepSecret(refreshToken);

    const listed = await ada.ask(listDocument);
    expect(listed.data.viewer.sessions.nodes).toMatchObject([
      { id: session.id, ...client, isCurrent: false },
      { address: expect.any(String), isCurrent: true },
    ]);
    const revoked = await ada.ask(revokeDocument, { id: session.id });
    expect(revoked.data.sessionRevoke.userErrors).toEqual([]);
    expect((await ada.ask(listDocument)).data.viewer.sessions.nodes).toHaveLength(1);
    const refreshed = await ask(stack.url, story['Refresh'] as string, { refreshToken });
    expect(refreshed.data.sessionRefresh).toMatchObject({ accessToken: null, userErrors: [{}] });
  });
});
