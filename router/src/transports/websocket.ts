import { setTimeout as wait } from 'node:timers/promises';
import type { ViewerTokenIssuer } from '@trivet/identity';
import type { SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import type { ClientTls } from '@trivet/platform/tls';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { unavailable } from '../execution/public-errors.ts';
import { EventBuffer } from './event-buffer.ts';
import { StreamInterruptedError } from './stream-interrupted-error.ts';
import { readWireResult } from './wire-result.ts';

export interface WebSocketTransportOptions {
  readonly subgraph: string;
  readonly url: string;
  /** With which certificate, where the URL begins with `wss`. */
  readonly tls?: ClientTls | undefined;
  readonly issuer: Pick<ViewerTokenIssuer, 'issue'>;
  /** Of one operation, while its reader is busy. */
  readonly maxWaitingEvents?: number;
  readonly keepAliveMs?: number;
}

/** How long a socket may take to open, and a sign of life to be answered. */
const patienceMs = 5000;
/**
 * The protocol does not acknowledge a subscription, so refusals are waited for this long; ours say at once where they
 * begin. After it the stream is taken as open, and a refusal is its first event.
 */
const firstEventMs = 1000;
const idleCloseMs = 3000;

/** Live data of a subgraph in a process of its own: one socket for all subscriptions, opened for the first of them. */
export class WebSocketTransport {
  readonly #subgraph: string;
  readonly #issuer: WebSocketTransportOptions['issuer'];
  readonly #maxWaitingEvents: number;
  readonly #client: Client;
  readonly #streams = new Set<EventBuffer>();
  #missingPong: NodeJS.Timeout | undefined;

  constructor({
    subgraph,
    url,
    tls,
    issuer,
    maxWaitingEvents = 1000,
    keepAliveMs = 10_000,
  }: WebSocketTransportOptions) {
    this.#subgraph = subgraph;
    this.#issuer = issuer;
    this.#maxWaitingEvents = maxWaitingEvents;
    this.#client = createClient({
      url,
      webSocketImpl: patientWebSocket(tls),
      lazy: true,
      lazyCloseTimeout: idleCloseMs,
      connectionAckWaitTimeout: patienceMs,
      keepAlive: keepAliveMs,
      // Who resumes a stream has to say from where; the client would repeat the first request.
      retryAttempts: 0,
      connectionParams: async () => ({
        authorization: `Bearer ${issuer.issue({ kind: 'service', service: 'router' }, subgraph)}`,
      }),
      on: {
        ping: (received) => {
          if (received) return;
          this.#missingPong = setTimeout(() => this.#client.terminate(), patienceMs);
        },
        pong: (received) => {
          if (received) clearTimeout(this.#missingPong);
        },
        closed: () => {
          clearTimeout(this.#missingPong);
          // With any code: after 1000 the client would open a new socket and begin all operations again by itself.
          for (const stream of [...this.#streams]) stream.end(new StreamInterruptedError('The socket was closed.'));
        },
      },
    });
  }

  async subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    const viewer = this.#issuer.issue(request.viewer, this.#subgraph);
    const stream = this.#open(request, viewer);
    const first = await firstOf(stream);
    if (first instanceof Error) {
      const { message, code } = unavailable(this.#subgraph);
      return { errors: [new GraphQLError(message, { extensions: { code } })] };
    }
    if (first?.errors && first.data === undefined) {
      await stream.return();
      return first;
    }
    return stream;
  }

  /** Ends all streams, and the socket. */
  async close(): Promise<void> {
    for (const stream of [...this.#streams]) stream.end();
    clearTimeout(this.#missingPong);
    await this.#client.dispose();
  }

  #open({ query, operationName, variables, requestId, after, signal }: SubgraphRequest, viewer: string): EventBuffer {
    const stop = () => void stream.return();
    const stream = new EventBuffer({
      maxEvents: this.#maxWaitingEvents,
      onClose: () => {
        signal?.removeEventListener('abort', stop);
        this.#streams.delete(stream);
        unsubscribe();
      },
    });
    const interrupt = () =>
      stream.end(new StreamInterruptedError(`The way to the subgraph "${this.#subgraph}" broke.`));
    const unsubscribe = this.#client.subscribe(
      {
        query,
        ...(operationName !== undefined && { operationName }),
        ...(variables && { variables: { ...variables } }),
        extensions: { viewer, requestId, ...(after !== undefined && { after }) },
      },
      {
        next: (value) => {
          const result = readWireResult(value);
          if (result) stream.push(result);
          else interrupt();
        },
        // A list of GraphQL errors is the subgraph's answer; anything else says that the socket is gone.
        error: (error) => {
          const result = Array.isArray(error) ? readWireResult({ errors: error }) : undefined;
          if (!result) return interrupt();
          stream.push(result);
          stream.end();
        },
        complete: () => stream.end(),
      },
    );
    this.#streams.add(stream);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    return stream;
  }
}

/** The stream's beginning, if it comes in time. */
async function firstOf(stream: EventBuffer): Promise<ExecutionResult | Error | undefined> {
  const begun = new AbortController();
  const patience = wait(firstEventMs, undefined, { signal: begun.signal }).catch(() => undefined);
  try {
    return await Promise.race([stream.first, patience]);
  } finally {
    begun.abort();
  }
}

/** The client library hands over no options: a peer that accepts and says nothing must not hold a subscription for ever. */
function patientWebSocket(tls: ClientTls | undefined) {
  return class PatientWebSocket extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, {
        handshakeTimeout: patienceMs,
        maxPayload: 50 * 1024 * 1024,
        ...(tls && { secureContext: tls.context }),
      });
      this.on('error', (error) => tls?.tellFailure(error));
    }
  };
}
