import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import {
  type AccessExplanationResolvers,
  type AccessExplanation as AccessExplanationType,
  AccessReason,
  type MutationResolvers,
  type QueryResolvers,
  type RoleResolvers,
  type Role as RoleType,
} from '../../api/schema.generated.ts';
import type { AccessExplanation as AccessExplanationModel } from './access-explanation.service.ts';
import type { RoleView } from './role.service.ts';

export const Role: Complete<RoleResolvers, RoleType, RoleView> = {
  id: ({ id }) => globalId('rol', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'rol' ? loaders.role.load(reference.uuid) : null;
  },
  permissions: ({ permissions }) => [...permissions],
  builtIn: ({ builtIn }) => builtIn !== null,
};

const reasons: Readonly<Record<AccessExplanationModel['reason'], AccessReason>> = {
  ALLOWED_BY_ROLE: AccessReason.AllowedByRole,
  NOT_ALLOWED_BY_ROLE: AccessReason.NotAllowedByRole,
  NO_SUCH_PERMISSION: AccessReason.NoSuchPermission,
};

export const AccessExplanation: Complete<AccessExplanationResolvers, AccessExplanationType, AccessExplanationModel> = {
  reason: ({ reason }) => reasons[reason],
  member: ({ member }) => member,
};

export const roleQueries = {
  accessExplain: (_root, { accountId, permission, memberId }, { operation, accessExplanations }) =>
    accessExplanations.explain(operation, {
      accountId: parseGlobalId('acc', accountId),
      memberId: memberId == null ? null : parseGlobalId('mbr', memberId),
      permission,
    }),
} satisfies QueryResolvers<UsersContext>;

export const roleMutations = {
  roleCreate: (_root, { input }, { operation, roles }) =>
    payload(async () => ({
      role: await roles.create(operation, { ...input, accountId: parseGlobalId('acc', input.accountId) }),
    })),
  roleUpdate: (_root, { input }, { operation, roles }) =>
    payload<{ role: RoleView }>(
      async () => ({
        role: await roles.update(operation, { ...input, roleId: parseGlobalId('rol', input.roleId) }),
      }),
      (fault) => (fault instanceof VersionConflictError ? { role: fault.current as RoleView } : {}),
    ),
  roleDelete: (_root, { input }, { operation, roles }) =>
    payload(async () => ({
      roleId: globalId('rol', await roles.delete(operation, { roleId: parseGlobalId('rol', input.roleId) })),
    })),
} satisfies MutationResolvers<UsersContext>;
