import { anonymous, globalId, type Viewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announced, refresh, refused, type SignedIn, signedIn } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  stage = await startUsers('session revocation');
  [ada, grace] = [await stage.person(), await stage.person()];
});
afterAll(() => stage?.stop());

const revokeDocument = /* GraphQL */ `
  mutation ($input: SessionRevokeInput!) {
    sessionRevoke(input: $input) { session { id isCurrent } userErrors { code message path } }
  }
`;

const revoke = (viewer: Viewer, sessionId: string) => stage.ask(viewer, revokeDocument, { input: { sessionId } });
const revokeMany = async (viewer: Viewer, field: 'sessionRevokeOthers' | 'sessionRevokeAll') =>
  (await stage.ask(viewer, `mutation { ${field} { revokedCount userErrors { code } } }`)).data[field];

const notFound = {
  session: null,
  userErrors: [{ code: 'NOT_FOUND', message: 'There is no such session.', path: ['input', 'sessionId'] }],
};

/** Why the log says that a session has ended, each time that it says so. */
async function endsOf({ uuid }: SignedIn): Promise<unknown[]> {
  const events = await announced(stage, uuid);
  return events.filter(({ type }) => type === 'session.revoked').map(({ payload }) => payload['reason']);
}

async function isGood({ refreshToken }: SignedIn): Promise<boolean> {
  const { userErrors } = await refresh(stage, refreshToken);
  return userErrors.length === 0;
}

it('signs a person out: the session is gone, and its refresh token with it', async () => {
  const [mine, other] = [await signedIn(stage, ada), await signedIn(stage, ada)];
  const { data, requestId } = await revoke(mine.viewer, mine.id);
  expect(data.sessionRevoke).toEqual({ session: { id: mine.id, isCurrent: true }, userErrors: [] });
  expect(await refresh(stage, mine.refreshToken)).toEqual(refused);
  expect(await isGood(other)).toBe(true);
  const [, ...ends] = await announced(stage, mine.uuid);
  expect(ends).toEqual([
    expect.objectContaining({
      type: 'session.revoked',
      stream: { person: ada.id },
      subject: { type: 'session', id: mine.uuid, version: 2 },
      actor: ada.id,
      credential: mine.uuid,
      requestId,
      payload: { userId: ada.id, sessionId: mine.uuid, reason: 'signed_out' },
    }),
  ]);
});

it('ends another session of the same person, once', async () => {
  const [mine, other] = [await signedIn(stage, ada), await signedIn(stage, ada)];
  for (let count = 0; count < 2; count += 1) {
    const { data } = await revoke(mine.viewer, other.id);
    expect(data.sessionRevoke).toEqual({ session: { id: other.id, isCurrent: false }, userErrors: [] });
  }
  expect(await isGood(other)).toBe(false);
  expect(await isGood(mine)).toBe(true);
  expect(await endsOf(other)).toEqual(['revoked']);
  expect(await endsOf(mine)).toEqual([]);
});

it('says of the sessions of others what it says of those that do not exist', async () => {
  const theirs = await signedIn(stage, ada);
  const ended = await signedIn(stage, ada);
  await revoke(ended.viewer, ended.id);
  for (const id of [theirs.id, ended.id, globalId('ses', grace.id)]) {
    expect((await revoke(grace.viewer, id)).data.sessionRevoke, id).toEqual(notFound);
  }
  expect(await endsOf(theirs)).toEqual([]);
  expect(await isGood(theirs)).toBe(true);
});

it('takes nothing but the id of a session', async () => {
  for (const id of ['', 'ses_', globalId('usr', ada.id), ada.id]) {
    const { data, errors } = await revoke(ada.viewer, id);
    expect(data ?? null, id).toBeNull();
    expect(
      errors?.map(({ extensions }) => extensions['code']),
      id,
    ).toEqual(['BAD_USER_INPUT']);
  }
});

it('ends nothing for a visitor or a service', async () => {
  const session = await signedIn(stage, ada);
  for (const viewer of [anonymous, { kind: 'service', service: 'core' } as const]) {
    for (const asked of [
      revoke(viewer, session.id),
      stage.ask(viewer, 'mutation { sessionRevokeOthers { revokedCount } }'),
      stage.ask(viewer, 'mutation { sessionRevokeAll { revokedCount } }'),
    ]) {
      const { data, errors } = await asked;
      expect(data ?? null, viewer.kind).toBeNull();
      expect(
        errors?.map(({ extensions }) => extensions['code']),
        viewer.kind,
      ).toEqual(['UNAUTHENTICATED']);
    }
  }
  expect(await isGood(session)).toBe(true);
});

it('leaves a session that has reached its age as it is', async () => {
  const session = await signedIn(stage, grace);
  stage.host.clock.advance(30 * 24 * 60 * 60 * 1000);
  expect((await revoke(session.viewer, session.id)).data.sessionRevoke.userErrors).toEqual([]);
  expect(await revokeMany(session.viewer, 'sessionRevokeAll')).toEqual({ revokedCount: 0, userErrors: [] });
  expect(await endsOf(session)).toEqual([]);
});

it('ends all sessions but the current one', async () => {
  const person = await stage.person();
  const stranger = await signedIn(stage, grace);
  const [mine, second, third] = [
    await signedIn(stage, person),
    await signedIn(stage, person),
    await signedIn(stage, person),
  ];
  await revoke(mine.viewer, second.id);
  expect(await revokeMany(mine.viewer, 'sessionRevokeOthers')).toEqual({ revokedCount: 1, userErrors: [] });
  expect(await revokeMany(mine.viewer, 'sessionRevokeOthers')).toEqual({ revokedCount: 0, userErrors: [] });
  expect(await Promise.all([mine, second, third, stranger].map(isGood))).toEqual([true, false, false, true]);
  expect(await endsOf(third)).toEqual(['revoked']);
});

it('ends all sessions, the current one too', async () => {
  const person = await stage.person();
  const stranger = await signedIn(stage, grace);
  const [mine, other] = [await signedIn(stage, person), await signedIn(stage, person)];
  expect(await revokeMany(mine.viewer, 'sessionRevokeAll')).toEqual({ revokedCount: 2, userErrors: [] });
  expect(await Promise.all([mine, other, stranger].map(isGood))).toEqual([false, false, true]);
  expect([await endsOf(mine), await endsOf(other)]).toEqual([['signed_out'], ['revoked']]);
  const told = await stage.host.admin<{ id: string }[]>`
    select r.session_id as id from users.session_revocations r join users.sessions s on s.id = r.session_id
    where s.user_id = ${person.id} and r.revoked_at = s.revoked_at order by id`;
  expect(told.map(({ id }) => id)).toEqual([mine.uuid, other.uuid]);
});

it('ends no session whose end cannot be announced', async () => {
  const { admin } = stage.host;
  const session = await signedIn(stage, ada);
  await admin`alter table users.outbox add constraint nothing_new check (type <> 'session.revoked')`;
  const { errors } = await revoke(session.viewer, session.id);
  await admin`alter table users.outbox drop constraint nothing_new`;
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await isGood(session)).toBe(true);
});

it('takes for the current one only the session that asks', async () => {
  const session = await signedIn(stage, ada);
  await revoke(asUser(ada.id), session.id);
  expect(await endsOf(session)).toEqual(['revoked']);
});
