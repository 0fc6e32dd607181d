import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import { entered } from '../../api/entrance.ts';
import type {
  MutationResolvers,
  PasskeyResolvers,
  Passkey as PasskeyType,
  UserResolvers,
} from '../../api/schema.generated.ts';
import type { Passkey as PasskeyModel } from './passkey.model.ts';

export const Passkey: Complete<PasskeyResolvers, PasskeyType, PasskeyModel> = {
  id: ({ id }) => globalId('psk', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'psk' ? loaders.passkey.load(reference.uuid) : null;
  },
};

export const passkeysOfUser = {
  passkeys: ({ id }, _args, { passkeys }) => passkeys.list(id),
} satisfies UserResolvers<UsersContext>;

export const passkeyMutations = {
  passkeyRegistrationCreate: (_root, _args, { operation, passkeys }) => {
    operation.refuseRepetition('passkeyRegistrationCreate');
    return payload(() => passkeys.beginRegistration(operation));
  },
  passkeyRegister: (_root, { input }, { operation, passkeys }) => {
    operation.refuseRepetition('passkeyRegister');
    return payload(async () => ({ passkey: await passkeys.register(operation, input) }));
  },
  passkeyRename: (_root, { input }, { operation, passkeys }) =>
    payload(async () => {
      const passkeyId = parseGlobalId('psk', input.passkeyId);
      return { passkey: await passkeys.rename(operation, { passkeyId, name: input.name }) };
    }),
  passkeyRemove: (_root, { input }, { operation, passkeys }) => {
    operation.refuseRepetition('passkeyRemove');
    return payload(async () => {
      const passkeyId = parseGlobalId('psk', input.passkeyId);
      return { passkeyId: globalId('psk', await passkeys.remove(operation, passkeyId)) };
    });
  },
  passkeyAuthenticationCreate: (_root, _args, { operation, passkeyVerifications }) => {
    operation.refuseRepetition('passkeyAuthenticationCreate');
    return payload(() => passkeyVerifications.begin());
  },
  sessionCreateWithPasskey: (_root, { input }, { operation, signIns }) => {
    operation.refuseRepetition('sessionCreateWithPasskey');
    return payload(async () => entered(await signIns.enterByPasskey(operation, input.response)));
  },
} satisfies MutationResolvers<UsersContext>;
