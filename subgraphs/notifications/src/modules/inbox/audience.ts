import { RetryLater } from '@trivet/messaging';
import { decodeGlobalId, type Graph, globalId, type ServiceViewer } from '@trivet/platform';

/** Who of an account is to be told, and what the account is called. */
export interface Audience {
  readonly accountName: string | null;
  readonly userIds: readonly string[];
}

const self: ServiceViewer = { kind: 'service', service: 'notifications' };

const membersOfAccount = /* GraphQL */ `
  query MembersOfAccount($accountId: ID!, $after: Cursor) {
    account(id: $accountId) {
      name
      members(first: 100, after: $after) {
        nodes { user { id } permissions }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

interface MembersOfAccount {
  readonly account: {
    readonly name: string;
    readonly members: {
      readonly nodes: readonly {
        readonly user: { readonly id: string } | null;
        readonly permissions: readonly string[];
      }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
}

/**
 * The members of an account who hold `permission`, but for `except`. Nobody where there is no such account: whoever writes to an account
 * has found it in the users subgraph before, so one that is not there is no more.
 * @throws {RetryLater} while the graph cannot tell.
 */
export async function findAudience(
  graph: Graph,
  {
    accountId,
    permission,
    except,
    requestId,
  }: {
    readonly accountId: string;
    readonly permission: string;
    readonly except: string | null;
    readonly requestId: string;
  },
): Promise<Audience> {
  const userIds: string[] = [];
  let accountName: string | null = null;
  let after: string | null = null;
  do {
    const account = await membersPage(graph, { accountId, after, requestId });
    if (!account) break;
    accountName = account.name;
    for (const { user, permissions } of account.members.nodes) {
      const decoded = user && permissions.includes(permission) ? decodeGlobalId(user.id) : null;
      if (decoded && decoded.uuid !== except) userIds.push(decoded.uuid);
    }
    const { hasNextPage, endCursor } = account.members.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  return { accountName, userIds };
}

async function membersPage(
  graph: Graph,
  { accountId, after, requestId }: { accountId: string; after: string | null; requestId: string },
): Promise<MembersOfAccount['account']> {
  const variables = { accountId: globalId('acc', accountId), after };
  const { data, errors } = await graph
    .execute<MembersOfAccount>({ document: membersOfAccount, variables, principal: self, requestId })
    .catch((cause: unknown) => {
      throw new RetryLater('The graph cannot be reached.', { cause });
    });
  if (errors?.length || !data)
    throw new RetryLater(`The graph cannot tell: ${errors?.[0]?.extensions?.['code'] ?? 'no data'}`);
  return data.account;
}
