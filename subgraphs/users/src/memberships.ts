import type { Database, Idempotency } from '@trivet/database';
import type { AccessTokenIssuer } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import type { Host } from '@trivet/subgraph';
import type { UsersServices } from './api/context.ts';
import type { UsersConfig } from './config/config.ts';
import { AccessExplanationService } from './modules/accounts/access-explanation.service.ts';
import { AccountRepository } from './modules/accounts/account.repository.ts';
import { AccountService } from './modules/accounts/account.service.ts';
import { AccountChanges } from './modules/accounts/account-changes.service.ts';
import { AccountDeletionRepository } from './modules/accounts/account-deletion.repository.ts';
import { AccountDeletionService } from './modules/accounts/account-deletion.service.ts';
import { MemberRepository } from './modules/accounts/member.repository.ts';
import { MemberService } from './modules/accounts/member.service.ts';
import { RoleRepository } from './modules/accounts/role.repository.ts';
import { RoleService } from './modules/accounts/role.service.ts';
import type { UserLockService } from './modules/administrators/user-lock.service.ts';
import { ApiKeyRepository } from './modules/api-keys/api-key.repository.ts';
import { ApiKeyService } from './modules/api-keys/api-key.service.ts';
import { ApiKeyVerificationService } from './modules/api-keys/api-key-verification.service.ts';
import { AcceptanceService } from './modules/invitations/acceptance.service.ts';
import { InvitationRepository } from './modules/invitations/invitation.repository.ts';
import { InvitationService } from './modules/invitations/invitation.service.ts';
import { InvitationEmailService } from './modules/invitations/invitation-email.service.ts';
import type { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import { ServiceIdentityRepository } from './modules/service-identities/service-identity.repository.ts';
import { ServiceIdentityService } from './modules/service-identities/service-identity.service.ts';
import { ServiceTokenRepository } from './modules/service-identities/service-token.repository.ts';
import { serviceTokenRoute, tokenPath } from './modules/service-identities/service-token.route.ts';
import { ServiceTokenService } from './modules/service-identities/service-token.service.ts';
import type { StepUpService } from './modules/sessions/step-up.service.ts';
import type { ThrottlingService } from './modules/throttling/throttling.service.ts';
import type { UserService } from './modules/users/user.service.ts';

interface Parts extends Pick<Host, 'clock' | 'logger'> {
  readonly db: Database;
  readonly users: UserService;
  readonly locks: UserLockService;
  readonly stepUp: StepUpService;
  readonly accessTokens: AccessTokenIssuer;
  readonly keys: PersonalKeyService;
  readonly throttling: ThrottlingService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
}

/** What resolvers have of it. */
type MembershipServices = Pick<
  UsersServices,
  | 'accounts'
  | 'members'
  | 'roles'
  | 'accessExplanations'
  | 'invitations'
  | 'invitationEmails'
  | 'acceptances'
  | 'apiKeys'
  | 'apiKeyVerifications'
  | 'serviceIdentities'
  | 'accountDeletions'
>;

/** Accounts, and who may do what in them, persons and programs: this part of the composition root. */
export function createMemberships(
  {
    lookupKey,
    accountDeletionDays,
    identities,
    ...config
  }: Pick<UsersConfig, 'lookupKey' | 'accountDeletionDays' | 'accessTokens' | 'identities'>,
  { db, users, locks, stepUp, accessTokens, keys, throttling, idempotency, outbox, clock, logger }: Parts,
) {
  const memberRepository = new MemberRepository(db);
  const roleRepository = new RoleRepository(db);
  const repositories = { accounts: new AccountRepository(db), members: memberRepository, roles: roleRepository };
  const accounts = new AccountService({ db, ...repositories, idempotency, outbox, clock });
  const changes = new AccountChanges({ db, ...repositories, idempotency, outbox });
  const roles = new RoleService({ changes, roles: roleRepository, clock });
  const members = new MemberService({ changes, members: memberRepository, roles, stepUp, clock });
  const accessExplanations = new AccessExplanationService({ memberRepository, members, roles });
  const invitationRepository = new InvitationRepository(db);
  const invitationEmails = new InvitationEmailService({ keys, logger });
  const invitations = new InvitationService({
    changes,
    invitations: invitationRepository,
    emails: invitationEmails,
    roles,
    users,
    throttling,
    clock,
    tokenKey: lookupKey,
  });
  const acceptances = new AcceptanceService({
    changes,
    members,
    users,
    invitations: invitationRepository,
    emails: invitationEmails,
    clock,
  });
  const apiKeyRepository = new ApiKeyRepository(db);
  const apiKeys = new ApiKeyService({
    db,
    changes,
    users,
    apiKeys: apiKeyRepository,
    stepUp,
    idempotency,
    outbox,
    clock,
  });
  const apiKeyVerifications = new ApiKeyVerificationService({ db, apiKeys: apiKeyRepository, locks, clock });
  const serviceIdentities = new ServiceIdentityService({
    changes,
    users,
    serviceIdentities: new ServiceIdentityRepository(db),
    stepUp,
    clock,
  });
  const serviceTokens = new ServiceTokenService({
    db,
    tokens: new ServiceTokenRepository(db),
    throttling,
    accessTokens,
    audiences: [config.accessTokens.issuer, `${identities.publicOrigin}${tokenPath}`],
    clock,
    logger,
  });
  const accountDeletions = new AccountDeletionService({
    db,
    changes,
    accounts: repositories.accounts,
    deletions: new AccountDeletionRepository(db),
    apiKeys,
    serviceIdentities,
    invitations,
    stepUp,
    outbox,
    clock,
    logger,
    graceDays: accountDeletionDays,
  });
  const services: MembershipServices = {
    accounts,
    members,
    roles,
    accessExplanations,
    invitations,
    invitationEmails,
    acceptances,
    apiKeys,
    apiKeyVerifications,
    serviceIdentities,
    accountDeletions,
  };
  return { services, repositories, serviceTokens, routes: [serviceTokenRoute(serviceTokens)] };
}
