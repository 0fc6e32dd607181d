/** What lies between, most likely. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The middle one, or between the middle two. @throws {RangeError} for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
  return (lower + upper) / 2;
}

/**
 * Where the median of all that could be measured lies, with 95 % certainty: between the two of `values` that so few lie beyond
 * by chance (Conover, Practical Nonparametric Statistics, 3.2), however they are spread, if one says nothing of the next.
 * Undefined for fewer than six values, of which nothing is so certain.
 */
export function medianInterval(values: readonly number[]): Interval | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const leftOut = leftOutAtEachEnd(sorted.length);
  const [low, high] = [sorted[leftOut], sorted[sorted.length - 1 - leftOut]];
  return leftOut < 0 || low === undefined || high === undefined ? undefined : { low, high };
}

/**
 * As many as may lie beyond each end: that so few of `count` are on one side of the median has a chance of 2.5 % at most. Less than
 * none where even that is likelier. Of a thousand and more, chances are too small to be counted with.
 */
function leftOutAtEachEnd(count: number): number {
  let chance = 0.5 ** count;
  let sum = chance;
  let leftOut = 0;
  while (sum <= 0.025 && leftOut < count) {
    leftOut += 1;
    chance *= (count - leftOut + 1) / leftOut;
    sum += chance;
  }
  return leftOut - 1;
}
