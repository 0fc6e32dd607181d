import { expect, it } from 'vitest';
import { parseStat } from './cpu.ts';

const stat = (name: string) =>
  `4711 (${name}) S 42 4711 4711 0 -1 4194304 100 0 0 0 120 30 7 3 20 0 11 0 180059 3133440 384 184467 1 1 0 0 0`;

it('reads who started a process and what it used, in milliseconds', () => {
  expect(parseStat(stat('node'))).toEqual({ parent: 42, ownMs: 1_500, endedChildrenMs: 100 });
});

it('is not misled by a name with parentheses and spaces', () => {
  expect(parseStat(stat('postgres: a) b (c')).parent).toBe(42);
});
