import { type AccessSource, CachedAccessDirectory } from '@trivet/identity';
import type { Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';

/** Without a sign of life of the log for so long, nothing that was learned from it counts. */
const silenceMs = 2_000;

/** A directory that remembers grants for as long as this process follows the log, and forgets what the log says has changed. */
export function directoryOverLog(options: {
  readonly source: AccessSource;
  readonly tail: Tail;
  readonly clock: Clock;
}) {
  const { source, tail, clock } = options;
  const hearsTheLog = () => clock.now().getTime() - tail.lastHeardAt.getTime() < silenceMs;
  const directory = new CachedAccessDirectory({ source, hearsTheLog, clock });
  tail.onEvent((event) => directory.apply(event));
  tail.onReset(() => directory.clear());
  return directory;
}
