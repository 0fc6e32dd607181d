import type { Access } from '@trivet/identity';
import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { ResourceBinService } from './resource-bin.service.ts';
import type { ResourceHistoryService } from './resource-history.service.ts';

const hourMs = 3_600_000;

/** Deletes for good what can be restored no longer, and keeps histories to their retention. */
export function resourceUpkeep(deps: {
  readonly bin: ResourceBinService;
  readonly history: ResourceHistoryService;
  readonly historyDays: number | null;
  readonly access: Access;
  readonly logger: Logger;
}): Periodic[] {
  const { bin, history, historyDays, access, logger } = deps;
  return [
    new Periodic({
      name: 'The end of deleted resources',
      everyMs: hourMs,
      run: () => bin.purge((accountId) => access.system('deleting resources for good', accountId)),
      logger,
    }),
    new Periodic({
      name: 'The maintenance of histories',
      everyMs: hourMs,
      run: () => history.maintain(historyDays),
      logger,
    }),
  ];
}
