import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { announced, refresh, refused, type SignedIn, signedIn } from '../../tests/session-requests.ts';
import { startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('session races');
});
afterAll(() => stage?.stop());

const revokeDocument = 'mutation ($id: ID!) { sessionRevoke(input: { sessionId: $id }) { userErrors { code } } }';

const revoke = async ({ viewer, id }: SignedIn) => (await stage.ask(viewer, revokeDocument, { id })).data.sessionRevoke;
const revokeMany = async ({ viewer }: SignedIn, field: 'sessionRevokeAll' | 'sessionRevokeOthers') =>
  (await stage.ask(viewer, `mutation { ${field} { revokedCount } }`)).data[field].revokedCount;

/** Each waits for the session before the next begins; then all go on, in this order. */
async function inTurn<Results extends readonly unknown[]>(
  { uuid }: SignedIn,
  ...works: { readonly [Index in keyof Results]: () => Promise<Results[Index]> }
): Promise<Results> {
  const { admin } = stage.host;
  const begun: Promise<unknown>[] = [];
  await admin.begin(async (tx) => {
    await tx`select id from users.sessions where id = ${uuid} for update`;
    for (const work of works) {
      begun.push(work());
      await vi.waitFor(async () => {
        const [row] = await admin<[{ count: number }]>`
          select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect(row.count).toBe(begun.length);
      });
    }
  });
  return (await Promise.all(begun)) as unknown as Results;
}

async function typesOf({ uuid }: SignedIn): Promise<string[]> {
  return (await announced(stage, uuid)).map(({ type }) => type);
}

it('gives fifty who refresh one token at once the same successor, and loses no session', async () => {
  const session = await signedIn(stage, await stage.person());
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(stage, session.refreshToken)));
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const successors = new Set(answers.map(({ refreshToken }) => refreshToken));
  expect(successors.size).toBe(1);
  const tokens = await stage.host.admin<{ newest: boolean }[]>`
    select rotated_at is null as newest from users.refresh_tokens where session_id = ${session.uuid} order by newest`;
  expect(tokens.map(({ newest }) => newest)).toEqual([false, true]);
  expect((await refresh(stage, answers[0].refreshToken)).userErrors).toEqual([]);
  expect(await typesOf(session)).toEqual(['session.created']);
});

it('refuses a refresh that comes while the session is being revoked', async () => {
  const session = await signedIn(stage, await stage.person());
  const [revoked, refreshed] = await inTurn(
    session,
    () => revoke(session),
    () => refresh(stage, session.refreshToken),
  );
  expect(revoked).toEqual({ userErrors: [] });
  expect(refreshed).toEqual(refused);
  expect(await refresh(stage, session.refreshToken)).toEqual(refused);
  expect(await typesOf(session)).toEqual(['session.created', 'session.revoked']);
});

it('revokes with a session the token that it has just been given', async () => {
  const session = await signedIn(stage, await stage.person());
  const [refreshed, revoked] = await inTurn(
    session,
    () => refresh(stage, session.refreshToken),
    () => revoke(session),
  );
  expect(refreshed.userErrors).toEqual([]);
  expect(revoked).toEqual({ userErrors: [] });
  for (const token of [refreshed.refreshToken, session.refreshToken]) {
    expect(await refresh(stage, token)).toEqual(refused);
  }
  expect(await typesOf(session)).toEqual(['session.created', 'session.revoked']);
});

it('ends a session once that is revoked while an old token of it is used again', async () => {
  const ends = {
    reuse: ['session.created', 'security.refresh_token_reused', 'session.revoked'],
    revocation: ['session.created', 'session.revoked'],
  };
  for (const first of ['reuse', 'revocation'] as const) {
    const session = await signedIn(stage, await stage.person());
    await refresh(stage, session.refreshToken);
    stage.host.clock.advance(10_000);
    const works = [() => refresh(stage, session.refreshToken), () => revoke(session)];
    await inTurn(session, ...(first === 'reuse' ? works : works.toReversed()));
    expect(await typesOf(session), first).toEqual(ends[first]);
  }
});

it('counts a session that several end at once for one of them', async () => {
  const ada = await stage.person();
  const sessions = await Promise.all(Array.from({ length: 10 }, () => signedIn(stage, ada)));
  const counts = await Promise.all([
    ...sessions.map((session) => revokeMany(session, 'sessionRevokeOthers')),
    ...sessions.map((session) => revokeMany(session, 'sessionRevokeAll')),
  ]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
  for (const session of sessions) expect(await typesOf(session)).toEqual(['session.created', 'session.revoked']);
});
