import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/asvs.md'), 'utf8');
const lines = text.split('\n');

const states = ['met', 'met, no test', 'in part', 'not met', 'not ours'] as const;

/** How many requirements ASVS 5.0.0 has in each section; 10.6 and 10.7 are about providers and consent. */
const sections: Readonly<Record<string, number>> = {
  ...{ '4.1': 5, '4.2': 5, '4.3': 2, '4.4': 4 },
  ...{ '5.1': 1, '5.2': 6, '5.3': 3, '5.4': 3 },
  ...{ '6.1': 3, '6.2': 12, '6.3': 8, '6.4': 6, '6.5': 8, '6.6': 4, '6.7': 2, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 3, '7.6': 2 },
  ...{ '8.1': 4, '8.2': 4, '8.3': 3, '8.4': 2 },
  ...{ '9.1': 3, '9.2': 4 },
  ...{ '10.1': 2, '10.2': 3, '10.3': 5, '10.4': 16, '10.5': 5 },
  ...{ '11.1': 4, '11.2': 5, '11.3': 5, '11.4': 4, '11.5': 2, '11.6': 2, '11.7': 2 },
  ...{ '12.1': 5, '12.2': 2, '12.3': 5 },
  ...{ '14.1': 2, '14.2': 8, '14.3': 3 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 4 },
};

interface Row {
  readonly number: string;
  readonly level: string;
  readonly state: string;
  readonly how: string;
  readonly tests: readonly string[];
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const rows = lines
  .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map((line): Row => {
    const [number = '', level = '', , state = '', how = '', shown = ''] = cellsOf(line);
    return { number, level, state, how, tests: [...shown.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path) };
  });
const numbersOf = (state: string) => rows.filter((row) => row.state === state).map(({ number }) => number);

it('has every requirement of its chapters once', () => {
  const expected = Object.entries(sections).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  );
  expect(rows.map(({ number }) => number)).toEqual(expected);
});

it('knows levels and states, and says how', () => {
  const faulty = rows.filter(
    ({ level, state, how }) => !/^[123]$/.test(level) || !(states as readonly string[]).includes(state) || how === '',
  );
  expect(faulty).toEqual([]);
});

it('names a test for what is met, by files that are there', () => {
  const isTest = (path: string) => /\.test\.ts$|suite\.ts$/.test(path);
  expect(rows.filter(({ state, tests }) => state === 'met' && !tests.some(isTest))).toEqual([]);
  const paths = [...text.matchAll(/`((?:packages|router|schema|subgraphs|tests)\/[^`…]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it('counts what it says, and lists what no test shows', () => {
  const all = cellsOf(lines.find((line) => line.startsWith('| all |')) ?? '');
  expect(all.slice(1).map(Number)).toEqual(states.map((state) => numbersOf(state).length));
  for (const line of lines.filter((each) => /^\| V\d+ [^|]*\| \d/.test(each))) {
    const [chapter = '', ...counts] = cellsOf(line);
    const prefix = `${chapter.slice(1, chapter.indexOf(' '))}.`;
    const counted = states.map((state) => numbersOf(state).filter((number) => number.startsWith(prefix)).length);
    expect(counts.map(Number), chapter).toEqual(counted);
  }
  for (const level of ['1', '2']) {
    const of = (state: string) =>
      rows
        .filter((row) => row.level === level && row.state === state)
        .map(({ number }) => number)
        .join(', ') || 'none';
    expect(lines).toContain(`Of level ${level}, in part: ${of('in part')}; not met: ${of('not met')}.`);
  }
  const list = text.slice(text.indexOf('## Met, and no test shows it'));
  expect([...list.matchAll(/\d+\.\d+\.\d+/g)].map(([number]) => number)).toEqual(numbersOf('met, no test'));
});
