import type { Page, PageRequest } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { ClientInfo } from '@trivet/platform';
import { type LoaderMakers, type Loaders, perArguments, type SubgraphContext } from '@trivet/subgraph';
import DataLoader from 'dataloader';
import type { AccessExplanationService } from '../modules/accounts/access-explanation.service.ts';
import type { Account, HeldRole, Member } from '../modules/accounts/account.model.ts';
import type { AccountService } from '../modules/accounts/account.service.ts';
import type { AccountDeletion } from '../modules/accounts/account-deletion.model.ts';
import type { AccountDeletionService } from '../modules/accounts/account-deletion.service.ts';
import type { MemberService } from '../modules/accounts/member.service.ts';
import type { RoleService, RoleView } from '../modules/accounts/role.service.ts';
import type { AdministrationService } from '../modules/administrators/administration.service.ts';
import type { PersonControlService } from '../modules/administrators/person-control.service.ts';
import type { ApiKey } from '../modules/api-keys/api-key.model.ts';
import type { ApiKeyService } from '../modules/api-keys/api-key.service.ts';
import type { ApiKeyVerificationService } from '../modules/api-keys/api-key-verification.service.ts';
import type { AuditEntry } from '../modules/audit/audit.model.ts';
import type { AuditFilter, AuditService } from '../modules/audit/audit.service.ts';
import type { AuditAddressService } from '../modules/audit/audit-address.service.ts';
import type { OpenedAddress } from '../modules/audit/audit-chain.ts';
import type { AuditExportService } from '../modules/audit/audit-export.service.ts';
import type { PasswordService } from '../modules/credentials/password.service.ts';
import type { PasswordResetService } from '../modules/credentials/password-reset.service.ts';
import type { DataExport } from '../modules/data-exports/data-export.model.ts';
import type { DataExportService } from '../modules/data-exports/data-export.service.ts';
import type { ErasureService } from '../modules/erasure/erasure.service.ts';
import type { EventService } from '../modules/events/event.service.ts';
import type { AuthorizationService } from '../modules/identities/authorization.service.ts';
import type { Identity } from '../modules/identities/identity.model.ts';
import type { IdentityService } from '../modules/identities/identity.service.ts';
import type { IdentitySecretsService } from '../modules/identities/identity-secrets.service.ts';
import type { AcceptanceService } from '../modules/invitations/acceptance.service.ts';
import type { Invitation } from '../modules/invitations/invitation.model.ts';
import type { InvitationService } from '../modules/invitations/invitation.service.ts';
import type { InvitationEmailService } from '../modules/invitations/invitation-email.service.ts';
import type { Passkey } from '../modules/passkeys/passkey.model.ts';
import type { PasskeyService } from '../modules/passkeys/passkey.service.ts';
import type { PasskeyVerificationService } from '../modules/passkeys/passkey-verification.service.ts';
import type { PhoneNumberService } from '../modules/phone-numbers/phone-number.service.ts';
import type { PreferencesService } from '../modules/preferences/preferences.service.ts';
import type { SecondFactorService, SecondFactorStatus } from '../modules/second-factors/second-factor.service.ts';
import type { TotpService } from '../modules/second-factors/totp.service.ts';
import type { ServiceIdentity, ServiceIdentityKey } from '../modules/service-identities/service-identity.model.ts';
import type { ServiceIdentityService } from '../modules/service-identities/service-identity.service.ts';
import type { ImpersonationService } from '../modules/sessions/impersonation.service.ts';
import type { ReauthenticationService } from '../modules/sessions/reauthentication.service.ts';
import type { RefreshService } from '../modules/sessions/refresh.service.ts';
import type { RevocationFeed } from '../modules/sessions/revocation-feed.ts';
import type { Session } from '../modules/sessions/session.model.ts';
import type { SessionService } from '../modules/sessions/session.service.ts';
import type { SessionClientService } from '../modules/sessions/session-client.service.ts';
import type { SignInService } from '../modules/sessions/sign-in.service.ts';
import type { EmailChangeService } from '../modules/users/email-change.service.ts';
import type { EmailVerificationService } from '../modules/users/email-verification.service.ts';
import type { ProfileService } from '../modules/users/profile.service.ts';
import type { PersonView } from '../modules/users/user.model.ts';
import type { UserService } from '../modules/users/user.service.ts';

export type { GlobalId } from '@trivet/platform';

export interface UsersServices {
  readonly users: UserService;
  readonly emailVerifications: EmailVerificationService;
  readonly emailChanges: EmailChangeService;
  readonly profiles: ProfileService;
  readonly phoneNumbers: PhoneNumberService;
  readonly preferences: PreferencesService;
  readonly signIns: SignInService;
  readonly reauthentications: ReauthenticationService;
  readonly impersonations: ImpersonationService;
  readonly passwords: PasswordService;
  readonly passwordResets: PasswordResetService;
  readonly secondFactors: SecondFactorService;
  readonly totp: TotpService;
  readonly passkeys: PasskeyService;
  readonly passkeyVerifications: PasskeyVerificationService;
  readonly sessions: SessionService;
  readonly refreshes: RefreshService;
  readonly revocations: RevocationFeed;
  readonly sessionClients: SessionClientService;
  readonly accounts: AccountService;
  readonly accountDeletions: AccountDeletionService;
  readonly erasures: ErasureService;
  readonly dataExports: DataExportService;
  readonly members: MemberService;
  readonly roles: RoleService;
  readonly accessExplanations: AccessExplanationService;
  readonly invitations: InvitationService;
  readonly invitationEmails: InvitationEmailService;
  readonly acceptances: AcceptanceService;
  readonly apiKeys: ApiKeyService;
  readonly apiKeyVerifications: ApiKeyVerificationService;
  readonly serviceIdentities: ServiceIdentityService;
  readonly authorizations: AuthorizationService;
  readonly identities: IdentityService;
  readonly identitySecrets: IdentitySecretsService;
  readonly events: EventService;
  readonly audit: AuditService;
  readonly auditAddresses: AuditAddressService;
  readonly auditExports: AuditExportService;
  readonly administration: AdministrationService;
  readonly personControl: PersonControlService;
}

/** What resolvers have. */
export interface UsersContext extends SubgraphContext, UsersServices {
  readonly loaders: Loaders<typeof loaders>;
}

const byAccount = { cacheKeyFn: ({ accountId }: AccountAccess) => accountId };
const byId = { cacheKeyFn: ({ id }: { readonly id: string }) => id };

/** Everything that is asked for in one level of a query is one statement. */
export const loaders = {
  user: ({ users }) => new DataLoader<string, PersonView | null>((ids) => users.findViews(ids)),
  // @private, so of one person: what two fields ask for is looked up once.
  secondFactors: ({ secondFactors }) =>
    new DataLoader<string, SecondFactorStatus>((ids) => Promise.all(ids.map((id) => secondFactors.statusOf(id)))),
  passkey: ({ passkeys, operation }) =>
    new DataLoader<string, Passkey | null>((ids) => passkeys.findOwn(operation, ids)),
  session: ({ sessions, operation }) =>
    new DataLoader<string, Session | null>((ids) => sessions.findOwn(operation, ids)),
  sessionClient: ({ sessionClients }) =>
    new DataLoader<Session, ClientInfo, string>((found) => sessionClients.reveal(found), byId),
  account: ({ accounts }) =>
    new DataLoader<AccountAccess, Account | null, string>((accesses) => accounts.findByAccesses(accesses), byAccount),
  accountDeletion: ({ accountDeletions }) =>
    new DataLoader<AccountAccess, AccountDeletion | null, string>(
      (accesses) => accountDeletions.findByAccesses(accesses),
      byAccount,
    ),
  owner: ({ members }) =>
    new DataLoader<AccountAccess, Member | null, string>((accesses) => members.findOwners(accesses), byAccount),
  member: ({ members, operation }) => new DataLoader<string, Member | null>((ids) => members.findByIds(operation, ids)),
  role: ({ roles, operation }) => new DataLoader<string, RoleView | null>((ids) => roles.findByIds(operation, ids)),
  heldRole: ({ roles, operation }) =>
    new DataLoader<HeldRole, RoleView | null, string>((held) => roles.findHeld(operation, held), {
      cacheKeyFn: ({ accountId, role, roleId }) => role ?? `${accountId} ${roleId}`,
    }),
  roles: ({ roles }) =>
    new DataLoader<AccountAccess, RoleView[], string>((accesses) => roles.listByAccounts(accesses), byAccount),
  invitation: ({ invitations, operation }) =>
    new DataLoader<string, Invitation | null>((ids) => invitations.findByIds(operation, ids)),
  invitationEmail: ({ invitationEmails }) =>
    new DataLoader<Invitation, string | null, string>((found) => invitationEmails.reveal(found), byId),
  dataExport: ({ dataExports, operation }) =>
    new DataLoader<string, DataExport | null>((ids) => dataExports.findOwn(operation, ids)),
  apiKey: ({ apiKeys, operation }) => new DataLoader<string, ApiKey | null>((ids) => apiKeys.findByIds(operation, ids)),
  serviceIdentity: ({ serviceIdentities, operation }) =>
    new DataLoader<string, ServiceIdentity | null>((ids) => serviceIdentities.findByIds(operation, ids)),
  serviceIdentityKeys: ({ serviceIdentities }) =>
    new DataLoader<string, ServiceIdentityKey[]>((ids) => serviceIdentities.listKeys(ids)),
  serviceIdentities: ({ serviceIdentities }) =>
    byPage((accesses, page) => serviceIdentities.listByAccounts(accesses, page)),
  identity: ({ identities, operation }) =>
    new DataLoader<string, Identity | null>((ids) => identities.findOwn(operation, ids)),
  identityEmail: ({ identitySecrets }) =>
    new DataLoader<Identity, string | null, string>((found) => identitySecrets.revealEmails(found), byId),
  apiKeys: ({ apiKeys }) => byPage((accesses, page) => apiKeys.listByAccounts(accesses, page)),
  members: ({ members }) =>
    byFilterAndPage<string | null, Member>((accesses, name, page) => members.listByAccounts(accesses, { name }, page)),
  invitations: ({ invitations }) => byPage((accesses, page) => invitations.listByAccounts(accesses, page)),
  auditEntry: ({ audit, operation }) =>
    new DataLoader<string, AuditEntry | null>((ids) => audit.findByIds(operation, ids)),
  auditAddress: ({ auditAddresses }) =>
    new DataLoader<AuditEntry, OpenedAddress | null, string>((entries) => auditAddresses.open(entries), byId),
  auditLog: ({ audit }) =>
    byFilterAndPage<AuditFilter, AuditEntry>((accesses, filter, page) => audit.listByAccounts(accesses, filter, page)),
} satisfies LoaderMakers<SubgraphContext & UsersServices>;

function byFilterAndPage<Filter, Row>(
  list: (accesses: readonly AccountAccess[], filter: Filter, page: PageRequest) => Promise<Page<Row>[]>,
) {
  return perArguments(
    (filter: Filter, page: PageRequest) =>
      new DataLoader<AccountAccess, Page<Row>, string>((accesses) => list(accesses, filter, page), byAccount),
  );
}

function byPage<Row>(list: (accesses: readonly AccountAccess[], page: PageRequest) => Promise<Page<Row>[]>) {
  const pages = byFilterAndPage<null, Row>((accesses, _filter, page) => list(accesses, page));
  return (page: PageRequest) => pages(null, page);
}
