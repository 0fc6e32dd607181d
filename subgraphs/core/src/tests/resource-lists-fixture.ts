import { globalId, type Viewer } from '@trivet/platform';
import type { CoreStage } from './core-fixture.ts';

export interface ListedPage {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: Readonly<Record<string, unknown>>;
}

const document = /* GraphQL */ `
  query ($account: _Any!, $first: Int, $after: Cursor, $last: Int, $before: Cursor, $type: String, $filter: ResourceFilter, $orderBy: ResourceOrder) {
    _entities(representations: [$account]) {
      ... on Account {
        resources(first: $first, after: $after, last: $last, before: $before, type: $type, filter: $filter, orderBy: $orderBy) {
          nodes { id }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }
    }
  }
`;

/** One page of an account's resources, or what was said against it. */
export async function listResources(
  stage: CoreStage,
  viewer: Viewer,
  accountId: string,
  args: object,
): Promise<{ list: ListedPage; message: string | undefined }> {
  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  const { data, errors } = await stage.ask(viewer, document, { account, ...args });
  return { list: data?._entities[0]?.resources as ListedPage, message: errors?.[0]?.message };
}
