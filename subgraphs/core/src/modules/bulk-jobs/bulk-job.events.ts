import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({ accountId: z.uuid(), jobId: z.uuid(), version: z.int().min(1) });
type Payload = z.infer<typeof payload>;

const common = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ jobId, version }: Payload) => ({ type: 'bulk_job', id: jobId, version }),
  readableWith: 'resources:read',
} as const;

export const bulkJobCreated = defineEvent({
  ...common,
  name: 'bulk_job.created',
  description: 'Somebody asked for an import or export of many resources.',
});
export const bulkJobProgressed = defineEvent({
  ...common,
  name: 'bulk_job.progressed',
  description: 'An import or export has gone on. At most once a second.',
});
export const bulkJobFinished = defineEvent({
  ...common,
  name: 'bulk_job.finished',
  description: 'An import or export has ended: it is done, has failed, or was cancelled.',
});
