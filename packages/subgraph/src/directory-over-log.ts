import { type AccessSource, CachedAccessDirectory } from '@trivet/identity';
import type { Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { hearsTheLog } from './memory-over-log.ts';

/** A directory that remembers grants for as long as this process follows the log, and forgets what the log says has changed. */
export function directoryOverLog(options: {
  readonly source: AccessSource;
  readonly tail: Tail;
  readonly clock: Clock;
}) {
  const { source, tail, clock } = options;
  const directory = new CachedAccessDirectory({ source, hearsTheLog: () => hearsTheLog({ tail, clock }), clock });
  tail.onEvent((event) => directory.apply(event));
  tail.onReset(() => directory.clear());
  return directory;
}
