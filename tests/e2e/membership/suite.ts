import { newId } from '@trivet/database';
import { decodeGlobalId, globalId } from '@trivet/platform';
import { beforeAll, describe, expect, it } from 'vitest';
import { pullEvents } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import type { LiveSubscription } from '../../support/live-subscription.ts';
import { type Person, story } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

const maxMs = 1_000;
const uuidOf = (id: string) => decodeGlobalId(id)?.uuid ?? '';

/** What a changed membership means to whoever is live and to caches that are warm */
export function membershipSuite(given: () => Stack): void {
  describe('a membership', () => {
    let stack: Stack;
    let ada: Person;
    beforeAll(async () => {
      stack = given();
      ada = await stack.person('Ada', { verified: true });
    });

    async function join(accountId: string, person: Person, role: string): Promise<string> {
      const id = newId();
      await stack.sql`
        insert into users.members (id, account_id, user_id, role, joined_at)
        values (${id}, ${uuidOf(accountId)}, ${uuidOf(person.id)}, ${role}, now())`;
      return globalId('mbr', id);
    }

    const remove = async (memberId: string) => {
      const { data } = await ada.ask(
        'mutation ($id: ID!) { memberRemove(input: { memberId: $id }) { memberId userErrors { code } } }',
        { id: memberId },
      );
      expect(data.memberRemove).toEqual({ memberId, userErrors: [] });
    };
    /** What every subgraph keeps in memory of the person's rights. */
    const look = async (person: Person, accountId: string) => {
      const { data } = await person.ask(
        'query ($id: ID!) { account(id: $id) { name plan { id } resources(first: 1) { nodes { id } } } }',
        { id: accountId },
      );
      return data.account;
    };
    const write = async (person: Person, accountId: string) => {
      const { data, errors } = await person.tell('CreateResource', { accountId, type: 'document', data: {} });
      return errors?.[0]?.extensions.code ?? data.resourceCreate.userErrors[0]?.code ?? 'done';
    };
    const live = async (person: Person, accountId: string): Promise<LiveSubscription> => {
      const subscription = await person.subscribe(story['ResourceChanged'] as string, { accountId });
      // It has begun when it tells of something; the socket may open after the first.
      let hasBegun = false;
      const first = subscription.next().then(() => {
        hasBegun = true;
      });
      await eventually(async () => {
        await ada.resource(accountId);
        expect(hasBegun).toBe(true);
      });
      await first;
      return subscription;
    };

    it('that ends is refused and ends its subscriptions within a second, with an error and without a later event', async () => {
      const [grace, vera] = [await stack.person('Grace'), await stack.person('Vera')];
      const [accountId, other] = [await ada.account('Left'), await ada.account('Kept')];
      const memberId = await join(accountId, grace, 'member');
      await join(other, grace, 'member');
      await join(accountId, vera, 'viewer');
      const [lost, kept, hers] = [await live(grace, accountId), await live(grace, other), await live(vera, accountId)];
      expect(await look(grace, accountId)).toMatchObject({ name: 'Left', plan: { id: expect.any(String) } });
      expect(await write(grace, accountId)).toBe('done');

      let isOver = false;
      const writing = (async () => {
        while (!isOver) await ada.resource(accountId);
      })();
      await remove(memberId);
      const begun = performance.now();
      expect(await lost.ended()).toBe('complete');
      const endedMs = performance.now() - begun;
      await eventually(async () => expect(await look(grace, accountId)).toBeNull());
      await eventually(async () => expect(await write(grace, accountId)).toBe('NOT_FOUND'));
      const refusedMs = performance.now() - begun;
      isOver = true;
      await writing;
      expect(endedMs).toBeLessThan(maxMs);
      expect(refusedMs).toBeLessThan(maxMs);

      const results = await lost.rest();
      expect(results.at(-1)?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      const events = await pullEvents(ada, accountId);
      const positionOf = (cursor: unknown) => events.findIndex((event) => event.cursor === cursor);
      const removedAt = events.findIndex(({ type }) => type === 'member.removed');
      expect(removedAt).toBeGreaterThan(0);
      const told = results.filter(({ errors }) => !errors).map(({ extensions }) => extensions?.['cursor']);
      for (const cursor of told) {
        expect(positionOf(cursor)).toBeGreaterThanOrEqual(0);
        expect(positionOf(cursor)).toBeLessThan(removedAt);
      }

      // Neither his other account nor anybody else is touched.
      const last = await ada.resource(other);
      for (let seen = ''; seen !== last; ) seen = (await kept.next()).data.resourceChanged.resourceId;
      const latest = await ada.resource(accountId);
      for (let seen = ''; seen !== latest; ) seen = (await hers.next()).data.resourceChanged.resourceId;
      await Promise.all([kept.close(), hers.close()]);
    });

    it('that ends takes its subscription at once where nothing else happens', async () => {
      const grace = await stack.person('Grace');
      const accountId = await ada.account('Silent');
      const memberId = await join(accountId, grace, 'viewer');
      const subscription = await live(grace, accountId);
      await remove(memberId);
      const begun = performance.now();
      expect(await subscription.ended()).toBe('complete');
      expect(performance.now() - begun).toBeLessThan(maxMs);
      expect((await subscription.rest()).at(-1)?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      const { data } = await grace.ask('{ viewer { id } }');
      expect(data).toEqual({ viewer: { id: grace.id } });
    });

    it('whose role changes allows what that allows, within a second', async () => {
      const grace = await stack.person('Grace');
      const accountId = await ada.account('Changing');
      const memberId = await join(accountId, grace, 'member');
      const update = (role: string) =>
        ada.ask(
          'mutation ($id: ID!, $role: MemberRole!) { memberUpdate(input: { memberId: $id, role: $role }) { member { role } userErrors { code } } }',
          { id: memberId, role },
        );
      expect(await write(grace, accountId)).toBe('done');
      for (const [role, outcome] of [
        ['VIEWER', 'FORBIDDEN'],
        ['ADMIN', 'done'],
        ['VIEWER', 'FORBIDDEN'],
      ] as const) {
        expect((await update(role)).data.memberUpdate).toEqual({ member: { role }, userErrors: [] });
        const begun = performance.now();
        await eventually(async () => expect(await write(grace, accountId)).toBe(outcome));
        expect(performance.now() - begun).toBeLessThan(maxMs);
      }
      expect(await look(grace, accountId)).toMatchObject({ name: 'Changing' });
    });

    it('whose role the account makes another allows what that allows, and ends what it does not, within a second', async () => {
      const grace = await stack.person('Grace');
      const accountId = await ada.account('Own roles');
      const memberId = await join(accountId, grace, 'viewer');
      const change = async (field: string, type: string, input: object) => {
        const { data } = await ada.ask(
          `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } ${field === 'memberUpdate' ? 'member { id }' : 'role { id }'} } }`,
          { input },
        );
        expect(data[field].userErrors).toEqual([]);
        return data[field];
      };
      const permissions = ['resources:read', 'resources:write'];
      const { role } = await change('roleCreate', 'RoleCreateInput', { accountId, name: 'Writer', permissions });
      await change('memberUpdate', 'MemberUpdateInput', { memberId, roleId: role.id });
      await eventually(async () => expect(await write(grace, accountId)).toBe('done'));
      const subscription = await live(grace, accountId);
      const input = { roleId: role.id, name: 'Nothing', permissions: [], expectedVersion: 1 };
      await change('roleUpdate', 'RoleUpdateInput', input);
      const begun = performance.now();
      expect(await subscription.ended()).toBe('complete');
      await eventually(async () => expect(await write(grace, accountId)).toBe('FORBIDDEN'));
      expect(performance.now() - begun).toBeLessThan(maxMs);
      expect((await subscription.rest()).at(-1)?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    });

    it('that is offered by an invitation begins when it is accepted, and no log or event has the address or the token', async () => {
      const [grace, eve] = [await stack.person('Grace', { verified: true }), await stack.person('Eve')];
      const accountId = await ada.account('Inviting');
      expect(await look(grace, accountId)).toBeNull();
      const { data } = await ada.ask(
        `mutation ($input: MemberInviteInput!) {
          memberInvite(input: $input) { invitation { email } invitationUrlToken userErrors { code } }
        }`,
        { input: { accountId, email: grace.email, role: 'MEMBER' } },
      );
      const { invitation, invitationUrlToken: token } = data.memberInvite;
      stack.keepSecret(token);
      expect(invitation).toEqual({ email: grace.email });
      const accept = async (person: Person) => {
        const answer = await person.ask(
          `mutation ($token: String!) {
            invitationAccept(input: { token: $token }) { account { name plan { id } } member { role } userErrors { code } }
          }`,
          { token },
        );
        return answer.data.invitationAccept;
      };
      expect((await accept(eve)).userErrors).toEqual([{ code: 'NOT_FOUND' }]);
      expect(await accept(grace)).toMatchObject({
        account: { name: 'Inviting', plan: { id: expect.any(String) } },
        member: { role: 'MEMBER' },
        userErrors: [],
      });
      expect(await write(grace, accountId)).toBe('done');
      expect(await look(eve, accountId)).toBeNull();
      const events = await eventually(async () => {
        const found = await pullEvents(ada, accountId);
        expect(found.map(({ type }) => type)).toContain('member.added');
        return found;
      });
      const [logged] = await stack.sql`select string_agg(l::text, '') as text from bus.log l`;
      for (const secret of [grace.email, token]) {
        expect(JSON.stringify(events)).not.toContain(secret);
        expect(logged?.['text']).not.toContain(secret);
      }
    });
  });
}
