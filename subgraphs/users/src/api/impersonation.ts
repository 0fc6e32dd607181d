import { AppError } from '@trivet/platform';
import type { UsersContext } from './context.ts';
import type { MutationResolvers } from './schema.generated.ts';

type MutationName = Exclude<keyof MutationResolvers, '__isTypeOf'>;

/**
 * Whether an administrator may do it in the place of a person. What would outlive his session, or is the person's alone to do, he
 * may not: what one signs in with, keys, the address, who belongs to an account, and ends. A new mutation does not compile until
 * it stands here. Other subgraphs refuse by themselves what of theirs he may not: to announce, to choose by which ways the person is
 * told, and to mark what he was told.
 */
export const whileImpersonating: Readonly<Record<MutationName, 'allowed' | 'forbidden'>> = {
  accountCreate: 'allowed',
  accountDelete: 'forbidden',
  accountDeletionCancel: 'allowed',
  accountTransfer: 'forbidden',
  accountUpdate: 'allowed',
  apiKeyCreate: 'forbidden',
  apiKeyRevoke: 'forbidden',
  apiKeyRotate: 'forbidden',
  auditExport: 'forbidden',
  emailChangeConfirm: 'forbidden',
  emailChangeRequest: 'forbidden',
  emailVerificationRequest: 'forbidden',
  emailVerify: 'forbidden',
  identityLink: 'forbidden',
  identityUnlink: 'forbidden',
  invitationAccept: 'forbidden',
  invitationResend: 'forbidden',
  invitationRevoke: 'allowed',
  memberInvite: 'forbidden',
  memberRemove: 'forbidden',
  memberUpdate: 'forbidden',
  passkeyAuthenticationCreate: 'allowed',
  passkeyRegister: 'forbidden',
  passkeyRegistrationCreate: 'forbidden',
  passkeyRemove: 'forbidden',
  passkeyRename: 'forbidden',
  passwordChange: 'forbidden',
  passwordReset: 'forbidden',
  passwordResetRequest: 'forbidden',
  phoneNumberChangeConfirm: 'forbidden',
  phoneNumberChangeRequest: 'forbidden',
  phoneNumberRemove: 'forbidden',
  preferencesUpdate: 'allowed',
  recoveryCodesRegenerate: 'forbidden',
  roleCreate: 'allowed',
  roleDelete: 'allowed',
  roleUpdate: 'forbidden',
  serviceIdentityCreate: 'forbidden',
  serviceIdentityKeyAdd: 'forbidden',
  serviceIdentityKeyRemove: 'forbidden',
  serviceIdentityRemove: 'forbidden',
  serviceIdentityUpdate: 'forbidden',
  sessionChallengeComplete: 'allowed',
  sessionCreate: 'allowed',
  sessionCreateWithPasskey: 'allowed',
  sessionCreateWithProvider: 'allowed',
  sessionImpersonate: 'forbidden',
  sessionReauthenticate: 'forbidden',
  sessionRefresh: 'allowed',
  sessionRevoke: 'allowed',
  sessionRevokeAll: 'forbidden',
  sessionRevokeOthers: 'forbidden',
  totpConfirm: 'forbidden',
  totpEnroll: 'forbidden',
  totpRemove: 'forbidden',
  userErase: 'forbidden',
  userExport: 'forbidden',
  userForceSignOut: 'forbidden',
  userLock: 'forbidden',
  userRegister: 'allowed',
  userUnlock: 'forbidden',
  userUpdate: 'allowed',
};

/** The mutations, each of which refuses whoever may not do it in another's place. */
export function refusingImpersonators<Mutations extends MutationResolvers<UsersContext>>(
  mutations: Mutations,
): Mutations {
  const guarded = Object.entries(mutations).map(([name, resolve]) => [
    name,
    whileImpersonating[name as MutationName] === 'allowed' ? resolve : refusing(resolve as Resolve),
  ]);
  return Object.fromEntries(guarded) as Mutations;
}

type Resolve = (root: object, args: object, context: UsersContext) => unknown;

function refusing(resolve: Resolve): Resolve {
  return (root, args, context) => {
    if (context.viewer.kind === 'user' && context.viewer.act) {
      throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    }
    return resolve(root, args, context);
  };
}
