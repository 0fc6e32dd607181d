import type { LiveEvent } from '@trivet/platform';
import type { EventFeed, FeedStart } from '@trivet/subgraph';
import { bulkJobFinished, bulkJobProgressed } from './bulk-job.events.ts';
import type { BulkJob } from './bulk-job.model.ts';

/** That a job has gone on, before it is read: how far it is, is asked when this is delivered. */
export interface BulkJobProgress {
  readonly cursor: string;
  readonly jobId: string;
}

/** How a job goes on, as the log tells it. */
export function bulkJobProgress(
  feed: EventFeed,
  { id, accountId }: Pick<BulkJob, 'id' | 'accountId'>,
  start: FeedStart,
): Promise<AsyncGenerator<LiveEvent<BulkJobProgress>>> {
  return feed.ofAccount({ accountId, permission: 'resources:read' }, start, {
    types: [bulkJobProgressed.type, bulkJobFinished.type],
    read: ({ subject }, cursor) => (subject.id === id ? { cursor, jobId: id } : null),
  });
}
