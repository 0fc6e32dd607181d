import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { AccountDeletionService } from './account-deletion.service.ts';

const everyMs = 60_000;

/** Deletes accounts when their time has come. */
export function accountDeletionJob(deps: {
  readonly deletions: AccountDeletionService;
  readonly logger: Logger;
}): Periodic {
  const { deletions, logger } = deps;
  return new Periodic({ name: 'The deletion of accounts', everyMs, run: () => deletions.deleteDue(), logger });
}
