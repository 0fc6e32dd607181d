import { join } from 'node:path';
import { environments, readConfig, waitUntilReady } from '@trivet/standalone';
import { repository } from '../config/config.ts';
import type { Variant } from '../variant.ts';

const readyWithinMs = 60_000;
/** As a process in production logs: a line per request, to a file. */
const logging = { LOG_LEVEL: 'info' };

export const trivetStandalone: Variant = {
  name: 'standalone',
  about: 'Trivet in one process, a log line per request',
  counts: 'everything',
  async start(environment) {
    const { keys, urls } = environment;
    const port = await environment.freePort();
    const child = environment.start({
      name: 'standalone',
      entry: join(repository, 'tests/support/standalone-process.ts'),
      environment: {
        PORT: String(port),
        INSTALLATION: JSON.stringify({ keys, urls }),
        // A page for developers, not asked for here; building it would take CPU at the start.
        EXPLORER: 'off',
        ...logging,
      },
    });
    await child.message();
    // Who asks has a session of which the database knows nothing, and until users has told of others it is asked for his.
    await waitUntilReady(`http://127.0.0.1:${port}/readyz`, AbortSignal.timeout(readyWithinMs));
    return {
      url: `http://127.0.0.1:${port}/graphql`,
      processes: [child],
      headersFor: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}` }),
      stop: () => child.stop(),
    };
  },
};

export const trivetRouter: Variant = {
  name: 'router',
  about: 'Trivet as four processes, a log line per request in each',
  counts: 'gateway',
  async start(environment) {
    const subgraphs = await environment.subgraphs();
    const { keys, urls, routerPort: router } = environment;
    const ports = Object.fromEntries(
      Object.entries(subgraphs).map(([name, { url }]) => [name, Number(new URL(url).port)]),
    );
    const told = environments(readConfig({ PORT: String(router) }), { keys, urls }, { ...ports, router } as Parameters<
      typeof environments
    >[2]);
    const child = environment.start({
      name: 'router',
      entry: join(repository, 'router/src/main.ts'),
      environment: { ...told.router, EXPLORER: 'off', ...logging },
    });
    await waitUntilReady(`http://127.0.0.1:${router}/readyz`, AbortSignal.timeout(readyWithinMs)).catch(
      (cause: unknown) => {
        throw new Error(`The router did not become ready:\n${child.output}`, { cause });
      },
    );
    return {
      url: `http://127.0.0.1:${router}/graphql`,
      processes: [child, ...Object.values(subgraphs).map(({ process }) => process)],
      headersFor: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}` }),
      stop: () => child.stop(),
    };
  },
};
