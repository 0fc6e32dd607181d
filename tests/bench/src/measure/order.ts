/**
 * The order of one round: shuffled, the same in every run, and in each odd round that of the round before from its end. So
 * whoever is measured comes after different ones, and of any two each is as often the first.
 */
export function orderOfRound<Item>(items: readonly Item[], round: number): Item[] {
  const random = randomFrom(Math.floor(round / 2));
  const order = [...items];
  // Fisher and Yates.
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return round % 2 === 0 ? order : order.reverse();
}

/** Numbers from 0 to 1 that look like chance (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
