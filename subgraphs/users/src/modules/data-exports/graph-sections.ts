import type { Graph, UserViewer } from '@trivet/platform';
import type { PersonalDataPage, PersonalDataRequest, PersonalDataSection } from './personal-data.ts';

const pageSize = 100;

interface ListPage {
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface List {
  /** Of `viewer`; the section's own name where it is not said. */
  readonly field?: string;
  /** Besides those of pages. */
  readonly argument?: string;
  readonly selection: string;
}

const notification = 'id kind category title body link createdAt seenAt readAt archivedAt account { id }';

/** What the graph shows a person of himself, whichever subgraph holds it: a list each. */
const lists: Readonly<Record<string, List>> = {
  sessions: { selection: 'id createdAt expiresAt authenticatedAt lastUsedAt agent address' },
  apiKeys: { selection: 'id name start scopes networks createdAt expiresAt lastUsedAt' },
  accounts: { selection: 'id name createdAt viewerPermissions' },
  inbox: { selection: notification },
  archive: { field: 'inbox', argument: ', filter: { state: ARCHIVED }', selection: notification },
};

const profile = /* GraphQL */ `
  query PersonalData {
    viewer {
      id email emailVerified phoneNumber displayName avatar createdAt totpEnabled recoveryCodesLeft
      preferences { locale timeZone theme }
      passkeys { id name synced createdAt lastUsedAt }
      identities { id provider label email linkedAt }
    }
  }
`;

const preferences = /* GraphQL */ `
  query PersonalData {
    viewer {
      notificationPreferences { category channel enabled isChosen }
      notificationDigests { category channel frequency at weekday isChosen }
      quietHours { from until }
    }
  }
`;

/** Those of which there are a few at most: without pages. */
const shortLists: Readonly<Record<string, string>> = {
  devices: 'id platform name createdAt registeredAt',
  notificationSuppressions: 'channel reason suppressedAt',
};

/** Asked as the person himself, so by the same walls as ever: what he may not see of others, his export does not have. */
export function graphSections(graph: Graph): PersonalDataSection[] {
  return [
    {
      name: 'profile',
      read: async (request) => ({ records: [await viewerOf(graph, profile, request)], next: null }),
    },
    {
      name: 'notificationPreferences',
      read: async (request) => {
        const viewer = await viewerOf(graph, preferences, request);
        const { notificationPreferences, notificationDigests, quietHours } = viewer;
        return { records: [notificationPreferences, notificationDigests, quietHours ?? []].flat(), next: null };
      },
    },
    ...Object.entries(shortLists).map(([name, selection]) => ({
      name,
      read: async (request: PersonalDataRequest): Promise<PersonalDataPage> => {
        const viewer = await viewerOf(graph, `query PersonalData { viewer { ${name} { ${selection} } } }`, request);
        return { records: viewer[name] as unknown[], next: null };
      },
    })),
    ...Object.entries(lists).map(([name, { field = name, argument = '', selection }]) => ({
      name,
      read: async (request: PersonalDataRequest): Promise<PersonalDataPage> => {
        const document = `query PersonalData($first: Int!, $after: Cursor) {
          viewer { ${field}(first: $first, after: $after${argument}) { nodes { ${selection} } pageInfo { hasNextPage endCursor } } }
        }`;
        const { nodes, pageInfo } = (await viewerOf(graph, document, request))[field] as ListPage;
        return { records: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
      },
    })),
  ];
}

async function viewerOf(
  graph: Graph,
  document: string,
  { userId, exportId, requestedAt, after }: PersonalDataRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const principal: UserViewer = { kind: 'user', userId, sessionId: exportId, authenticatedAt: requestedAt };
  const variables = document.includes('$first') ? { first: pageSize, after } : {};
  const { data, errors } = await graph.execute<{ viewer: Record<string, unknown> | null }>({
    ...{ document, variables, principal },
    requestId: `export-${exportId}`,
  });
  // Half of it would be a lie: a subgraph that is away is asked again.
  if (errors?.length || !data?.viewer) throw new Error(`The graph cannot tell: ${errors?.[0]?.extensions?.['code']}`);
  return data.viewer;
}
