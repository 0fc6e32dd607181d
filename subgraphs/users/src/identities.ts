import type { Database, Idempotency } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Host } from '@trivet/subgraph';
import type { UsersServices } from './api/context.ts';
import type { UsersConfig } from './config/config.ts';
import type { CredentialService } from './modules/credentials/credential.service.ts';
import { AuthorizationRepository } from './modules/identities/authorization.repository.ts';
import { AuthorizationService } from './modules/identities/authorization.service.ts';
import { IdentityRepository } from './modules/identities/identity.repository.ts';
import { IdentityService } from './modules/identities/identity.service.ts';
import { IdentitySecretsService } from './modules/identities/identity-secrets.service.ts';
import { OpenIdProvider } from './modules/identities/openid-provider.ts';
import { providerRoutes, redirectUriOf } from './modules/identities/provider.route.ts';
import type { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import type { SessionService } from './modules/sessions/session.service.ts';
import type { SignInService } from './modules/sessions/sign-in.service.ts';
import type { StepUpService } from './modules/sessions/step-up.service.ts';
import type { ThrottlingService } from './modules/throttling/throttling.service.ts';
import type { UserService } from './modules/users/user.service.ts';

interface Parts extends Pick<Host, 'clock' | 'logger'> {
  readonly db: Database;
  readonly users: UserService;
  readonly credentials: CredentialService;
  readonly signIns: SignInService;
  readonly sessions: SessionService;
  readonly stepUp: StepUpService;
  readonly keys: PersonalKeyService;
  readonly throttling: ThrottlingService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
}

/** What resolvers have of it. */
type IdentityServices = Pick<UsersServices, 'authorizations' | 'identities' | 'identitySecrets'>;

/** Who persons are at providers: this part of the composition root, with the routes by which browsers go there. */
export function createIdentities(
  { identities: settings, lookupKey }: Pick<UsersConfig, 'identities' | 'lookupKey'>,
  parts: Parts,
) {
  const { db, throttling, keys, clock, logger } = parts;
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
  const identitySecrets = new IdentitySecretsService({ keys });
  const identities = new IdentityService({
    ...parts,
    identities: new IdentityRepository(db),
    secrets: identitySecrets,
    authorizations,
    lookupKey,
  });
  const services: IdentityServices = { authorizations, identities, identitySecrets };
  return { services, routes: providerRoutes({ authorizations, publicOrigin }) };
}
