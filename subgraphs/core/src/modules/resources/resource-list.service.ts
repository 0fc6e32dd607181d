import type { AccountAccess } from '@trivet/identity';
import { AppError } from '@trivet/platform';
import type { ResourceIndex } from '../resource-indexes/resource-index.model.ts';
import type { ResourceIndexService } from '../resource-indexes/resource-index.service.ts';
import type { ListedResource } from './resource.model.ts';
import {
  type Condition,
  canBeKept,
  conditionOf,
  fault,
  fieldsOf,
  type ResourceFilterInput,
  verdictOf,
} from './resource-filter.ts';
import { requireResourceType } from './resource-input.ts';
import type { ResourceListRepository } from './resource-list.repository.ts';
import { listStatement } from './resource-list-statement.ts';
import { decodePosition, encodePosition, type ResourceOrder, type ResourceOrderBy } from './resource-order.ts';

const maxPage = 100;

export interface ResourceOrderInput {
  readonly by: ResourceOrderBy;
  /** Of `FIELD`: its path. */
  readonly field?: string | null | undefined;
  /** Descending, where nothing is said. */
  readonly direction?: 'ASC' | 'DESC';
}

/** A list as it is asked for. */
export interface ResourceListInput {
  readonly type: string | null;
  readonly filter: ResourceFilterInput | null;
  readonly orderBy: ResourceOrderInput | null;
  readonly first: number;
  readonly after: string | null;
  /** The end of the list instead of its beginning. */
  readonly last: number | null;
  readonly before: string | null;
}

/** A page in the order of the list, whichever way it was read. */
export interface ResourcePage {
  readonly listed: readonly (ListedResource & { readonly cursor: string })[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

const nothing: ResourcePage = {
  ...{ listed: [], hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

/** Lists of resources that are narrowed, ordered, or read from their end. */
export class ResourceListService {
  readonly #lists: ResourceListRepository;
  readonly #indexes: ResourceIndexService;

  constructor({
    lists,
    indexes,
  }: {
    readonly lists: ResourceListRepository;
    readonly indexes: ResourceIndexService;
  }) {
    this.#lists = lists;
    this.#indexes = indexes;
  }

  /**
   * One page. It may have fewer than were asked for, or none, while there are more: where its cursors say.
   * @throws {UserFault} `INVALID_INPUT` for what cannot be filtered or ordered by; {@link AppError} `BAD_USER_INPUT` for pages
   * that nobody can ask for, and for cursors of other lists.
   */
  async list(access: AccountAccess, input: ResourceListInput): Promise<ResourcePage> {
    const { size, isBackwards, cursor } = requirePage(input);
    const { filter } = input;
    const type = typeOf(input);
    const indexOf = await this.#indexesOf(access, type, input);
    const order = orderOf(input, type, indexOf);
    const condition = filter && conditionOf(filter, indexOf);
    const from = cursor === null ? null : decodePosition(order, cursor, isBackwards ? 'before' : 'after');
    // Else all that there is would be looked at, some thousands a page, to find nothing.
    if (condition && verdictOf(condition) === false) return nothing;
    const { listed, endedAt } = await this.#lists.list(
      access,
      listStatement({
        ...{ accountId: access.accountId, type, order, isBackwards, limit: size + 1, from },
        conditions: condition ? partsOf(condition) : [],
      }),
    );
    const page = listed.slice(0, size).map((each) => ({ ...each, cursor: encodePosition(order, each.position) }));
    const hasMore = listed.length > size || endedAt !== null;
    const end = endedAt ? encodePosition(order, endedAt) : (page.at(-1)?.cursor ?? null);
    const begin = page[0]?.cursor ?? cursor;
    return isBackwards
      ? {
          listed: page.toReversed(),
          ...{ hasNextPage: cursor !== null, hasPreviousPage: hasMore },
          ...{ startCursor: end, endCursor: page[0]?.cursor ?? end },
        }
      : {
          listed: page,
          ...{ hasNextPage: hasMore, hasPreviousPage: cursor !== null },
          ...{ startCursor: begin, endCursor: end },
        };
  }

  /** Finds the indexes of paths; asks for them only where a path is named. */
  async #indexesOf(
    access: AccountAccess,
    type: string | null,
    { filter, orderBy }: ResourceListInput,
  ): Promise<(path: string) => ResourceIndex> {
    const isNamed = orderBy?.by === 'FIELD' || (filter && fieldsOf(filter).length > 0);
    if (isNamed && type === null) throw fault('Fields are of a type: say which one by "type".', ['type']);
    const indexes = isNamed && type !== null ? await this.#indexes.listOfType(access, type) : [];
    return (path) => {
      const index = indexes.find((each) => each.path === path);
      if (!index) throw fault(`"${path}" is no filterable field of "${type}".`, ['filter', 'field', 'path']);
      if (index.state === 'FAILED')
        throw fault(`The field "${path}" could not be made ready for lists so far.`, ['filter', 'field', 'path']);
      if (index.state !== 'READY')
        throw fault(`The field "${path}" is new, and is being made ready for lists.`, ['filter', 'field', 'path']);
      return index;
    };
  }
}

/** The type that all of the list is of: by the argument, or because the filter leaves no other. */
function typeOf({ type, filter }: ResourceListInput): string | null {
  if (type !== null) return requireResourceType(type);
  const [only, ...others] = filter?.types ?? [];
  return only !== undefined && others.length === 0 && canBeKept(only) ? only : null;
}

function orderOf(
  { orderBy }: ResourceListInput,
  type: string | null,
  indexOf: (path: string) => ResourceIndex,
): ResourceOrder {
  const { by, direction = 'DESC', field = null } = orderBy ?? { by: 'CREATED_AT' };
  if (by !== 'CREATED_AT' && type === null)
    throw fault('This order is one of the resources of a type: say which one by "type".', ['type']);
  if ((by === 'FIELD') !== (field !== null))
    throw fault('"FIELD" takes "field", and nothing else does.', ['orderBy', 'field']);
  return { by, direction, index: field === null ? null : indexOf(field) };
}

function partsOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'all' ? condition.of.flatMap(partsOf) : [condition];
}

function requirePage({ first, after, last, before }: ResourceListInput) {
  const isBackwards = last !== null || before !== null;
  const size = isBackwards ? (last ?? 25) : first;
  if (size < 1 || size > maxPage)
    throw new AppError('BAD_USER_INPUT', `"${isBackwards ? 'last' : 'first'}" has to be from 1 to ${maxPage}.`);
  if (isBackwards && after !== null)
    throw new AppError('BAD_USER_INPUT', 'Give "first" and "after", or "last" and "before".');
  return { size, isBackwards, cursor: isBackwards ? before : after };
}
