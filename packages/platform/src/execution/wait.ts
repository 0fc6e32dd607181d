import type { Column } from './plan.ts';

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** The column once all promises in it are there, by one wait for all of them; `fail` says what stands for a rejected one. */
export function settle(values: Column, fail: (index: number, error: unknown) => unknown): Promise<Column> {
  const indices: number[] = [];
  const promises: Promise<unknown>[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (!isThenable(value)) continue;
    indices.push(index);
    // Once: there are thenables that do their work each time that `then` is called.
    promises.push(Promise.resolve(value));
  }
  const put = (place: number, value: unknown) => {
    values[indices[place] as number] = value;
  };
  return Promise.all(promises).then(
    (results) => {
      for (let place = 0; place < results.length; place += 1) put(place, results[place]);
      return values;
    },
    async () => {
      for (const [place, outcome] of (await Promise.allSettled(promises)).entries()) {
        put(place, outcome.status === 'fulfilled' ? outcome.value : fail(indices[place] as number, outcome.reason));
      }
      return values;
    },
  );
}

/** `next` with the column: at once where it is there. */
export function after(
  column: Column | Promise<Column>,
  next: (column: Column) => Column | Promise<Column>,
): Column | Promise<Column> {
  return column instanceof Promise ? column.then(next) : next(column);
}
