import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '@trivet/platform';
import type { FastifyReply } from 'fastify';
import type { SubscribePayload } from 'graphql-ws';
import { type ClientResult, responseText } from '../execution/answer.ts';
import { eventsMediaType } from '../http/media-types.ts';
import { Admitted, type AdmittedDeps, type Farewell } from './admitted.ts';
import { Operation, type OperationDeps } from './operation.ts';
import { Outgoing, type OutgoingOptions, type OutgoingSocket } from './outgoing.ts';

export interface EventStreamLimits extends Pick<OutgoingOptions, 'highWaterBytes' | 'stallMs'> {
  /** How often who waits is told that we are there, and it is looked whether he may. */
  readonly pingIntervalMs: number;
}

export const defaultEventStreamLimits: EventStreamLimits = {
  highWaterBytes: 1024 * 1024,
  stallMs: 30_000,
  pingIntervalMs: 20_000,
};

/** What is asked on one stream, and by whom. */
export interface EventStreamRequest
  extends Pick<OperationDeps, 'operations' | 'client' | 'after' | 'logger'>,
    Pick<AdmittedDeps, 'viewer' | 'toldSince' | 'sessions'> {
  readonly payload: SubscribePayload;
  readonly requestId: string;
}

/** All that are answered by server-sent events. */
export class EventStreams {
  readonly #limits: EventStreamLimits;
  readonly #streams = new Set<EventStream>();
  readonly #pings: NodeJS.Timeout;
  #isStopping = false;

  constructor({ clock }: { readonly clock: Clock }, limits: EventStreamLimits = defaultEventStreamLimits) {
    this.#limits = limits;
    this.#pings = setInterval(() => {
      const now = clock.now();
      for (const stream of this.#streams) stream.ping(now);
    }, limits.pingIntervalMs);
    this.#pings.unref();
  }

  /** Answers `reply` by a stream, whose headers are those of the reply. */
  open(reply: FastifyReply, request: EventStreamRequest): void {
    const { raw } = reply
      .header('content-type', `${eventsMediaType}; charset=utf-8`)
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .hijack();
    raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
    raw.flushHeaders();
    const stream = new EventStream(raw, request, this.#limits);
    this.#streams.add(stream);
    raw.once('close', () => {
      this.#streams.delete(stream);
      stream.end();
    });
    stream.run();
    if (this.#isStopping) stream.interrupt();
  }

  /** Ends what would not end by itself, so that clients connect elsewhere; queries and mutations are answered. */
  stop(): void {
    this.#isStopping = true;
    clearInterval(this.#pings);
    for (const stream of this.#streams) stream.interrupt();
  }
}

/**
 * One operation as server-sent events, by the mode of distinct connections of GraphQL over SSE: `next` for each result, then
 * `complete`. Beyond that an event has its cursor as `id`, so that who connects again with `Last-Event-ID`, as an EventSource does
 * by itself, goes on behind it.
 */
class EventStream {
  readonly #response: ServerResponse;
  readonly #outgoing: Outgoing;
  readonly #operation: Operation;
  readonly #admitted: Admitted;
  #isOver = false;

  constructor(response: ServerResponse, request: EventStreamRequest, limits: EventStreamLimits) {
    const { logger } = request;
    this.#response = response;
    const onStalled = () => {
      logger.info('A stream is closed: its client does not read');
      this.end();
      response.destroy();
    };
    this.#outgoing = new Outgoing({ socket: outgoingTo(response), ...limits, onStalled });
    this.#operation = new Operation({
      ...request,
      room: () => this.#outgoing.room(),
      next: (result) => this.#send(eventOf(result)),
      error: (errors) => this.#finish({ errors: errors as NonNullable<ClientResult['errors']> }),
      complete: () => this.#finish(),
      onPosition: (cursor) => this.#sendNow(`${idLine(cursor)}\n`),
    });
    this.#admitted = new Admitted({ ...request, onFarewell: (why) => this.#dismiss(why) });
  }

  run(): void {
    if (!this.#isOver) void this.#operation.run();
  }

  /** A comment, which clients do not see and proxies do. */
  ping(now: Date): void {
    this.#admitted.check(now);
    this.#sendNow(':\n\n');
  }

  /** Without `complete`, by which clients know that there is more elsewhere. Whatever ends by itself goes on. */
  interrupt(): void {
    if (!this.#operation.isStream) return;
    this.end();
    this.#close();
  }

  /** Nothing more is sent, and no work is done for it. */
  end(): void {
    this.#isOver = true;
    this.#admitted.leave();
    this.#outgoing.close();
    this.#operation.cancel();
  }

  #dismiss(why: Farewell): void {
    const message = farewells[why];
    this.#finish({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] as never });
  }

  #finish(last?: ClientResult): void {
    if (last) this.#send(eventOf(last));
    this.#send('event: complete\ndata:\n\n');
    this.end();
    this.#close();
  }

  #close(): void {
    const { socket } = this.#response;
    // The server may wait for its connections to end.
    this.#response.end(() => this.#response.destroyed || socket?.destroySoon());
  }

  /** What nobody misses has no need to wait. */
  #sendNow(text: string): void {
    if (!this.#outgoing.isFull) this.#send(text);
  }

  #send(text: string): void {
    if (!this.#isOver) this.#outgoing.send(text);
  }
}

const farewells: Readonly<Record<Farewell, string>> = {
  ended: 'The session has ended. Sign in again.',
  expired: 'The access token has expired. Refresh it.',
  uncertain: 'Show again who you are: connect again.',
};

/** JSON holds no line breaks, which would end the event's data. */
function eventOf(result: ClientResult): string {
  const cursor = result.extensions?.['cursor'];
  return `event: next\n${typeof cursor === 'string' ? idLine(cursor) : ''}data: ${responseText(result)}\n\n`;
}

function idLine(cursor: string): string {
  return `id: ${cursor}\n`;
}

function outgoingTo(response: ServerResponse): OutgoingSocket {
  return {
    get bufferedAmount() {
      return response.writableLength;
    },
    send: (text, sent) => {
      if (!response.destroyed && !response.writableEnded) response.write(text, sent);
    },
    // Nothing more comes from who asked: it was all in his request.
    pause: () => {},
    resume: () => {},
  };
}
