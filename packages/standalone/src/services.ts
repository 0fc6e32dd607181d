import { join } from 'node:path';
import { createLogger } from '@trivet/platform';
import { runProcess } from '@trivet/platform/process';
import { PortInUseError } from '@trivet/router';
import { readConfig } from './config/config.ts';
import { openInstallation } from './installation/installation.ts';
import { environments, subgraphNames } from './services/environments.ts';
import { freePort } from './services/free-port.ts';
import { SupervisedProcess } from './services/supervised-process.ts';
import { waitUntilReady } from './services/wait-until-ready.ts';
import { banner, exitWith, explain, readOptions, say } from './terminal.ts';

// `npm run services`: the parts as four processes on this machine, with the embedded PostgreSQL.
const help = `
npm run services     router, users, core and notifications as processes of their own, with the same embedded PostgreSQL and data

  --help     this text

  PORT       where the router listens; default 4000
  HOST, DATA_DIR, LOG_LEVEL and all else as for npm start: npm start -- --help
`;

readOptions(help);
const repository = join(import.meta.dirname, '../../..');
const config = configOrExit();
const logger = createLogger({ service: 'services', level: config.logLevel });

await runProcess({
  name: 'services',
  logger,
  deadlineMs: config.stopDeadlineMs,
  explain,
  start: async ({ fail, stopping }) => {
    await using started = new AsyncDisposableStack();
    const { host, port } = config.router;
    const routerPort = await freePort(port, host).catch((cause: unknown) => {
      throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortInUseError(host, port, { cause }) : cause;
    });
    const installation = started.adopt(
      await openInstallation({ dataDirectory: config.dataDirectory, onProgress: say }),
      (installation) => installation.stop(),
    );
    void installation.databaseLost.then(() => fail('PostgreSQL is gone'));

    const [users, core, notifications, internal] = await Promise.all([1, 2, 3, 4].map(() => freePort(0, '127.0.0.1')));
    const ports = { users, core, notifications, router: routerPort, internal } as Parameters<typeof environments>[2];
    const environmentOf = environments(config, installation, ports);
    const entries = [
      ...subgraphNames.map((name) => [name, `subgraphs/${name}/src/main.ts`] as const),
      ['router', 'router/src/main.ts'] as const,
    ];
    const processes = entries.map(([name, entry]) => {
      const environment = environmentOf[name];
      return new SupervisedProcess({ name, entry: join(repository, entry), environment, logger });
    });
    started.defer(async () => {
      await Promise.all(processes.map((supervised) => supervised.stop(1_400)));
    });
    for (const supervised of processes) supervised.start();

    const url = `http://localhost:${routerPort}`;
    await waitUntilReady(`http://127.0.0.1:${routerPort}/readyz`, stopping);
    say(
      banner(url, {
        command: 'services',
        mailbox: config.mail.sender === 'mailbox',
        providers: config.email.providers.map(({ name }) => name),
      }),
    );
    for (const [index, [name]] of entries.entries())
      say(`  ${name.padEnd(14)} process ${processes[index]?.pid}, port ${ports[name]}`);
    const running = started.move();
    return { stop: () => running.disposeAsync() };
  },
});

function configOrExit() {
  try {
    return readConfig();
  } catch (error) {
    exitWith(explain(error) ?? String(error));
  }
}
