import { connectionOf, pageRequest } from '@trivet/database';
import { parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import {
  type MutationResolvers,
  type PlatformResolvers,
  type QueryResolvers,
  SecurityAction,
  type SecurityEventResolvers,
} from '../../api/schema.generated.ts';
import type { SecurityAction as SecurityActionModel } from './administrator.model.ts';

const actions = {
  administrator_granted: SecurityAction.AdministratorGranted,
  administrator_revoked: SecurityAction.AdministratorRevoked,
  user_viewed: SecurityAction.UserViewed,
  users_searched: SecurityAction.UsersSearched,
  user_locked: SecurityAction.UserLocked,
  user_unlocked: SecurityAction.UserUnlocked,
  user_signed_out: SecurityAction.UserSignedOut,
  user_impersonated: SecurityAction.UserImpersonated,
} as const satisfies Record<SecurityActionModel, SecurityAction>;

/** The name that is kept for one of the API's. */
function keptAction(action: SecurityAction): SecurityActionModel {
  return action.toLowerCase() as SecurityActionModel;
}

const uuidOrNull = (id: string | null | undefined) => (id == null ? null : parseGlobalId('usr', id));

export const administrationQueries = {
  platform: (_root, _args, { operation, administration }) => administration.find(operation),
} satisfies QueryResolvers<UsersContext>;

export const Platform: Required<Omit<PlatformResolvers, '__isTypeOf'>> = {
  user: (administrator, { email, id }, { administration }) =>
    administration.findUser(administrator, { email: email ?? null, id: uuidOrNull(id) }),
  users: async (administrator, { name, ...args }, { administration }) =>
    connectionOf(await administration.searchUsers(administrator, name ?? '', pageRequest(args))),
  securityEvents: async (_administrator, { filter, ...args }, { administration }) => {
    const wanted = {
      userId: uuidOrNull(filter?.userId),
      administratorId: uuidOrNull(filter?.administratorId),
      action: filter?.action == null ? null : keptAction(filter.action),
    };
    return connectionOf(await administration.listSecurityEvents(wanted, pageRequest(args)));
  },
};

export const SecurityEvent: Required<Pick<SecurityEventResolvers, 'action' | 'administrator' | 'user'>> = {
  action: ({ action }) => actions[action],
  administrator: ({ administratorId }, _args, { loaders }) =>
    administratorId === null ? null : loaders.user.load(administratorId),
  user: ({ userId }, _args, { loaders }) => (userId === null ? null : loaders.user.load(userId)),
};

export const administrationMutations = {
  userLock: (_root, { input }, { operation, personControl }) =>
    payload(async () => ({ user: await personControl.lock(operation, target(input)) })),
  userUnlock: (_root, { input }, { operation, personControl }) =>
    payload(async () => ({ user: await personControl.unlock(operation, target(input)) })),
  userForceSignOut: (_root, { input }, { operation, personControl }) =>
    payload(async () => ({ user: await personControl.forceSignOut(operation, target(input)) })),
} satisfies MutationResolvers<UsersContext>;

function target({ userId, reason }: { readonly userId: string; readonly reason: string }) {
  return { userId: parseGlobalId('usr', userId), reason };
}
