import { erasureConfirmed } from '@trivet/subgraph';
import { accountCreated, accountUpdated } from './modules/accounts/account.events.ts';
import {
  accountDeleted,
  accountDeletionCancelled,
  accountDeletionRequested,
} from './modules/accounts/account-deletion.events.ts';
import { memberAdded, memberRemoved, memberUpdated } from './modules/accounts/member.events.ts';
import { roleChanged, roleCreated, roleDeleted } from './modules/accounts/role.events.ts';
import { userLocked, userUnlocked } from './modules/administrators/administrator.events.ts';
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated } from './modules/api-keys/api-key.events.ts';
import { auditExported } from './modules/audit/audit.events.ts';
import { passwordChanged, passwordReset, passwordResetRequested } from './modules/credentials/password.events.ts';
import { dataExportCompleted, dataExportRequested } from './modules/data-exports/data-export.events.ts';
import { userErased } from './modules/erasure/erasure.events.ts';
import { identityLinked, identityUnlinked } from './modules/identities/identity.events.ts';
import {
  invitationAccepted,
  invitationCreated,
  invitationResent,
  invitationRevoked,
} from './modules/invitations/invitation.events.ts';
import { passkeyCloned, passkeyRegistered, passkeyRemoved } from './modules/passkeys/passkey.events.ts';
import { phoneNumberChanged, phoneNumberChangeRequested } from './modules/phone-numbers/phone-number.events.ts';
import { preferencesUpdated } from './modules/preferences/preferences.events.ts';
import {
  recoveryCodesRegenerated,
  recoveryCodeUsed,
  secondFactorFailed,
  totpEnabled,
  totpRemoved,
} from './modules/second-factors/second-factor.events.ts';
import {
  serviceIdentityCreated,
  serviceIdentityKeyAdded,
  serviceIdentityKeyRemoved,
  serviceIdentityRemoved,
  serviceIdentityUpdated,
} from './modules/service-identities/service-identity.events.ts';
import {
  newDeviceUsed,
  refreshTokenReused,
  sessionCreated,
  sessionImpersonated,
  sessionRevoked,
} from './modules/sessions/session.events.ts';
import { emailChanged, emailChangeRequested } from './modules/users/email-change.events.ts';
import { emailVerificationRequested, emailVerified } from './modules/users/email-verification.events.ts';
import { userCreated, userUpdated } from './modules/users/user.events.ts';

/** What this subgraph publishes; `schema/events` holds the JSON Schema of each. */
export const events = [
  userCreated,
  userUpdated,
  userErased,
  erasureConfirmed,
  dataExportRequested,
  dataExportCompleted,
  preferencesUpdated,
  emailVerificationRequested,
  emailVerified,
  emailChangeRequested,
  emailChanged,
  phoneNumberChangeRequested,
  phoneNumberChanged,
  accountCreated,
  accountUpdated,
  accountDeletionRequested,
  accountDeletionCancelled,
  accountDeleted,
  memberAdded,
  memberUpdated,
  memberRemoved,
  roleCreated,
  roleChanged,
  roleDeleted,
  invitationCreated,
  invitationResent,
  invitationRevoked,
  invitationAccepted,
  sessionCreated,
  sessionImpersonated,
  sessionRevoked,
  refreshTokenReused,
  newDeviceUsed,
  passwordChanged,
  passwordResetRequested,
  passwordReset,
  totpEnabled,
  totpRemoved,
  recoveryCodesRegenerated,
  recoveryCodeUsed,
  secondFactorFailed,
  passkeyRegistered,
  passkeyRemoved,
  passkeyCloned,
  apiKeyCreated,
  apiKeyRotated,
  apiKeyRevoked,
  serviceIdentityCreated,
  serviceIdentityUpdated,
  serviceIdentityKeyAdded,
  serviceIdentityKeyRemoved,
  serviceIdentityRemoved,
  auditExported,
  identityLinked,
  identityUnlinked,
  userLocked,
  userUnlocked,
] as const;
