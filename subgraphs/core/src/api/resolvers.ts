import { globalId } from '@trivet/platform';
import { nodesResolver, sharedResolvers } from '@trivet/subgraph';
import { accountReference, Plan, planOfAccount, planQueries } from '../modules/plans/plan.resolvers.ts';
import {
  IncompatibleResource,
  IncompatibleResources,
  ResourceType,
  resourceTypeMutations,
  resourceTypesOfAccount,
} from '../modules/resource-types/resource-type.resolvers.ts';
import {
  DeletedResource,
  Resource,
  ResourceChange,
  ResourceVersion,
  resourceMutations,
  resourceQueries,
  resourceSubscriptions,
  resourcesOfAccount,
} from '../modules/resources/resource.resolvers.ts';
import type { CoreContext } from './context.ts';

const _coreNodes = nodesResolver<CoreContext>({
  res: { typename: 'Resource', find: (id, { loaders }) => loaders.resource.load(id) },
  rty: { typename: 'ResourceType', find: (id, { loaders }) => loaders.resourceType.load(id) },
});

/** Every resolver of this subgraph, by type. */
export const resolvers = {
  ...sharedResolvers,
  Query: { ...planQueries, ...resourceQueries, _coreNodes },
  Mutation: { ...resourceMutations, ...resourceTypeMutations },
  Subscription: { ...resourceSubscriptions },
  Account: { ...accountReference, ...planOfAccount, ...resourcesOfAccount, ...resourceTypesOfAccount },
  Plan,
  Resource,
  ResourceChange,
  ResourceVersion,
  DeletedResource,
  ResourceType,
  IncompatibleResource,
  IncompatibleResources,
  User: { id: ({ id }: { readonly id: string }) => globalId('usr', id) },
};
