import type { Role } from '@trivet/identity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountOf, join, memberEvents, memberOf, rolesIn, whileLocked } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let people: readonly Person[];
beforeAll(async () => {
  stage = await startUsers('member races');
  people = await Promise.all(Array.from({ length: 6 }, () => stage.person()));
});
afterAll(() => stage?.stop());

const remove = (by: Person, memberId: string) =>
  stage.ask(
    by.viewer,
    'mutation ($id: ID!) { memberRemove(input: { memberId: $id }) { memberId userErrors { code } } }',
    { id: memberId },
  );
const update = (by: Person, memberId: string, role: string) =>
  stage.ask(
    by.viewer,
    'mutation ($id: ID!, $role: MemberRole!) { memberUpdate(input: { memberId: $id, role: $role }) { userErrors { code } } }',
    { id: memberId, role },
  );

/** The first person owns it; the others are what `roles` says. */
async function team(...roles: Role[]) {
  const [owner, ...joining] = people.slice(0, roles.length + 1) as [Person, ...Person[]];
  const accountId = await accountOf(stage, owner);
  const ids = [await memberOf(stage, accountId, owner)];
  for (const [index, person] of joining.entries()) ids.push(await join(stage, accountId, person, roles[index] as Role));
  return { accountId, ids, people: [owner, ...joining] };
}

const ownersAmong = (roles: Readonly<Record<string, Role>>) =>
  Object.values(roles).filter((role) => role === 'owner').length;

/** All begin while the account is held, so that each has looked before any of them changes anything. */
async function together(accountId: string, requests: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const running = await whileLocked(stage, accountId, async (_sql, waiting) => {
    const begun = requests.map((request) => request());
    await waiting(begun.length);
    return { begun };
  });
  return Promise.all(running.begun);
}

it('leaves one of two owners who remove each other at once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { accountId, ids, people } = await team('owner');
    const [first, second] = people as [Person, Person];
    const answers = await together(accountId, [() => remove(first, ids[1] ?? ''), () => remove(second, ids[0] ?? '')]);
    expect(ownersAmong(await rolesIn(stage, accountId))).toBe(1);
    const codes = answers.map((answer) => (answer as Awaited<ReturnType<typeof remove>>).data.memberRemove.userErrors);
    // The second belongs to the account no more when his turn comes.
    expect(codes).toContainEqual([]);
    expect(codes).toContainEqual([{ code: 'NOT_FOUND' }]);
    expect(await memberEvents(stage, accountId)).toHaveLength(1);
  }
});

it('leaves an owner, whichever of all owners leave, remove and demote each other at once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { accountId, ids, people } = await team('owner', 'owner', 'owner', 'owner');
    await together(
      accountId,
      people.map((person, index) => () => {
        const next = ids[(index + 1) % ids.length] ?? '';
        if ((index + round) % 3 === 0) return remove(person, ids[index] ?? '');
        return (index + round) % 3 === 1 ? update(person, next, 'VIEWER') : remove(person, next);
      }),
    );
    expect(ownersAmong(await rolesIn(stage, accountId))).toBeGreaterThanOrEqual(1);
  }
});

it('lets one of two admins who remove each other at once do so, and the owner stays', async () => {
  const { accountId, ids, people } = await team('admin', 'admin');
  const [owner, first, second] = people as [Person, Person, Person];
  await together(accountId, [() => remove(first, ids[2] ?? ''), () => remove(second, ids[1] ?? '')]);
  const roles = await rolesIn(stage, accountId);
  expect(Object.values(roles).toSorted()).toEqual(['admin', 'owner']);
  expect(roles[owner.id]).toBe('owner');
});

it('makes of two who give one member roles at once the one and then the other, each told of', async () => {
  const { accountId, ids, people } = await team('admin', 'viewer');
  const [owner, admin] = people as [Person, Person];
  await together(accountId, [() => update(owner, ids[2] ?? '', 'MEMBER'), () => update(admin, ids[2] ?? '', 'ADMIN')]);
  const events = await memberEvents(stage, accountId);
  expect(events.map(({ subject }) => subject.version)).toEqual([2, 3]);
});

it('does nothing for an admin who lost his role while he waited', async () => {
  const { accountId, ids, people } = await team('admin', 'viewer');
  const [, admin, viewer] = people as [Person, Person, Person];
  const { pending } = await whileLocked(stage, accountId, async (sql, waiting) => {
    const removal = remove(admin, ids[2] ?? '');
    await waiting(1);
    await sql`update users.members set role = 'member' where user_id = ${admin.id} and role = 'admin'`;
    return { pending: removal };
  });
  expect((await pending).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await rolesIn(stage, accountId))[viewer.id]).toBe('viewer');
});
