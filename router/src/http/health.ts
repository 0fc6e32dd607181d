import type { Readiness } from '@trivet/platform';
import type { FastifyInstance } from 'fastify';

export interface HealthDeps {
  /** One entry per part that the router needs; a part that is down is said, not thrown. */
  readonly readiness: () => Promise<readonly Readiness[]>;
  readonly isStopping: () => boolean;
}

/**
 * `/livez`: the process answers. `/readyz`: 200 while the router can answer anything at all, `degraded` where a part is
 * down; 503 when every part is, or while it stops.
 */
export function serveHealth(app: FastifyInstance, { readiness, isStopping }: HealthDeps): void {
  app.get('/livez', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const checks = await readiness();
    const status = isStopping() ? 'unavailable' : statusOf(checks);
    return reply
      .status(status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, checks });
  });
}

function statusOf(checks: readonly Readiness[]): 'ready' | 'degraded' | 'unavailable' {
  if (checks.every(({ ok }) => ok)) return 'ready';
  return checks.some(({ ok }) => ok) ? 'degraded' : 'unavailable';
}
