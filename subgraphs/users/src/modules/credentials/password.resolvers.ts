import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers } from '../../api/schema.generated.ts';

export const passwordMutations = {
  passwordChange: (_root, { input }, { operation, passwords }) => {
    operation.refuseRepetition('passwordChange');
    return payload(async () => ({ user: await passwords.change(operation, input) }));
  },
} satisfies MutationResolvers<UsersContext>;
