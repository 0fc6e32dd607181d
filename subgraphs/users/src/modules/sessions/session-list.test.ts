import { anonymous, type ClientInfo, globalId, type Viewer } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refresh, signedIn } from '../../tests/session-requests.ts';
import { startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const day = 24 * 60 * 60 * 1000;
const laptop: ClientInfo = { address: '198.51.100.7', agent: 'Firefox/140.0 (on a secret laptop)' };
const phone: ClientInfo = { address: '2001:db8::7', agent: 'Trivet/2 (phone)' };

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('session list');
});
afterAll(() => stage?.stop());

const listDocument = /* GraphQL */ `
  query ($first: Int, $after: Cursor) {
    viewer {
      sessions(first: $first, after: $after) {
        nodes { id createdAt expiresAt lastUsedAt agent address isCurrent }
        edges { cursor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

async function list(viewer: Viewer, variables: object = {}) {
  const { data, errors } = await stage.ask(viewer, listDocument, variables);
  expect(errors).toBeUndefined();
  return data.viewer.sessions;
}

async function idsOf(viewer: Viewer): Promise<string[]> {
  return (await list(viewer)).nodes.map(({ id }: { id: string }) => id);
}

const byNode = (viewer: Viewer, ids: readonly string[]) =>
  stage.ask(viewer, 'query ($ids: [ID!]!) { _usersNodes(ids: $ids) { id ... on Session { agent address } } }', { ids });
const byReference = (viewer: Viewer, id: string) =>
  stage.ask(
    viewer,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Session { id agent createdAt } } }',
    { of: [{ __typename: 'Session', id }] },
  );

it('shows a person where he is signed in, the newest first, and with which session he asks', async () => {
  const ada = await stage.person();
  const now = stage.host.clock.now();
  const first = await signedIn(stage, ada, { client: laptop });
  const second = await signedIn(stage, ada, { client: phone });
  const common = {
    createdAt: now.toISOString(),
    lastUsedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + 30 * day).toISOString(),
  };
  expect((await list(first.viewer)).nodes).toEqual([
    { id: second.id, ...phone, ...common, isCurrent: false },
    { id: first.id, ...laptop, ...common, isCurrent: true },
  ]);
});

it('shows from where a session was used last, as far as it is known', async () => {
  const ada = await stage.person();
  const { clock } = stage.host;
  const { viewer, refreshToken } = await signedIn(stage, ada);
  expect((await list(viewer)).nodes).toMatchObject([{ agent: null, address: null }]);

  clock.advance(60_000);
  const second = await refresh(stage, refreshToken, { client: laptop });
  expect((await list(viewer)).nodes).toMatchObject([{ ...laptop, lastUsedAt: clock.now().toISOString() }]);

  clock.advance(60_000);
  const third = await refresh(stage, second.refreshToken);
  expect((await list(viewer)).nodes).toMatchObject([{ ...laptop, lastUsedAt: clock.now().toISOString() }]);

  await refresh(stage, third.refreshToken, { client: { address: phone.address, agent: undefined } });
  expect((await list(viewer)).nodes).toMatchObject([{ address: phone.address, agent: null }]);
});

it('lists page by page what is still good, and nothing that has ended', async () => {
  const ada = await stage.person();
  const old = await signedIn(stage, ada);
  stage.host.clock.advance(20 * day);
  const reused = await signedIn(stage, ada);
  await refresh(stage, reused.refreshToken);
  const others = [await signedIn(stage, ada), await signedIn(stage, ada), await signedIn(stage, ada)];
  stage.host.clock.advance(10 * day);
  await refresh(stage, reused.refreshToken);
  const { viewer } = old;
  const expected = others.map(({ id }) => id).toReversed();
  expect(await idsOf(viewer)).toEqual(expected);

  const first = await list(viewer, { first: 2 });
  const { endCursor } = first.pageInfo;
  const rest = await list(viewer, { first: 2, after: endCursor });
  expect([first, rest].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, false]);
  expect([...first.nodes, ...rest.nodes].map(({ id }) => id)).toEqual(expected);

  const { data } = await byNode(viewer, [old.id, reused.id, others[0]?.id ?? '']);
  expect(data._usersNodes).toMatchObject([null, null, { id: others[0]?.id }]);
});

it('shows a session to nobody else, by whatever way', async () => {
  const [ada, grace] = [await stage.person(), await stage.person()];
  const session = await signedIn(stage, ada, { client: laptop });
  const unknown = globalId('ses', ada.id);
  const person = globalId('usr', ada.id);
  const ofPerson =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { sessions { nodes { id } } } } }';
  for (const viewer of [anonymous, grace.viewer, { kind: 'service', service: 'core' } as const]) {
    expect((await byNode(viewer, [session.id, unknown])).data, viewer.kind).toEqual({ _usersNodes: [null, null] });
    expect((await byReference(viewer, session.id)).data, viewer.kind).toEqual({ _entities: [null] });
    const { data, errors } = await stage.ask(viewer, ofPerson, { of: [{ __typename: 'User', id: person }] });
    expect({ data, errors }, viewer.kind).toEqual({ data: { _entities: [{ sessions: null }] } });
  }
  expect(await idsOf(grace.viewer)).toEqual([]);
  expect((await byNode(ada.viewer, [session.id])).data._usersNodes).toEqual([{ id: session.id, ...laptop }]);
  expect((await byReference(ada.viewer, session.id)).data._entities).toMatchObject([{ agent: laptop.agent }]);
});

it('keeps the program and the address as ciphertext only, which opens for this session alone', async () => {
  const { admin, lines } = stage.host;
  const ada = await stage.person();
  const [one, other] = [await signedIn(stage, ada, { client: laptop }), await signedIn(stage, ada, { client: phone })];
  await refresh(stage, one.refreshToken, { client: laptop });
  const rows = await admin<{ row: string }[]>`select s::text as row from users.sessions s`;
  const kept = [...rows.map(({ row }) => row), JSON.stringify(lines)].join('\n');
  for (const text of [laptop.agent, laptop.address].map(String)) {
    expect(kept.includes(text), text).toBe(false);
    expect(kept.includes(Buffer.from(text).toString('hex')), text).toBe(false);
  }
  await admin`
    update users.sessions set agent = (select agent from users.sessions where id = ${one.uuid}) where id = ${other.uuid}`;
  const { data, errors } = await byNode(ada.viewer, [other.id]);
  expect(JSON.stringify(data)).not.toContain('laptop');
  expect(errors?.map(({ extensions }) => extensions['code'])).toContain('INTERNAL_SERVER_ERROR');
});

it('shows of a person who was erased nothing that was encrypted', async () => {
  const ada = await stage.person();
  const { viewer } = await signedIn(stage, ada, { client: laptop });
  await stage.host.admin`delete from vault.personal_keys where user_id = ${ada.id}`;
  expect((await list(viewer)).nodes).toMatchObject([{ agent: null, address: null, isCurrent: true }]);
});

it('lets a person sign in and refresh while the keys cannot be read', async () => {
  const { admin } = stage.host;
  const ada = await stage.person();
  await admin`alter table vault.personal_keys rename to away`;
  const { id, refreshToken } = await signedIn(stage, ada, { client: laptop });
  const { userErrors } = await refresh(stage, refreshToken, { client: laptop });
  await admin`alter table vault.away rename to personal_keys`;
  expect(userErrors).toEqual([]);
  expect((await list(ada.viewer)).nodes).toMatchObject([{ id, agent: null, address: null }]);
});

it('finds what is still good without looking at all that has ended', async () => {
  const ada = await stage.person();
  const now = stage.host.clock.now();
  await stage.host.admin`
    insert into users.sessions (id, user_id, created_at, expires_at, revoked_at)
    select gen_random_uuid(), ${ada.id}, ${now}::timestamptz - interval '60 days',
      ${now}::timestamptz - interval '1 second', case when n % 2 = 0 then ${now}::timestamptz end
    from generate_series(1, 10000) as n`;
  await stage.host.admin`vacuum analyze users.sessions`;
  const { id, viewer } = await signedIn(stage, ada);
  const ofList = await pagesRead(stage.host, 'sessions.list', async () => expect(await idsOf(viewer)).toEqual([id]));
  const ofLookUp = await pagesRead(stage.host, 'sessions.findByIds', () => byNode(viewer, [id]));
  // The index alone is some fifty pages; the rows would be a hundred more, in thousands of visits.
  expect([ofList < 100, ofLookUp < 20], `${ofList}, ${ofLookUp}`).toEqual([true, true]);
});
