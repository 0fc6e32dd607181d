import { expect, it } from 'vitest';
import { orderOfRound } from './order.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const orders = (rounds: number) => Array.from({ length: rounds }, (_, round) => orderOfRound(names, round));

it('has everybody in each round, and leaves the list as it was', () => {
  for (const order of orders(6)) expect(order.toSorted()).toEqual(names);
});

it('is the same in every run', () => {
  expect(orders(4)).toEqual(orders(4));
});

it('puts each of two as often before the other', () => {
  for (const pair of [0, 2, 4]) {
    expect(orderOfRound(names, pair + 1)).toEqual(orderOfRound(names, pair).reverse());
  }
});

it('has everybody come after several others in the rounds of a whole run', () => {
  const all = orders(5);
  for (const name of names) {
    const before = new Set(all.map((order) => order[order.indexOf(name) - 1]));
    expect(before.size).toBeGreaterThanOrEqual(3);
  }
});
