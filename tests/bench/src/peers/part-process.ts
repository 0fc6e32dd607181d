import { createLogger, type Logger } from '@trivet/platform';
import { runProcess } from '@trivet/platform/process';
import { readProcessOptions } from '../config/process-options.ts';

/** What a part of a variant says to its starter once it serves. */
export interface Serving {
  readonly url: string;
}

interface RunningPart extends Serving {
  stop(): Promise<void>;
}

/**
 * Runs one part of a variant in this process, with the options that its starter gave: says where it serves, and ends when
 * it is told to or its starter is gone.
 */
export async function runPart<Options>(
  name: string,
  start: (options: Options, logger: Logger) => Promise<RunningPart>,
): Promise<void> {
  const logger = createLogger({ service: name, level: 'warn' });
  await runProcess({
    name,
    logger,
    deadlineMs: 2_000,
    start: async () => {
      const part = await start(readProcessOptions<Options>(), logger);
      process.send?.({ url: part.url } satisfies Serving);
      return part;
    },
  });
}
