import type { Database } from '@trivet/database';
import { AttemptService, type AttemptServiceDeps } from './modules/channels/attempt.service.ts';
import { SendingJob, type SendingJobDeps } from './modules/channels/sending.job.ts';
import { SendingService, type SendingServiceDeps } from './modules/channels/sending.service.ts';

type CreateSendingDeps = AttemptServiceDeps & Omit<SendingServiceDeps, 'attempts'> & Omit<SendingJobDeps, 'sending'>;

/** Sends what is queued, and is woken where something is. */
export function createSending({
  db,
  deliveries,
  gathering,
  preferences,
  suppressions,
  clock,
  ...deps
}: CreateSendingDeps): {
  readonly job: SendingJob;
  /** What one of its transactions has queued is sent as soon as it has committed. */
  readonly waking: Pick<Database, 'transaction'>;
} {
  const { placement, digests, channels, session, logger } = deps;
  const attempts = new AttemptService({ db, deliveries, gathering, preferences, suppressions, clock });
  const sending = new SendingService({ deliveries, attempts, placement, digests, channels, clock, logger });
  const job = new SendingJob({ sending, deliveries, session, logger });
  return {
    job,
    waking: {
      transaction: async (scope, callback) => {
        const result = await db.transaction(scope, callback);
        job.wake();
        return result;
      },
    },
  };
}
