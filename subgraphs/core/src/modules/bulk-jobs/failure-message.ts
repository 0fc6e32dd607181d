import { maxBytesAtOnce, maxLinesAtOnce, writtenAtOnceMs } from './bulk-import.service.ts';
import type { BulkJob } from './bulk-job.model.ts';

const count = (number: number) => number.toLocaleString('en');
const mebibytes = maxBytesAtOnce / 1024 / 1024;
const instead = 'Import it by SKIP_BAD_ROWS, or as several files.';

/** What is written at once, in words, and what to do with more. */
export const atOnceAtMost = `REJECT_ALL writes all at once: at most ${count(maxLinesAtOnce)} lines and ${mebibytes} MiB. ${instead}`;

/** Why a job has failed, in words, with the limit that it met; null for one that has not. */
export function failureMessageOf(
  { failure, policy }: Pick<BulkJob, 'failure' | 'policy'>,
  { maxLines }: { readonly maxLines: number },
): string | null {
  switch (failure) {
    case null:
      return null;
    case 'NOT_ALLOWED':
      return 'Who asked for it may not do it any more.';
    case 'SOURCE_MISSING':
      return 'The file was deleted before its end.';
    case 'TOO_MANY_ROWS':
      return policy === 'REJECT_ALL'
        ? atOnceAtMost
        : `An import has at most ${count(maxLines)} lines. Import the rest as another file.`;
    case 'CHANGED_MEANWHILE':
      return 'What it needs changed again and again meanwhile. Try again later.';
    case 'TOO_SLOW':
      return `REJECT_ALL writes all at once, within ${writtenAtOnceMs / 1000} seconds. ${instead}`;
    case 'NO_ROOM':
      return 'What it has written would be larger than a file may be, or than the account has room for.';
    case 'INTERNAL':
      return 'A fault of ours.';
  }
}
