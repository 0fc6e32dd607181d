import { randomUUID } from 'node:crypto';
import { revocationMemoryMs } from '@trivet/identity';
import { anonymous, type SubscriptionStream, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('revocations');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

const router: Viewer = { kind: 'service', service: 'router' };
const document = 'subscription { _sessionsRevoked { sessionIds } }';
const activeDocument = 'query ($u: ID!, $s: ID!) { _sessionIsActive(userId: $u, sessionId: $s) }';

async function signIn() {
  const { data } = await stage.ask(
    anonymous,
    'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { refreshToken session { id } } }',
    { input: { email: ada.email, password: ada.password } },
  );
  const { refreshToken, session } = data.sessionCreate;
  return { refreshToken, id: uuidOf(session.id) };
}

/** By using a refresh token again, when the time in which that is forgiven is over. */
async function endSession({ refreshToken }: { readonly refreshToken: string }): Promise<void> {
  const refresh = () =>
    stage.ask(
      anonymous,
      'mutation ($input: SessionRefreshInput!) { sessionRefresh(input: $input) { userErrors { code } } }',
      { input: { refreshToken } },
    );
  await refresh();
  stage.host.clock.advance(10_000);
  const { data } = await refresh();
  expect(data.sessionRefresh.userErrors).toMatchObject([{ code: 'INVALID_REFRESH_TOKEN' }]);
}

const open = (viewer: Viewer) => stage.users.subscribe({ query: document, viewer, requestId: randomUUID() });

async function follow(): Promise<SubscriptionStream> {
  const answer = await open(router);
  if (!(Symbol.asyncIterator in answer)) throw new Error(answer.errors?.[0]?.message);
  return answer;
}

/** What it tells next, signs of life included. */
async function next(feed: SubscriptionStream): Promise<readonly string[]> {
  for (;;) {
    const { value } = await feed.next();
    if (!value) throw new Error('The stream has ended.');
    if (value.errors) throw new Error(value.errors[0]?.message);
    const told = value.data?.['_sessionsRevoked'] as { readonly sessionIds: readonly string[] } | undefined;
    if (told) return told.sessionIds;
  }
}

/** Reads until it tells of this session; everything that it told until then. One may be told twice: as of late, and as it ends. */
async function untilTold(feed: SubscriptionStream, sessionId: string): Promise<readonly string[]> {
  const told: string[] = [];
  while (!told.includes(sessionId)) told.push(...(await next(feed)));
  return told;
}

it('begins with the sessions that were revoked of late, then tells of each', async () => {
  const [first, second, third] = [await signIn(), await signIn(), await signIn()];
  await endSession(first);
  const feed = await follow();
  expect(await untilTold(feed, first.id)).not.toContain(second.id);
  await endSession(second);
  await untilTold(feed, second.id);
  await feed.return();

  stage.host.clock.advance(revocationMemoryMs);
  await endSession(third);
  const later = await follow();
  const told = await untilTold(later, third.id);
  for (const { id } of [first, second]) expect(told).not.toContain(id);
  await later.return();
});

it('gives a sign of life while nothing happens', async () => {
  const feed = await follow();
  let told = await next(feed);
  while (told.length > 0) told = await next(feed);
  expect(told).toEqual([]);
  await feed.return();
});

it('says whether a session is active, of a person who has it', async () => {
  const session = await signIn();
  const ask = async (userId: string, sessionId: string) => {
    const { data } = await stage.ask(router, activeDocument, { u: userId, s: sessionId });
    return data._sessionIsActive;
  };
  expect(await ask(ada.id, session.id)).toBe(true);
  expect(await ask(ada.id, randomUUID())).toBe(false);
  expect(await ask(randomUUID(), session.id)).toBe(false);
  await endSession(session);
  expect(await ask(ada.id, session.id)).toBe(false);
});

it('is for routers, and for nobody else', async () => {
  for (const viewer of [anonymous, ada.viewer, { kind: 'service', service: 'core' } as const]) {
    expect(await open(viewer)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const answer = await stage.ask(viewer, activeDocument, { u: ada.id, s: randomUUID() });
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  }
});
