import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import { entered } from '../../api/entrance.ts';
import type {
  IdentityResolvers,
  Identity as IdentityType,
  MutationResolvers,
  QueryResolvers,
  UserResolvers,
} from '../../api/schema.generated.ts';
import type { Identity as IdentityModel } from './identity.model.ts';

export const Identity: Complete<IdentityResolvers, IdentityType, IdentityModel> = {
  id: ({ id }) => globalId('idn', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'idn' ? loaders.identity.load(reference.uuid) : null;
  },
  label: ({ provider }, _args, { authorizations }) => authorizations.labelOf(provider),
  email: (identity, _args, { loaders }) => loaders.identityEmail.load(identity),
};

export const identitiesOfUser = {
  identities: ({ id }, _args, { identities }) => identities.listOwn(id),
} satisfies UserResolvers<UsersContext>;

export const identityQueries = {
  identityProviders: (_root, _args, { authorizations }) => authorizations.providers,
} satisfies QueryResolvers<UsersContext>;

export const identityMutations = {
  sessionCreateWithProvider: (_root, { input }, { operation, identities }) => {
    operation.refuseRepetition('sessionCreateWithProvider');
    return payload(async () => entered(await identities.enter(operation, input)));
  },
  identityLink: (_root, { input }, { operation, identities }) => {
    operation.refuseRepetition('identityLink');
    return payload(async () => ({ identity: await identities.link(operation, input) }));
  },
  identityUnlink: (_root, { input }, { operation, identities }) =>
    payload(async () => {
      const identityId = parseGlobalId('idn', input.identityId);
      return { identityId: globalId('idn', await identities.unlink(operation, { identityId })) };
    }),
} satisfies MutationResolvers<UsersContext>;
