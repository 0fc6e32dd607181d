import { parseGlobalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { AccountResolvers, MutationResolvers } from '../../api/schema.generated.ts';
import type { Account } from './account.model.ts';

export const deletionOfAccount = {
  deletion: async ({ id }, _args, { operation, loaders }) =>
    loaders.accountDeletion.load(await operation.access.require(id, 'account:read')),
} satisfies AccountResolvers<UsersContext>;

export const accountDeletionMutations = {
  accountDelete: (_root, { input }, { operation, accountDeletions, loaders }) =>
    payload<{ account: Account | null }>(
      async () => {
        const accountId = parseGlobalId('acc', input.accountId);
        const access = await accountDeletions.request(operation, { ...input, accountId });
        return { account: await loaders.account.load(access) };
      },
      (fault) => (fault instanceof VersionConflictError ? { account: fault.current as Account } : {}),
    ),
  accountDeletionCancel: (_root, { input }, { operation, accountDeletions, loaders }) =>
    payload(async () => {
      const accountId = parseGlobalId('acc', input.accountId);
      return { account: await loaders.account.load(await accountDeletions.cancel(operation, { accountId })) };
    }),
} satisfies MutationResolvers<UsersContext>;
