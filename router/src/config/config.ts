import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyShapes } from '@trivet/identity';
import {
  ConfigError,
  configShapes,
  type Environment,
  isLoopbackHost,
  type LogLevel,
  parseConfig,
} from '@trivet/platform';
import {
  type PeerTlsSettings,
  peerTlsShape,
  publicTlsShape,
  readPeerTls,
  readPublicTls,
  type TlsSettings,
} from '@trivet/platform/tls';
import type { JWK } from 'jose';
import { z } from 'zod';
import { defaultLimits } from '../admission/limits.ts';
import type { ExecutorKind } from '../execution/create-executor.ts';
import { areProxies } from '../http/client-info.ts';
import { defaultWebSocketLimits, type WebSocketLimits } from '../live/websocket-edge.ts';
import { defaultSubgraphTimeoutMs } from '../transports/http.ts';

/** What the router itself needs, in whichever process it runs. */
export interface RouterConfig {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Origins whose pages may read answers; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Addresses and ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly bodyLimitBytes: number;
  readonly operationTimeoutMs: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  /** For so long without a word of revoked sessions what is known of them still counts; then each is asked for. */
  readonly sessionSilenceMs: number;
  readonly shutdownDeadlineMs: number;
  readonly executor: ExecutorKind;
  readonly webSockets: WebSocketLimits;
}

/** Mutual TLS with the subgraphs' processes, both ways. */
export interface PeerSettings {
  readonly tls: PeerTlsSettings;
  /** Where subgraphs ask the graph: nobody else gets a connection there, and they are not believed anywhere else. */
  readonly internalPort: number;
}

/** What a process needs that is a router and nothing else. */
export interface RouterProcessConfig extends RouterConfig {
  readonly logLevel: LogLevel;
  readonly supergraphFile: string;
  /** Where each process listens, without a slash at the end. GraphQL is at `/graphql` below. */
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** Of one fetch from a subgraph, with its repetitions. */
  readonly subgraphTimeoutMs: number;
  /** Ed25519, private: signs who asks, for the subgraphs. */
  readonly viewerTokenKey: JWK;
  readonly accessTokenIssuer: string;
  readonly accessTokenAudience: string;
  readonly jwksUrl: string;
  /** Keeps the sessions and tells which are revoked; without one an access token counts until it expires. */
  readonly sessionSubgraph: string | undefined;
  readonly explorer: boolean;
  /** Whether the development mailbox is shown, which holds secrets in the clear. */
  readonly mailbox: boolean;
  /** Without it processes speak HTTP with each other, or what the URLs say. */
  readonly peers: PeerSettings | undefined;
  /** HTTPS for clients; without it, something in front has to see to it. */
  readonly publicTls: TlsSettings | undefined;
  /** Where health and metrics are told without TLS, besides the port of all else. */
  readonly healthPort: number | undefined;
}

const count = z.coerce.number('must be a number').int('must be a whole number').positive('must be positive');

const routerShape = {
  PORT: configShapes.port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform(listOf)
    .refine((origins) => origins.every(isOrigin), {
      message: 'must be origins such as https://app.example.com, separated by commas, or *',
    }),
  TRUSTED_PROXIES: z.string().default('').transform(listOf).refine(areProxies, {
    message: 'must be addresses or ranges such as 10.0.0.0/8, separated by commas',
  }),
  BODY_LIMIT: count.default(1024 * 1024),
  OPERATION_TIMEOUT_MS: configShapes.milliseconds.default(defaultLimits.timeoutMs),
  MAX_TOKENS: count.default(defaultLimits.maxTokens),
  MAX_DEPTH: count.default(defaultLimits.maxDepth),
  SESSION_SILENCE_MS: configShapes.milliseconds.default(10_000),
  SHUTDOWN_DEADLINE_MS: configShapes.milliseconds.default(10_000),
  EXECUTOR: z
    .enum(['adaptive', 'compiled', 'reference'], 'must be adaptive, compiled or reference')
    .default('adaptive'),
};

const processShape = {
  ...routerShape,
  LOG_LEVEL: configShapes.logLevel.default('info'),
  SUPERGRAPH_FILE: z.string().default(fileURLToPath(new URL('../../../schema/supergraph.graphql', import.meta.url))),
  SUBGRAPH_URLS: z.string().transform((text, context): ReadonlyMap<string, string> => {
    const urls = urlsByName(text);
    if (urls) return urls;
    context.addIssue({
      code: 'custom',
      message: 'must be name=url, separated by commas, such as users=http://127.0.0.1:4001,core=http://127.0.0.1:4002',
    });
    return z.NEVER;
  }),
  SUBGRAPH_TIMEOUT_MS: configShapes.milliseconds.default(defaultSubgraphTimeoutMs),
  VIEWER_TOKEN_KEY: keyShapes.jwk.refine(({ d }) => typeof d === 'string', { message: 'must be a private key' }),
  ACCESS_TOKEN_ISSUER: z.string().default('trivet'),
  ACCESS_TOKEN_AUDIENCE: z.string().default('trivet'),
  JWKS_URL: configShapes.url('http', 'https').optional(),
  SESSION_SUBGRAPH: z.string().default('users'),
  EXPLORER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  MAILBOX: z.enum(['on', 'off'], 'must be on or off').default('off'),
  INTERNAL_PORT: configShapes.port.optional(),
  HEALTH_PORT: configShapes.port.optional(),
  ...peerTlsShape,
  ...publicTlsShape,
};

/**
 * For a process that holds more than the router.
 * @throws {ConfigError}
 */
export function readRouterConfig(environment: Environment = process.env): RouterConfig {
  return routerConfigOf(parseConfig(routerShape, environment));
}

/** @throws {ConfigError} */
export function readRouterProcessConfig(environment: Environment = process.env): RouterProcessConfig {
  const given = parseConfig(processShape, environment);
  const subgraphUrls = given.SUBGRAPH_URLS;
  const usersUrl = subgraphUrls.get('users');
  const jwksUrl = given.JWKS_URL ?? (usersUrl && `${usersUrl}/.well-known/jwks.json`);
  if (!jwksUrl) throw new ConfigError(['JWKS_URL: is required where SUBGRAPH_URLS names no users']);
  const sessionSubgraph = given.SESSION_SUBGRAPH === 'none' ? undefined : given.SESSION_SUBGRAPH;
  if (sessionSubgraph !== undefined && !subgraphUrls.has(sessionSubgraph)) {
    throw new ConfigError(['SESSION_SUBGRAPH: must be one of SUBGRAPH_URLS, or none']);
  }
  const mailbox = given.MAILBOX === 'on';
  if (mailbox && !isLoopbackHost(given.HOST)) {
    throw new ConfigError(['MAILBOX: can only be on where HOST is this machine alone: it shows secrets']);
  }
  const tls = readPeerTls(given, { SUBGRAPH_URLS: [...subgraphUrls.values()] });
  return {
    ...routerConfigOf(given),
    peers: peersOf(tls, given.INTERNAL_PORT),
    publicTls: readPublicTls(given),
    healthPort: given.HEALTH_PORT,
    logLevel: given.LOG_LEVEL,
    supergraphFile: resolve(given.SUPERGRAPH_FILE),
    subgraphUrls,
    subgraphTimeoutMs: given.SUBGRAPH_TIMEOUT_MS,
    viewerTokenKey: given.VIEWER_TOKEN_KEY,
    accessTokenIssuer: given.ACCESS_TOKEN_ISSUER,
    accessTokenAudience: given.ACCESS_TOKEN_AUDIENCE,
    jwksUrl,
    sessionSubgraph,
    explorer: given.EXPLORER === 'on',
    mailbox,
  };
}

function routerConfigOf(given: z.infer<z.ZodObject<typeof routerShape>>): RouterConfig {
  return {
    host: given.HOST,
    port: given.PORT,
    corsOrigins: given.CORS_ORIGINS,
    trustedProxies: given.TRUSTED_PROXIES,
    bodyLimitBytes: given.BODY_LIMIT,
    operationTimeoutMs: given.OPERATION_TIMEOUT_MS,
    maxTokens: given.MAX_TOKENS,
    maxDepth: given.MAX_DEPTH,
    sessionSilenceMs: given.SESSION_SILENCE_MS,
    shutdownDeadlineMs: given.SHUTDOWN_DEADLINE_MS,
    executor: given.EXECUTOR,
    webSockets: { ...defaultWebSocketLimits, maxPayloadBytes: given.BODY_LIMIT },
  };
}

function peersOf(tls: PeerTlsSettings | undefined, internalPort: number | undefined): PeerSettings | undefined {
  if (!tls && internalPort !== undefined) throw new ConfigError(['INTERNAL_PORT: takes TLS_CERT_FILE']);
  if (tls && internalPort === undefined)
    throw new ConfigError(['INTERNAL_PORT: is required where TLS_CERT_FILE is set: there subgraphs ask the graph']);
  return tls && internalPort !== undefined ? { tls, internalPort } : undefined;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isOrigin(text: string): boolean {
  return text === '*' || (URL.canParse(text) && new URL(text).origin === text);
}

function urlsByName(text: string): ReadonlyMap<string, string> | undefined {
  const urls = new Map<string, string>();
  for (const pair of listOf(text)) {
    const [, name, url] = /^([a-z][a-z0-9_-]*)=(https?:\/\/.+)$/.exec(pair) ?? [];
    if (name === undefined || url === undefined || !URL.canParse(url) || urls.has(name)) return undefined;
    urls.set(name, url.replace(/\/$/, ''));
  }
  return urls.size > 0 ? urls : undefined;
}
