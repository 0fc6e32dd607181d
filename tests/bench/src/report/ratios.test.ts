import { expect, it } from 'vitest';
import type { AllFigures, Figures } from '../measure/rounds.ts';
import { ratiosOf } from './ratios.ts';

function figures(...roundsCpuMs: number[]): Readonly<Record<'Q1' | 'Q2' | 'Q3', Figures>> {
  const one = { roundsCpuMs, cpuMs: 0, cpuMsByProcess: {}, perSecond: 0, p50Ms: 0, p99Ms: 0, answerBytes: 0 };
  return { Q1: one, Q2: one, Q3: one };
}

it('compares within each round, so that a slow hour of the machine counts for both', () => {
  // Of their medians it would be 3 / 10.
  const all: AllFigures = { standalone: figures(1, 20, 3), handWritten: figures(2, 10, 30) };
  expect(ratiosOf(all)).toEqual({ 'standalone/handWritten': { Q1: 0.5, Q2: 0.5, Q3: 0.5 } });
});

it('leaves out what was not measured', () => {
  expect(ratiosOf({ standalone: figures(1), router: figures(1) })).toEqual({});
});
