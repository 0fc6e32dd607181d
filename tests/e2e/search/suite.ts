import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { databaseUrls, inheritedEnvironment } from '@trivet/standalone';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { newFile } from '../../support/files.ts';
import type { Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

const document = /* GraphQL */ `
  query ($accountId: ID!, $query: String!) {
    search(accountId: $accountId, query: $query) {
      nodes {
        node {
          __typename
          ... on Resource { id account { name } createdBy { displayName } }
          ... on File { id name }
        }
        highlights { field text ranges { start end } }
      }
      facets { kind type count }
    }
  }
`;
const declare = /* GraphQL */ `
  mutation ($input: ResourceTypeCreateInput!) { resourceTypeCreate(input: $input) { userErrors { code } } }
`;
const program = join(import.meta.dirname, '../../../packages/standalone/src/search.ts');

/** What a search is to a client */
export function searchSuite(given: () => Stack, { program: hasProgram }: { readonly program: boolean }): void {
  describe('a search', () => {
    let stack: Stack;
    let ada: Person;
    let accountId: string;
    beforeAll(async () => {
      stack = given();
      ada = await stack.person('Ada');
      accountId = await ada.account('Analytical Engines');
    });

    const search = async (query: string, person = ada) => {
      const { data, errors } = await person.ask(document, { accountId, query });
      expect(errors).toBeUndefined();
      return data.search;
    };

    it('finds by a mistyped word, with what other parts know of it', async () => {
      const fields = [{ path: '/customer', kind: 'STRING', searchable: true }];
      await ada.ask(declare, { input: { accountId, name: 'order', title: 'Order', schema: {}, fields } });
      const id = await ada.resource(accountId, 'order', { title: 'Punched cards', customer: 'Jacquard & Söhne' });
      await newFile(ada, accountId);
      await eventually(async () => {
        expect((await search('jaquard sohne')).nodes).toEqual([
          {
            node: {
              __typename: 'Resource',
              id,
              account: { name: 'Analytical Engines' },
              createdBy: { displayName: 'Ada' },
            },
            highlights: [
              {
                field: '/customer',
                text: 'Jacquard & Söhne',
                ranges: [
                  { start: 0, end: 8 },
                  { start: 11, end: 16 },
                ],
              },
            ],
          },
        ]);
      });
      await eventually(async () => {
        const { nodes, facets } = await search('secret');
        expect(nodes).toMatchObject([{ node: { __typename: 'File' } }]);
        expect(facets).toEqual([{ kind: 'FILE', type: 'text/plain', count: 1 }]);
      });
    });

    it('is null to who is no member', async () => {
      expect(await search('punched', await stack.person('Eve'))).toBeNull();
    });

    // A command takes seconds to start: with the full tests.
    it.runIf(hasProgram)('finds all the while another generation is made by the command', async () => {
      const { core: DATABASE_URL } = databaseUrls((role) => stack.database.urlFor(role));
      const run = async (command: string) => {
        const env = { ...inheritedEnvironment(), DATABASE_URL };
        return (await promisify(execFile)(process.execPath, [program, command], { env })).stdout;
      };
      expect(await run('status')).toMatch(/^generation 1 in postgres: searched, begun \S+\n$/);
      expect(await run('rebuild')).toBe('Generation 2 is made anew, and searched when it is whole.\n');
      await eventually(async () => {
        expect((await search('cards')).nodes).toHaveLength(1);
        const left = await stack.sql`select generation from core.search_documents group by 1`;
        expect(left).toEqual([{ generation: 2 }]);
      });
      expect((await search('cadrs')).nodes).toHaveLength(1);
      expect((await search('secret')).nodes).toHaveLength(1);
    });
  });
}
