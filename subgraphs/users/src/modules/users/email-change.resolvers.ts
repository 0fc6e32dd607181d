import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers } from '../../api/schema.generated.ts';

export const emailChangeMutations = {
  emailChangeRequest: (_root, { input }, { operation, emailChanges }) => {
    operation.refuseRepetition('emailChangeRequest');
    return payload(async () => ({ user: await emailChanges.request(operation, input) }));
  },
  emailChangeConfirm: (_root, { input }, { operation, emailChanges }) => {
    operation.refuseRepetition('emailChangeConfirm');
    return payload(() => emailChanges.confirm(operation, input));
  },
} satisfies MutationResolvers<UsersContext>;
