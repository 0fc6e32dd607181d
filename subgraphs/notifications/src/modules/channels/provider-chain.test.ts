import { createLogger } from '@trivet/platform';
import { TestClock } from '@trivet/subgraph/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Provider, ProviderChain } from './provider-chain.ts';
import { type Refusal, RefusedError } from './refused-error.ts';

/** Carries messages as a test wants it. */
class TestProvider implements Provider<string> {
  readonly name: string;
  readonly sent: string[] = [];
  signal: AbortSignal | undefined;
  answer: () => Promise<string | null> = async () => null;

  constructor(name: string) {
    this.name = name;
  }

  send(message: string, signal: AbortSignal): Promise<string | null> {
    this.sent.push(message);
    this.signal = signal;
    return this.answer();
  }
}

let clock: TestClock;
let first: TestProvider;
let second: TestProvider;
let chain: ProviderChain<string>;
let begun: string[];
beforeEach(() => {
  clock = new TestClock();
  [first, second] = [new TestProvider('first'), new TestProvider('second')];
  begun = [];
  const logger = createLogger({ service: 'test', level: 'silent' });
  chain = new ProviderChain<string>({ providers: [first, second], clock, logger, places: 2, timeoutMs: 20 });
});

const send = (message = 'message') =>
  chain.send(message, async (provider) => {
    begun.push(provider);
    return true;
  });
const refusing = (refusal: Refusal) => async () => {
  throw new RefusedError('no', { refusal });
};
const never = () => new Promise<never>(() => {});
const broken = async () => {
  throw new Error('The connection ended.');
};
/** So often that it is left alone. */
const failing = async (answer: TestProvider['answer'], times = 5) => {
  first.answer = answer;
  for (let time = 0; time < times; time += 1) await send().catch(() => {});
};

describe('a message', () => {
  it('is handed to the first provider, after that was written down, and to nobody else', async () => {
    first.answer = async () => {
      expect(begun).toEqual(['first']);
      return 'id';
    };
    expect(await send()).toEqual({ provider: 'first', messageId: 'id' });
    expect(second.sent).toEqual([]);
  });

  it('goes to the next one where the first takes nothing', async () => {
    first.answer = refusing('unavailable');
    expect(await send()).toMatchObject({ provider: 'second' });
    expect(begun).toEqual(['first', 'second']);
  });

  it.each(['later', 'permanent'] as const)('that is refused itself (%s) goes to nobody else', async (refusal) => {
    first.answer = refusing(refusal);
    await expect(send()).rejects.toMatchObject({ refusal });
    expect(second.sent).toEqual([]);
  });

  it('of which nobody knows whether it has left goes to nobody else', async () => {
    first.answer = broken;
    await expect(send()).rejects.toThrow('The connection ended.');
    first.answer = never;
    await expect(send()).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect([second.sent, first.signal?.aborted]).toEqual([[], true]);
  });

  it('is refused when all refuse, and handed to nobody where it may not be', async () => {
    first.answer = second.answer = refusing('unavailable');
    await expect(send()).rejects.toMatchObject({ refusal: 'unavailable' });
    first.sent.length = 0;
    expect(await chain.send('message', async () => false)).toBeNull();
    expect(first.sent).toEqual([]);
  });
});

describe('a provider', () => {
  it.each([
    ['is not there', refusing('unavailable')],
    ['breaks off', broken],
    ['does not answer', never],
  ])('that %s five times is left alone for ten seconds, then tried with one message', async (_what, answer) => {
    await failing(answer);
    first.sent.length = 0;
    expect([await send(), first.sent]).toEqual([{ provider: 'second', messageId: null }, []]);
    clock.advance(10_000);
    const probe = Promise.withResolvers<null>();
    first.answer = () => probe.promise;
    const probing = send('probe');
    expect(await send('beside it')).toMatchObject({ provider: 'second' });
    probe.resolve(null);
    expect(await probing).toMatchObject({ provider: 'first' });
    first.answer = async () => null;
    expect(await send()).toMatchObject({ provider: 'first' });
    expect(first.sent).toEqual(['probe', 'message']);
  });

  it('that fails its probe rests twice as long, up to five minutes', async () => {
    await failing(refusing('unavailable'));
    for (const restMs of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      first.sent.length = 0;
      clock.advance(restMs - 1);
      await send();
      expect(first.sent, `${restMs}`).toEqual([]);
      clock.advance(1);
      await send();
      expect(first.sent, `${restMs}`).toEqual(['message']);
    }
  });

  it('that refuses messages for what they are is asked on', async () => {
    await failing(refusing('permanent'), 10);
    first.answer = async () => null;
    expect(await send()).toMatchObject({ provider: 'first' });
  });

  it('that hangs holds its own places, and no others', async () => {
    first.answer = never;
    const hanging = [send(), send()];
    expect(await send()).toMatchObject({ provider: 'second' });
    expect(begun).toEqual(['first', 'first', 'second']);
    await Promise.allSettled(hanging);
  });
});

it('takes as many at once as the first has places that is asked, and one for who is tried again', async () => {
  expect(chain.capacity).toBe(2);
  await failing(refusing('unavailable'));
  expect(chain.capacity).toBe(2);
  clock.advance(10_000);
  expect(chain.capacity).toBe(3);
});

it('takes none while all of them rest', async () => {
  second.answer = refusing('unavailable');
  await failing(refusing('unavailable'));
  begun.length = 0;
  expect(chain.capacity).toBe(0);
  await expect(send()).rejects.toMatchObject({ refusal: 'unavailable' });
  expect(begun).toEqual([]);
  clock.advance(10_000);
  expect(chain.capacity).toBe(2);
});

it('asks who has it, and knows nothing where that one cannot tell or is not there any more', async () => {
  const telling: Provider<string> = { name: 'telling', send: async () => null, find: async () => 'sent' };
  const logger = createLogger({ service: 'test', level: 'silent' });
  const mixed = new ProviderChain<string>({ providers: [first, telling], clock, logger });
  const outcomes = [
    mixed.find('telling', 'id'),
    mixed.find('first', 'id'),
    mixed.find('gone', 'id'),
    mixed.find(null, 'id'),
  ];
  expect(await Promise.all(outcomes)).toEqual(['sent', 'unknown', 'unknown', 'unknown']);
});
