import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers } from '../../api/schema.generated.ts';

export const passwordMutations = {
  passwordChange: (_root, { input }, { operation, passwords }) => {
    operation.refuseRepetition('passwordChange');
    return payload(async () => ({ user: await passwords.change(operation, input) }));
  },
  passwordResetRequest: (_root, { input }, { operation, passwordResets }) => {
    operation.refuseRepetition('passwordResetRequest');
    return payload(async () => {
      await passwordResets.request(operation, input);
      return {};
    });
  },
  passwordReset: (_root, { input }, { operation, passwordResets }) => {
    operation.refuseRepetition('passwordReset');
    return payload(async () => ({ user: await passwordResets.reset(operation, input) }));
  },
} satisfies MutationResolvers<UsersContext>;
