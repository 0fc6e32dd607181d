import type { Stream } from '../events/event.ts';
import { type FollowRequest, type FollowStep, isOfInterest, progressRows } from './interest.ts';
import type { Chunk } from './page-reads.ts';

/** What following takes from the tail. */
export interface Source {
  /** Where one begins who does not say where. */
  readonly start: number;
  cursorOf(position: number): string;
  /** What follows `position`, perhaps nothing of interest; null after an abort. */
  next(position: number, stream: Stream | undefined, signal: AbortSignal): Promise<Chunk | null>;
}

/** A generator whose `return` also ends a wait that is under way; a plain one would answer after the next event. */
export function follow(request: FollowRequest, source: Source): AsyncGenerator<FollowStep, void, void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  request.signal?.addEventListener('abort', end, { once: true });
  if (request.signal?.aborted) end();
  const steps = generate(request, ended.signal, source, () => request.signal?.removeEventListener('abort', end));
  return {
    next: () => steps.next(),
    return: () => {
      end();
      return steps.return();
    },
    throw: (error: unknown) => {
      end();
      return steps.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      end();
      await steps.return();
    },
  };
}

async function* generate(
  request: FollowRequest,
  signal: AbortSignal,
  source: Source,
  cleanUp: () => void,
): AsyncGenerator<FollowStep, void, void> {
  try {
    let position = request.after ?? source.start;
    let told = position;
    yield { position, cursor: source.cursorOf(position) };
    for (;;) {
      const chunk = await source.next(position, request.stream, signal);
      if (!chunk) return;
      for (const event of chunk.events) {
        if (signal.aborted) return;
        if (!isOfInterest(event, request)) continue;
        told = event.position;
        yield { position: told, cursor: source.cursorOf(told), event };
      }
      position = chunk.position;
      if (position - told >= progressRows) {
        told = position;
        yield { position, cursor: source.cursorOf(position) };
      }
    }
  } finally {
    cleanUp();
  }
}
