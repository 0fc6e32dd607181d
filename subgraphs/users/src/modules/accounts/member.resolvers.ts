import { type Role, rolePermissions } from '@trivet/identity';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import {
  type MemberResolvers,
  MemberRole,
  type Member as MemberType,
  type MutationResolvers,
} from '../../api/schema.generated.ts';
import type { Member as MemberModel } from './account.model.ts';

const roles: Readonly<Record<Role, MemberRole>> = {
  owner: MemberRole.Owner,
  admin: MemberRole.Admin,
  member: MemberRole.Member,
  viewer: MemberRole.Viewer,
};

const roleNames: Readonly<Record<MemberRole, Role>> = {
  [MemberRole.Owner]: 'owner',
  [MemberRole.Admin]: 'admin',
  [MemberRole.Member]: 'member',
  [MemberRole.Viewer]: 'viewer',
};

export const Member: Complete<MemberResolvers, MemberType, MemberModel> = {
  id: ({ id }) => globalId('mbr', id),
  __resolveReference: async ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'mbr' ? loaders.member.load(reference.uuid) : null;
  },
  user: ({ userId }, _args, { loaders }) => loaders.user.load(userId),
  role: ({ role }) => roles[role],
  permissions: ({ role }) => [...rolePermissions[role]].sort(),
};

export const memberMutations = {
  memberUpdate: (_root, { input }, { operation, members }) =>
    payload(async () => ({
      member: await members.update(operation, {
        memberId: parseGlobalId('mbr', input.memberId),
        role: roleNames[input.role],
      }),
    })),
  memberRemove: (_root, { input }, { operation, members }) =>
    payload(async () => ({
      memberId: globalId('mbr', await members.remove(operation, { memberId: parseGlobalId('mbr', input.memberId) })),
    })),
  accountTransfer: (_root, { input }, { operation, members, loaders }) =>
    payload(async () => {
      const access = await members.transfer(operation, {
        accountId: parseGlobalId('acc', input.accountId),
        memberId: parseGlobalId('mbr', input.memberId),
      });
      return { account: await loaders.account.load(access) };
    }),
} satisfies MutationResolvers<UsersContext>;
