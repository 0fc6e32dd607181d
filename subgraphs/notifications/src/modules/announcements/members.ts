import { RetryLater } from '@trivet/messaging';
import { decodeGlobalId, type Graph, globalId, type ServiceViewer } from '@trivet/platform';

/** One member of an account, as far as an announcement has to know him. */
export interface AnnouncementMember {
  readonly userId: string;
  /** Of the API: `OWNER`, `CUSTOM`. */
  readonly role: string;
  readonly roleId: string | null;
}

export interface MembersPage {
  readonly members: readonly AnnouncementMember[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const self: ServiceViewer = { kind: 'service', service: 'notifications' };

const membersPage = /* GraphQL */ `
  query MembersToTell($accountId: ID!, $after: Cursor) {
    account(id: $accountId) {
      members(first: 100, after: $after) {
        nodes { user { id } role assignedRole { id } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

interface MembersAnswer {
  readonly account: {
    readonly members: {
      readonly nodes: readonly {
        readonly user: { readonly id: string } | null;
        readonly role: string;
        readonly assignedRole: { readonly id: string } | null;
      }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
}

/**
 * A hundred members of an account, from `after` on. None where there is no such account.
 * @throws {RetryLater} while the graph cannot tell.
 */
export async function findMembers(
  graph: Graph,
  { accountId, after, requestId }: { accountId: string; after: string | null; requestId: string },
): Promise<MembersPage> {
  const variables = { accountId: globalId('acc', accountId), after };
  const { data, errors } = await graph
    .execute<MembersAnswer>({ document: membersPage, variables, principal: self, requestId })
    .catch((cause: unknown) => {
      throw new RetryLater('The graph cannot be reached.', { cause });
    });
  if (errors?.length || !data) throw new RetryLater('The graph cannot tell.');
  if (!data.account) return { members: [], next: null };
  const { nodes, pageInfo } = data.account.members;
  const members = nodes.flatMap(({ user, role, assignedRole }) => {
    const decoded = user && decodeGlobalId(user.id);
    if (!decoded) return [];
    return [
      { userId: decoded.uuid, role, roleId: assignedRole ? (decodeGlobalId(assignedRole.id)?.uuid ?? null) : null },
    ];
  });
  return { members, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
