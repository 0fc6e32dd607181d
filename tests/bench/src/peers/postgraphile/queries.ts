import type { ByQuery } from '../../variant.ts';

/**
 * The content of `queries.graphql` in the words of PostGraphile's schema. The accounts of the viewer are all that row-level
 * security lets through.
 */
export const queries: ByQuery<string> = {
  Q1: /* GraphQL */ `
    query Q1 {
      allAccounts(first: 20) {
        nodes {
          rowId
          name
          plan { name }
          members(condition: { role: owner }, first: 1) { nodes { user { displayName } } }
          resources(first: 5, orderBy: PRIMARY_KEY_DESC) {
            nodes { rowId type data createdBy { displayName } }
          }
        }
      }
      viewer {
        inbox(first: 20, orderBy: PRIMARY_KEY_DESC, condition: { archivedAt: null }) { nodes { rowId title readAt } }
      }
    }
  `,
  Q2: /* GraphQL */ `
    query Q2($id: UUID!) {
      accountByRowId(rowId: $id) { rowId name }
    }
  `,
  Q3: /* GraphQL */ `
    query Q3 {
      viewer {
        rowId
        address
        displayName
        inbox(first: 5, orderBy: PRIMARY_KEY_DESC, condition: { archivedAt: null }) { nodes { rowId title createdAt readAt } }
        unread: inbox(condition: { readAt: null }) { totalCount }
      }
      allAccounts(first: 10) {
        nodes {
          rowId
          name
          plan { id name }
          resources(first: 5, orderBy: PRIMARY_KEY_DESC) {
            nodes { rowId type data version createdAt }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  `,
};
