import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import { memberRoleOf, roleInputOf } from '../../api/member-role.ts';
import type { MemberResolvers, Member as MemberType, MutationResolvers } from '../../api/schema.generated.ts';
import type { Member as MemberModel } from './account.model.ts';

export const Member: Complete<MemberResolvers, MemberType, MemberModel> = {
  id: ({ id }) => globalId('mbr', id),
  __resolveReference: async ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'mbr' ? loaders.member.load(reference.uuid) : null;
  },
  user: ({ userId }, _args, { loaders }) => loaders.user.load(userId),
  role: memberRoleOf,
  assignedRole: (member, _args, { loaders }) => loaders.heldRole.load(member),
  permissions: async (member, _args, { loaders }) => [...((await loaders.heldRole.load(member))?.permissions ?? [])],
};

export const memberMutations = {
  memberUpdate: (_root, { input }, { operation, members }) =>
    payload(async () => ({
      member: await members.update(operation, {
        memberId: parseGlobalId('mbr', input.memberId),
        ...roleInputOf(input),
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
