import { expect } from 'vitest';
import type { GraphQLAnswer, Person } from '../../support/person.ts';

const createDocument = /* GraphQL */ `
  mutation ($input: ResourceCreateInput!) {
    resourceCreate(input: $input) { resource { id } userErrors { code } }
  }
`;
const listDocument = /* GraphQL */ `
  query ($id: ID!, $first: Int, $after: Cursor, $last: Int, $before: Cursor, $filter: ResourceFilter, $orderBy: ResourceOrder) {
    account(id: $id) {
      resources(type: "paged", first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
        nodes { id data }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`;

interface Page {
  readonly nodes: readonly { readonly id: string; readonly data: { readonly rank: number } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** As a client asks for it; the last one by another way, and from the other end. */
const lists: Readonly<
  Record<string, { readonly filter?: object; readonly orderBy?: object; readonly isBackwards?: true }>
> = {
  'the newest first': {},
  'the oldest first': { orderBy: { by: 'CREATED_AT', direction: 'ASC' } },
  'by a field': { orderBy: { by: 'FIELD', field: '/rank', direction: 'ASC' } },
  'by when they were changed': { orderBy: { by: 'UPDATED_AT', direction: 'DESC' } },
  'narrowed by what no index answers': { filter: { not: { field: { path: '/rank', number: { lt: 0 } } } } },
  'by a field, from the end': { orderBy: { by: 'FIELD', field: '/rank', direction: 'ASC' }, isBackwards: true },
};

/** Reads an account's list to its end in small pages, and adds to it while each page is read. */
export class PagedLists {
  static readonly names = Object.keys(lists);
  readonly #person: Person;
  readonly #accountId: string;
  readonly #there = new Set<string>();
  #added = 0;

  private constructor(person: Person, accountId: string) {
    this.#person = person;
    this.#accountId = accountId;
  }

  static async begin(person: Person): Promise<PagedLists> {
    const accountId = await person.account('Paged');
    const input = {
      accountId,
      name: 'paged',
      title: 'Paged',
      schema: {},
      fields: [{ path: '/rank', kind: 'NUMBER', filterable: true }],
    };
    const { data } = await person.ask(
      'mutation ($input: ResourceTypeCreateInput!) { resourceTypeCreate(input: $input) { userErrors { code } } }',
      { input },
    );
    expect(data.resourceTypeCreate.userErrors).toEqual([]);
    const begun = new PagedLists(person, accountId);
    await Promise.all(Array.from({ length: 15 }, () => begun.add()));
    return begun;
  }

  /** Its place among the others is another each time: the ranks go round a circle by a step that never comes to the same. */
  async add(): Promise<void> {
    const rank = (this.#added * 377) % 1000;
    this.#added += 1;
    const input = { accountId: this.#accountId, type: 'paged', data: { rank } };
    const { data } = await this.#person.ask(createDocument, { input });
    this.#there.add(data.resourceCreate.resource.id);
  }

  /** @returns all that came, page by page in the order of the list, and what was there before the first page. */
  async readToTheEnd(name: string): Promise<{ seen: readonly Page['nodes'][number][]; before: ReadonlySet<string> }> {
    const { isBackwards, ...list } = lists[name] ?? {};
    const before = new Set(this.#there);
    const seen: Page['nodes'][number][] = [];
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const part: Readonly<Record<string, unknown>> = isBackwards
        ? { last: 7, before: cursor }
        : { first: 7, after: cursor };
      const adding = this.add();
      const { data }: GraphQLAnswer = await this.#person.ask(listDocument, { id: this.#accountId, ...list, ...part });
      await adding;
      const { nodes, pageInfo }: Page = data.account.resources;
      seen.push(...(isBackwards ? nodes.toReversed() : nodes));
      more = isBackwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
      cursor = isBackwards ? pageInfo.startCursor : pageInfo.endCursor;
    }
    return { seen, before };
  }
}
