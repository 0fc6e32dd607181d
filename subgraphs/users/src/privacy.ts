import type { Database, Idempotency } from '@trivet/database';
import type { Access } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import type { Host } from '@trivet/subgraph';
import type { UsersServices } from './api/context.ts';
import type { UsersConfig } from './config/config.ts';
import { DepartureService, type DepartureServiceDeps } from './modules/accounts/departure.service.ts';
import { activitySection } from './modules/data-exports/data-export.job.ts';
import { DataExportRepository } from './modules/data-exports/data-export.repository.ts';
import { dataExportRoute } from './modules/data-exports/data-export.route.ts';
import { DataExportService } from './modules/data-exports/data-export.service.ts';
import { graphSections } from './modules/data-exports/graph-sections.ts';
import type { PersonalDataSection } from './modules/data-exports/personal-data.ts';
import { ErasureRepository } from './modules/erasure/erasure.repository.ts';
import { ErasureService } from './modules/erasure/erasure.service.ts';
import type { MailedTokenService } from './modules/mailed-tokens/mailed-token.service.ts';
import type { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import type { StepUpService } from './modules/sessions/step-up.service.ts';

type Services = Pick<
  UsersServices,
  'users' | 'accounts' | 'sessions' | 'apiKeys' | 'invitations' | 'emailChanges' | 'audit' | 'auditAddresses'
>;

interface Parts extends Services, Pick<Host, 'clock' | 'logger' | 'graph'> {
  readonly db: Database;
  readonly departures: DepartureServiceDeps;
  readonly tokens: MailedTokenService;
  readonly keys: PersonalKeyService;
  readonly stepUp: StepUpService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly access: Access;
}

/** What a person can ask for of himself as a whole, to take it along or to be erased: this part of the composition root. */
export function createPrivacy(
  { lookupKey, identities }: Pick<UsersConfig, 'lookupKey' | 'identities'>,
  { departures, accounts, emailChanges, audit, auditAddresses, access, graph, tokens, idempotency, ...parts }: Parts,
) {
  const { db, users, sessions, apiKeys, invitations, keys, stepUp, outbox, clock, logger } = parts;
  const erasures = new ErasureService({
    db,
    erasures: new ErasureRepository(),
    users,
    departures: new DepartureService(departures),
    sessions,
    apiKeys,
    invitations,
    tokens,
    keys,
    stepUp,
    idempotency,
    outbox,
    logger,
  });
  const emailChange: PersonalDataSection = {
    name: 'emailChange',
    read: async ({ userId }) => {
      const wanted = await emailChanges.findWanted(userId);
      return { records: wanted === null ? [] : [{ newEmail: wanted }], next: null };
    },
  };
  const dataExports = new DataExportService({
    db,
    exports: new DataExportRepository(db),
    users,
    keys,
    stepUp,
    outbox,
    clock,
    logger,
    sections: [
      ...graphSections(graph),
      emailChange,
      activitySection({ accounts, audit, addresses: auditAddresses, access }),
    ],
    lookupKey,
    publicOrigin: identities.publicOrigin,
  });
  return { services: { erasures, dataExports }, routes: [dataExportRoute(dataExports)] };
}
