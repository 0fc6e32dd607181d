import { type Database, type Idempotency, nobody } from '@trivet/database';
import type { EventLog } from '@trivet/messaging';
import type { Logger } from '@trivet/platform';
import { Periodic } from './periodic.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];

/** Deletes idempotency keys that nobody can repeat any more. */
export function idempotencySweep(deps: {
  readonly db: Database;
  readonly idempotency: Idempotency;
  readonly logger: Logger;
}): Periodic {
  const { db, idempotency, logger } = deps;
  return new Periodic({
    name: 'The sweep of idempotency keys',
    everyMs: hourMs,
    run: () => db.transaction(nobody, (tx) => idempotency.sweep(tx)),
    logger,
  });
}

/** Opens the log's next partition in time and drops those that are older than the retention. */
export function logMaintenance(deps: {
  readonly log: EventLog;
  readonly logger: Logger;
  readonly retentionDays: number;
}): Periodic {
  const { log, logger, retentionDays } = deps;
  return new Periodic({
    name: 'The maintenance of the log',
    // What cannot be done while somebody reads is done a minute later.
    everyMs: minuteMs,
    run: async () => void (await log.maintain({ retentionDays })),
    logger,
  });
}
