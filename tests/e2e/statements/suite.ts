import { decodeGlobalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, story } from '../../support/person.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';
import { countStatements, nameOf } from './count-statements.ts';
import { insertAccounts, insertTeam } from './population.ts';

const dashboard = `{
  viewer {
    displayName
    accounts(first: 100) {
      nodes { id name plan { name } resources(first: 5) { nodes { id type data createdBy { id displayName } } } }
    }
  }
}`;
const members = `query($id: ID!) { account(id: $id) { name members(first: 100) { nodes { role user { id displayName } } } } }`;

/** What one query costs the database does not grow with what it shows. */
export function statementsSuite(way: Way): void {
  describe(`statements that read tables, ${way}`, () => {
    let stack: Stack;
    let owner: Person;
    let small: Person;
    let captain: Person;
    let team: Awaited<ReturnType<typeof insertTeam>>;

    beforeAll(async () => {
      stack = await startStack(way, { name: `statements ${way}` });
      // Nobody has asked for an account before its rows are there: what is inserted so, no event tells of.
      owner = await stack.person('Owner');
      small = await stack.person('Small');
      captain = await stack.person('Captain');
      team = await insertTeam(stack.sql, uuidOf(captain.id), 100);
      await insertAccounts(stack.sql, uuidOf(owner.id), { accounts: 100, resourcesEach: 5, creators: team.userIds });
      await insertAccounts(stack.sql, uuidOf(small.id), { accounts: 10, resourcesEach: 5, creators: team.userIds });
    });
    afterAll(() => stack?.stop());

    const statementsOf = async (person: Person, query: string, variables: object = {}) => {
      const { result, statements } = await countStatements(stack.sql, () => person.ask(query, { ...variables }));
      expect(result.errors).toBeUndefined();
      return { data: result.data, statements };
    };

    it('a hundred accounts with their resources and creators are at most six, as many as for ten', async () => {
      const many = await statementsOf(owner, dashboard);
      const { nodes } = many.data.viewer.accounts;
      expect(nodes).toHaveLength(100);
      expect(nodes.every(({ resources }: { resources: { nodes: unknown[] } }) => resources.nodes.length === 5)).toBe(
        true,
      );
      expect(new Set(nodes.flatMap(creatorsOf)).size).toBeGreaterThan(90);
      expect(many.statements.length, many.statements.join('\n')).toBeLessThanOrEqual(6);
      const few = await statementsOf(small, dashboard);
      expect(few.data.viewer.accounts.nodes).toHaveLength(10);
      expect(besidesGrants(few.statements)).toEqual(besidesGrants(many.statements));
      console.info(`${way}: ${many.statements.length} statements at first: ${many.statements.map(nameOf).join(', ')}.`);

      const again = await statementsOf(owner, dashboard);
      expect(again.statements.length).toBeLessThanOrEqual(many.statements.length);
      const fewAgain = await statementsOf(small, dashboard);
      expect(besidesGrants(fewAgain.statements)).toEqual(besidesGrants(again.statements));
      console.info(`${way}: ${again.statements.length} with known grants: ${again.statements.map(nameOf).join(', ')}.`);
    });

    it('the dashboard has the same few texts for one account, ten and a hundred', async () => {
      // As the story asks it, but for all accounts.
      const text = (story['Dashboard'] as string).replace('accounts(first: 10)', 'accounts(first: 100)');
      const textsOf = async (person: Person) => {
        const { data, statements } = await statementsOf(person, text);
        return { accounts: data.viewer.accounts.nodes.length, texts: [...new Set(besidesGrants(statements))] };
      };
      const [one, ten, hundred] = [await textsOf(captain), await textsOf(small), await textsOf(owner)];
      expect([one.accounts, ten.accounts, hundred.accounts]).toEqual([1, 10, 100]);
      expect(ten.texts).toEqual(hundred.texts);
      expect(one.texts).toEqual(hundred.texts);
      expect(one.texts.every((text) => /\/\* [\w.]+ \*\//.test(text))).toBe(true);
      console.info(`${way}: ${one.texts.length} texts for the dashboard: ${one.texts.map(nameOf).join(', ')}.`);
    });

    it('a hundred members with their names are as many as one', async () => {
      const { data } = await small.ask('{ viewer { accounts { nodes { id } } } }');
      await captain.ask(members, { id: team.accountId });
      const crowded = await statementsOf(captain, members, { id: team.accountId });
      expect(crowded.data.account.members.nodes).toHaveLength(100);
      expect(
        new Set(
          crowded.data.account.members.nodes.map(({ user }: { user: { displayName: string } }) => user.displayName),
        ).size,
      ).toBe(100);
      expect(crowded.statements.length, crowded.statements.join('\n')).toBeLessThanOrEqual(6);
      const alone = await statementsOf(small, members, { id: data.viewer.accounts.nodes[0].id });
      expect(alone.data.account.members.nodes).toHaveLength(1);
      expect(besidesGrants(crowded.statements)).toEqual(besidesGrants(alone.statements));
      console.info(`${way}: ${crowded.statements.length} for members: ${crowded.statements.map(nameOf).join(', ')}.`);
    });
  });
}

/** Grants are asked for again whenever the log was not heard of for two seconds, as on a busy machine: once, for any number. */
function besidesGrants(statements: readonly string[]): string[] {
  return statements.filter((statement) => !statement.includes('members.listByUsers'));
}

function creatorsOf({ resources }: { resources: { nodes: { createdBy: { displayName: string } }[] } }): string[] {
  return resources.nodes.map(({ createdBy }) => createdBy.displayName);
}

function uuidOf(id: string): string {
  const decoded = decodeGlobalId(id);
  if (!decoded) throw new Error(`${id} is no id.`);
  return decoded.uuid;
}
