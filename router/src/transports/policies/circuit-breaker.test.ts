import { expect, it, vi } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

const limits = {
  failureShare: 0.5,
  windowMs: 10_000,
  silenceMs: 500,
  minAnswers: 4,
  probeEveryMs: 250,
  probesWhenReady: 3,
};

function setup() {
  let time = 1_000_000;
  const onOpen = vi.fn();
  const onClose = vi.fn();
  const breaker = new CircuitBreaker({ ...limits, now: () => time, onOpen, onClose });
  return {
    breaker,
    onOpen,
    onClose,
    pass: (ms: number) => {
      time += ms;
    },
    /** Sends one after the other, and says how it went. */
    answers: (...outcomes: readonly boolean[]) => {
      for (const ok of outcomes) breaker.record(breaker.enter() ?? Number.NaN, ok);
    },
    /** How many of as many are sent. */
    sent: (count: number) =>
      Array.from({ length: count }, () => breaker.enter()).filter((era) => era !== undefined).length,
  };
}

it('opens when half of the answers failed, and there were enough of them', () => {
  const { breaker, answers, onOpen, sent } = setup();
  answers(false, false, false);
  expect(breaker.isOpen).toBe(false);
  answers(true);
  // A success changes nothing for the worse, whatever the share is.
  expect(breaker.isOpen).toBe(false);
  answers(false);
  expect(onOpen).toHaveBeenCalledExactlyOnceWith({ failures: 4, answers: 5 });
  expect(breaker.isPassable).toBe(false);
  expect(sent(3)).toBe(0);
});

it('stays closed while fewer fail', () => {
  const { breaker, answers } = setup();
  for (let round = 0; round < 20; round++) answers(true, true, false);
  expect(breaker.isOpen).toBe(false);
});

it('opens when nothing succeeds any more, however much did before', () => {
  const { breaker, answers, pass } = setup();
  const busy = Array<boolean>(1000).fill(true);
  answers(...busy, false, false, false, false, false);
  // They may all have been lost together, and the next succeeds.
  expect(breaker.isOpen).toBe(false);
  pass(499);
  answers(false, true, false, false, false);
  expect(breaker.isOpen).toBe(false);
  pass(500);
  answers(false);
  expect(breaker.isOpen).toBe(true);
});

it('does not take one failure after a silence for many', () => {
  const { breaker, answers, pass } = setup();
  answers(false, false, false, ...Array<boolean>(10).fill(true));
  pass(5000);
  answers(false, false, false);
  expect(breaker.isOpen).toBe(false);
  answers(false);
  expect(breaker.isOpen).toBe(true);
});

it('forgets what is older than its window, a piece at a time', () => {
  const { breaker, answers, pass } = setup();
  answers(false, false);
  pass(5000);
  answers(true);
  pass(5000);
  answers(true, true, false);
  expect(breaker.isOpen).toBe(false);
  pass(60_000);
  answers(false, false, false);
  expect(breaker.isOpen).toBe(false);
  answers(false);
  expect(breaker.isOpen).toBe(true);
});

it('sends one every now and then while it is open, also when none of them comes back', () => {
  const { answers, pass, sent } = setup();
  answers(false, false, false, false);
  pass(249);
  expect(sent(2)).toBe(0);
  pass(1);
  expect(sent(2)).toBe(1);
  pass(250);
  expect(sent(2)).toBe(1);
});

it('closes with the first of them that succeeds, and begins to count anew', () => {
  const { breaker, answers, onOpen, onClose, pass } = setup();
  answers(false, false, false, false);
  pass(250);
  answers(false);
  expect(breaker.isOpen).toBe(true);
  pass(250);
  answers(true);
  expect(breaker.isOpen).toBe(false);
  answers(false, false, false);
  expect(breaker.isOpen).toBe(false);
  expect(onOpen).toHaveBeenCalledOnce();
  expect(onClose).toHaveBeenCalledOnce();
});

it('learns nothing of now from those who were sent before', () => {
  const { breaker, answers, pass } = setup();
  const early = Array.from({ length: 5 }, () => breaker.enter() ?? Number.NaN);
  answers(false, false, false, false);
  const [first = Number.NaN, ...rest] = early;
  breaker.record(first, true);
  expect(breaker.isOpen).toBe(true);
  pass(250);
  answers(true);
  for (const era of rest) breaker.record(era, false);
  expect(breaker.isOpen).toBe(false);
});

it('sends a few at once to a subgraph that says it is ready, and only then believes it', () => {
  const { breaker, answers, sent } = setup();
  breaker.expectRecovery();
  answers(false, false, false, false);
  expect(sent(5)).toBe(0);
  breaker.expectRecovery();
  expect(sent(5)).toBe(limits.probesWhenReady);
  breaker.expectRecovery();
  answers(true);
  expect(breaker.isOpen).toBe(false);
});
