import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import { memberRoleOf, roleInputOf } from '../../api/member-role.ts';
import type {
  InvitationResolvers,
  Invitation as InvitationType,
  MutationResolvers,
} from '../../api/schema.generated.ts';
import type { Invitation as InvitationModel } from './invitation.model.ts';
import type { IssuedInvitation } from './invitation.service.ts';

export const Invitation: Complete<InvitationResolvers, InvitationType, InvitationModel> = {
  id: ({ id }) => globalId('inv', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'inv' ? loaders.invitation.load(reference.uuid) : null;
  },
  email: (invitation, _args, { loaders }) => loaders.invitationEmail.load(invitation),
  role: memberRoleOf,
  assignedRole: (invitation, _args, { loaders }) => loaders.heldRole.load(invitation),
  invitedBy: ({ invitedById }, _args, { loaders }) => loaders.user.load(invitedById),
};

export const invitationMutations = {
  memberInvite: (_root, { input }, { operation, invitations }) => {
    operation.refuseRepetition('memberInvite');
    return payload(async () => {
      const { email } = input;
      const accountId = parseGlobalId('acc', input.accountId);
      return issued(await invitations.create(operation, { accountId, email, ...roleInputOf(input) }));
    });
  },
  invitationResend: (_root, { input }, { operation, invitations }) => {
    operation.refuseRepetition('invitationResend');
    const invitationId = parseGlobalId('inv', input.invitationId);
    return payload(async () => issued(await invitations.resend(operation, { invitationId })));
  },
  invitationRevoke: (_root, { input }, { operation, invitations }) =>
    payload(async () => {
      const invitationId = parseGlobalId('inv', input.invitationId);
      return { invitationId: globalId('inv', await invitations.revoke(operation, { invitationId })) };
    }),
  invitationAccept: (_root, { input }, { operation, acceptances, loaders }) =>
    payload(async () => {
      const member = await acceptances.accept(operation, input);
      const access = await operation.access.require(member.accountId, 'account:read');
      return { member, account: await loaders.account.load(access) };
    }),
} satisfies MutationResolvers<UsersContext>;

function issued({ invitation, token }: IssuedInvitation) {
  return { invitation, invitationUrlToken: token };
}
