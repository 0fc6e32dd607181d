import { keyShapes } from '@trivet/identity';
import { configShapes, type Environment, type Executor, type LogLevel, parseConfig } from '@trivet/platform';
import { type PeerTlsSettings, peerTlsShape, readPeerTls } from '@trivet/platform/tls';
import { z } from 'zod';
import type { ProcessRole } from '../runnable-subgraph.ts';

export type { ProcessRole };

export const databaseUrlShape = configShapes.url('postgres', 'postgresql');

/** What every subgraph's process is told by its environment. */
export interface SubgraphProcessConfig {
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly role: ProcessRole;
  readonly executor: Executor;
  /** Where the log of events is: role `trivet_bus`. */
  readonly busUrl: string;
  /** Carries the log to the tails of many processes; without it they read the table. */
  readonly redisUrl: string | undefined;
  readonly routerUrl: string;
  /** Where the users subgraph answers who may do what. */
  readonly usersUrl: string;
  /** Signs and verifies who asks, between our own processes. */
  readonly viewerTokenKey: z.infer<typeof keyShapes.jwk>;
  /** Without it processes speak HTTP with each other, or what the URLs say. */
  readonly tls: PeerTlsSettings | undefined;
  /** Where health and metrics are told without TLS, besides the port of all else. */
  readonly healthPort: number | undefined;
  readonly shutdownDeadlineMs: number;
}

const shape = {
  HOST: z.string().default('127.0.0.1'),
  PORT: configShapes.port,
  LOG_LEVEL: configShapes.logLevel.default('info'),
  ROLE: z.enum(['api', 'worker', 'all'], 'must be api, worker or all').default('all'),
  EXECUTOR: z
    .enum(['adaptive', 'compiled', 'reference'], 'must be adaptive, compiled or reference')
    .default('adaptive'),
  BUS_DATABASE_URL: databaseUrlShape,
  REDIS_URL: configShapes.url('redis', 'rediss').optional(),
  ROUTER_URL: configShapes.url('http', 'https'),
  USERS_URL: configShapes.url('http', 'https'),
  VIEWER_TOKEN_KEY: keyShapes.jwk,
  HEALTH_PORT: configShapes.port.optional(),
  ...peerTlsShape,
  SHUTDOWN_DEADLINE_MS: configShapes.milliseconds.default(10_000),
};

/**
 * The environment of a subgraph's process: what all have, and what this one has of its own.
 * @throws {ConfigError} that names every faulty variable of both.
 */
export function readProcessConfig<Shape extends z.ZodRawShape>(
  environment: Environment,
  ownShape: Shape,
): { readonly process: SubgraphProcessConfig; readonly own: z.infer<z.ZodObject<Shape>> } {
  const values = parseConfig({ ...shape, ...ownShape }, environment);
  const common = values as z.infer<z.ZodObject<typeof shape>>;
  return {
    own: values as z.infer<z.ZodObject<Shape>>,
    process: {
      host: common.HOST,
      port: common.PORT,
      logLevel: common.LOG_LEVEL,
      role: common.ROLE,
      executor: common.EXECUTOR,
      busUrl: common.BUS_DATABASE_URL,
      redisUrl: common.REDIS_URL,
      routerUrl: common.ROUTER_URL,
      usersUrl: common.USERS_URL,
      viewerTokenKey: common.VIEWER_TOKEN_KEY,
      tls: readPeerTls(common, { ROUTER_URL: [common.ROUTER_URL], USERS_URL: [common.USERS_URL] }),
      healthPort: common.HEALTH_PORT,
      shutdownDeadlineMs: common.SHUTDOWN_DEADLINE_MS,
    },
  };
}
