import { AppError } from '@trivet/platform/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../admission/limits.ts';
import { shop } from '../tests/shop.ts';
import { testSupergraph } from '../tests/test-graph.ts';
import { LocalPlanning } from './local-planning.ts';
import { type KnownDocument, OperationCache, type OperationSource } from './operation-cache.ts';
import type { PlanningAnswer, PlanningRequest } from './planned-document.ts';
import { takingParts } from './resolve-operation.ts';

const supergraph = testSupergraph(shop().all);
const { apiSchema } = supergraph;
const local = new LocalPlanning(supergraph, defaultLimits);

/** Everything that was to be planned, in order. */
let asked: PlanningRequest[];
let failure: Error | undefined;
let cache: OperationCache;
beforeEach(() => {
  asked = [];
  failure = undefined;
  const plan = async (request: PlanningRequest): Promise<PlanningAnswer> => {
    asked.push(request);
    if (failure) throw failure;
    return local.plan(request);
  };
  cache = new OperationCache({ planning: { plan, close: async () => {} }, apiSchema });
});

const prepare = async (source: OperationSource): Promise<KnownDocument> => {
  const document = await cache.prepare(source);
  if (!('kind' in document)) throw new Error(document[0]?.message);
  return document;
};
/** For the first time. */
const planOnce = async (source: OperationSource, coerced = source.variables ?? {}) =>
  cache.plan(await prepare(source), source, coerced);
/** As it is kept when it comes again. */
const plan = async (source: OperationSource, coerced = source.variables ?? {}) => {
  await planOnce(source, coerced);
  return cache.plan(await prepare(source), source, coerced);
};

describe('by the text', () => {
  const query = 'query A { viewer { id } } query B { viewer { displayName } }';

  it('understands a document once, and each of its operations for itself', async () => {
    const a = await prepare({ query, operationName: 'A' });
    expect(cache.prepare({ query, operationName: 'A' })).toBe(a);
    expect(await prepare({ query, operationName: 'B' })).not.toBe(a);
    expect(asked).toHaveLength(2);
  });

  it('plans once for all who wait, and answers at once when it is known', async () => {
    const source = { query, operationName: 'A' };
    const plans = await Promise.all([planOnce(source), planOnce(source), planOnce(source)]);
    expect(plans.map(({ comesAgain }) => comesAgain)).toEqual([false, true, true]);
    expect(plans[2]).toBe(plans[1]);
    expect(asked).toHaveLength(1);
    expect(cache.plan(await prepare(source), source, {})).toBe(plans[1]);
  });

  it('tells all who wait of a failure, and tries again for the next', async () => {
    failure = new AppError('OPERATION_LIMIT_EXCEEDED', 'It takes too long.');
    const outcomes = await Promise.allSettled([
      prepare({ query: '{ viewer { id } }' }),
      prepare({ query: '{ viewer { id } }' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
    failure = undefined;
    expect(await prepare({ query: '{ viewer { id } }' })).toMatchObject({ kind: 'query' });
  });

  it('keeps the errors of a refused document too, but not of a long one', async () => {
    const refused = (text: string) => cache.prepare({ query: text });
    const errors = await refused('{ nothing }');
    expect(JSON.parse(JSON.stringify(errors))).toEqual([
      {
        message: 'Cannot query field "nothing" on type "Query". Did you mean "anything"?',
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
    expect(refused('{ nothing }')).toBe(errors);
    const long = `{ nothing } # ${'x'.repeat(20_000)}`;
    expect(await refused(long)).toHaveLength(1);
    expect(refused(long)).toBeInstanceOf(Promise);
  });

  it('forgets what has not been asked for longest, when texts grow beyond its bound', async () => {
    const text = (index: number) => `{ viewer { id } } # ${index} ${'x'.repeat(500_000)}`;
    for (let index = 0; index < 10; index++) await prepare({ query: text(index) });
    expect(cache.prepare({ query: text(9) })).not.toBeInstanceOf(Promise);
    expect(cache.prepare({ query: text(0) })).toBeInstanceOf(Promise);
  });
});

describe('by the operation', () => {
  it.each([
    ['other white space', '{\n  viewer {\n    id, accounts { name }\n  }\n}'],
    ['comments', '{ viewer { id accounts { name } } } # once more'],
    ['a fragment', '{ viewer { ...F } } fragment F on User { id accounts { name } }'],
    ['a fragment that is left out', '{ viewer { id ... @skip(if: true) { displayName } accounts { name } } }'],
    ['another operation beside it', '{ viewer { id accounts { name } } }', 'query Other { viewer { displayName } }'],
    ['a condition that is always met', '{ viewer { id @skip(if: false) accounts @include(if: true) { name } } }'],
  ])('is the same with %s', async (_, query, other = '') => {
    const source = { query: `query Q ${query} ${other}`, operationName: 'Q' };
    const plain = { query: 'query Q { viewer { id accounts { name } } }' };
    expect(await plan(source)).toBe(await plan(plain));
  });

  it.each([
    ['another order', '{ viewer { accounts { name } id } }'],
    ['another alias', '{ viewer { id a: accounts { name } } }'],
    ['a literal', '{ viewer { id accounts { name plan(upper: true) { name } } } }'],
  ])('is another with %s', async (_, query) => {
    expect(await plan({ query })).not.toBe(await plan({ query: '{ viewer { id accounts { name } } }' }));
  });

  it('has a plan for each outcome of its conditions', async () => {
    const query =
      'query($a: Boolean!, $b: Boolean = true) { viewer { id @include(if: $a) displayName @skip(if: $b) } }';
    const both = await plan({ query, variables: { a: true, b: false } });
    expect(both).toBe(await plan({ query: '{ viewer { id displayName } }' }));
    expect(await plan({ query, variables: { a: true } }, { a: true, b: true })).toBe(
      await plan({ query: '{ viewer { id } }' }),
    );
    const before = asked.length;
    expect(await plan({ query, variables: { a: true, b: false } })).toBe(both);
    expect(asked).toHaveLength(before);
  });

  it('has other plans for who takes parts, also when the two take turns', async () => {
    const query = '{ viewer { id ... @defer { unread } } }';
    const inParts = { query, takesParts: true };
    const [whole, parts] = [await plan({ query }), await plan(inParts, { [takingParts]: true })];
    expect(whole.plan.deferred).toBeUndefined();
    expect(parts.plan.deferred).toHaveLength(1);
    for (let turn = 0; turn < 2; turn++) {
      expect(await plan({ query })).toBe(whole);
      expect(await plan(inParts, { [takingParts]: true })).toBe(parts);
    }
    expect(whole).toBe(await plan({ query: '{ viewer { id unread } }' }));
  });

  it('asks once for a document whose variables decide nothing, whatever they are', async () => {
    const query = 'query($upper: Boolean) { viewer { accounts { plan(upper: $upper) { name } } } }';
    const sources = [true, false].map((upper) => ({ query, variables: { upper } }));
    const plans = await Promise.all(sources.map((source) => plan(source)));
    expect(plans[0]).toBe(plans[1]);
    expect(asked).toHaveLength(1);
  });
});

describe('for a new supergraph', () => {
  it('has the operations planned that were used most, by the same values of their conditions', async () => {
    const seldom = { query: '{ viewer { id } }' };
    const query = 'query Often($a: Boolean!) { viewer { id @skip(if: $a) accounts { name } } }';
    await prepare(seldom);
    for (const a of [true, false, true]) await plan({ query, operationName: 'Often', variables: { a } });
    const old = cache;
    cache = new OperationCache({ planning: local, apiSchema });
    await cache.warm(old.mostUsed(1));
    const source = { query, operationName: 'Often' };
    const document = cache.prepare(source);
    if (document instanceof Promise || !('kind' in document)) throw new Error('The document is not known.');
    expect(cache.plan(document, source, { a: true })).toMatchObject({ comesAgain: true });
    expect(cache.plan(document, source, { a: false })).not.toBeInstanceOf(Promise);
    expect(cache.prepare(seldom)).toBeInstanceOf(Promise);
  });

  it('goes without what can no longer be planned', async () => {
    await cache.warm([{ query: '{ nothing }', flags: new Map() }]);
    failure = new Error('no plan');
    await cache.warm([{ query: '{ viewer { id } }', flags: new Map() }]);
    expect(asked).toHaveLength(2);
  });
});
