import { afterAll, beforeAll, expect, it } from 'vitest';
import { announced, refresh, refreshRequest, signedIn, signInRequest } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('session events');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

it('announces a sign-in to the person, and a refresh to nobody', async () => {
  const { data, requestId } = await stage.ask(...signInRequest(ada));
  const { session, refreshToken } = data.sessionCreate;
  const sessionId = uuidOf(session.id);
  await refresh(stage, refreshToken);
  expect(await announced(stage, sessionId)).toEqual([
    expect.objectContaining({
      type: 'session.created',
      stream: { person: ada.id },
      subject: { type: 'session', id: sessionId, version: 1 },
      actor: ada.id,
      requestId,
      payload: { userId: ada.id, sessionId, methods: ['password'] },
    }),
  ]);
});

it('announces once that a token was used again and that its session has ended', async () => {
  const { refreshToken, uuid: sessionId } = await signedIn(stage, ada);
  await refresh(stage, refreshToken);
  stage.host.clock.advance(10_000);
  const { requestId } = await stage.ask(...refreshRequest(refreshToken));
  await refresh(stage, refreshToken);
  const [, ...ends] = await announced(stage, sessionId);
  const common = {
    stream: { person: ada.id },
    subject: { type: 'session', id: sessionId, version: 2 },
    actor: null,
    requestId,
  };
  const ids = { userId: ada.id, sessionId };
  expect(ends).toEqual([
    expect.objectContaining({ ...common, type: 'security.refresh_token_reused', payload: ids }),
    expect.objectContaining({ ...common, type: 'session.revoked', payload: { ...ids, reason: 'reused' } }),
  ]);
});

it('keeps neither the session nor its event when the event cannot be kept', async () => {
  const { admin } = stage.host;
  const count = async () => {
    const [row] = await admin<[{ count: number }]>`select count(*)::int from users.sessions`;
    return row.count;
  };
  const before = await count();
  await admin`alter table users.outbox add constraint nothing_new check (type <> 'session.created')`;
  const { errors } = await stage.ask(...signInRequest(ada));
  await admin`alter table users.outbox drop constraint nothing_new`;
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await count()).toBe(before);
});
