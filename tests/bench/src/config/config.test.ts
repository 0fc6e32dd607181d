import { expect, it } from 'vitest';
import { readOptions } from './config.ts';

const read = (...args: string[]) => readOptions(args, ['standalone', 'handWritten']);

it('measures everything unless it is told otherwise', () => {
  expect(read()).toMatchObject({ quick: false, only: undefined, base: undefined, profile: false, partial: false });
});

it.each([[['--only', 'standalone,public']], [['--queries', 'Q2']], [['--rounds', '1']]])(
  'takes %j for a part',
  (args) => {
    expect(read(...args).partial).toBe(true);
  },
);

it('asks all queries, or those it is told, in their order', () => {
  expect(read().queries).toEqual(['Q1', 'Q2', 'Q3']);
  expect(read('--queries', 'Q3,Q1').queries).toEqual(['Q1', 'Q3']);
});

it('takes two variants of another commit, and the whole of that for a whole', () => {
  expect(read('--base', 'HEAD~1', '--only', 'standalone,standaloneBase')).toMatchObject({
    base: 'HEAD~1',
    partial: true,
  });
  expect(read('--base', 'HEAD~1')).toMatchObject({ base: 'HEAD~1', partial: false });
});

it('takes more rounds than usual for the whole', () => {
  expect(read('--rounds', '20')).toMatchObject({ partial: false, effort: { rounds: 20 } });
});

it.each([
  [['--fast'], '--fast'],
  [['--rounds', '0'], '--rounds has to be'],
  [['--starts', 'all'], '--starts has to be'],
  [
    ['--only', 'standalone,somebody'],
    'There is no somebody; these are there: standalone, handWritten, standaloneBase, routerBase, public.',
  ],
  [['--queries', 'Q2,Q4'], 'There is no Q4; these are there: Q1, Q2, Q3.'],
  [['--only', 'standalone,standaloneBase'], '--base REF has to say of which commit standaloneBase is.'],
  [['--base', 'HEAD~1', '--only', 'standalone'], '--only leaves them out.'],
  [['--profile', '--only', 'public'], 'the public benchmark is none'],
  [['--profile', '--only', 'standalone,public'], 'the public benchmark is none'],
])('refuses %j with a sentence', (args, sentence) => {
  expect(() => read(...args)).toThrow(TypeError);
  expect(() => read(...args)).toThrow(sentence);
});
