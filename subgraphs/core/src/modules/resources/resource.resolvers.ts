import { type Connection, connectionOf, pageRequest } from '@trivet/database';
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
  AccountResourcesArgs,
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
import type { ResourceListInput, ResourcePage } from './resource-list.service.ts';

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

/** The list as it is asked for, where it is not the plain one, which takes less. */
function narrowedList(args: AccountResourcesArgs): ResourceListInput | null {
  const { type = null, filter = null, orderBy = null, after = null, last = null, before = null } = args;
  if (filter === null && orderBy === null && last === null && before === null) return null;
  return { type, filter, orderBy, first: args.first ?? 25, after, last, before };
}

function connectionOfList({ listed, ...pageInfo }: ResourcePage): Connection<ResourceModel> {
  const edges = listed.map(({ resource, cursor }) => ({ node: resource, cursor }));
  return { edges, nodes: edges.map(({ node }) => node), pageInfo };
}

export const resourcesOfAccount = {
  resources: async ({ id }, { type = null, ...args }, { operation, loaders }) => {
    const list = narrowedList({ type, ...args });
    const page = list ? null : pageRequest(args);
    const access = await operation.access.find(id, 'resources:read');
    if (!access) return null;
    if (list) return connectionOfList(await loaders.listsOfAccounts(list).load(access));
    return page && connectionOf(await loaders.resourcesOfAccounts(type, page).load(access));
  },
  deletedResources: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'resources:read');
    return access && connectionOf(await loaders.deletedResourcesOfAccounts(page).load(access));
  },
} satisfies AccountResolvers<CoreContext>;

export const resourceQueries = {
  resource: (_root, { id }, { loaders }) => loaders.resource.load(parseGlobalId('res', id)),
  resourceByExternalKey: async (_root, { accountId, type, externalKey }, { operation, loaders }) => {
    const access = await operation.access.find(parseGlobalId('acc', accountId), 'resources:read');
    return access && loaders.resourceByExternalKey.load({ access, type, externalKey });
  },
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
