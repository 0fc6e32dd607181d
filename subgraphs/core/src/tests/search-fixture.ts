import type { OpenSearchSettings, SearchSettings } from '../config/search-config.ts';
import { type CoreStage, startCore } from './core-fixture.ts';
import type { OpenSearchServer } from './open-search/open-search-server.ts';

/** As core is told of a server of searches. */
export function openSearchSettings({ url, user }: OpenSearchServer, prefix: string): OpenSearchSettings {
  return {
    ...{ url, credentials: { username: user.name, password: user.password }, certificateAuthority: undefined },
    ...{ prefix, shards: 2, replicas: 0 },
  };
}

export async function startSearching(name: string, search?: SearchSettings): Promise<CoreStage & AsyncDisposable> {
  const stage = await startCore(name, search && { search });
  return { ...stage, [Symbol.asyncDispose]: stage.stop };
}

/** What is found is counted, shown where it was found, and stands beside what does not need a search. */
export const searchDocument = /* GraphQL */ `
  query ($accountId: ID!, $query: String!, $id: ID!) {
    search(accountId: $accountId, query: $query) {
      nodes { node { ... on Resource { id } } highlights { field text ranges { start end } } }
      facets { kind type count }
    }
    resource(id: $id) { version }
  }
`;
