import { join } from 'node:path';
import { Database, Idempotency } from '@trivet/database';
import { Access, type CachedAccessDirectory } from '@trivet/identity';
import { Outbox, WorkerSession } from '@trivet/messaging';
import { buildSchema, ExecutableSubgraph, loadTypeDefs } from '@trivet/platform';
import {
  accessRoute,
  contextMaker,
  directoryOverLog,
  type Host,
  type MailSource,
  mailRoute,
  type RunnableSubgraph,
  runnableSubgraph,
} from '@trivet/subgraph';
import { createAdministration } from './administration.ts';
import { loaders, type UsersContext, type UsersServices } from './api/context.ts';
import { resolvers } from './api/resolvers.ts';
import { createAuditTrails } from './audit-trails.ts';
import type { UsersConfig } from './config/config.ts';
import { createIdentities, createProviders } from './identities.ts';
import { createMemberships } from './memberships.ts';
import { AuditRepository } from './modules/audit/audit.repository.ts';
import { AuditAddressService } from './modules/audit/audit-address.service.ts';
import { AuditOriginService } from './modules/audit/audit-origin.service.ts';
import { CredentialRepository } from './modules/credentials/credential.repository.ts';
import { CredentialService } from './modules/credentials/credential.service.ts';
import { PasswordHasher } from './modules/credentials/password-hasher.ts';
import { PasswordResetService } from './modules/credentials/password-reset.service.ts';
import { EventService } from './modules/events/event.service.ts';
import { MailedTokenRepository } from './modules/mailed-tokens/mailed-token.repository.ts';
import { MailedTokenService } from './modules/mailed-tokens/mailed-token.service.ts';
import { UsersMailSource } from './modules/mails/mail-source.ts';
import { PersonalKeyRepository } from './modules/personal-keys/personal-key.repository.ts';
import { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import { PhoneNumberRepository } from './modules/phone-numbers/phone-number.repository.ts';
import { PhoneNumberService } from './modules/phone-numbers/phone-number.service.ts';
import { PreferencesRepository } from './modules/preferences/preferences.repository.ts';
import { PreferencesService } from './modules/preferences/preferences.service.ts';
import { jwksRoute } from './modules/sessions/jwks.route.ts';
import { ThrottlingService } from './modules/throttling/throttling.service.ts';
import { EmailChangeRepository } from './modules/users/email-change.repository.ts';
import { EmailChangeService } from './modules/users/email-change.service.ts';
import { EmailVerificationService } from './modules/users/email-verification.service.ts';
import { ProfileService } from './modules/users/profile.service.ts';
import { personGone } from './modules/users/user.errors.ts';
import { UserRepository } from './modules/users/user.repository.ts';
import { UserService } from './modules/users/user.service.ts';
import { createPrivacy } from './privacy.ts';
import { createSignIn } from './sign-in.ts';
import { idempotencyKeys, outbox as outboxTable } from './users-schema.model.ts';
import { createWorkers } from './workers.ts';

export { events } from './published-events.ts';
export { schemaPart, vaultPart } from './schema-parts.ts';

const name = 'users';

/** The subgraph's SDL, for composition too. */
export const typeDefs = loadTypeDefs(join(import.meta.dirname, 'modules'));

/** The users subgraph, and what it knows for others in its process: who may do what, and to whom mails go. */
export interface UsersSubgraph extends RunnableSubgraph<UsersContext> {
  readonly directory: CachedAccessDirectory;
  readonly mails: MailSource;
}

export function createUsers(config: UsersConfig, host: Host): UsersSubgraph {
  const { clock, logger, graph, tail, counters, executor } = host;
  const db = new Database({ url: config.databaseUrl, applicationName: name, meaningOf: personGone });
  const vault = new Database({ url: config.vaultDatabaseUrl, applicationName: name, maxConnections: 4 });
  const session = new WorkerSession({ url: config.databaseUrl, applicationName: `${name} worker`, logger });
  const idempotency = new Idempotency(idempotencyKeys);

  const { lookupKey } = config;
  const throttling = new ThrottlingService({ counters, limits: config.throttling, lookupKey, logger });
  const keys = new PersonalKeyService({ keys: new PersonalKeyRepository(vault), wrapper: config.keyWrapper });
  const auditRepository = new AuditRepository(db);
  const auditAddresses = new AuditAddressService({ keys });
  const auditOrigins = new AuditOriginService({ audit: auditRepository, addresses: auditAddresses, logger });
  const outbox = new Outbox({
    table: outboxTable,
    clock,
    onAnnounced: (tx, announced) => auditOrigins.keep(tx, announced),
  });
  const credentials = new CredentialService({
    credentials: new CredentialRepository(db),
    passwords: new PasswordHasher(),
  });
  const tokens = new MailedTokenService({
    db,
    tokens: new MailedTokenRepository(db),
    clock,
    tokenKey: lookupKey,
  });
  const userRepository = new UserRepository(db);
  const emailVerifications = new EmailVerificationService({ db, users: userRepository, tokens, throttling, outbox });
  const users = new UserService({
    db,
    users: userRepository,
    emailVerifications,
    credentials,
    keys,
    throttling,
    outbox,
    clock,
    lookupKey,
  });
  const profiles = new ProfileService({ db, users: userRepository, idempotency, outbox });
  const preferences = new PreferencesService({ db, preferences: new PreferencesRepository(db), outbox });
  const providers = createProviders(config, { db, throttling, clock, logger });
  const signIn = createSignIn(config, {
    ...{ db, users, credentials, keys, throttling, outbox, tail, clock, logger },
    providerProofs: providers.providerProofs,
  });
  const { stepUp, waysIn, passwordProofs, challenges, accessTokens, lastUses, locks } = signIn;
  const { sessions, signIns, secondFactors } = signIn.services;
  const identities = createIdentities(config, {
    db,
    providers,
    users,
    signIns,
    sessions,
    stepUp,
    waysIn,
    keys,
    idempotency,
    outbox,
    clock,
  });
  const passwordResets = new PasswordResetService({
    db,
    users,
    identities: identities.identities,
    emailVerifications,
    credentials,
    sessions,
    secondFactors,
    tokens,
    throttling,
    outbox,
  });
  const emailChanges = new EmailChangeService({
    db,
    changes: new EmailChangeRepository(db),
    userRepository,
    users,
    proofs: passwordProofs,
    stepUp,
    keys,
    tokens,
    throttling,
    outbox,
    clock,
  });
  const phoneNumbers = new PhoneNumberService({
    ...{ db, phoneNumbers: new PhoneNumberRepository(db), users, keys, stepUp, throttling, outbox, clock },
    lookupKey: config.lookupKey,
  });
  const memberships = createMemberships(config, {
    db,
    users,
    locks,
    stepUp,
    accessTokens,
    keys,
    throttling,
    idempotency,
    outbox,
    clock,
    logger,
  });
  const { accounts, apiKeys, invitations, invitationEmails, accountDeletions } = memberships.services;
  const auditTrails = createAuditTrails(config, {
    db,
    auditRepository,
    auditAddresses,
    lastUses,
    outbox,
    clock,
    logger,
  });
  const { audit } = auditTrails.services;
  const directory = directoryOverLog({ source: accounts, tail, clock });
  const access = new Access({ directory, logger });
  const privacy = createPrivacy(config, {
    ...{
      db,
      departures: { ...memberships.repositories, deletions: accountDeletions },
      tokens,
      keys,
      stepUp,
      idempotency,
      outbox,
    },
    ...{ users, accounts, sessions, apiKeys, invitations, emailChanges, audit, auditAddresses, access },
    ...{ clock, logger, graph },
  });
  const events = new EventService({ tail });
  const administration = createAdministration({ db, users, keys, apiKeys, signIn, outbox, clock });
  const services: UsersServices = {
    users,
    emailVerifications,
    emailChanges,
    phoneNumbers,
    profiles,
    preferences,
    passwordResets,
    ...signIn.services,
    ...memberships.services,
    ...identities,
    events,
    ...privacy.services,
    ...auditTrails.services,
    ...administration.services,
  };

  const mails = new UsersMailSource({
    users,
    preferences,
    sessions,
    identities: identities.identities,
    tokens,
    emailChanges,
    phoneNumbers,
    accounts,
    invitations,
    invitationEmails,
    access,
  });

  const workers = createWorkers({
    config,
    host,
    db,
    session,
    outbox,
    idempotency,
    access,
    sessions,
    challenges,
    passkeys: signIn.services.passkeyVerifications,
    tokens,
    emailChanges,
    phoneNumbers,
    authorizations: identities.authorizations,
    impersonationEnds: administration.impersonationEnds,
    serviceTokens: memberships.serviceTokens,
    accountDeletions,
    ...privacy.services,
    audit,
    sealing: auditTrails.sealing,
  });

  const executable = new ExecutableSubgraph<UsersContext>({
    name,
    schema: buildSchema({ typeDefs, resolvers }),
    createContext: contextMaker({ access, services, loaders }),
    logger,
    executor,
  });
  const subgraph = runnableSubgraph({
    executable,
    role: config.role,
    workers,
    tail,
    clock,
    session,
    databases: [db, vault],
    routes: [
      jwksRoute(accessTokens),
      ...auditTrails.routes,
      accessRoute(accounts, config.viewerTokens),
      mailRoute(mails, config.viewerTokens),
      ...providers.routes,
      ...memberships.routes,
      ...privacy.routes,
    ],
  });
  return Object.assign(subgraph, { directory, mails });
}
