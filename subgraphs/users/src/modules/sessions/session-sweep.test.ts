import { afterAll, beforeAll, expect, it } from 'vitest';
import * as request from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const day = 24 * 60 * 60 * 1000;

let stage: UsersStage;
let [ada, grace]: Person[] = [];
beforeAll(async () => {
  stage = await startUsers('session sweep');
  [ada, grace] = [await stage.person(), await stage.person()];
});
afterAll(() => stage?.stop());

const kept = async () => {
  const rows = await stage.host.admin<{ id: string; tokens: number }[]>`
    select s.id, (select count(*)::int from users.refresh_tokens t where t.session_id = s.id) as tokens
    from users.sessions s order by s.created_at`;
  return rows.map(({ id, tokens }) => ({ id, tokens }));
};
/** As every process that works does when it starts, and each hour. */
const sweep = async () => {
  const another = await stage.startAnother();
  await another.stop();
};
const tokensAlone = async () => {
  const [row] = await stage.host.admin<[{ count: number }]>`
    select count(*)::int from users.refresh_tokens where session_id not in (select id from users.sessions)`;
  return row.count;
};

it('deletes sessions with all their tokens a day after their end, and none that can still be used', async () => {
  const { clock } = stage.host;
  await request.signIn(stage, ada as Person);
  clock.advance(1000);
  const long = await request.signedIn(stage, grace as Person);
  let { refreshToken } = long;
  for (let week = 0; week < 4; week += 1) {
    clock.advance(7 * day);
    ({ refreshToken } = await request.refresh(stage, refreshToken));
  }
  const young = await request.signedIn(stage, ada as Person);
  clock.advance(3 * day - 999);

  await sweep();
  expect(await kept()).toEqual([
    { id: long.uuid, tokens: 5 },
    { id: young.uuid, tokens: 1 },
  ]);
  clock.advance(1000);
  await sweep();
  expect(await kept()).toEqual([{ id: young.uuid, tokens: 1 }]);
  expect(await tokensAlone()).toBe(0);
  expect((await request.refresh(stage, young.refreshToken)).userErrors).toEqual([]);
});

it('takes many tokens in turns, and leaves what another process deletes at the moment to it', async () => {
  const { clock, admin } = stage.host;
  clock.advance(40 * day);
  await sweep();
  for (let count = 0; count < 3; count += 1) await request.signIn(stage, ada as Person);
  await admin`
    insert into users.refresh_tokens (hash, session_id, user_id, issued_at, rotated_at)
    select sha256((id::text || number)::bytea), id, user_id, created_at, created_at
    from users.sessions, generate_series(1, 2500) as number`;
  const before = await kept();
  expect(before.map(({ tokens }) => tokens)).toEqual([2501, 2501, 2501]);
  clock.advance(32 * day);
  const locked = before[1]?.id ?? '';
  await admin.begin(async (tx) => {
    await tx`select from users.sessions where id = ${locked} for update`;
    await Promise.all([sweep(), sweep()]);
    expect(await kept()).toEqual([{ id: locked, tokens: 2501 }]);
  });
  await sweep();
  expect(await kept()).toEqual([]);
});
