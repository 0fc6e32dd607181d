import { expect, it } from 'vitest';
import { defaultLimits } from '../admission/limits.ts';
import { shop } from '../tests/shop.ts';
import { testSupergraph } from '../tests/test-graph.ts';
import { OperationCache } from './operation-cache.ts';
import type { Plan } from './plan.ts';
import type { Planner } from './planner.ts';

function setup() {
  const { apiSchema } = testSupergraph(shop().all);
  const plans: PromiseWithResolvers<Plan>[] = [];
  const planner: Planner = {
    plan: () => {
      const plan = Promise.withResolvers<Plan>();
      plans.push(plan);
      return plan.promise;
    },
  };
  const cache = new OperationCache({ apiSchema, planner, limits: defaultLimits });
  const prepare = (query: string, operationName?: string) => {
    const outcome = cache.prepare({ query, operationName });
    if (!('kind' in outcome)) throw new Error(outcome[0]?.message);
    return outcome;
  };
  return { cache, plans, prepare };
}

it('understands a document once, and each of its operations for itself', () => {
  const { prepare } = setup();
  const query = 'query A { viewer { id } } query B { viewer { id } }';
  expect(prepare(query, 'A')).toBe(prepare(query, 'A'));
  expect(prepare(query, 'A')).not.toBe(prepare(query, 'B'));
});

it('plans once for all who wait', async () => {
  const { cache, plans, prepare } = setup();
  const waiting = [1, 2, 3].map(() => cache.plan(prepare('{ viewer { id } }')));
  await Promise.resolve();
  expect(plans).toHaveLength(1);
  const plan: Plan = { kind: 'query' };
  plans[0]?.resolve(plan);
  expect(await Promise.all(waiting)).toEqual([plan, plan, plan]);
  expect(await cache.plan(prepare('{ viewer { id } }'))).toBe(plan);
});

it('tells all who wait of a failure, and tries again for the next', async () => {
  const { cache, plans, prepare } = setup();
  const waiting = [1, 2].map(() => cache.plan(prepare('{ viewer { id } }')));
  await Promise.resolve();
  plans[0]?.reject(new Error('no plan'));
  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  void cache.plan(prepare('{ viewer { id } }'));
  await Promise.resolve();
  expect(plans).toHaveLength(2);
});

it('keeps the errors of a refused document too, but not of a long one', () => {
  const { cache } = setup();
  const refused = (query: string) => cache.prepare({ query });
  expect(refused('{ nothing }')).toBe(refused('{ nothing }'));
  const long = `{ nothing } # ${'x'.repeat(20_000)}`;
  expect(refused(long)).not.toBe(refused(long));
  expect(refused(long)).toHaveLength(1);
});

it('forgets what has not been asked for longest, when texts grow beyond its bound', () => {
  const { prepare } = setup();
  const query = (index: number) => `{ viewer { id } } # ${index} ${'x'.repeat(500_000)}`;
  const first = prepare(query(0));
  const last = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => prepare(query(index))).at(-1);
  expect(prepare(query(9))).toBe(last);
  expect(prepare(query(0))).not.toBe(first);
});
