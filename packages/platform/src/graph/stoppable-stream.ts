/**
 * A generator whose `return` first calls `stop`, which has to end whatever a pending `next` waits for. A plain generator
 * answers `return` only after that `next` has settled: on a quiet stream, perhaps never.
 */
export function stoppableStream<Value>(
  events: AsyncGenerator<Value, void, void>,
  stop: () => void,
): AsyncGenerator<Value, void, void> {
  const stream: AsyncGenerator<Value, void, void> = {
    next: () => events.next(),
    return: () => {
      stop();
      return events.return();
    },
    throw: (error: unknown) => {
      stop();
      return events.throw(error);
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => void (await stream.return()),
  };
  return stream;
}
