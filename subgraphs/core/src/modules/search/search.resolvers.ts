import { parseGlobalId } from '@trivet/platform';
import type { CoreContext } from '../../api/context.ts';
import type { QueryResolvers, SearchResultConnectionResolvers } from '../../api/schema.generated.ts';
import type { ListedHit } from './search.service.ts';

export const searchQueries = {
  search: async (_root, { accountId, query, kinds, types, first, after }, { operation, searches, loaders }) => {
    const results = await searches.search(operation, {
      accountId: parseGlobalId('acc', accountId),
      query,
      kinds: kinds ?? null,
      types: types ?? null,
      first: first ?? 25,
      after: after ?? null,
    });
    if (!results) return null;
    const { hits, hasNextPage, hasPreviousPage } = results;
    const nodes = await Promise.all(hits.map((hit) => nodeOf(hit, loaders)));
    // What is gone, or not to be seen any more, is dropped; the page goes on behind it all the same.
    const edges = hits.flatMap((hit, index) => {
      const node = nodes[index];
      return node ? [{ node: { ...hit, node }, cursor: hit.cursor }] : [];
    });
    return {
      ...{ results, edges, nodes: edges.map(({ node }) => node) },
      pageInfo: {
        ...{ hasNextPage, hasPreviousPage },
        startCursor: hits[0]?.cursor ?? null,
        endCursor: hits.at(-1)?.cursor ?? null,
      },
    };
  },
} satisfies QueryResolvers<CoreContext>;

async function nodeOf({ kind, id }: ListedHit, { resource, file }: CoreContext['loaders']) {
  if (kind === 'FILE') {
    const found = await file.load(id);
    return found && { ...found, __typename: 'File' as const };
  }
  const found = await resource.load(id);
  return found && { ...found, __typename: 'Resource' as const };
}

export const SearchResultConnection = {
  facets: ({ results }, _args, { searches }) => searches.count(results),
} satisfies SearchResultConnectionResolvers<CoreContext>;
