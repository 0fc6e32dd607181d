import { SubgraphFailure } from '../subgraph-failure.ts';
import type { Connections } from './connections.ts';

/** The status that `message`, a whole request, is answered with; undefined without an answer within `timeoutMs`. */
export async function askStatus(
  connections: Connections,
  message: string,
  timeoutMs: number,
): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  try {
    const connection = connections.send(message, { answered: resolve, failed: () => resolve(undefined) });
    const timer = setTimeout(() => connection.close(new SubgraphFailure('too-slow', 'It took too long.')), timeoutMs);
    // Its connection may be another's by the time that the timer would fire.
    return await promise.finally(() => clearTimeout(timer));
  } catch {
    return undefined;
  }
}
