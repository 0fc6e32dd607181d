import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../logging/logger.ts';

/** So long the last lines of the log may take. */
const lastLinesMs = 1_000;

export interface ProcessOptions {
  /** For people and logs: `router`, `users`. */
  readonly name: string;
  readonly logger: Logger;
  /** How long a stop may take before the process leaves all the same. */
  readonly deadlineMs: number;
  /** Resolves when the part serves, and cleans up after itself when it rejects. */
  readonly start: (control: ProcessControl) => Promise<{ stop(): Promise<void> }>;
  /** One sentence for people in place of a stack trace; undefined where the error is not one that we know. */
  readonly explain?: (error: unknown) => string | undefined;
}

export interface ProcessControl {
  /** The process cannot go on: it stops, and ends with code 1. */
  fail(reason: string): void;
  /** Aborts when the process is to stop, perhaps before it serves. */
  readonly stopping: AbortSignal;
}

/**
 * Runs one part as a process: starts it, and stops it within a deadline at SIGTERM, SIGINT, SIGHUP, or when the
 * process that launched it is gone. A second SIGTERM does not wait. Ends with code 0 after a stop that was asked for, 1 otherwise.
 */
export async function runProcess(options: ProcessOptions): Promise<void> {
  const { name, logger, deadlineMs } = options;
  let part: { stop(): Promise<void> } | undefined;
  let stopping: Promise<void> | undefined;

  const abort = new AbortController();

  const leave = async (code: number): Promise<never> => {
    // Nobody may read it any more.
    await Promise.race([logger.flush(), wait(lastLinesMs)]);
    return process.exit(code);
  };
  const stop = (reason: string, code: number): void => {
    if (stopping !== undefined) return;
    abort.abort(new Error(reason));
    logger[code === 0 ? 'info' : 'error'](`${name} stops`, { reason });
    const deadline = setTimeout(() => {
      logger.warn(`${name} did not stop in time and leaves`, { deadlineMs });
      process.exit(code || 1);
    }, deadlineMs);
    deadline.unref();
    stopping = starting
      .catch(() => {})
      .then(() => part?.stop())
      .then(() => leave(code))
      .catch((error: unknown) => {
        logger.error(`${name} failed to stop cleanly`, { error });
        return leave(1);
      });
  };

  const received = new Set<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (received.has(signal)) process.exit(1);
      received.add(signal);
      stop(signal, 0);
    });
  }
  // A terminal's Ctrl-C reaches us directly and again through whoever launched us, so that one twice is no impatience.
  process.on('SIGINT', () => stop('SIGINT', 0));
  if (wasAbandoned()) process.exit(1);
  if (process.channel) {
    process.on('disconnect', () => stop('the launcher is gone', 0));
    // Only the channel's end is of interest; it must not keep the process alive.
    process.channel.unref();
  }
  process.on('uncaughtException', (error) => {
    logger.error(`${name} met an error that nobody handled`, { error });
    stop('an unhandled error', 1);
  });
  process.on('unhandledRejection', (error) => {
    logger.error(`${name} met a rejection that nobody handled`, { error });
    stop('an unhandled rejection', 1);
  });

  const starting = options.start({ fail: (reason) => stop(reason, 1), stopping: abort.signal }).then((started) => {
    part = started;
  });
  try {
    await starting;
  } catch (error) {
    if (stopping !== undefined) return;
    const sentence = options.explain?.(error);
    if (sentence === undefined) logger.error(`${name} could not start`, { error });
    else process.stderr.write(`${sentence}\n`);
    await leave(1);
  }
}

/** Whether whoever launched this process went before anybody could hear of it, while its modules were being loaded. */
function wasAbandoned(): boolean {
  // Undefined where there never was a channel.
  return (process as { readonly connected?: boolean }).connected === false;
}
