import { type Complete, decodeGlobalId, globalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers, QueryResolvers, UserResolvers, User as UserType } from '../../api/schema.generated.ts';
import type { PersonView as UserModel } from './user.model.ts';

/** What other modules resolve of a person. */
type Elsewhere =
  | 'accounts'
  | 'apiKeys'
  | 'dataExport'
  | 'identities'
  | 'passkeys'
  | 'phoneNumber'
  | 'preferences'
  | 'recoveryCodesLeft'
  | 'sessions'
  | 'totpEnabled';

export const User: Complete<Omit<UserResolvers, Elsewhere>, Omit<UserType, Elsewhere>, UserModel> = {
  id: ({ id }) => globalId('usr', id),
  // A person by reference: whoever refers to him has decided that he may be known; everything but the name is @private.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'usr' ? loaders.user.load(reference.uuid) : null;
  },
  email: (user, _args, { users }) => users.revealEmail(user),
};

export const userQueries = {
  viewer: (_root, _args, { viewer, loaders }) => (viewer.kind === 'user' ? loaders.user.load(viewer.userId) : null),
} satisfies QueryResolvers<UsersContext>;

export const userMutations = {
  userRegister: (_root, { input }, { operation, users }) => {
    operation.refuseRepetition('userRegister');
    return payload(async () => ({ user: await users.register(operation, input) }));
  },
  userUpdate: (_root, { input }, { operation, profiles }) =>
    payload<{ user: UserModel }>(
      async () => ({ user: await profiles.update(operation, input) }),
      (fault) => (fault instanceof VersionConflictError ? { user: fault.current as UserModel } : {}),
    ),
} satisfies MutationResolvers<UsersContext>;
