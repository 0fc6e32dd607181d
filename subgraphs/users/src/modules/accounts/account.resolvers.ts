import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload, requireText, VersionConflictError } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  Account as AccountType,
  MutationResolvers,
  QueryResolvers,
  UserResolvers,
} from '../../api/schema.generated.ts';
import type { Account as AccountModel } from './account.model.ts';

/** What other modules resolve of an account. */
type Elsewhere = 'auditLog' | 'deletion' | 'serviceIdentities';

export const Account: Complete<Omit<AccountResolvers, Elsewhere>, Omit<AccountType, Elsewhere>, AccountModel> = {
  id: ({ id }) => globalId('acc', id),
  __resolveReference: async ({ id }, { operation, loaders }) => {
    const reference = decodeGlobalId(id);
    const access = reference?.prefix === 'acc' && (await operation.access.find(reference.uuid, 'account:read'));
    return access ? loaders.account.load(access) : null;
  },
  owner: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'members:read');
    const owner = access && (await loaders.owner.load(access));
    return owner && loaders.user.load(owner.userId);
  },
  members: async ({ id }, { query, ...args }, { operation, loaders }) => {
    const page = pageRequest(args);
    const name = query == null ? null : requireText(query, { path: ['query'], max: 100 });
    const access = await operation.access.require(id, 'members:read');
    return connectionOf(await loaders.members(name, page).load(access));
  },
  invitations: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'members:invite');
    return access && connectionOf(await loaders.invitations(page).load(access));
  },
  apiKeys: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'api-keys:manage');
    return access && connectionOf(await loaders.apiKeys(page).load(access));
  },
  roles: async ({ id }, _args, { operation, loaders }) =>
    loaders.roles.load(await operation.access.require(id, 'account:read')),
  viewerPermissions: async ({ id }, _args, { operation }) => {
    const access = await operation.access.find(id, 'account:read');
    return [...(access?.permissions ?? [])].sort();
  },
};

export const accountsOfUser = {
  accounts: async (_user, args, { operation, accounts }) => {
    const page = pageRequest(args);
    return connectionOf(await accounts.list(await operation.access.scope('account:read'), page));
  },
} satisfies UserResolvers<UsersContext>;

export const accountQueries = {
  account: async (_root, { id }, { operation, loaders }) => {
    const access = await operation.access.find(parseGlobalId('acc', id), 'account:read');
    return access && loaders.account.load(access);
  },
} satisfies QueryResolvers<UsersContext>;

export const accountMutations = {
  accountCreate: (_root, { input }, { operation, accounts }) =>
    payload(async () => ({ account: await accounts.create(operation, input) })),
  accountUpdate: (_root, { input }, { operation, accounts }) =>
    payload<{ account: AccountModel }>(
      async () => ({
        account: await accounts.update(operation, { ...input, accountId: parseGlobalId('acc', input.accountId) }),
      }),
      (fault) => (fault instanceof VersionConflictError ? { account: fault.current as AccountModel } : {}),
    ),
} satisfies MutationResolvers<UsersContext>;
