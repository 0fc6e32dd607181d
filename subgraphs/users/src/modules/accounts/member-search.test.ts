import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountOf, join } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let accountId: string;
beforeAll(async () => {
  stage = await startUsers('member search');
  ada = await stage.person({ displayName: 'Ada Lovelace' });
  accountId = await accountOf(stage, ada);
  const names = ['Grace Hopper', 'Adele Goldberg', 'Radia Perlman', '100%_sure', 'Ädelheid', 'Ada Yonath'];
  for (const displayName of names) await join(stage, accountId, await stage.person({ displayName }), 'viewer');
  // Of the same name, and in another account.
  const elsewhere = await stage.person({ displayName: 'Ada Elsewhere' });
  await accountOf(stage, elsewhere);
});
afterAll(() => stage?.stop());

async function search(query: string | null, page: { readonly first?: number; readonly after?: string } = {}) {
  const { data, errors } = await stage.ask(
    ada.viewer,
    `query ($id: ID!, $query: String, $first: Int, $after: Cursor) {
      account(id: $id) {
        members(query: $query, first: $first, after: $after) {
          nodes { user { displayName } } pageInfo { hasNextPage endCursor }
        }
      }
    }`,
    { id: accountId, query, first: 100, ...page },
  );
  const members = data?.account?.members;
  return {
    names: members?.nodes.map(({ user }: { user: { displayName: string } }) => user.displayName),
    pageInfo: members?.pageInfo,
    code: errors?.[0]?.extensions?.['code'],
  };
}

it('finds members in whose names the text stands, in whatever case, and nobody of another account', async () => {
  expect((await search('ada')).names).toEqual(['Ada Lovelace', 'Ada Yonath']);
  expect((await search(' AD ')).names).toEqual(['Ada Lovelace', 'Adele Goldberg', 'Radia Perlman', 'Ada Yonath']);
  expect((await search('hopper')).names).toEqual(['Grace Hopper']);
  expect((await search('ÄDEL')).names).toEqual(['Ädelheid']);
  expect((await search('nobody')).names).toEqual([]);
  expect((await search(null)).names).toHaveLength(7);
});

it('takes the text for what it is, and no pattern', async () => {
  expect((await search('%')).names).toEqual(['100%_sure']);
  expect((await search('_')).names).toEqual(['100%_sure']);
  expect((await search('a%')).names).toEqual([]);
});

it('goes on page by page', async () => {
  const first = await search('ad', { first: 3 });
  expect(first).toMatchObject({
    names: ['Ada Lovelace', 'Adele Goldberg', 'Radia Perlman'],
    pageInfo: { hasNextPage: true },
  });
  const second = await search('ad', { first: 3, after: first.pageInfo.endCursor });
  expect(second).toMatchObject({ names: ['Ada Yonath'], pageInfo: { hasNextPage: false } });
});

it('refuses a text that is none, or too long', async () => {
  expect((await search('  ')).code).toBe('BAD_USER_INPUT');
  expect((await search('x'.repeat(101))).code).toBe('BAD_USER_INPUT');
});

it('finds one in an account of ten thousand in a moment', async () => {
  const large = await accountOf(stage, ada, 'Large');
  const id = uuidOf(large);
  await stage.host.admin`
    with made as (
      insert into users.users (id, display_name, email, email_hash, created_at)
      select gen_random_uuid(), 'Person ' || n, '', decode(md5('large' || n), 'hex'), now() from generate_series(1, 10000) n
      returning id
    ) insert into users.members (id, account_id, user_id, role, joined_at)
    select gen_random_uuid(), ${id}, id, 'viewer', now() from made`;
  await stage.host.admin`analyze users.users, users.members`;
  const began = performance.now();
  const { data } = await stage.ask(
    ada.viewer,
    'query ($id: ID!) { account(id: $id) { members(query: "person 7777") { nodes { user { displayName } } } } }',
    { id: large },
  );
  expect(data.account.members.nodes).toEqual([{ user: { displayName: 'Person 7777' } }]);
  expect(performance.now() - began).toBeLessThan(1000);
});
