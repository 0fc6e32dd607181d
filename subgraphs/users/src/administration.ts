import type { Database } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { AdministrationService } from './modules/administrators/administration.service.ts';
import { AdministratorRepository } from './modules/administrators/administrator.repository.ts';
import { PersonControlService } from './modules/administrators/person-control.service.ts';
import { SecurityEventRepository } from './modules/administrators/security-event.repository.ts';
import { SecurityEventService } from './modules/administrators/security-event.service.ts';
import { UserLockRepository } from './modules/administrators/user-lock.repository.ts';
import type { ApiKeyService } from './modules/api-keys/api-key.service.ts';
import type { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import { ImpersonationService } from './modules/sessions/impersonation.service.ts';
import { ImpersonationEndService } from './modules/sessions/impersonation-end.service.ts';
import { SessionRepository } from './modules/sessions/session.repository.ts';
import type { UserService } from './modules/users/user.service.ts';
import type { createSignIn } from './sign-in.ts';

interface Parts {
  readonly db: Database;
  readonly users: UserService;
  readonly keys: PersonalKeyService;
  readonly apiKeys: ApiKeyService;
  readonly signIn: ReturnType<typeof createSignIn>;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What administrators of the platform have: this part of the composition root. */
export function createAdministration(parts: Parts) {
  const { db, users, keys, apiKeys, signIn, outbox, clock } = parts;
  const { stepUp, accessTokens, locks } = signIn;
  const { sessions } = signIn.services;
  const lockRepository = new UserLockRepository(db);
  const sessionRepository = new SessionRepository(db);
  const administrators = new AdministratorRepository(db);
  const securityEvents = new SecurityEventService({ securityEvents: new SecurityEventRepository(db), keys, clock });
  const impersonationEnds = new ImpersonationEndService({
    db,
    sessions: sessionRepository,
    securityEvents,
    outbox,
    clock,
  });
  const administration = new AdministrationService({
    db,
    users,
    sessions,
    administrators,
    locks: lockRepository,
    securityEvents,
  });
  const personControl = new PersonControlService({
    db,
    administration,
    administrators,
    locks: lockRepository,
    securityEvents,
    users,
    sessions,
    apiKeys,
    impersonationEnds,
    stepUp,
    outbox,
  });
  const impersonations = new ImpersonationService({
    db,
    administration,
    securityEvents,
    users,
    locks,
    sessions: sessionRepository,
    stepUp,
    accessTokens,
    outbox,
    clock,
  });
  return { services: { administration, personControl, impersonations }, impersonationEnds };
}
