import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { CoreContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  IncompatibleResourceResolvers,
  IncompatibleResourcesResolvers,
  IncompatibleResources as IncompatibleResourcesType,
  IncompatibleResource as IncompatibleResourceType,
  MutationResolvers,
  ResourceFieldResolvers,
  ResourceField as ResourceFieldType,
  ResourceTypeResolvers,
  ResourceType as ResourceTypeType,
} from '../../api/schema.generated.ts';
import type {
  DeclaredField,
  Incompatibility,
  IncompatibleResource as IncompatibleResourceModel,
  ResourceType as ResourceTypeModel,
} from './resource-type.model.ts';

export const ResourceType: Complete<ResourceTypeResolvers, ResourceTypeType, ResourceTypeModel> = {
  id: ({ id }) => globalId('rty', id),
  // Tenant data: the planner may ask about a type that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'rty' ? loaders.resourceType.load(reference.uuid) : null;
  },
  fields: ({ fields, accountId, name }) => fields.map((field) => ({ ...field, accountId, typeName: name })),
  account: ({ accountId }) => ({ id: accountId }),
};

export const ResourceField: Complete<ResourceFieldResolvers, ResourceFieldType, DeclaredField> = {
  state: async ({ accountId, typeName: type, path, filterable }, _args, { operation, loaders }) => {
    const access = filterable ? await operation.access.find(accountId, 'resources:read') : null;
    const states = access && (await loaders.fieldStatesOfTypes.load({ access, type }));
    return states?.get(path) ?? null;
  },
};

export const IncompatibleResources: Complete<
  IncompatibleResourcesResolvers,
  IncompatibleResourcesType,
  Incompatibility
> = {
  examples: ({ examples }) => [...examples],
};

export const IncompatibleResource: Complete<
  IncompatibleResourceResolvers,
  IncompatibleResourceType,
  IncompatibleResourceModel
> = {
  resourceId: ({ resourceId }) => globalId('res', resourceId),
  path: ({ path }) => [...path],
};

export const resourceTypesOfAccount = {
  resourceTypes: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'resources:read');
    return access && loaders.resourceTypesOfAccounts.load(access);
  },
} satisfies AccountResolvers<CoreContext>;

interface Changed {
  readonly resourceType: ResourceTypeModel;
  readonly incompatible: Incompatibility | null;
}

export const resourceTypeMutations = {
  resourceTypeCreate: (_root, { input }, { operation, resourceTypes }) =>
    payload<Partial<Changed>>(
      async () => ({
        resourceType: await resourceTypes.create(operation, {
          ...input,
          accountId: parseGlobalId('acc', input.accountId),
        }),
      }),
      (fault) => ({ incompatible: resourceTypes.incompatibilityOf(fault) }),
    ),
  resourceTypeUpdate: (_root, { input }, { operation, resourceTypes }) =>
    payload<Partial<Changed>>(
      async () => ({
        resourceType: await resourceTypes.update(operation, { ...input, id: parseGlobalId('rty', input.id) }),
      }),
      (fault) => ({
        incompatible: resourceTypes.incompatibilityOf(fault),
        ...(fault instanceof VersionConflictError && { resourceType: fault.current as ResourceTypeModel }),
      }),
    ),
  resourceTypeDelete: (_root, { input }, { operation, resourceTypes }) =>
    payload(async () => ({
      resourceTypeId: globalId('rty', await resourceTypes.delete(operation, { id: parseGlobalId('rty', input.id) })),
    })),
} satisfies MutationResolvers<CoreContext>;
