import { expect, it } from 'vitest';
import { textList } from './text-list.ts';

const column = textList('labels') as unknown as {
  config: { customTypeParams: { fromDriver(value: unknown): unknown; toDriver(list: readonly string[]): string } };
};
const { fromDriver, toDriver } = column.config.customTypeParams;

it('reads what it has written, whatever the texts are', () => {
  const lists = [[], ['a'], ['a', 'b c'], ['a,b', '{c}', '"d"', 'e\\f', '\\"'], ['null', '', ' ', 'ä\n💥', '0-f']];
  for (const list of lists) expect(fromDriver(toDriver(list)), JSON.stringify(list)).toEqual(list);
});

it('reads what PostgreSQL writes', () => {
  expect(fromDriver('{urgent,"two words","NULL","a\\"b\\\\c",""}')).toEqual([
    'urgent',
    'two words',
    'NULL',
    'a"b\\c',
    '',
  ]);
  expect(fromDriver(['made', 'by the driver'])).toEqual(['made', 'by the driver']);
});
