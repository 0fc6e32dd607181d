import { beforeAll, describe, expect, it } from 'vitest';
import { headOf, pullEvents } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';
import { PagedLists } from './paged-lists.ts';

const errors = 'userErrors { code path ... on VersionConflict { currentVersion } }';
const state = 'resource { id version data labels }';
const documents = {
  resourceTypeCreate: `mutation ($input: ResourceTypeCreateInput!) {
    resourceTypeCreate(input: $input) { resourceType { id name version } incompatible { count examples { resourceId path } } ${errors} }
  }`,
  resourceTypeUpdate: `mutation ($input: ResourceTypeUpdateInput!) {
    resourceTypeUpdate(input: $input) { resourceType { id version } incompatible { count examples { resourceId path } } ${errors} }
  }`,
  resourceCreate: `mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { ${state} ${errors} } }`,
  resourceUpdate: `mutation ($input: ResourceUpdateInput!) { resourceUpdate(input: $input) { ${state} ${errors} } }`,
  resourceDelete: `mutation ($input: ResourceDeleteInput!) { resourceDelete(input: $input) { resourceId ${state} ${errors} } }`,
  resourceRestore: `mutation ($input: ResourceRestoreInput!) { resourceRestore(input: $input) { ${state} ${errors} } }`,
} as const;

const schema = {
  type: 'object',
  required: ['number'],
  properties: {
    number: { type: 'string', pattern: '^A\\d+$' },
    lines: { type: 'array', items: { type: 'object', properties: { amount: { type: 'number', minimum: 0 } } } },
  },
};

/** What an account's own types are to a client, from the definition to the end of a resource */
export function resourceTypesSuite(given: () => Stack): void {
  describe('types of resources', () => {
    let stack: Stack;
    let ada: Person;
    let grace: Person;
    let accountId: string;

    beforeAll(async () => {
      stack = given();
      [ada, grace] = await Promise.all([stack.person('Ada'), stack.person('Grace')]);
      accountId = await ada.account('Analytical Engines');
    });

    const send = async (mutation: keyof typeof documents, input: object, person = ada) => {
      const { data, errors } = await person.ask(documents[mutation], { input });
      expect(errors).toBeUndefined();
      return data[mutation];
    };
    const invalid = (...paths: string[]) =>
      paths.map((path) => ({ code: 'INVALID_INPUT', path: ['input', ...path.split('.')] }));

    it('are defined, hold data to what they say, and go along with changes, deletes and restores', async () => {
      const fields = [{ path: '/total', kind: 'NUMBER', filterable: true }];
      const defined = await send('resourceTypeCreate', {
        accountId,
        name: 'invoice',
        title: 'Invoice',
        schema,
        fields,
      });
      expect(defined).toMatchObject({ resourceType: { name: 'invoice', version: 1 }, userErrors: [] });

      const faulty = { number: 'B1', lines: [{ amount: 1 }, { amount: -1 }], total: 'much' };
      const refused = await send('resourceCreate', { accountId, type: 'invoice', data: faulty });
      expect(refused.resource).toBeNull();
      // In the order in which the database has the schema's names.
      expect(refused.userErrors).toHaveLength(3);
      expect(refused.userErrors).toEqual(
        expect.arrayContaining(invalid('data.number', 'data.lines.1.amount', 'data.total')),
      );

      const live = await ada.subscribe(
        `subscription ($accountId: ID!, $after: Cursor) {
          resourceChanged(accountId: $accountId, after: $after, types: ["invoice"]) { kind resourceId resource { version } }
        }`,
        { accountId, after: await headOf(ada, accountId) },
      );
      const data = { number: 'A1', lines: [{ amount: 1 }] };
      const { id } = (await send('resourceCreate', { accountId, type: 'invoice', data, labels: ['new'] })).resource;
      const patched = await send('resourceUpdate', { id, expectedVersion: 1, patch: { lines: null, total: 3 } });
      expect(patched).toMatchObject({ resource: { version: 2, data: { number: 'A1', total: 3 }, labels: ['new'] } });
      const stale = await send('resourceUpdate', { id, expectedVersion: 1, data: { number: 'A2' } });
      expect(stale).toEqual({
        resource: patched.resource,
        userErrors: [{ code: 'VERSION_CONFLICT', path: ['input', 'expectedVersion'], currentVersion: 2 }],
      });
      expect((await send('resourceDelete', { id, expectedVersion: 2 })).resourceId).toBe(id);
      expect((await send('resourceRestore', { id, expectedVersion: 3 })).resource).toMatchObject({ version: 4 });
      const rewound = await send('resourceRestore', { id, expectedVersion: 4, version: 1 });
      expect(rewound.resource).toMatchObject({ version: 5, data });

      const { data: shown } = await ada.ask(
        `query ($id: ID!) {
          resource(id: $id) { history { nodes { version change changedBy { displayName } changedPaths } } }
        }`,
        { id },
      );
      const byAda = { changedBy: { displayName: 'Ada' } };
      expect(shown.resource.history.nodes).toEqual([
        { version: 5, change: 'UPDATED', ...byAda, changedPaths: expect.arrayContaining(['/lines', '/total']) },
        { version: 4, change: 'RESTORED', ...byAda, changedPaths: [] },
        { version: 3, change: 'DELETED', ...byAda, changedPaths: [] },
        { version: 2, change: 'UPDATED', ...byAda, changedPaths: expect.arrayContaining(['/lines', '/total']) },
        { version: 1, change: 'CREATED', ...byAda, changedPaths: [] },
      ]);

      const changes = (await live.take(5)).map(({ data }) => data.resourceChanged);
      expect(changes.map(({ kind }) => kind)).toEqual(['CREATED', 'UPDATED', 'DELETED', 'RESTORED', 'UPDATED']);
      expect(new Set(changes.map(({ resourceId }) => resourceId))).toEqual(new Set([id]));
      await live.close();
      await eventually(async () => {
        const types = (await pullEvents(ada, accountId))
          .filter(({ subjectId }) => subjectId === id)
          .map(({ type }) => type);
        expect(types).toEqual([
          'resource.created',
          'resource.updated',
          'resource.deleted',
          'resource.restored',
          'resource.updated',
        ]);
      });
    });

    it('are found by their ids, listed, and changed only as their data allows', async () => {
      const { data } = await ada.ask(
        'query ($id: ID!) { account(id: $id) { resourceTypes { id name schema fields { path kind state } } } }',
        { id: accountId },
      );
      const [{ id, ...invoice }] = data.account.resourceTypes;
      expect(invoice).toEqual({
        name: 'invoice',
        schema,
        fields: [{ path: '/total', kind: 'NUMBER', state: 'READY' }],
      });
      const node = await ada.ask(
        'query ($id: ID!) { node(id: $id) { ... on ResourceType { name account { name } } } }',
        {
          id,
        },
      );
      expect(node.data.node).toEqual({ name: 'invoice', account: { name: 'Analytical Engines' } });
      const narrowed = await send('resourceTypeUpdate', {
        id,
        expectedVersion: 1,
        schema: { ...schema, required: ['due'] },
      });
      expect(narrowed).toMatchObject({
        resourceType: null,
        incompatible: { count: 1, examples: [{ path: ['due'] }] },
        userErrors: [{ code: 'INCOMPATIBLE_RESOURCES' }],
      });
      const { data: nothing } = await grace.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
      expect(nothing.node).toBeNull();
    });

    it('are read to their end while others are added, in every order: each that was there once, and none twice', {
      timeout: 60_000,
    }, async () => {
      const lists = await PagedLists.begin(ada);
      for (const name of PagedLists.names) {
        const { seen, before } = await lists.readToTheEnd(name);
        const ids = seen.map(({ id }) => id);
        expect(new Set(ids).size, name).toBe(ids.length);
        expect(
          [...before].filter((id) => !ids.includes(id)),
          name,
        ).toEqual([]);
        const ranks = seen.map(({ data }) => data.rank);
        if (name === 'by a field') expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
        if (name === 'by a field, from the end') expect(ranks).toEqual(ranks.toSorted((one, other) => other - one));
      }
    });

    it('refuse numbers that none can be, in variables and in the document', async () => {
      const create = documents.resourceCreate;
      const response = await fetch(`${stack.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.accessToken}` },
        body: JSON.stringify({
          query: create,
          variables: { input: { accountId, type: 'note', data: { n: 1 } } },
        }).replace('{"n":1}', '{"n":1e400}'),
      });
      const answer = (await response.json()) as { errors?: { extensions: { code: string } }[]; data?: unknown };
      expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      const inDocument = await ada.ask(
        `mutation ($accountId: ID!) {
          resourceCreate(input: { accountId: $accountId, type: "note", data: { n: 1e400 } }) { resource { id } userErrors { code path } }
        }`,
        { accountId },
      );
      expect(inDocument.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    });

    it('let nobody in this process wait for a hostile schema and hostile data', async () => {
      const patterns = ['^(a+)+$', '(.*a){15}x', '(a|aa)+$'].map((pattern) => ({ pattern }));
      const hostile = { additionalProperties: { allOf: patterns } };
      await send('resourceTypeCreate', { accountId, name: 'hostile', title: 'Hostile', schema: hostile });
      const data = { a: `${'a'.repeat(200_000)}!` };
      const others: number[] = [];
      let isDone = false;
      const bystander = (async () => {
        while (!isDone) {
          const askedAt = performance.now();
          await ada.ask('{ plans { id } }');
          others.push(performance.now() - askedAt);
        }
      })();
      const refusals = await Promise.all(
        Array.from({ length: 5 }, () => send('resourceCreate', { accountId, type: 'hostile', data })),
      );
      isDone = true;
      await bystander;
      for (const { userErrors } of refusals) expect(userErrors[0]).toMatchObject({ code: 'INVALID_INPUT' });
      // Of a regular expression that backtracks, it would be years.
      expect(Math.max(...others)).toBeLessThan(2_000);
    });
  });
}
