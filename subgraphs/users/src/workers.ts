import type { Database, Idempotency } from '@trivet/database';
import { type Access, revocationMemoryMs } from '@trivet/identity';
import { type Outbox, Relay, type WorkerSession } from '@trivet/messaging';
import { type Host, idempotencySweep, logMaintenance, Periodic, personErasure, type Worker } from '@trivet/subgraph';
import type { UsersConfig } from './config/config.ts';
import { accountDeletionJob } from './modules/accounts/account-deletion.job.ts';
import type { AccountDeletionService } from './modules/accounts/account-deletion.service.ts';
import { auditConsumer } from './modules/audit/audit.consumer.ts';
import type { AuditService } from './modules/audit/audit.service.ts';
import { auditSealing } from './modules/audit/audit-sealing.job.ts';
import type { AuditSealingService } from './modules/audit/audit-sealing.service.ts';
import { dataExportJob } from './modules/data-exports/data-export.job.ts';
import type { DataExportService } from './modules/data-exports/data-export.service.ts';
import { erasureConsumer } from './modules/erasure/erasure.consumer.ts';
import type { ErasureService } from './modules/erasure/erasure.service.ts';
import { type AuthorizationService, requestLifetimeMs } from './modules/identities/authorization.service.ts';
import type { MailedTokenService } from './modules/mailed-tokens/mailed-token.service.ts';
import type { PasskeyVerificationService } from './modules/passkeys/passkey-verification.service.ts';
import type { PhoneNumberService } from './modules/phone-numbers/phone-number.service.ts';
import type { ChallengeService } from './modules/second-factors/challenge.service.ts';
import type { ServiceTokenService } from './modules/service-identities/service-token.service.ts';
import { impersonationConsumer } from './modules/sessions/impersonation.consumer.ts';
import type { ImpersonationEndService } from './modules/sessions/impersonation-end.service.ts';
import type { SessionService } from './modules/sessions/session.service.ts';
import type { EmailChangeService } from './modules/users/email-change.service.ts';
import { consumerOffsets, deadLetters, outbox as outboxTable, personErasures } from './users-schema.model.ts';

const hourMs = 3_600_000;

export interface UsersWorkersDeps {
  readonly config: Pick<UsersConfig, 'audit' | 'logRetentionDays'>;
  readonly host: Pick<Host, 'clock' | 'logger' | 'log' | 'tail'>;
  readonly db: Database;
  readonly session: WorkerSession;
  readonly outbox: Outbox;
  readonly idempotency: Idempotency;
  readonly access: Access;
  readonly sessions: SessionService;
  readonly impersonationEnds: ImpersonationEndService;
  readonly challenges: ChallengeService;
  readonly passkeys: PasskeyVerificationService;
  readonly tokens: MailedTokenService;
  readonly emailChanges: EmailChangeService;
  readonly phoneNumbers: PhoneNumberService;
  readonly authorizations: AuthorizationService;
  readonly serviceTokens: ServiceTokenService;
  readonly accountDeletions: AccountDeletionService;
  readonly erasures: ErasureService;
  readonly dataExports: DataExportService;
  readonly audit: AuditService;
  readonly sealing: AuditSealingService;
}

/** Every `new` of what works by itself, in the order in which it starts. */
export function createWorkers(deps: UsersWorkersDeps): Worker[] {
  const { config, host, db, session, outbox, idempotency, access } = deps;
  const { sessions, challenges, passkeys, tokens, emailChanges, authorizations } = deps;
  const { serviceTokens, accountDeletions, erasures, dataExports, audit, sealing } = deps;
  const { clock, logger, log, tail } = host;
  const tables = { outbox: outboxTable, consumerOffsets, deadLetters };
  const consuming = { log, tail, session, database: db, tables, outbox, logger, clock };
  const sweep = (name: string, everyMs: number, run: () => Promise<void>) =>
    new Periodic({ name: `The sweep of ${name}`, everyMs, run, logger });
  return [
    new Relay({ outbox, session, log, logger }),
    auditConsumer({ audit, ...consuming }),
    erasureConsumer({ erasures, ...consuming }),
    impersonationConsumer({ impersonationEnds: deps.impersonationEnds, ...consuming }),
    ...personErasure({
      subgraph: 'users',
      table: personErasures,
      remove: (tx, userId, limit) => erasures.eraseRest(tx, userId, limit),
      ...consuming,
    }),
    idempotencySweep({ db, idempotency, logger }),
    sweep('revoked sessions', revocationMemoryMs, () => sessions.forgetRevocations()),
    sweep('sessions that are over', hourMs, () => sessions.forgetEnded()),
    sweep('challenges that nobody has met', hourMs, () => challenges.forgetExpired()),
    sweep('answered challenges of passkeys', hourMs, () => passkeys.forgetAnswered()),
    sweep('mailed tokens', hourMs, () => tokens.forgetExpired((userIds) => emailChanges.forgetEnded(userIds))),
    sweep('numbers that nobody confirmed', hourMs, () => deps.phoneNumbers.forgetExpired()),
    sweep('sign-ins with providers that nobody finished', requestLifetimeMs, () => authorizations.forgetExpired()),
    sweep('client assertions and ended grants', revocationMemoryMs, () => serviceTokens.forget()),
    sweep('audit trails', hourMs, () => audit.maintain(config.audit.retentionDays)),
    accountDeletionJob({ deletions: accountDeletions, logger }),
    dataExportJob({ dataExports, logger }),
    auditSealing({ sealing, access, logger }),
    logMaintenance({ log, logger, retentionDays: config.logRetentionDays }),
  ];
}
