import type { Clock } from '@trivet/platform';
import type { ServedContent } from '../files/file.route.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkJobRepository } from './bulk-job.repository.ts';

/** What a result is called and served as. */
export function contentOf({ kind, type, createdAt }: BulkJob): { readonly name: string; readonly type: string } {
  const what = kind === 'IMPORT' ? 'import-report' : 'export';
  return { name: `${type}-${what}-${createdAt.toISOString().slice(0, 10)}.jsonl`, type: 'application/x-ndjson' };
}

/** Results, for who has a link to one. */
export function servedResults(jobs: BulkJobRepository, clock: Clock): ServedContent {
  return {
    async findOfAccount(accountId, id) {
      const job = await jobs.findOfAccount(accountId, id);
      if (!job || job.resultSize === null || !job.resultChecksum || !job.resultExpiresAt) return null;
      if (job.resultExpiresAt <= clock.now()) return null;
      return { id, accountId, size: job.resultSize, checksum: job.resultChecksum, ...contentOf(job) };
    },
  };
}
