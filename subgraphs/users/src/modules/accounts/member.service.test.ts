import { newId } from '@trivet/database';
import type { Role } from '@trivet/identity';
import { anonymous, globalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, join, memberEvents, memberOf, rolesIn } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
/** Every test makes accounts of its own for them. */
let ada: Person;
let grace: Person;
let others: readonly Person[];
beforeAll(async () => {
  stage = await startUsers('members');
  [ada, grace, ...others] = (await Promise.all(Array.from({ length: 5 }, () => stage.person()))) as [Person, Person];
});
afterAll(() => stage?.stop());

const updateDocument = /* GraphQL */ `
  mutation ($input: MemberUpdateInput!) {
    memberUpdate(input: $input) { member { id role permissions user { id } } userErrors { code path } }
  }
`;
const removeDocument = /* GraphQL */ `
  mutation ($input: MemberRemoveInput!) { memberRemove(input: $input) { memberId userErrors { code path } } }
`;

interface Asked {
  readonly by: Pick<Person, 'viewer'>;
  readonly key?: string;
}

async function update(memberId: string, role: string, { by, key }: Asked) {
  const variables = { input: { memberId, role } };
  const { data, errors } = await stage.ask(by.viewer, updateDocument, variables, { idempotencyKey: key });
  return outcomeOf(data?.memberUpdate, errors);
}

async function remove(memberId: string, { by, key }: Asked) {
  const variables = { input: { memberId } };
  const { data, errors } = await stage.ask(by.viewer, removeDocument, variables, { idempotencyKey: key });
  return outcomeOf(data?.memberRemove, errors);
}

/** `done`, or the code that says why not. */
function outcomeOf(
  payload: { readonly userErrors: readonly { readonly code: string }[] } | null | undefined,
  errors: readonly { readonly extensions?: { readonly code?: unknown } }[] | undefined,
): string {
  return String(errors?.[0]?.extensions?.code ?? payload?.userErrors[0]?.code ?? 'done');
}

async function team(roles: readonly Role[]) {
  const accountId = await accountOf(stage, ada);
  const people = [grace, ...others].slice(0, roles.length);
  const ids: string[] = [];
  for (const [index, role] of roles.entries()) ids.push(await join(stage, accountId, people[index] as Person, role));
  return { accountId, ids, people, own: await memberOf(stage, accountId, ada) };
}

describe('memberUpdate', () => {
  it('gives a member another role, which counts at once, with an event of ids', async () => {
    const { accountId, ids } = await team(['viewer']);
    const [memberId = ''] = ids;
    const { data } = await stage.ask(ada.viewer, updateDocument, { input: { memberId, role: 'ADMIN' } });
    expect(data.memberUpdate).toMatchObject({
      member: { id: memberId, role: 'ADMIN', user: { id: globalId('usr', grace.id) } },
      userErrors: [],
    });
    expect(data.memberUpdate.member.permissions).toContain('members:manage');
    expect(data.memberUpdate.member.permissions).not.toContain('owners:manage');
    const [event] = await memberEvents(stage, accountId);
    expect(event).toMatchObject({
      type: 'member.updated',
      actor: ada.id,
      readableWith: 'members:read',
      subject: { type: 'member', id: uuidOf(memberId), version: 2 },
      payload: { accountId: uuidOf(accountId), memberId: uuidOf(memberId), userId: grace.id, version: 2 },
    });
    const { data: seen } = await stage.ask(
      grace.viewer,
      'query ($id: ID!) { account(id: $id) { viewerPermissions } }',
      {
        id: accountId,
      },
    );
    expect(seen.account.viewerPermissions).toContain('members:manage');
  });

  it.each<{ by: Role; of: Role; to: Role; outcome: string }>([
    { by: 'owner', of: 'viewer', to: 'owner', outcome: 'done' },
    { by: 'owner', of: 'owner', to: 'viewer', outcome: 'done' },
    { by: 'admin', of: 'viewer', to: 'admin', outcome: 'done' },
    { by: 'admin', of: 'admin', to: 'viewer', outcome: 'done' },
    { by: 'admin', of: 'viewer', to: 'owner', outcome: 'FORBIDDEN' },
    { by: 'admin', of: 'owner', to: 'viewer', outcome: 'FORBIDDEN' },
    { by: 'member', of: 'viewer', to: 'member', outcome: 'FORBIDDEN' },
    { by: 'viewer', of: 'viewer', to: 'viewer', outcome: 'FORBIDDEN' },
  ])('by who is $by, of who is $of, to $to: $outcome', async ({ by, of, to, outcome }) => {
    const { accountId, ids, people } = await team([by, of]);
    const [actor, target] = people as [Person, Person];
    expect(await update(ids[1] ?? '', to.toUpperCase(), { by: actor })).toBe(outcome);
    expect((await rolesIn(stage, accountId))[target.id]).toBe(outcome === 'done' ? to : of);
    expect(await memberEvents(stage, accountId)).toHaveLength(outcome === 'done' ? 1 : 0);
  });

  it('lets nobody raise himself, and anybody who may manage lower himself', async () => {
    const { ids, people } = await team(['admin']);
    const [admin] = people as [Person];
    expect(await update(ids[0] ?? '', 'OWNER', { by: admin })).toBe('FORBIDDEN');
    expect(await update(ids[0] ?? '', 'VIEWER', { by: admin })).toBe('done');
    expect(await update(ids[0] ?? '', 'ADMIN', { by: admin })).toBe('FORBIDDEN');
  });

  it('leaves the last owner one, and tells of nothing where nothing changes', async () => {
    const { accountId, own } = await team(['admin']);
    expect(await update(own, 'ADMIN', { by: ada })).toBe('LAST_OWNER');
    expect(await update(own, 'OWNER', { by: ada })).toBe('done');
    expect(await memberEvents(stage, accountId)).toEqual([]);
  });

  it('is made once for a key, and refuses the key for another change', async () => {
    const { accountId, ids } = await team(['viewer']);
    const [memberId = ''] = ids;
    expect(await update(memberId, 'ADMIN', { by: ada, key: accountId })).toBe('done');
    expect(await update(memberId, 'MEMBER', { by: ada })).toBe('done');
    expect(await update(memberId, 'ADMIN', { by: ada, key: accountId })).toBe('done');
    expect(await update(memberId, 'VIEWER', { by: ada, key: accountId })).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await rolesIn(stage, accountId))[grace.id]).toBe('member');
  });
});

it('gives who has lowered himself, and repeats his request, the same answer', async () => {
  const { accountId, ids } = await team(['admin']);
  const [memberId = ''] = ids;
  const key = `lower ${accountId}`;
  expect(await update(memberId, 'VIEWER', { by: grace, key })).toBe('done');
  expect(await update(memberId, 'VIEWER', { by: grace, key })).toBe('done');
  expect(await update(memberId, 'MEMBER', { by: grace, key })).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await update(memberId, 'VIEWER', { by: grace })).toBe('FORBIDDEN');
});

describe('memberRemove', () => {
  it('removes a member, who then sees the account no more, with an event of ids', async () => {
    const { accountId, ids } = await team(['member']);
    const [memberId = ''] = ids;
    const query = 'query ($id: ID!, $member: ID!) { account(id: $id) { name } _usersNodes(ids: [$member]) { id } }';
    const seen = () => stage.ask(grace.viewer, query, { id: accountId, member: memberId });
    expect((await seen()).data).toMatchObject({
      account: { name: 'Analytical Engines' },
      _usersNodes: [{ id: memberId }],
    });
    const { data } = await stage.ask(ada.viewer, removeDocument, { input: { memberId } });
    expect(data.memberRemove).toEqual({ memberId, userErrors: [] });
    const [event] = await memberEvents(stage, accountId);
    expect(event).toMatchObject({
      type: 'member.removed',
      subject: { id: uuidOf(memberId), version: 2 },
      payload: { accountId: uuidOf(accountId), memberId: uuidOf(memberId), userId: grace.id },
    });
    await expect.poll(async () => (await seen()).data).toEqual({ account: null, _usersNodes: [null] });
  });

  it.each<{ by: Role; of: Role; outcome: string }>([
    { by: 'owner', of: 'owner', outcome: 'done' },
    { by: 'admin', of: 'admin', outcome: 'done' },
    { by: 'admin', of: 'owner', outcome: 'FORBIDDEN' },
    { by: 'member', of: 'viewer', outcome: 'FORBIDDEN' },
    { by: 'viewer', of: 'viewer', outcome: 'FORBIDDEN' },
  ])('by who is $by, of who is $of: $outcome', async ({ by, of, outcome }) => {
    const { accountId, ids, people } = await team([by, of]);
    const [actor, target] = people as [Person, Person];
    expect(await remove(ids[1] ?? '', { by: actor })).toBe(outcome);
    expect((await rolesIn(stage, accountId))[target.id]).toBe(outcome === 'done' ? undefined : of);
  });

  it('lets everybody leave but the last owner', async () => {
    const { accountId, ids, people, own } = await team(['owner', 'admin', 'member', 'viewer']);
    for (const [index, person] of people.entries()) {
      if (index > 0) expect(await remove(ids[index] ?? '', { by: person })).toBe('done');
    }
    expect(await remove(own, { by: ada })).toBe('done');
    expect(await remove(ids[0] ?? '', { by: grace })).toBe('LAST_OWNER');
    expect(await rolesIn(stage, accountId)).toEqual({ [grace.id]: 'owner' });
  });

  it('gives a repeated request the same answer, and is NOT_FOUND without the key', async () => {
    const { accountId, ids } = await team(['viewer', 'viewer']);
    const [memberId = '', another = ''] = ids;
    const key = `remove ${accountId}`;
    expect(await Promise.all([1, 2, 3].map(() => remove(memberId, { by: ada, key })))).toEqual([
      'done',
      'done',
      'done',
    ]);
    expect(await remove(memberId, { by: ada, key })).toBe('done');
    expect(await remove(another, { by: ada, key })).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await remove(memberId, { by: ada })).toBe('NOT_FOUND');
    expect(await remove(memberId, { by: ada, key: `other ${accountId}` })).toBe('NOT_FOUND');
    expect(await memberEvents(stage, accountId)).toHaveLength(1);
  });

  it('gives who has left and repeats his request the same answer', async () => {
    const { ids } = await team(['viewer']);
    const [memberId = ''] = ids;
    const leave = () => remove(memberId, { by: grace, key: memberId });
    expect([...(await Promise.all([leave(), leave()])), await leave()]).toEqual(['done', 'done', 'done']);
  });
});

it('answers strangers and visitors as if there were no such member', async () => {
  const { ids } = await team(['viewer']);
  const stranger = others[3] ?? (await stage.person());
  for (const memberId of [ids[0] ?? '', globalId('mbr', newId())]) {
    expect(await update(memberId, 'ADMIN', { by: stranger })).toBe('NOT_FOUND');
    expect(await remove(memberId, { by: stranger })).toBe('NOT_FOUND');
    for (const viewer of [anonymous, { kind: 'service', service: 'notifications' } as const]) {
      expect(await remove(memberId, { by: { viewer } })).toBe('UNAUTHENTICATED');
    }
    expect(await update(memberId, 'ADMIN', { by: { viewer: anonymous } })).toBe('UNAUTHENTICATED');
  }
  expect(await update(globalId('acc', newId()), 'ADMIN', { by: ada })).toBe('BAD_USER_INPUT');
});
