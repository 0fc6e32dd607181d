import type { Access } from '@trivet/identity';
import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { AuditSealingService } from './audit-sealing.service.ts';

const everyMs = 5 * 60 * 1000;

/** Signs the trails that have grown. Processes that do so at once sign the same, and do not wait for each other. */
export function auditSealing(deps: {
  readonly sealing: AuditSealingService;
  readonly access: Access;
  readonly logger: Logger;
}): Periodic {
  const { sealing, access, logger } = deps;
  return new Periodic({
    name: 'The signing of audit trails',
    everyMs,
    run: () => sealing.sealGrown((accountId) => access.system('signing the audit trail', accountId)),
    logger,
  });
}
