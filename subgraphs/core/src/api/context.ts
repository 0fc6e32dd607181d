import type { Page, PageRequest } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { EventFeed, SubgraphContext } from '@trivet/subgraph';
import DataLoader from 'dataloader';
import type { ResourceType } from '../modules/resource-types/resource-type.model.ts';
import type { ResourceTypeService } from '../modules/resource-types/resource-type.service.ts';
import type { Resource } from '../modules/resources/resource.model.ts';
import type { ResourceService } from '../modules/resources/resource.service.ts';

export type { GlobalId } from '@trivet/platform';

/** A person as this subgraph knows him: by his id. */
export interface UserReference {
  readonly id: string;
}

export interface CoreServices {
  readonly feed: EventFeed;
  readonly resources: ResourceService;
  readonly resourceTypes: ResourceTypeService;
}

/** What resolvers have: one for each operation, and one for each event of a subscription. */
export interface CoreContext extends SubgraphContext, CoreServices {
  readonly loaders: ReturnType<typeof createLoaders>;
}

/** Everything that is asked for in one level of a query is one statement. */
export function createLoaders({ resources, resourceTypes }: CoreServices, { operation }: SubgraphContext) {
  const lists = new Map<string, DataLoader<AccountAccess, Page<Resource>, string>>();
  return {
    resource: new DataLoader<string, Resource | null>((ids) => resources.findByIds(operation, ids)),
    resourceType: new DataLoader<string, ResourceType | null>((ids) => resourceTypes.findByIds(operation, ids)),
    resourceTypesOfAccounts: new DataLoader<AccountAccess, ResourceType[], string>(
      (accesses) => resourceTypes.listByAccounts(accesses),
      { cacheKeyFn: ({ accountId }) => accountId },
    ),
    /** One loader per page and filter: accounts that are asked for the same are one statement. */
    resourcesOfAccounts(type: string | null, page: PageRequest) {
      const key = JSON.stringify([type, page]);
      const loader =
        lists.get(key) ??
        new DataLoader((accesses: readonly AccountAccess[]) => resources.listByAccounts(accesses, { type }, page), {
          cacheKeyFn: ({ accountId }: AccountAccess) => accountId,
        });
      lists.set(key, loader);
      return loader;
    },
  };
}
