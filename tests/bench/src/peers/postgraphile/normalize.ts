import { globalId, type IdPrefix } from '@trivet/platform';
import type { QueryName } from '../../variant.ts';

type Fields = Readonly<Record<string, unknown>>;
type Row = Fields & { readonly rowId: string };
interface Rows {
  readonly nodes: readonly Row[];
}

/** Counting ends here in Trivet. */
const unreadCountLimit = 100;

/** PostGraphile's answer in Trivet's shape: ids with a prefix, times in UTC to the millisecond, cursors made of ids. */
export function normalize(query: QueryName, data: unknown): unknown {
  const answer = data as Fields;
  switch (query) {
    case 'Q1':
      return {
        viewer: {
          accounts: { nodes: nodesOf(answer['allAccounts']).map(dashboardAccount) },
          inbox: { nodes: nodesOf(field(answer['viewer'], 'inbox')).map(notification) },
        },
      };
    case 'Q2': {
      const account = answer['accountByRowId'] as Row | null;
      return { account: account && withId('acc', account) };
    }
    case 'Q3': {
      const viewer = answer['viewer'] as Row;
      return {
        viewer: {
          id: globalId('usr', viewer.rowId),
          email: viewer['address'],
          displayName: viewer['displayName'],
          accounts: { nodes: nodesOf(answer['allAccounts']).map(viewerAccount) },
          inbox: { nodes: nodesOf(viewer['inbox']).map(notification) },
          unreadCount: Math.min(Number(field(viewer['unread'], 'totalCount')), unreadCountLimit),
        },
      };
    }
  }
}

function dashboardAccount({ members, resources, ...account }: Row): Fields {
  return {
    ...withId('acc', account),
    owner: nodesOf(members)[0]?.['user'] ?? null,
    resources: { nodes: nodesOf(resources).map((resource) => withId('res', resource)) },
  };
}

function viewerAccount({ resources, ...account }: Row): Fields {
  const nodes = nodesOf(resources);
  const last = nodes.at(-1);
  return {
    ...withId('acc', account),
    resources: {
      nodes: nodes.map((resource) => withId('res', { ...resource, createdAt: timeOf(resource['createdAt']) })),
      pageInfo: {
        hasNextPage: field(field(resources, 'pageInfo'), 'hasNextPage'),
        endCursor: last ? Buffer.from(`k1:${last.rowId}`).toString('base64url') : null,
      },
    },
  };
}

function notification({ readAt, createdAt, ...rest }: Row): Fields {
  return {
    ...withId('ntf', rest),
    ...(createdAt !== undefined && { createdAt: timeOf(createdAt) }),
    readAt: timeOf(readAt),
  };
}

function withId(prefix: IdPrefix, { rowId, ...row }: Row): Fields {
  return { id: globalId(prefix, rowId), ...row };
}

function timeOf(value: unknown): string | null {
  return typeof value === 'string' ? new Date(value).toISOString() : null;
}

function nodesOf(connection: unknown): readonly Row[] {
  return (connection as Rows | null)?.nodes ?? [];
}

function field(value: unknown, name: string): unknown {
  return (value as Fields | null)?.[name];
}
