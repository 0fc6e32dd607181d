import type { Readiness } from '@trivet/platform';
import type { Health } from '@trivet/platform/health';
import type { FastifyInstance } from 'fastify';

export interface HealthDeps {
  /** One entry per part that the router needs; a part that is down is said, not thrown. */
  readonly readiness: () => Promise<readonly Readiness[]>;
  readonly isStopping: () => boolean;
}

/** As `/readyz` says it. */
export async function healthOf({ readiness, isStopping }: HealthDeps): Promise<Health> {
  const checks = await readiness();
  const status = isStopping() ? 'unavailable' : statusOf(checks);
  return { isReady: status !== 'unavailable', body: { status, checks } };
}

/**
 * `/livez`: the process answers. `/readyz`: 200 while the router can answer anything at all, `degraded` where a part is
 * down; 503 when every part is, or while it stops.
 */
export function serveHealth(app: FastifyInstance, deps: HealthDeps): void {
  app.get('/livez', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const { isReady, body } = await healthOf(deps);
    return reply
      .status(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(body);
  });
}

function statusOf(checks: readonly Readiness[]): 'ready' | 'degraded' | 'unavailable' {
  if (checks.every(({ ok }) => ok)) return 'ready';
  return checks.some(({ ok }) => ok) ? 'degraded' : 'unavailable';
}
