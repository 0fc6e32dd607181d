import type { Database, Idempotency } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Host } from '@trivet/subgraph';
import type { UsersServices } from './api/context.ts';
import type { UsersConfig } from './config/config.ts';
import { AuthorizationRepository } from './modules/identities/authorization.repository.ts';
import { AuthorizationService } from './modules/identities/authorization.service.ts';
import { IdentityRepository } from './modules/identities/identity.repository.ts';
import { IdentityService } from './modules/identities/identity.service.ts';
import { IdentitySecretsService } from './modules/identities/identity-secrets.service.ts';
import { OpenIdProvider } from './modules/identities/openid-provider.ts';
import { providerRoutes, redirectUriOf } from './modules/identities/provider.route.ts';
import { ProviderProofService } from './modules/identities/provider-proof.service.ts';
import type { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import type { SessionService } from './modules/sessions/session.service.ts';
import type { SignInService } from './modules/sessions/sign-in.service.ts';
import type { StepUpService } from './modules/sessions/step-up.service.ts';
import type { WaysInService } from './modules/sessions/ways-in.service.ts';
import type { ThrottlingService } from './modules/throttling/throttling.service.ts';
import type { UserService } from './modules/users/user.service.ts';

interface ProviderParts extends Pick<Host, 'clock' | 'logger'> {
  readonly db: Database;
  readonly throttling: ThrottlingService;
}

interface Parts extends Pick<Host, 'clock'> {
  readonly db: Database;
  readonly providers: ReturnType<typeof createProviders>;
  readonly users: UserService;
  readonly signIns: SignInService;
  readonly sessions: SessionService;
  readonly stepUp: StepUpService;
  readonly waysIn: WaysInService;
  readonly keys: PersonalKeyService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
}

/** What resolvers have of it. */
type IdentityServices = Pick<UsersServices, 'authorizations' | 'identities' | 'identitySecrets'>;

/** The way of browsers to providers and back, and what it proves: this part of the composition root, with its routes. */
export function createProviders(
  { identities: settings, lookupKey }: Pick<UsersConfig, 'identities' | 'lookupKey'>,
  { db, throttling, clock, logger }: ProviderParts,
) {
  const { publicOrigin, returnOrigins } = settings;
  const authorizations = new AuthorizationService({
    providers: settings.providers.map(
      (provider) =>
        new OpenIdProvider({ settings: provider, redirectUri: redirectUriOf(publicOrigin, provider.name), clock }),
    ),
    authorizations: new AuthorizationRepository(db),
    throttling,
    returnOrigins,
    clock,
    logger,
    lookupKey,
  });
  const identities = new IdentityRepository(db);
  const providerProofs = new ProviderProofService({ identities, authorizations, clock, lookupKey });
  return { authorizations, identities, providerProofs, routes: providerRoutes({ authorizations, publicOrigin }) };
}

/** Who persons are at providers: this part of the composition root. */
export function createIdentities(
  { lookupKey }: Pick<UsersConfig, 'lookupKey'>,
  { providers, ...parts }: Parts,
): IdentityServices {
  const { authorizations, identities: identityRepository } = providers;
  const identitySecrets = new IdentitySecretsService({ keys: parts.keys });
  const identities = new IdentityService({
    ...parts,
    identities: identityRepository,
    secrets: identitySecrets,
    authorizations,
    lookupKey,
  });
  return { authorizations, identities, identitySecrets };
}
