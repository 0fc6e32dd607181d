import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import { entered } from '../../api/entrance.ts';
import type { MutationResolvers, UserResolvers } from '../../api/schema.generated.ts';

export const secondFactorsOfUser = {
  totpEnabled: async ({ id }, _args, { loaders }) => (await loaders.secondFactors.load(id)).totpEnabled,
  recoveryCodesLeft: async ({ id }, _args, { loaders }) => (await loaders.secondFactors.load(id)).recoveryCodesLeft,
} satisfies UserResolvers<UsersContext>;

export const secondFactorMutations = {
  sessionChallengeComplete: (_root, { input }, { operation, signIns }) => {
    operation.refuseRepetition('sessionChallengeComplete');
    return payload(async () => entered(await signIns.completeChallenge(operation, input)));
  },
  totpEnroll: (_root, _args, { operation, totp }) => {
    operation.refuseRepetition('totpEnroll');
    return payload(() => totp.enroll(operation));
  },
  totpConfirm: (_root, { input }, { operation, totp }) => {
    operation.refuseRepetition('totpConfirm');
    return payload(() => totp.confirm(operation, input.code));
  },
  totpRemove: (_root, _args, { operation, totp }) => payload(async () => ({ user: await totp.remove(operation) })),
  recoveryCodesRegenerate: (_root, _args, { operation, totp }) => {
    operation.refuseRepetition('recoveryCodesRegenerate');
    return payload(() => totp.regenerateRecoveryCodes(operation));
  },
} satisfies MutationResolvers<UsersContext>;
