import { anonymous } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('session events');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

const signInDocument = /* GraphQL */ `
  mutation ($input: SessionCreateInput!) {
    sessionCreate(input: $input) { refreshToken session { id } userErrors { code } }
  }
`;
const refreshDocument = /* GraphQL */ `
  mutation ($input: SessionRefreshInput!) {
    sessionRefresh(input: $input) { refreshToken userErrors { code } }
  }
`;

async function signIn() {
  const input = { email: ada.email, password: ada.password };
  const { data, requestId } = await stage.ask(anonymous, signInDocument, { input });
  const { refreshToken, session } = data.sessionCreate;
  return { refreshToken: refreshToken as string, sessionId: uuidOf(session.id), requestId };
}

const refresh = (refreshToken: string) => stage.ask(anonymous, refreshDocument, { input: { refreshToken } });

/** What the log says of a session, once the outbox is empty. */
async function announced(sessionId: string) {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  return (await stage.host.logged()).filter(({ subject }) => subject.id === sessionId);
}

it('announces a sign-in to the person, and a refresh to nobody', async () => {
  const { refreshToken, sessionId, requestId } = await signIn();
  await refresh(refreshToken);
  expect(await announced(sessionId)).toEqual([
    expect.objectContaining({
      type: 'session.created',
      stream: { person: ada.id },
      subject: { type: 'session', id: sessionId, version: 1 },
      actor: ada.id,
      requestId,
      payload: { userId: ada.id, sessionId },
    }),
  ]);
});

it('announces once that a token was used again and that its session has ended', async () => {
  const { refreshToken, sessionId } = await signIn();
  await refresh(refreshToken);
  stage.host.clock.advance(10_000);
  const { requestId } = await refresh(refreshToken);
  await refresh(refreshToken);
  const [, ...ends] = await announced(sessionId);
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
  const { errors } = await stage.ask(anonymous, signInDocument, {
    input: { email: ada.email, password: ada.password },
  });
  await admin`alter table users.outbox drop constraint nothing_new`;
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await count()).toBe(before);
});
