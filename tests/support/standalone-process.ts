import { createLogger } from '@trivet/platform';
import { runProcess } from '@trivet/platform/process';
import { type Installation, readConfig, startStandalone } from '@trivet/standalone';

/**
 * Standalone as `npm start` runs it, on a database that a test made. `INSTALLATION` is that installation as JSON; the
 * URL goes to the test as a message once it serves.
 */
const config = readConfig();
const installation = JSON.parse(process.env['INSTALLATION'] ?? '') as Pick<Installation, 'keys' | 'urls'>;
const logger = createLogger({ service: 'trivet', level: config.logLevel });

await runProcess({
  name: 'trivet',
  logger,
  deadlineMs: config.stopDeadlineMs,
  start: async () => {
    const standalone = await startStandalone(config, { installation, logger });
    process.send?.({ url: standalone.url });
    return standalone;
  },
});
