import type { Database } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Host } from '@trivet/subgraph';
import type { UsersServices } from './api/context.ts';
import type { UsersConfig } from './config/config.ts';
import type { AuditRepository } from './modules/audit/audit.repository.ts';
import { AuditService } from './modules/audit/audit.service.ts';
import type { AuditAddressService } from './modules/audit/audit-address.service.ts';
import { AuditCheckpointRepository } from './modules/audit/audit-checkpoint.repository.ts';
import { AuditExportService } from './modules/audit/audit-export.service.ts';
import { AuditFileService } from './modules/audit/audit-file.service.ts';
import { auditKeysRoute } from './modules/audit/audit-keys.route.ts';
import { AuditSealingService } from './modules/audit/audit-sealing.service.ts';
import { CheckpointSigner, publicKeysOf } from './modules/audit/audit-signature.ts';
import type { LastUseService } from './modules/sessions/last-use.service.ts';

interface Parts extends Pick<Host, 'clock' | 'logger'> {
  readonly db: Database;
  readonly auditRepository: AuditRepository;
  readonly auditAddresses: AuditAddressService;
  readonly lastUses: LastUseService;
  readonly outbox: Outbox;
}

/** What resolvers have of it. */
type AuditServices = Pick<UsersServices, 'audit' | 'auditAddresses' | 'auditExports'>;

/** Who did what in an account, and how it is signed and taken away: this part of the composition root. */
export function createAuditTrails(
  { audit: settings }: Pick<UsersConfig, 'audit'>,
  { db, auditRepository, auditAddresses, lastUses, outbox, clock, logger }: Parts,
) {
  const audit = new AuditService({ audit: auditRepository, addresses: auditAddresses, lastUses, clock });
  const checkpoints = new AuditCheckpointRepository(db);
  const signer = new CheckpointSigner(settings.key);
  const sealing = new AuditSealingService({ db, audit: auditRepository, checkpoints, signer, clock, logger });
  const keys = publicKeysOf(settings);
  const files = new AuditFileService({
    audit: auditRepository,
    checkpoints,
    addresses: auditAddresses,
    sealing,
    clock,
    keys,
  });
  const auditExports = new AuditExportService({ db, files, outbox });
  const services: AuditServices = { audit, auditAddresses, auditExports };
  return { services, sealing, routes: [auditKeysRoute(keys)] };
}
