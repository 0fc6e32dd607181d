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
import type { SessionService } from './modules/sessions/session.service.ts';
import type { StepUpService } from './modules/sessions/step-up.service.ts';
import type { UserService } from './modules/users/user.service.ts';

interface Parts {
  readonly db: Database;
  readonly users: UserService;
  readonly keys: PersonalKeyService;
  readonly sessions: SessionService;
  readonly apiKeys: ApiKeyService;
  readonly stepUp: StepUpService;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What administrators of the platform have: this part of the composition root. */
export function createAdministration({ keys, clock, ...parts }: Parts) {
  const { db } = parts;
  const locks = new UserLockRepository(db);
  const administrators = new AdministratorRepository(db);
  const securityEvents = new SecurityEventService({
    securityEvents: new SecurityEventRepository(db),
    keys,
    clock,
  });
  const administration = new AdministrationService({ ...parts, locks, administrators, securityEvents });
  const personControl = new PersonControlService({ ...parts, locks, administration, administrators, securityEvents });
  return { administration, personControl };
}
