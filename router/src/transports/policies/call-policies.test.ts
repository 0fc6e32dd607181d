import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FailureKind, SubgraphFailure } from '../subgraph-failure.ts';
import { deadlineOf } from '../transport.ts';
import { type Attempt, CallPolicies } from './call-policies.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { RetryBudget } from './retry-budget.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A subgraph that answers when it is told to, and remembers what it was asked and what was taken back. */
function setup(options: { readonly maxRunning?: number; readonly reserve?: number } = {}) {
  const { maxRunning = 10, reserve = 10 } = options;
  const breaker = new CircuitBreaker({ now: () => performance.now(), minAnswers: 4 });
  const limit = new ConcurrencyLimit({ maxRunning, maxWaiting: 10 });
  const policies = new CallPolicies({
    timeoutMs: 1000,
    limit,
    breaker,
    budget: new RetryBudget({ reserve }),
    random: () => 1,
  });
  const asked: PromiseWithResolvers<string>[] = [];
  const stopped: string[] = [];
  const attempt = (): Attempt<string> => {
    const answer = Promise.withResolvers<string>();
    asked.push(answer);
    return {
      result: answer.promise,
      stop: (failure) => {
        stopped.push(failure.kind);
        answer.reject(failure);
      },
    };
  };
  return {
    policies,
    breaker,
    limit,
    asked,
    stopped,
    attempt,
    /** What one call comes to: an answer, or the kind of its failure. */
    call: (how: { readonly signal?: AbortSignal; readonly isRepeatable?: boolean } = {}): Promise<string> =>
      policies
        .run({ attempt, deadline: deadlineOf(how.signal), isRepeatable: how.isRepeatable ?? true })
        .catch((error: SubgraphFailure) => error.kind),
    fail: async (kind: FailureKind) => {
      asked.at(-1)?.reject(new SubgraphFailure(kind, kind));
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

describe('a repetition', () => {
  it('follows a lost connection at most twice, each time after a longer while', async () => {
    const { call, fail, asked } = setup();
    const outcome = call();
    await fail('connection-lost');
    await vi.advanceTimersByTimeAsync(49);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    await fail('not-now');
    await vi.advanceTimersByTimeAsync(99);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(3);
    await fail('connection-lost');
    expect(await outcome).toBe('connection-lost');
    expect(asked).toHaveLength(3);
  });

  it('brings the answer, if there is one then', async () => {
    const { call, fail, asked, limit } = setup();
    const outcome = call();
    await fail('connection-lost');
    await vi.advanceTimersByTimeAsync(50);
    asked[1]?.resolve('answer');
    expect(await outcome).toBe('answer');
    expect(limit.running).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('follows nothing that time does not mend, and never what may have had its effect', async () => {
    const { call, fail, asked } = setup();
    for (const kind of ['unreachable', 'garbage', 'too-large', 'refused'] as const) {
      const outcome = call();
      await fail(kind);
      expect(await outcome).toBe(kind);
    }
    const mutation = call({ isRepeatable: false });
    await fail('connection-lost');
    expect(await mutation).toBe('connection-lost');
    expect(asked).toHaveLength(5);
  });

  it('stops when too much was repeated already', async () => {
    const { call, fail, asked } = setup({ reserve: 1 });
    const outcome = call();
    await fail('connection-lost');
    await vi.advanceTimersByTimeAsync(50);
    await fail('connection-lost');
    expect(await outcome).toBe('connection-lost');
    expect(asked).toHaveLength(2);
  });

  it('is not waited for beyond the time limit', async () => {
    const { call, fail, asked } = setup();
    const outcome = call();
    await vi.advanceTimersByTimeAsync(960);
    await fail('connection-lost');
    await vi.advanceTimersByTimeAsync(40);
    expect(await outcome).toBe('too-slow');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(1);
  });
});

describe('the time', () => {
  it('is up when the subgraph may take no longer: what was asked is taken back', async () => {
    const { call, stopped, limit } = setup();
    const outcome = call();
    await vi.advanceTimersByTimeAsync(999);
    expect(stopped).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBe('too-slow');
    expect(stopped).toEqual(['too-slow']);
    expect(limit.running).toBe(0);
  });

  it('is up when nobody waits any more, which says nothing of the subgraph', async () => {
    const { call, stopped, breaker, limit } = setup();
    for (let number = 0; number < 20; number++) {
      const client = new AbortController();
      const outcome = call({ signal: client.signal });
      client.abort();
      expect(await outcome).toBe('abandoned');
    }
    expect(stopped).toHaveLength(20);
    expect(limit.running).toBe(0);
    expect(breaker.isOpen).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not listened for once the call is over', async () => {
    const { policies, attempt, asked } = setup();
    const listeners = new Set<() => void>();
    const deadline = {
      ...deadlineOf(),
      onReached: (listener: () => void) => void listeners.add(listener),
      offReached: (listener: () => void) => void listeners.delete(listener),
    };
    const outcome = policies.run({ attempt, deadline, isRepeatable: true });
    expect(listeners.size).toBe(1);
    asked[0]?.resolve('answer');
    await outcome;
    expect(listeners.size).toBe(0);
  });

  it('is up at once for whom nobody waits from the beginning', async () => {
    const { call } = setup();
    expect(await call({ signal: AbortSignal.abort() })).toBe('abandoned');
  });

  it('runs while a place is waited for', async () => {
    const { call, asked, limit } = setup({ maxRunning: 1 });
    const client = new AbortController();
    const outcomes = [call(), call({ signal: client.signal })];
    await vi.advanceTimersByTimeAsync(500);
    outcomes.push(call());
    expect(limit).toMatchObject({ running: 1, waiting: 2 });
    client.abort();
    expect(await outcomes[1]).toBe('abandoned');
    await vi.advanceTimersByTimeAsync(500);
    // The first has used up its time, and the third has its place.
    expect(await outcomes[0]).toBe('too-slow');
    expect(asked).toHaveLength(2);
    asked[1]?.resolve('answer');
    expect(await outcomes[2]).toBe('answer');
    expect(limit).toMatchObject({ running: 0, waiting: 0 });
  });
});

describe('the circuit', () => {
  it('opens when too many fail: others are refused at once, and repetitions too', async () => {
    const { call, fail, asked, breaker } = setup();
    const outcomes = [call(), call()];
    asked[0]?.reject(new SubgraphFailure('connection-lost', 'lost'));
    asked[1]?.reject(new SubgraphFailure('connection-lost', 'lost'));
    await vi.advanceTimersByTimeAsync(50);
    expect(asked).toHaveLength(4);
    asked[2]?.reject(new SubgraphFailure('connection-lost', 'lost'));
    await fail('connection-lost');
    expect(breaker.isOpen).toBe(true);
    expect(await call()).toBe('circuit-open');
    await vi.advanceTimersByTimeAsync(100);
    // What they had met before is said, and not that it was met too often.
    expect(await Promise.all(outcomes)).toEqual(['connection-lost', 'connection-lost']);
    expect(asked).toHaveLength(4);
  });

  it('does not open for what a client can cause', async () => {
    const { call, fail, breaker } = setup();
    for (let number = 0; number < 20; number++) {
      const outcome = call();
      await fail(number % 2 === 0 ? 'too-large' : 'refused');
      await outcome;
    }
    expect(breaker.isOpen).toBe(false);
  });

  it('opens for a subgraph that is too slow, and closes when it answers again', async () => {
    const { call, asked, breaker } = setup();
    const outcomes = Array.from({ length: 4 }, () => call());
    await vi.advanceTimersByTimeAsync(1000);
    expect(await Promise.all(outcomes)).toEqual(Array(4).fill('too-slow'));
    expect(breaker.isOpen).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    const probe = call();
    asked.at(-1)?.resolve('answer');
    expect(await probe).toBe('answer');
    expect(breaker.isOpen).toBe(false);
  });
});
