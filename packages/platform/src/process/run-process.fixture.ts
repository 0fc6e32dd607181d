import { once } from 'node:events';
import { createLogger } from '../logging/logger.ts';
import { runProcess } from './run-process.ts';

/** A part that does nothing and runs until it is stopped. With the argument `late` it begins after its launcher is gone. */
if (process.argv[2] === 'late') await once(process, 'disconnect');
const timer = setInterval(() => {}, 60_000);
await runProcess({
  name: 'fixture',
  logger: createLogger({ service: 'fixture', level: 'silent' }),
  deadlineMs: 1_000,
  start: async () => {
    process.send?.('serves');
    return { stop: async () => clearInterval(timer) };
  },
});
