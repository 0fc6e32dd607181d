import type { Sql } from 'postgres';

/**
 * Drizzle sends everything through `unsafe` and asks for no preparation. Unprepared statements
 * cost up to three times the CPU, so this client asks, in transactions and savepoints too.
 */
export function preparing<Client extends Sql>(client: Client): Client {
  return new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      if (property === 'unsafe') {
        return (query: string, params?: unknown[], options?: object): unknown =>
          value.call(target, query, params, { ...options, prepare: true });
      }
      if (property === 'begin' || property === 'savepoint') {
        return (...args: unknown[]): unknown => {
          const callback = args.pop() as (client: Client) => unknown;
          return value.call(target, ...args, (inner: Client) => callback(preparing(inner)));
        };
      }
      return value;
    },
  });
}
