import { generateKeyPairSync } from 'node:crypto';
import {
  AccessTokenIssuer,
  AccessTokenVerifier,
  publicKeyOf,
  RevokedSessions,
  ViewerTokenIssuer,
  ViewerTokenVerifier,
} from '@trivet/identity';
import { createLogger, type HttpRoute, type Readiness, revocableOf, type Viewer } from '@trivet/platform';
import type { ServerTls } from '@trivet/platform/tls';
import type { JWK } from 'jose';
import { onTestFinished } from 'vitest';
import { createAuthenticate } from '../admission/authentication.ts';
import type { Beginnings } from '../admission/sessions.ts';
import { Edge, type EdgeConfig } from '../http/edge.ts';
import { defaultWebSocketLimits } from '../live/websocket-edge.ts';
import { LocalOperations } from './local-operations.ts';

export const userId = '0197a7e5-6d3c-7b6e-8a44-0d6f0f6d2b11';
/** Of everybody who has a token of the fixture's. */
export const sessionId = '0197a7e5-6d3c-7b6e-8a44-0d6f0f6d2b12';

const sessionMs = 30 * 86_400_000;

export interface EdgeFixture {
  readonly edge: Edge;
  readonly operations: LocalOperations;
  /** Of the server, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  readonly webSocketUrl: string;
  /** All lines of the log so far. */
  readonly log: readonly LogLine[];
  /** A value for `Authorization`: of `userId`, valid now. */
  bearer(): Promise<string>;
  /** Was valid, until the fixture's clock moved on. */
  expiredBearer(): Promise<string>;
  readonly viewerTokens: ViewerTokenIssuer;
  /** As far as sessions last. */
  endSessions(): void;
  /** What the edges know of ended sessions. */
  readonly revoked: RevokedSessions;
  /** What ended meanwhile may have escaped them. */
  readonly beginLate: () => void;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface EdgeSetup {
  readonly config?: Partial<EdgeConfig>;
  readonly routes?: readonly HttpRoute[];
  readonly readiness?: () => Promise<readonly Readiness[]>;
  /** With it clients come by HTTPS. */
  readonly tls?: ServerTls;
}

/** The edges as they are served, on a free port, before a graph of one schema. Stopped when the test is over. */
export async function startEdge({ config, routes = [], readiness, tls }: EdgeSetup = {}): Promise<EdgeFixture> {
  const log: LogLine[] = [];
  const logger = createLogger({ service: 'router', destination: { write: (line) => log.push(JSON.parse(line)) } });
  const operations = new LocalOperations(logger);
  let now = new Date('2026-11-23T12:00:00Z');
  const clock = { now: () => now };
  const names = { issuer: 'trivet', audience: 'trivet', clock };
  const issuer = new AccessTokenIssuer({ key: newKey(), ...names });
  const accessTokens = new AccessTokenVerifier({ keys: async () => issuer.publicKeys(), ...names });
  const serviceKey = newKey();
  const authenticate = createAuthenticate({
    accessTokens,
    viewerTokens: new ViewerTokenVerifier({ key: publicKeyOf(serviceKey), audience: 'router', clock }),
  });
  const revoked = new RevokedSessions({ clock });
  const untold = { beginnings: { all: 1, late: 0 } };
  const sessions = {
    onEnded: revoked.onRevoked.bind(revoked),
    get beginnings() {
      return untold.beginnings;
    },
    mayHaveMissed: (viewer: Viewer, { late }: Beginnings) =>
      revocableOf(viewer) !== null && late !== untold.beginnings.late,
  };
  const edge = new Edge(
    {
      operations,
      authenticate,
      sessions,
      clock,
      logger,
      routes,
      tls,
      readiness: readiness ?? (async () => [{ name: 'users', ok: true }]),
    },
    {
      host: '127.0.0.1',
      port: 0,
      bodyLimitBytes: 1024 * 1024,
      corsOrigins: [],
      trustedProxies: [],
      shutdownDeadlineMs: 5_000,
      webSockets: defaultWebSocketLimits,
      ...config,
    },
  );
  const { port } = await edge.listen();
  onTestFinished(async () => {
    operations.hold.resolve('over');
    await edge.stop(0);
  });
  const bearer = async () => {
    const { token } = await issuer.issue({
      userId,
      sessionId,
      authenticatedAt: now,
      sessionEndsAt: new Date(now.getTime() + sessionMs),
    });
    return `Bearer ${token}`;
  };
  return {
    edge,
    operations,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    webSocketUrl: `${tls ? 'wss' : 'ws'}://127.0.0.1:${port}/graphql`,
    log,
    bearer,
    expiredBearer: async () => {
      const value = await bearer();
      now = new Date(now.getTime() + 3_600_000);
      return value;
    },
    endSessions: () => {
      now = new Date(now.getTime() + sessionMs);
    },
    revoked,
    beginLate: () => {
      untold.beginnings = { all: 2, late: 1 };
    },
    viewerTokens: new ViewerTokenIssuer({ key: serviceKey, issuer: 'notifications', clock }),
  };
}

function newKey(): JWK {
  return { ...(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK), kid: 'test' };
}
