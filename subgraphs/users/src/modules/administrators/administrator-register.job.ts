import { Database } from '@trivet/database';
import type { KeyWrapper } from '@trivet/identity';
import { Outbox } from '@trivet/messaging';
import { systemClock } from '@trivet/platform';
import { outbox as outboxTable } from '../../users-schema.model.ts';
import { PersonalKeyRepository } from '../personal-keys/personal-key.repository.ts';
import { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import { ImpersonationEndService } from '../sessions/impersonation-end.service.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { emailHash } from '../users/email-address.ts';
import { UserRepository } from '../users/user.repository.ts';
import { AdministratorRepository } from './administrator.repository.ts';
import { AdministratorRegisterService } from './administrator-register.service.ts';
import { SecurityEventRepository } from './security-event.repository.ts';
import { SecurityEventService } from './security-event.service.ts';

/** What it takes to make administrators as whoever runs the installation. */
export interface RegisterSource {
  readonly databaseUrl: string;
  readonly vaultDatabaseUrl: string;
  /** Wraps personal keys. */
  readonly keyWrapper: KeyWrapper;
  /** Hashes addresses. */
  readonly lookupKey: Buffer;
}

/** Works with the register of an installation, whether that runs or not, and leaves nothing open. */
export async function withRegister<Result>(
  { lookupKey, keyWrapper, ...urls }: RegisterSource,
  work: (register: AdministratorRegisterService) => Promise<Result>,
): Promise<Result> {
  const applicationName = 'trivet admin';
  await using databases = new AsyncDisposableStack();
  const open = (url: string) =>
    databases.adopt(new Database({ url, applicationName, maxConnections: 2 }), (opened) => opened.close());
  const db = open(urls.databaseUrl);
  const keys = new PersonalKeyService({
    keys: new PersonalKeyRepository(open(urls.vaultDatabaseUrl)),
    wrapper: keyWrapper,
  });
  const users = new UserRepository(db);
  const securityEvents = new SecurityEventService({
    securityEvents: new SecurityEventRepository(db),
    keys,
    clock: systemClock,
  });
  return await work(
    new AdministratorRegisterService({
      db,
      administrators: new AdministratorRepository(db),
      securityEvents,
      impersonationEnds: new ImpersonationEndService({
        db,
        sessions: new SessionRepository(db),
        securityEvents,
        outbox: new Outbox({ table: outboxTable, clock: systemClock }),
        clock: systemClock,
      }),
      users: {
        findByIds: (ids) => users.findByIds(ids),
        findByEmail: (email) => users.findByEmailHash(emailHash(lookupKey, email)),
      },
      clock: systemClock,
    }),
  );
}
