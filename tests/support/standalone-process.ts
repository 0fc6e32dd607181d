import { type Clock, createLogger } from '@trivet/platform';
import { runProcess } from '@trivet/platform/process';
import { type Installation, readConfig, startStandalone } from '@trivet/standalone';

/**
 * Standalone as `npm start` runs it, on a database that a test made. `INSTALLATION` is that installation as JSON; the
 * URL goes to the test as a message once it serves, and `heldAt` comes from it: since then it is that time.
 */
const config = readConfig();
const installation = JSON.parse(process.env['INSTALLATION'] ?? '') as Pick<Installation, 'keys' | 'urls'>;
const logger = createLogger({ service: 'trivet', level: config.logLevel });
let heldAt: number | undefined;
const clock: Clock = { now: () => new Date(heldAt ?? Date.now()) };
process.on('message', (message: { readonly heldAt?: number }) => {
  if (message.heldAt === undefined) return;
  heldAt = message.heldAt;
  process.send?.({ heldAt });
});

await runProcess({
  name: 'trivet',
  logger,
  deadlineMs: config.stopDeadlineMs,
  start: async () => {
    const standalone = await startStandalone(config, { installation, logger, clock });
    process.send?.({ url: standalone.url });
    return standalone;
  },
});
