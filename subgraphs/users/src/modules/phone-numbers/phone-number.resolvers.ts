import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers, UserResolvers } from '../../api/schema.generated.ts';

export const phoneNumberOfUser = {
  phoneNumber: ({ id }, _args, { phoneNumbers }) => phoneNumbers.reveal(id),
} satisfies UserResolvers<UsersContext>;

export const phoneNumberMutations = {
  phoneNumberChangeRequest: (_root, { input }, { operation, phoneNumbers }) => {
    operation.refuseRepetition('phoneNumberChangeRequest');
    return payload(() => phoneNumbers.request(operation, input));
  },
  phoneNumberChangeConfirm: (_root, { input }, { operation, phoneNumbers }) => {
    operation.refuseRepetition('phoneNumberChangeConfirm');
    return payload(async () => ({ user: await phoneNumbers.confirm(operation, input) }));
  },
  phoneNumberRemove: (_root, _args, { operation, phoneNumbers }) => {
    operation.refuseRepetition('phoneNumberRemove');
    return payload(async () => ({ user: await phoneNumbers.remove(operation) }));
  },
} satisfies MutationResolvers<UsersContext>;
