import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers } from '../../api/schema.generated.ts';

export const emailVerificationMutations = {
  emailVerificationRequest: (_root, _args, { operation, emailVerifications }) => {
    operation.refuseRepetition('emailVerificationRequest');
    return payload(async () => ({ user: await emailVerifications.request(operation) }));
  },
  emailVerify: (_root, { input }, { operation, emailVerifications }) => {
    operation.refuseRepetition('emailVerify');
    return payload(async () => ({ user: await emailVerifications.verify(operation, input) }));
  },
} satisfies MutationResolvers<UsersContext>;
