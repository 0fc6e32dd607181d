import { expect, it } from 'vitest';
import type { AllFigures, Figures } from '../measure/rounds.ts';
import { ratiosOf, verdictOf } from './ratios.ts';

function figures(...rounds: number[]) {
  return figuresOfStarts(rounds);
}

function figuresOfStarts(...roundsCpuMs: number[][]): Readonly<Record<'Q1' | 'Q2' | 'Q3', Figures>> {
  const one = { roundsCpuMs, cpuMs: 0, cpuMsByProcess: {}, perSecond: 0, p50Ms: 0, p99Ms: 0, answerBytes: 0 };
  return { Q1: one, Q2: one, Q3: one };
}

it('compares within each round, so that a slow hour of the machine counts for both', () => {
  // Of their medians it would be 3 / 10.
  const all: AllFigures = { standalone: figures(1, 20, 3), handWritten: figures(2, 10, 30) };
  const found = { ratio: 0.5, interval: undefined };
  expect(ratiosOf(all)).toEqual({ 'standalone/handWritten': { Q1: found, Q2: found, Q3: found } });
});

it('leaves out what was not measured', () => {
  expect(ratiosOf({ standalone: figures(1), router: figures(1) })).toEqual({});
});

it('leaves out a query that was not asked', () => {
  const { Q2 } = figures(1);
  expect(ratiosOf({ router: { Q2 }, routerBase: { Q2 } })).toEqual({
    'router/routerBase': { Q2: { ratio: 1, interval: undefined } },
  });
});

it.each([
  { low: 0.98, high: 1.05, verdict: 'met' },
  { low: 1.06, high: 1.1, verdict: 'not met' },
  { low: 0.98, high: 1.1, verdict: 'undecided' },
])('says that a limit of 1.05 is $verdict between $low and $high', ({ verdict, ...interval }) => {
  expect(verdictOf({ ratio: 1, interval }, 1.05)).toBe(verdict);
});

it('decides nothing by few rounds', () => {
  expect(verdictOf({ ratio: 1, interval: undefined }, 1.05)).toBe('undecided');
});

it('takes of several starts the median of each', () => {
  const medians = [1, 2, 3, 4, 5, 6];
  const ours = figuresOfStarts(...medians.map((of) => [of, of, 9]));
  const theirs = figuresOfStarts(...medians.map(() => [1, 1, 1]));
  const found = { ratio: 3.5, interval: { low: 1, high: 6 } };
  expect(ratiosOf({ router: ours, routerBase: theirs })['router/routerBase']?.Q1).toEqual(found);
});
