import type { LiveEvent } from '@trivet/platform';

/** The resolver of a subscription's root field, from the function that opens its source. */
export function live<Args extends unknown[], Value>(
  subscribe: (...args: Args) => Promise<AsyncGenerator<LiveEvent<Value>>>,
) {
  return { subscribe, resolve: (event: LiveEvent<Value>) => event.value as Value };
}
