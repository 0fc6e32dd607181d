import { globalId } from '@trivet/platform';
import { payload, type UserErrorModel } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers, UserErasePayloadResolvers } from '../../api/schema.generated.ts';

/** What became of it. */
export interface UserErasure {
  readonly userId?: string;
  readonly accountIdsInTheWay?: readonly string[];
  readonly userErrors: UserErrorModel[];
}

export const UserErasePayload = {
  erasedUserId: ({ userId }) => (userId === undefined ? null : globalId('usr', userId)),
  accountsInTheWay: async ({ accountIdsInTheWay = [] }, _args, { operation, loaders }) => {
    const accesses = await Promise.all(accountIdsInTheWay.map((id) => operation.access.find(id, 'account:read')));
    const found = await Promise.all(accesses.flatMap((access) => (access ? loaders.account.load(access) : [])));
    return found.filter((account) => account !== null);
  },
} satisfies UserErasePayloadResolvers<UsersContext>;

export const erasureMutations = {
  userErase: (_root, _args, { operation, erasures }): Promise<UserErasure> => {
    operation.refuseRepetition('userErase');
    return payload<Omit<UserErasure, 'userErrors'>>(
      async () => ({ userId: await erasures.erase(operation) }),
      (fault) => ({ accountIdsInTheWay: erasures.accountsInTheWay(fault) }),
    );
  },
} satisfies MutationResolvers<UsersContext>;
