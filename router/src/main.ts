import { readFile } from 'node:fs/promises';
import { Explorer } from '@trivet/console';
import { AccessTokenVerifier, publicKeyOf, ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { ConfigError, createLogger, Metrics, systemClock } from '@trivet/platform';
import { serveHealth } from '@trivet/platform/health';
import type { PeerFetch } from '@trivet/platform/peers';
import { runProcess } from '@trivet/platform/process';
import { PeerTls, PublicTls } from '@trivet/platform/tls';
import { keySetFrom } from './admission/key-set.ts';
import { AddressNotUsableError, createRouter, PortInUseError } from './app.ts';
import { type RouterProcessConfig, readRouterProcessConfig } from './config/config.ts';
import { forwardedRoutes } from './http/forwarded-routes.ts';
import { HttpTransport } from './transports/http.ts';

/** After the router's own deadline, for closing what it was given. */
const closingMs = 2_000;

/** The file is not there, or not ours to read. */
class SupergraphFileError extends Error {
  override readonly name = 'SupergraphFileError';
}

const config = configOrExit();
const logger = createLogger({ service: 'router', level: config.logLevel });

await runProcess({
  name: 'router',
  logger,
  deadlineMs: config.shutdownDeadlineMs + closingMs,
  explain: (error) =>
    error instanceof PortInUseError || error instanceof AddressNotUsableError || error instanceof SupergraphFileError
      ? error.message
      : undefined,
  start: async () => {
    const supergraphSdl = await readSupergraph(config.supergraphFile);
    const deps = { clock: systemClock, logger, metrics: new Metrics() };
    const tls = config.peers && new PeerTls(config.peers.tls, deps);
    const publicTls = config.publicTls && new PublicTls(config.publicTls, deps);
    const fetch = tls && (await fetchBy(tls));
    const issuer = new ViewerTokenIssuer({ key: config.viewerTokenKey, issuer: 'router', clock: systemClock });
    const transports = [...config.subgraphUrls].map(
      ([subgraph, url]) =>
        new HttpTransport({ subgraph, url, tls, issuer, logger, timeoutMs: config.subgraphTimeoutMs }),
    );
    const explorer = config.explorer ? new Explorer({ onProgress: (message) => logger.info(message) }) : undefined;
    const router = createRouter(config, {
      supergraphSdl,
      transports,
      ...(config.sessionSubgraph !== undefined && { sessionSubgraph: config.sessionSubgraph }),
      accessTokens: new AccessTokenVerifier({
        keys: keySetFrom(config.jwksUrl, logger, isSubgraph(config.jwksUrl) ? fetch : undefined),
        issuer: config.accessTokenIssuer,
        audience: config.accessTokenAudience,
        clock: systemClock,
      }),
      viewerTokens: new ViewerTokenVerifier({
        key: publicKeyOf(config.viewerTokenKey),
        audience: 'router',
        clock: systemClock,
      }),
      development: config.mailbox,
      routes: [...(explorer?.routes ?? []), ...forwardedRoutes({ ...config, issuer, fetch })],
      logger,
      publicTls,
      ...(tls && config.peers && { internal: { tls, port: config.peers.internalPort } }),
    });
    for (const each of [tls, publicTls]) each?.start();
    explorer?.start();
    const { url } = await router.listen();
    const { host, healthPort: port } = config;
    const health =
      port === undefined
        ? undefined
        : await serveHealth({ host, port, health: () => router.health(), metrics: deps.metrics });
    logger.info('router serves', { url, ...(health && { health: health.url }) });
    return {
      async stop() {
        await router.stop();
        await health?.stop();
        for (const each of [tls, publicTls]) each?.stop();
        await Promise.all([explorer?.stop(), ...transports.map((transport) => transport.close())]);
      },
    };
  },
});

/** Loaded where it is needed: Node's own `fetch` is there already. */
async function fetchBy(tls: PeerTls): Promise<PeerFetch> {
  const { peerFetch } = await import('@trivet/platform/peers');
  return peerFetch(tls);
}

/** Our certificate is shown to our own processes only, and our authorities vouch for no others. */
function isSubgraph(url: string): boolean {
  const { origin } = new URL(url);
  return [...config.subgraphUrls.values()].some((subgraphUrl) => new URL(subgraphUrl).origin === origin);
}

async function readSupergraph(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new SupergraphFileError(`The supergraph ${path} cannot be read. Set SUPERGRAPH_FILE to where it is.`, {
      cause,
    });
  }
}

function configOrExit(): RouterProcessConfig {
  try {
    return readRouterProcessConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
