import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { AnnouncementService } from './announcement.service.ts';

const everyMs = 1_000;

/** Tells members what was announced. */
export function announcementJob(deps: {
  readonly announcements: AnnouncementService;
  readonly logger: Logger;
}): Periodic {
  const { announcements, logger } = deps;
  return new Periodic({ name: 'The telling of announcements', everyMs, run: () => announcements.work(), logger });
}
