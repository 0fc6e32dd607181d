import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { anonymous, type Viewer } from '@trivet/platform';
import { expect, it, onTestFinished } from 'vitest';
import { RemoteMailSource } from '../process/remote-mail-source.ts';
import { TestClock } from '../testing/index.ts';
import { newViewerTokenKey } from '../testing/test-host.ts';
import type { Mail, MailOccasion } from './mail.ts';
import { mailRoute } from './mail-endpoint.ts';

const mail: Mail = {
  kind: 'email_verification',
  recipient: { address: 'ada@example.com', name: 'Ada', locale: 'en' },
  token: 'the token',
};
const occasion: MailOccasion = { type: 'email_verification.requested', payload: { userId: randomUUID() } };
const notifications: Viewer = { kind: 'service', service: 'notifications' };

function setup(mails: readonly Mail[] = [mail]) {
  const clock = new TestClock();
  const key = newViewerTokenKey();
  const questions: MailOccasion[] = [];
  const source = {
    find: async (asked: MailOccasion) => {
      questions.push(asked);
      return mails;
    },
  };
  const tokens = new ViewerTokenIssuer({ key, issuer: 'notifications', clock });
  const route = mailRoute(source, new ViewerTokenVerifier({ key: publicKeyOf(key), audience: 'users', clock }));
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
  return { clock, questions, tokens, route, ask, bearer };
}

it('is not for the world', () => {
  expect(setup().route.audience).toBe('internal');
});

it('tells notifications addresses and tokens, and no other service and no person', async () => {
  const { clock, questions, ask, bearer } = setup();
  const id = randomUUID();
  const refused: Record<string, string | undefined> = {
    'no token': undefined,
    'a person': bearer({ kind: 'user', userId: id, sessionId: id, authenticatedAt: new Date() }),
    'a visitor': bearer(anonymous),
    'another service': bearer({ kind: 'service', service: 'core' }),
    'the router': bearer({ kind: 'service', service: 'router' }),
    'a token for another': bearer(notifications, 'core'),
    'another key': setup().bearer(notifications),
  };
  for (const [what, authorization] of Object.entries(refused)) {
    expect(await ask(authorization, occasion), what).toEqual({ status: 401, body: '' });
  }
  expect(questions).toEqual([]);
  const authorization = bearer(notifications);
  const { status, body } = await ask(authorization, occasion);
  expect([status, JSON.parse(String(body))]).toEqual([200, { mails: [mail] }]);
  clock.advance(120_000);
  expect((await ask(authorization, occasion)).status).toBe(401);
});

it('refuses what is no event', async () => {
  const { ask, bearer } = setup();
  for (const question of [undefined, null, {}, [], { type: 1, payload: {} }, { type: 'x', payload: 'all' }]) {
    expect(await ask(bearer(notifications), question), JSON.stringify(question)).toEqual({ status: 400, body: '' });
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
  const remote = new RemoteMailSource({ url, tokens, service: 'notifications' });
  onTestFinished(async () => {
    await remote.close();
    server.close();
  });
  return { remote, server };
}

it('gives another process the mails as they are', async () => {
  const on = setup([mail, { ...mail, kind: 'password_was_reset' }]);
  const { remote } = await overHttp(on);
  expect(await remote.find(occasion)).toEqual([mail, { kind: 'password_was_reset', recipient: mail.recipient }]);
  expect(on.questions).toEqual([occasion]);
});

it('says that it cannot tell when nobody answers, or answers something else', async () => {
  const unknown = setup([{ ...mail, kind: 'of the next version' } as unknown as Mail]);
  const { remote: puzzled } = await overHttp(unknown);
  await expect(puzzled.find(occasion)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });

  const { remote, server } = await overHttp(setup());
  server.closeAllConnections();
  server.close();
  await expect(remote.find(occasion)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});
