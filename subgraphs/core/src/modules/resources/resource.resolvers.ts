import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { live, payload, VersionConflictError } from '@trivet/subgraph';
import type { CoreContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  MutationResolvers,
  QueryResolvers,
  ResourceChangeResolvers,
  ResourceChange as ResourceChangeType,
  ResourceResolvers,
  Resource as ResourceType,
  SubscriptionResolvers,
} from '../../api/schema.generated.ts';
import { type ResourceChange as ResourceChangeModel, resourceChanges } from './resource.live.ts';
import type { Resource as ResourceModel } from './resource.model.ts';

export const Resource: Complete<ResourceResolvers, ResourceType, ResourceModel> = {
  id: ({ id }) => globalId('res', id),
  // Tenant data: the planner may ask about a resource that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'res' ? loaders.resource.load(reference.uuid) : null;
  },
  account: ({ accountId }) => ({ id: accountId }),
  createdBy: ({ createdById }) => (createdById === null ? null : { id: createdById }),
};

export const resourcesOfAccount = {
  resources: async ({ id }, { type, ...args }, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'resources:read');
    return access && connectionOf(await loaders.resourcesOfAccounts(type ?? null, page).load(access));
  },
} satisfies AccountResolvers<CoreContext>;

export const resourceQueries = {
  resource: (_root, { id }, { loaders }) => loaders.resource.load(parseGlobalId('res', id)),
} satisfies QueryResolvers<CoreContext>;

export const resourceMutations = {
  resourceCreate: (_root, { input }, { operation, resources }) =>
    payload(async () => ({
      resource: await resources.create(operation, { ...input, accountId: parseGlobalId('acc', input.accountId) }),
    })),
  resourceUpdate: (_root, { input }, { operation, resources }) =>
    payload<{ resource: ResourceModel }>(
      async () => ({ resource: await resources.update(operation, { ...input, id: parseGlobalId('res', input.id) }) }),
      (fault) => (fault instanceof VersionConflictError ? { resource: fault.current as ResourceModel } : {}),
    ),
} satisfies MutationResolvers<CoreContext>;

export const resourceSubscriptions = {
  resourceChanged: live(async (_root, { accountId, types, after }, { request, operation, feed }) => {
    const access = await operation.access.require(parseGlobalId('acc', accountId), 'resources:read');
    return resourceChanges(feed, access.accountId, { request, after, types: types ?? null });
  }),
} satisfies SubscriptionResolvers<CoreContext>;

export const ResourceChange: Complete<ResourceChangeResolvers, ResourceChangeType, ResourceChangeModel> = {
  resourceId: ({ resourceId }) => globalId('res', resourceId),
  resource: ({ resourceId }, _args, { loaders }) => loaders.resource.load(resourceId),
};
