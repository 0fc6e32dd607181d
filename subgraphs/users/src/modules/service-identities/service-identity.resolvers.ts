import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  MutationResolvers,
  QueryResolvers,
  ServiceIdentityResolvers,
  ServiceIdentity as ServiceIdentityType,
} from '../../api/schema.generated.ts';
import type { ServiceIdentity as ServiceIdentityModel } from './service-identity.model.ts';

export const ServiceIdentity: Complete<ServiceIdentityResolvers, ServiceIdentityType, ServiceIdentityModel> = {
  id: ({ id }) => globalId('svc', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'svc' ? loaders.serviceIdentity.load(reference.uuid) : null;
  },
  keys: ({ id }, _args, { loaders }) => loaders.serviceIdentityKeys.load(id),
  createdBy: ({ createdById }, _args, { loaders }) => (createdById === null ? null : loaders.user.load(createdById)),
};

export const serviceIdentitiesOfAccount = {
  serviceIdentities: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'service-identities:manage');
    return access && connectionOf(await loaders.serviceIdentities(page).load(access));
  },
} satisfies AccountResolvers<UsersContext>;

export const serviceIdentityQueries = {
  _serviceGrantIsActive: (_root, { accountId, grantId }, { viewer, revocations }) =>
    revocations.isGrantActive(viewer, { accountId, grantId }),
} satisfies QueryResolvers<UsersContext>;

const uuidOf = (id: string) => parseGlobalId('svc', id);

export const serviceIdentityMutations = {
  serviceIdentityCreate: (_root, { input }, { operation, serviceIdentities }) =>
    payload(async () => ({
      serviceIdentity: await serviceIdentities.create(operation, {
        ...input,
        accountId: parseGlobalId('acc', input.accountId),
        networks: input.networks ?? [],
        expiresAt: input.expiresAt ?? null,
      }),
    })),
  serviceIdentityUpdate: (_root, { input }, { operation, serviceIdentities }) =>
    payload<{ serviceIdentity: ServiceIdentityModel }>(
      async () => ({
        serviceIdentity: await serviceIdentities.update(operation, {
          expectedVersion: input.expectedVersion,
          serviceIdentityId: uuidOf(input.serviceIdentityId),
          name: input.name ?? undefined,
          scopes: input.scopes ?? undefined,
          networks: input.networks ?? undefined,
          // Null says that there is to be no end.
          expiresAt: input.expiresAt,
        }),
      }),
      (fault) =>
        fault instanceof VersionConflictError ? { serviceIdentity: fault.current as ServiceIdentityModel } : {},
    ),
  serviceIdentityKeyAdd: (_root, { input }, { operation, serviceIdentities }) =>
    payload(async () => ({
      serviceIdentity: await serviceIdentities.addKey(operation, {
        serviceIdentityId: uuidOf(input.serviceIdentityId),
        publicKey: input.publicKey,
      }),
    })),
  serviceIdentityKeyRemove: (_root, { input }, { operation, serviceIdentities }) =>
    payload(async () => ({
      serviceIdentity: await serviceIdentities.removeKey(operation, {
        serviceIdentityId: uuidOf(input.serviceIdentityId),
        kid: input.kid,
      }),
    })),
  serviceIdentityRemove: (_root, { input }, { operation, serviceIdentities }) =>
    payload(async () => {
      const serviceIdentityId = uuidOf(input.serviceIdentityId);
      return { serviceIdentityId: globalId('svc', await serviceIdentities.remove(operation, { serviceIdentityId })) };
    }),
} satisfies MutationResolvers<UsersContext>;
