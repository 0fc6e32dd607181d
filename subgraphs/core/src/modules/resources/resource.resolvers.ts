import { connectionOf, pageRequest } from '@trivet/database';
import {
  type Complete,
  decodeGlobalId,
  type GlobalId,
  globalId,
  parseGlobalId,
  type UserFault,
} from '@trivet/platform';
import { live, payload, VersionConflictError } from '@trivet/subgraph';
import type { CoreContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  DeletedResourceResolvers,
  DeletedResource as DeletedResourceType,
  MutationResolvers,
  QueryResolvers,
  ResourceChangeResolvers,
  ResourceChange as ResourceChangeType,
  ResourceResolvers,
  Resource as ResourceType,
  ResourceVersionResolvers,
  ResourceVersion as ResourceVersionType,
  SubscriptionResolvers,
} from '../../api/schema.generated.ts';
import { type ResourceChange as ResourceChangeModel, resourceChanges } from './resource.live.ts';
import type {
  DeletedResource as DeletedResourceModel,
  Resource as ResourceModel,
  ResourceVersion as ResourceVersionModel,
} from './resource.model.ts';

/** What other modules add to a resource. */
type Elsewhere = 'files';

export const Resource: Complete<Omit<ResourceResolvers, Elsewhere>, Omit<ResourceType, Elsewhere>, ResourceModel> = {
  id: ({ id }) => globalId('res', id),
  // Tenant data: the planner may ask about a resource that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'res' ? loaders.resource.load(reference.uuid) : null;
  },
  account: ({ accountId }) => ({ id: accountId }),
  createdBy: ({ createdById }) => personOf(createdById),
  labels: ({ labels }) => [...labels],
  history: async ({ id, accountId }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(accountId, 'resources:read');
    return access && connectionOf(await loaders.historiesOfResources(page).load({ id, access }));
  },
};

export const ResourceVersion: Complete<ResourceVersionResolvers, ResourceVersionType, ResourceVersionModel> = {
  changedBy: ({ changedById }) => personOf(changedById),
  labels: ({ labels }) => [...labels],
  changedPaths: ({ changedPaths }) => [...changedPaths],
};

export const DeletedResource: Complete<DeletedResourceResolvers, DeletedResourceType, DeletedResourceModel> = {
  resourceId: ({ id }) => globalId('res', id),
  labels: ({ labels }) => [...labels],
  deletedAt: ({ updatedAt }) => updatedAt,
  deletedBy: ({ changedById }) => personOf(changedById),
};

function personOf(id: string | null): { readonly id: string } | null {
  return id === null ? null : { id };
}

export const resourcesOfAccount = {
  resources: async ({ id }, { type, ...args }, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'resources:read');
    return access && connectionOf(await loaders.resourcesOfAccounts(type ?? null, page).load(access));
  },
  deletedResources: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'resources:read');
    return access && connectionOf(await loaders.deletedResourcesOfAccounts(page).load(access));
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
      afterConflict,
    ),
  resourceDelete: (_root, { input }, { operation, resourceBin }) =>
    payload<{ resourceId?: GlobalId; resource?: ResourceModel }>(
      async () => ({
        resourceId: globalId(
          'res',
          await resourceBin.delete(operation, { ...input, id: parseGlobalId('res', input.id) }),
        ),
      }),
      afterConflict,
    ),
  resourceRestore: (_root, { input }, { operation, resourceBin }) =>
    payload<{ resource: ResourceModel | null }>(
      async () => ({
        resource: await resourceBin.restore(operation, { ...input, id: parseGlobalId('res', input.id) }),
      }),
      afterConflict,
    ),
} satisfies MutationResolvers<CoreContext>;

function afterConflict(fault: UserFault): { resource?: ResourceModel } {
  return fault instanceof VersionConflictError && fault.current ? { resource: fault.current as ResourceModel } : {};
}

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
