import { nodesResolver, sharedResolvers } from '@trivet/subgraph';
import { Account, accountMutations, accountQueries, accountsOfUser } from '../modules/accounts/account.resolvers.ts';
import { accountDeletionMutations, deletionOfAccount } from '../modules/accounts/account-deletion.resolvers.ts';
import { Member, memberMutations } from '../modules/accounts/member.resolvers.ts';
import { AccessExplanation, Role, roleMutations, roleQueries } from '../modules/accounts/role.resolvers.ts';
import {
  administrationMutations,
  administrationQueries,
  Platform,
  SecurityEvent,
} from '../modules/administrators/administrator.resolvers.ts';
import { ApiKey, apiKeyMutations, apiKeyQueries, apiKeysOfUser } from '../modules/api-keys/api-key.resolvers.ts';
import { AuditEntry, auditLogOfAccount, auditMutations } from '../modules/audit/audit.resolvers.ts';
import { passwordMutations } from '../modules/credentials/password.resolvers.ts';
import { DataExport, dataExportMutations, dataExportOfUser } from '../modules/data-exports/data-export.resolvers.ts';
import { erasureMutations, UserErasePayload } from '../modules/erasure/erasure.resolvers.ts';
import { AccountEvent, eventQueries } from '../modules/events/event.resolvers.ts';
import {
  Identity,
  identitiesOfUser,
  identityMutations,
  identityQueries,
} from '../modules/identities/identity.resolvers.ts';
import { Invitation, invitationMutations } from '../modules/invitations/invitation.resolvers.ts';
import { Passkey, passkeyMutations, passkeysOfUser } from '../modules/passkeys/passkey.resolvers.ts';
import { phoneNumberMutations, phoneNumberOfUser } from '../modules/phone-numbers/phone-number.resolvers.ts';
import {
  preferencesMutations,
  preferencesOfUser,
  UserPreferences,
} from '../modules/preferences/preferences.resolvers.ts';
import { secondFactorMutations, secondFactorsOfUser } from '../modules/second-factors/second-factor.resolvers.ts';
import {
  ServiceIdentity,
  serviceIdentitiesOfAccount,
  serviceIdentityMutations,
  serviceIdentityQueries,
} from '../modules/service-identities/service-identity.resolvers.ts';
import { revocationQueries, revocationSubscriptions } from '../modules/sessions/revocation.resolvers.ts';
import { Session, sessionMutations, sessionsOfUser } from '../modules/sessions/session.resolvers.ts';
import { emailChangeMutations } from '../modules/users/email-change.resolvers.ts';
import { emailVerificationMutations } from '../modules/users/email-verification.resolvers.ts';
import { User, userMutations, userQueries } from '../modules/users/user.resolvers.ts';
import type { UsersContext } from './context.ts';
import { refusingImpersonators } from './impersonation.ts';

const _usersNodes = nodesResolver<UsersContext>({
  // Directly a person sees himself; others he sees through what refers to them.
  usr: {
    typename: 'User',
    find: async (id, { viewer, loaders }) =>
      viewer.kind === 'user' && viewer.userId === id ? loaders.user.load(id) : null,
  },
  acc: {
    typename: 'Account',
    find: async (id, { operation, loaders }) => {
      const access = await operation.access.find(id, 'account:read');
      return access && loaders.account.load(access);
    },
  },
  psk: { typename: 'Passkey', find: (id, { loaders }) => loaders.passkey.load(id) },
  dex: { typename: 'DataExport', find: (id, { loaders }) => loaders.dataExport.load(id) },
  ses: { typename: 'Session', find: (id, { loaders }) => loaders.session.load(id) },
  svc: { typename: 'ServiceIdentity', find: (id, { loaders }) => loaders.serviceIdentity.load(id) },
  key: { typename: 'ApiKey', find: (id, { loaders }) => loaders.apiKey.load(id) },
  idn: { typename: 'Identity', find: (id, { loaders }) => loaders.identity.load(id) },
  inv: { typename: 'Invitation', find: (id, { loaders }) => loaders.invitation.load(id) },
  rol: { typename: 'Role', find: (id, { loaders }) => loaders.role.load(id) },
  aud: { typename: 'AuditEntry', find: (id, { loaders }) => loaders.auditEntry.load(id) },
  mbr: { typename: 'Member', find: (id, { loaders }) => loaders.member.load(id) },
});

/** Every resolver of this subgraph, by type. */
export const resolvers = {
  ...sharedResolvers,
  Query: {
    ...userQueries,
    ...accountQueries,
    ...roleQueries,
    ...eventQueries,
    ...revocationQueries,
    ...apiKeyQueries,
    ...serviceIdentityQueries,
    ...identityQueries,
    ...administrationQueries,
    _usersNodes,
  },
  Mutation: refusingImpersonators({
    ...userMutations,
    ...emailVerificationMutations,
    ...emailChangeMutations,
    ...phoneNumberMutations,
    ...preferencesMutations,
    ...sessionMutations,
    ...secondFactorMutations,
    ...passkeyMutations,
    ...passwordMutations,
    ...accountMutations,
    ...memberMutations,
    ...roleMutations,
    ...invitationMutations,
    ...apiKeyMutations,
    ...serviceIdentityMutations,
    ...accountDeletionMutations,
    ...erasureMutations,
    ...dataExportMutations,
    ...auditMutations,
    ...identityMutations,
    ...administrationMutations,
  }),
  Subscription: { ...revocationSubscriptions },
  AccessExplanation,
  Account: { ...Account, ...deletionOfAccount, ...auditLogOfAccount, ...serviceIdentitiesOfAccount },
  AccountEvent,
  ApiKey,
  AuditEntry,
  DataExport,
  Identity,
  Invitation,
  Member,
  Passkey,
  Platform,
  Role,
  SecurityEvent,
  ServiceIdentity,
  Session,
  User: {
    ...User,
    ...accountsOfUser,
    ...apiKeysOfUser,
    ...dataExportOfUser,
    ...identitiesOfUser,
    ...passkeysOfUser,
    ...phoneNumberOfUser,
    ...preferencesOfUser,
    ...secondFactorsOfUser,
    ...sessionsOfUser,
  },
  UserErasePayload,
  UserPreferences,
};
