import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { FileSweepService } from './file-sweep.service.ts';

const everyMs = 30_000;

/** Keeps the store in order. */
export function fileJob(deps: { readonly sweep: FileSweepService; readonly logger: Logger }): Periodic {
  const { sweep, logger } = deps;
  return new Periodic({ name: 'The sweep of files', everyMs, run: () => sweep.sweep(), logger });
}
