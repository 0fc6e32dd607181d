import type { Viewer } from '@trivet/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as request from '../../tests/session-requests.ts';
import { startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('idle sessions');
});
afterAll(() => stage?.stop());

const seen = async (viewer: Viewer) =>
  (await stage.ask(viewer, '{ viewer { sessions { nodes { id expiresAt idleExpiresAt } } } }')).data.viewer.sessions
    .nodes;
const isActive = async ({ userId, sessionId }: { userId: string; sessionId: string }) => {
  const document = 'query ($userId: ID!, $sessionId: ID!) { _sessionIsActive(userId: $userId, sessionId: $sessionId) }';
  const router: Viewer = { kind: 'service', service: 'router' };
  return (await stage.ask(router, document, { userId, sessionId })).data._sessionIsActive;
};
const after = (ms: number) => new Date(stage.host.clock.now().getTime() + ms).toISOString();

it('ends when nobody has refreshed it for fourteen days, for whoever looks', async () => {
  const { clock } = stage.host;
  const ada = await stage.person();
  const unused = await request.signedIn(stage, ada);
  expect(await seen(ada.viewer)).toEqual([
    { id: unused.id, expiresAt: after(30 * day), idleExpiresAt: after(14 * day) },
  ]);
  clock.advance(14 * day - 1);
  expect([await isActive(unused.viewer), (await seen(ada.viewer)).length]).toEqual([true, 1]);
  clock.advance(1);
  expect([await isActive(unused.viewer), await seen(ada.viewer)]).toEqual([false, []]);
  expect(await request.refresh(stage, unused.refreshToken)).toEqual(request.refused);
  const { data } = await stage.ask(ada.viewer, 'mutation { sessionRevokeOthers { revokedCount } }');
  expect(data.sessionRevokeOthers.revokedCount).toBe(0);
  const { errors } = await stage.ask(
    unused.viewer,
    'mutation ($input: SessionReauthenticateInput!) { sessionReauthenticate(input: $input) { accessToken } }',
    { input: { password: ada.password } },
  );
  expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
});

it('goes on while it is refreshed, to its age and no further', async () => {
  const { clock } = stage.host;
  const ada = await stage.person();
  const session = await request.signedIn(stage, ada);
  const expiresAt = after(30 * day);
  let { refreshToken } = session;
  for (const idleExpiresAt of [14 * day, 14 * day, 4 * day].map((ms, turn) => () => [turn, after(ms)] as const)) {
    if (idleExpiresAt()[0] > 0) {
      clock.advance(13 * day);
      ({ refreshToken } = await request.refresh(stage, refreshToken));
    }
    expect(await seen(ada.viewer)).toEqual([{ id: session.id, expiresAt, idleExpiresAt: idleExpiresAt()[1] }]);
  }
  clock.advance(4 * day);
  expect(await request.refresh(stage, refreshToken)).toEqual(request.refused);
});

it('tells its tokens when it ends, and is not written to for what is asked with them', async () => {
  const ada = await stage.person();
  const signedIn = await request.signIn(stage, ada);
  const viewer = await stage.accessTokens.verify(signedIn.accessToken);
  expect(viewer.endsAt?.getTime()).toBe(Math.floor((stage.host.clock.now().getTime() + 14 * day) / 1000) * 1000);
  const rows = async () => {
    const [row] = await stage.host.admin`select xmin::text, * from users.sessions where id = ${viewer.sessionId}`;
    return row;
  };
  const before = await rows();
  stage.host.clock.advance(hour);
  await seen(viewer);
  expect(await rows()).toEqual(before);
});

it('is kept with its device as those that were revoked, and deleted with its age', async () => {
  const { clock, admin } = stage.host;
  const ada = await stage.person();
  const { uuid } = await request.signedIn(stage, ada);
  const isKept = async () => {
    const another = await stage.startAnother();
    await another.stop();
    return (await admin`select from users.sessions where id = ${uuid}`).length === 1;
  };
  clock.advance(31 * day);
  expect(await isKept()).toBe(true);
  clock.advance(1);
  expect(await isKept()).toBe(false);
});

it('ends sooner where the operator says so', async () => {
  const strict = await startUsers('strict sessions', { environment: { SESSION_IDLE_HOURS: '1' } });
  try {
    const ada = await strict.person();
    const [unused, used] = [await request.signedIn(strict, ada), await request.signedIn(strict, ada)];
    strict.host.clock.advance(hour - 1);
    const { refreshToken } = await request.refresh(strict, used.refreshToken);
    strict.host.clock.advance(1);
    expect(await request.refresh(strict, unused.refreshToken)).toEqual(request.refused);
    expect((await request.refresh(strict, refreshToken)).userErrors).toEqual([]);
  } finally {
    await strict.stop();
  }
});
