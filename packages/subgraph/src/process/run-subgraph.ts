import { type AccessDirectory, publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { EventLog, Tail, WorkerSession } from '@trivet/messaging';
import { RedisCopier, RedisFeed } from '@trivet/messaging/redis';
import { type Clock, ConfigError, createLogger, type Logger, Metrics, systemClock } from '@trivet/platform';
import { serveHealth } from '@trivet/platform/health';
import { runProcess } from '@trivet/platform/process';
import { serveSubgraph } from '@trivet/platform/server';
import { PeerTls } from '@trivet/platform/tls';
import type { SubgraphContext } from '../context.ts';
import type { Counters } from '../counters/counters.ts';
import { MemoryCounters } from '../counters/memory-counters.ts';
import { directoryOverLog } from '../directory-over-log.ts';
import type { Host } from '../host.ts';
import type { MailSource } from '../mails/mail.ts';
import type { RunnableSubgraph } from '../runnable-subgraph.ts';
import type { SubgraphProcessConfig } from './config.ts';
import { RemoteAccessSource } from './remote-access-source.ts';
import { RemoteGraph } from './remote-graph.ts';
import { RemoteMailSource } from './remote-mail-source.ts';

export interface SubgraphProcess<
  Config extends { readonly process: SubgraphProcessConfig },
  Context extends SubgraphContext,
> {
  readonly name: string;
  readonly readConfig: () => Config;
  /** The composition root. `directory` and `mails` ask the users subgraph's process; users itself has its own. */
  readonly create: (
    config: Config,
    host: Host,
    directory: AccessDirectory,
    mails: MailSource,
  ) => RunnableSubgraph<Context>;
}

/** One subgraph as a process: its configuration, its host, its server, and a stop that undoes them in reverse. */
export async function runSubgraph<
  Config extends { readonly process: SubgraphProcessConfig },
  Context extends SubgraphContext,
>(definition: SubgraphProcess<Config, Context>): Promise<void> {
  const { name, create } = definition;
  const config = configOrExit(name, definition.readConfig);
  const { host, port, logLevel, executor, busUrl, redisUrl, routerUrl, usersUrl, viewerTokenKey, shutdownDeadlineMs } =
    config.process;
  const logger = createLogger({ service: name, level: logLevel });

  await runProcess({
    name,
    logger,
    deadlineMs: shutdownDeadlineMs,
    start: async () => {
      const clock = systemClock;
      const metrics = new Metrics();
      const tls = config.process.tls && new PeerTls(config.process.tls, { clock, logger, metrics });
      tls?.start();
      const log = new EventLog({ url: busUrl, applicationName: `${name} log` });
      const tail = new Tail({
        log,
        logger,
        clock,
        ...(redisUrl && { feed: new RedisFeed({ url: redisUrl, logger }) }),
      });
      await tail.start();
      const copier =
        redisUrl && config.process.role !== 'api' ? startCopier({ busUrl, redisUrl, log, logger }) : undefined;
      const tokens = new ViewerTokenIssuer({ key: viewerTokenKey, issuer: name, clock });
      const verifier = new ViewerTokenVerifier({ key: publicKeyOf(viewerTokenKey), audience: name, clock });
      const graph = new RemoteGraph({ url: routerUrl, tokens, tls });
      const source = new RemoteAccessSource({ url: usersUrl, tokens, service: name, tls });
      const directory = directoryOverLog({ source, tail, clock });
      const mails = new RemoteMailSource({ url: usersUrl, tokens, service: name, tls });

      const counters = await startCounters({ redisUrl, clock, logger });

      const subgraphHost = { clock, logger, graph, log, tail, counters, executor, metrics };
      const subgraph = create(config, subgraphHost, directory, mails);
      await subgraph.start();
      const server = await serveSubgraph({
        subgraph,
        authenticate: (token) => verifier.verify(token),
        host,
        port,
        logger,
        executor,
        tls,
      });
      const { healthPort } = config.process;
      const health =
        healthPort === undefined
          ? undefined
          : await serveHealth({ host, port: healthPort, health: () => server.health(), metrics });
      logger.info(`${name} serves`, { url: server.url, ...(health && { health: health.url }) });
      return {
        // Sockets before the tail: a stream that ended would tell routers that nothing more will come.
        async stop() {
          await server.stop();
          tls?.stop();
          await subgraph.stop();
          await copier?.stop();
          await tail.stop();
          await health?.stop();
          await Promise.all([graph.close(), source.close(), mails.close(), log.close(), counters.stop()]);
        },
      };
    },
  });
}

/** The library is loaded where there is a Redis to count in: processes without one start sooner. */
async function startCounters(options: {
  readonly redisUrl: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Counters> {
  const { redisUrl: url, clock, logger } = options;
  if (!url) return new MemoryCounters({ clock });
  const { RedisCounters } = await import('../counters/redis-counters.ts');
  return new RedisCounters({ url, clock, logger });
}

/** Every process that works offers to copy the log to Redis; one of the installation does. */
function startCopier(options: {
  readonly busUrl: string;
  readonly redisUrl: string;
  readonly log: EventLog;
  readonly logger: Logger;
}): { stop(): Promise<void> } {
  const { busUrl, redisUrl, log, logger } = options;
  const session = new WorkerSession({ url: busUrl, applicationName: 'trivet log to redis', logger });
  const copier = new RedisCopier({ url: redisUrl, log, session, logger });
  copier.start();
  return {
    async stop() {
      await copier.stop();
      await session.close();
    },
  };
}

function configOrExit<Config>(name: string, readConfig: () => Config): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(1);
  }
}
