import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '@trivet/platform';
import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
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

/** What is asked on one stream, and by whom. */
export interface EventStreamRequest
  extends Pick<OperationDeps, 'operations' | 'client' | 'after' | 'logger'>,
    Pick<AdmittedDeps, 'viewer' | 'toldSince' | 'sessions'> {
  readonly payload: SubscribePayload;
  /** Whether it goes on until somebody ends it. */
  readonly isSubscription: boolean;
  readonly requestId: string;
}

/** All that are answered by server-sent events. */
export class EventStreams {
  readonly #limits: EventStreamLimits;
  readonly #streams = new Set<EventStream>();
  readonly #pings: NodeJS.Timeout;
  #isStopping = false;

  constructor({ clock }: { readonly clock: Clock }, limits: EventStreamLimits) {
    this.#limits = limits;
    this.#pings = setInterval(() => {
      const now = clock.now();
      for (const stream of this.#streams) stream.ping(now);
    }, limits.pingIntervalMs);
    this.#pings.unref();
  }

  /** Answers `reply` by a stream, whose headers are those of the reply; not if its client has gone meanwhile. */
  open(reply: FastifyReply, request: EventStreamRequest): void {
    const raw = beginStream(reply);
    if (raw.destroyed) return;
    const stream = new EventStream(raw, request, this.#limits);
    this.#streams.add(stream);
    raw.once('close', () => {
      this.#streams.delete(stream);
      stream.abandon();
    });
    if (this.#isStopping) stream.interrupt();
    stream.run();
  }

  /** Answers by one result that is there already. */
  answer(reply: FastifyReply, result: ClientResult): void {
    const raw = beginStream(reply);
    if (!raw.destroyed) raw.end(`${eventOf(result)}${completeEvent}`);
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
  readonly #limits: EventStreamLimits;
  readonly #isSubscription: boolean;
  readonly #outgoing: Outgoing;
  readonly #operation: Operation;
  /** Undefined while it is made. */
  readonly #admitted: Admitted | undefined;
  /** Whether the server is stopping, and waits for the connection. */
  #isLast = false;
  #isOver = false;

  constructor(response: ServerResponse, request: EventStreamRequest, limits: EventStreamLimits) {
    const { logger } = request;
    this.#response = response;
    this.#limits = limits;
    this.#isSubscription = request.isSubscription;
    const onStalled = () => {
      logger.info('A stream is closed: its client does not read');
      this.abandon();
      response.destroy();
    };
    this.#outgoing = new Outgoing({ socket: outgoingTo(response), ...limits, onStalled });
    this.#operation = new Operation({
      ...request,
      room: () => this.#outgoing.room(),
      next: (result) => this.#send(eventOf(result)),
      error: (errors) => this.#finish(eventOf({ errors: errors as GraphQLError[] })),
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
    this.#admitted?.check(now);
    this.#sendNow(':\n\n');
  }

  /** Ends a subscription without `complete`, by which its client knows that there is more elsewhere; all else ends by itself. */
  interrupt(): void {
    this.#isLast = true;
    if (this.#isSubscription) this.#leave();
  }

  /** Nothing more is sent, and no work is done for it. */
  abandon(): void {
    this.#isOver = true;
    this.#admitted?.leave();
    this.#outgoing.close();
    this.#operation.cancel();
  }

  /** Who may come back comes back by himself, and shows who he is. */
  #dismiss(why: Farewell): void {
    if (why === 'ended') this.#finish(endedEvent);
    else this.#leave();
  }

  #finish(last = ''): void {
    this.#send(`${last}${completeEvent}`);
    this.#leave();
  }

  #leave(): void {
    if (this.#isOver) return;
    this.abandon();
    const { socket } = this.#response;
    // Who does not read would keep what is left, and his connection, for ever.
    this.#response.setTimeout(this.#limits.stallMs);
    this.#response.end(() => {
      if (this.#isLast) socket?.destroySoon();
    });
  }

  /** What nobody misses has no need to wait. */
  #sendNow(text: string): void {
    if (!this.#outgoing.isFull) this.#send(text);
  }

  #send(text: string): void {
    if (!this.#isOver) this.#outgoing.send(text);
  }
}

const completeEvent = 'event: complete\ndata:\n\n';
const endedEvent = eventOf({
  errors: [new GraphQLError('The session has ended. Sign in again.', { extensions: { code: 'UNAUTHENTICATED' } })],
});

/** Its headers are on their way. */
function beginStream(reply: FastifyReply): ServerResponse {
  const { raw } = reply
    .header('content-type', `${eventsMediaType}; charset=utf-8`)
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .hijack();
  if (!raw.destroyed) {
    raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
    raw.flushHeaders();
  }
  return raw;
}

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
