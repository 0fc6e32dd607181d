import { once } from 'node:events';
import { createLogger } from '../logging/logger.ts';
import { runProcess } from './run-process.ts';

/**
 * A part that does nothing and runs until it is stopped. With the argument `late` it begins after its launcher is gone; with
 * `throws` and `rejects` something goes wrong that nobody handles.
 */
const [, , how = ''] = process.argv;
if (how === 'late') await once(process, 'disconnect');
const timer = setInterval(() => {}, 60_000);
await runProcess({
  name: 'fixture',
  logger: createLogger({ service: 'fixture', level: 'error' }),
  deadlineMs: 1_000,
  start: async () => {
    process.send?.('serves');
    if (how === 'throws') setImmediate(() => fail());
    if (how === 'rejects') void Promise.resolve().then(fail);
    return {
      stop: async () => {
        clearInterval(timer);
        process.send?.('stopped');
      },
    };
  },
});

function fail(): never {
  throw new Error('of a kind that nobody expects');
}
