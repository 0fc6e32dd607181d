import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { anonymous, type Viewer } from '@trivet/platform';
import { expect, it, onTestFinished } from 'vitest';
import { accessRoute } from './access-endpoint.ts';
import { RemoteAccessSource } from './process/remote-access-source.ts';
import { TestAccessSource, TestClock } from './testing/index.ts';
import { newViewerTokenKey } from './testing/test-host.ts';

function setup() {
  const clock = new TestClock();
  const key = newViewerTokenKey();
  const source = new TestAccessSource();
  const tokens = new ViewerTokenIssuer({ key, issuer: 'core', clock });
  const route = accessRoute(source, new ViewerTokenVerifier({ key: publicKeyOf(key), audience: 'users', clock }));
  const ask = async (authorization: string | undefined, body: unknown) =>
    route.handle({
      path: route.path,
      headers: { authorization },
      query: {},
      params: {},
      method: 'POST',
      client: undefined,
      body,
    });
  const bearer = (viewer: Viewer, audience = 'users') => `Bearer ${tokens.issue(viewer, audience)}`;
  return { clock, source, tokens, route, ask, bearer };
}

const core: Viewer = { kind: 'service', service: 'core' };

it('is not for the world', () => {
  expect(setup().route.audience).toBe('internal');
});

it('answers services of this installation and nobody else', async () => {
  const { clock, source, ask, bearer } = setup();
  const ada = randomUUID();
  const question = { userIds: [ada] };
  const refused: Record<string, string | undefined> = {
    'no token': undefined,
    'an empty one': 'Bearer ',
    'a person': await bearer({ kind: 'user', userId: ada, sessionId: ada, authenticatedAt: new Date() }),
    'a visitor': await bearer(anonymous),
    'a token for another': await bearer(core, 'core'),
    'another key': await setup().bearer(core),
  };
  for (const [what, authorization] of Object.entries(refused)) {
    expect(await ask(authorization, question), what).toEqual({ status: 401, body: '' });
  }
  expect(source.questions).toEqual([]);
  const authorization = await bearer(core);
  expect((await ask(authorization, question)).status).toBe(200);
  clock.advance(120_000);
  expect((await ask(authorization, question)).status).toBe(401);
});

it('refuses what is no question', async () => {
  const { ask, bearer } = setup();
  const authorization = await bearer(core);
  const questions = [
    undefined,
    null,
    {},
    [],
    { userIds: 'all' },
    { userIds: ['ada'] },
    { userIds: Array.from({ length: 1001 }, randomUUID) },
  ];
  for (const question of questions) {
    expect(await ask(authorization, question), JSON.stringify(question)?.slice(0, 50)).toEqual({
      status: 400,
      body: '',
    });
  }
});

/** The route behind HTTP, and the source that asks it. */
async function overHttp({ route, tokens }: ReturnType<typeof setup>) {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await route.handle({
      path: request.url ?? '',
      headers: request.headers,
      query: {},
      params: {},
      method: 'POST',
      client: undefined,
      body: await json(request),
    });
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const remote = new RemoteAccessSource({ url, tokens, service: 'core' });
  onTestFinished(async () => {
    await remote.close();
    server.close();
  });
  return { remote, server };
}

it('gives another process the grants of many persons as they are, in one request', async () => {
  const on = setup();
  const { remote } = await overHttp(on);
  const [ada, grace, lin, account] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  on.source.grant(ada, account, 'viewer');
  on.source.grant(lin, account, 'owner');
  expect(await remote.find([ada, grace, lin])).toEqual(await on.source.find([ada, grace, lin]));
  expect(on.source.questions).toEqual([
    [ada, grace, lin],
    [ada, grace, lin],
  ]);
  expect(await remote.find([])).toEqual([]);
});

it('gives the grants of more persons than fit into one request', async () => {
  const on = setup();
  const { remote } = await overHttp(on);
  const persons = Array.from({ length: 2_500 }, () => randomUUID());
  for (const person of persons) on.source.grant(person, person, ['account:read']);
  const grants = await remote.find(persons);
  expect(grants.map((held) => [...held.keys()])).toEqual(persons.map((person) => [person]));
});

it('says that it cannot tell when nobody answers', async () => {
  const on = setup();
  const { remote, server } = await overHttp(on);
  server.closeAllConnections();
  server.close();
  await expect(remote.find([randomUUID()])).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});
