import { createLogger } from '@trivet/platform';
import { runProcess } from '@trivet/platform/process';
import { readConfig, type StandaloneConfig } from './config/config.ts';
import { fillDemo } from './demo/demo.ts';
import { openInstallation } from './installation/installation.ts';
import { startStandalone } from './standalone.ts';
import { banner, exitWith, explain, readOptions, say } from './terminal.ts';

const help = `
npm start [-- OPTIONS]     everything in one process, with an embedded PostgreSQL

  --demo     fill an account with demonstration data, and print its sign-in
  --help     this text

  PORT       where to listen; default 4000
  HOST       default 127.0.0.1: this machine only
  DATA_DIR   where the database and the keys are; default .data
  LOG_LEVEL  debug, info, warn, error or silent; default warn
  EXPLORER   on or off; default on

  EMAIL_PROVIDERS  by whom mails leave: subgraphs/notifications/README.md
  MAIL_SENDER    mailbox or none; default mailbox: mails are kept at /mailbox, for this machine alone
  PUBLIC_ORIGIN  where the links in mails lead; default http://localhost:PORT
`;

const options = readOptions(help, ['demo']);
const config = configOrExit();
const logger = createLogger({ service: 'trivet', level: config.logLevel });

await runProcess({
  name: 'trivet',
  logger,
  deadlineMs: config.stopDeadlineMs,
  explain,
  start: async ({ fail }) => {
    await using started = new AsyncDisposableStack();
    const installation = started.adopt(
      await openInstallation({ dataDirectory: config.dataDirectory, onProgress: say }),
      (installation) => installation.stop(),
    );
    void installation.databaseLost.then(() => fail('PostgreSQL is gone'));
    const standalone = started.adopt(await startStandalone(config, { installation, logger }), (standalone) =>
      standalone.stop(),
    );
    const { dataDirectory, mail } = config;
    const mailbox = mail.sender === 'mailbox';
    const providers = config.email.providers.map(({ name }) => name);
    const mailboxUrl = mailbox ? `${standalone.url}/mailbox` : undefined;
    const demo = options.demo ? await fillDemo(standalone.router.graph, { dataDirectory, mailboxUrl }) : undefined;
    say(banner(standalone.url, { command: 'start', demo: demo !== undefined, mailbox, providers }));
    if (demo) say(`  Demo       ${demo.email}  ${demo.password}\n`);
    const running = started.move();
    return { stop: () => running.disposeAsync() };
  },
});

function configOrExit(): StandaloneConfig {
  try {
    return readConfig();
  } catch (error) {
    exitWith(explain(error) ?? String(error));
  }
}
