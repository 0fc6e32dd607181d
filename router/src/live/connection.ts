import { AccessTokenExpiredError } from '@trivet/identity';
import { AppError, type ClientInfo, type ErrorCode, type Logger } from '@trivet/platform';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode, type Message, MessageType, type SubscribePayload, validateMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Authenticate } from '../admission/authentication.ts';
import type { Sessions } from '../admission/sessions.ts';
import { responseText } from '../execution/answer.ts';
import type { Operations } from '../execution/operations.ts';
import { parseJson } from '../http/json.ts';
import { Admitted, type Farewell } from './admitted.ts';
import { Operation, type OperationDeps } from './operation.ts';
import { Outgoing } from './outgoing.ts';

/** WebSocket codes of RFC 6455 and its registry after which clients connect again. */
export const goingAway = 1001;
export const tryAgainLater = 1013;

export interface ConnectionLimits {
  /** How long a client may wait with `connection_init`. */
  readonly initTimeoutMs: number;
  /** Queries, mutations and subscriptions that one socket has under way at once. */
  readonly maxOperations: number;
  /** Unsent bytes above which nothing more is pulled for a client. */
  readonly highWaterBytes: number;
  /** How long a client may leave more than that unread. */
  readonly stallMs: number;
}

export interface ConnectionDeps {
  readonly socket: WebSocket;
  readonly client: ClientInfo;
  readonly operations: Operations;
  readonly authenticate: Authenticate;
  /** Without it a socket lives as long as its client. */
  readonly sessions?: Pick<Sessions, 'onEnded' | 'beginnings' | 'mayHaveMissed'> | undefined;
  readonly logger: Logger;
  readonly limits: ConnectionLimits;
}

/** Clients stop at 4401, and come back after the others: with a fresh token after 4403. */
const farewells: Readonly<Record<Farewell, readonly [code: number, reason: string]>> = {
  ended: [CloseCode.Unauthorized, 'The session has ended'],
  expired: [CloseCode.Forbidden, 'The access token has expired'],
  uncertain: [CloseCode.Forbidden, 'Show again who you are'],
};

/** Longer than any client's. */
const maxOperationIdLength = 255;

/**
 * The server's side of graphql-transport-ws on one socket. Spoken here rather than by graphql-ws' own server, which tells
 * nobody when a client completes an operation that has not begun to stream, mixes up operations when an id is used again,
 * closes the socket for a syntax error, and can send an event after `complete`.
 */
export class Connection {
  readonly #deps: ConnectionDeps;
  readonly #outgoing: Outgoing;
  /** What the client has not completed. */
  readonly #operations = new Map<string, Operation>();
  /** These, and what it has completed but is still ending. */
  readonly #running = new Set<Operation>();
  readonly #initTimer: NodeJS.Timeout;
  #initialised = false;
  #draining = false;
  #admitted: Admitted | undefined;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    const { socket, limits } = deps;
    this.#outgoing = new Outgoing({ socket, ...limits, onStalled: () => this.#onStalled() });
    this.#initTimer = setTimeout(
      () => socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout'),
      limits.initTimeoutMs,
    );
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? undefined : String(data)));
    socket.once('close', () => this.#end());
  }

  /** A peer that has to be waited for anyway is not asked whether it is alive. */
  get isStalled(): boolean {
    return this.#outgoing.isFull;
  }

  /** To be called now and then. */
  closeIfOver(now: Date): void {
    this.#admitted?.check(now);
  }

  /** Begins nothing new; resolves when the queries and mutations under way are answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    await Promise.all([...this.#running].filter(({ isStream }) => !isStream).map(({ ended }) => ended));
  }

  #receive(text: string | undefined): void {
    const { socket } = this.#deps;
    // Until the peer has answered our close frame it may go on sending.
    if (socket.readyState !== socket.OPEN) return;
    const message = text === undefined ? undefined : readMessage(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        void this.#initialise(message.payload ?? {});
        return;
      case MessageType.Ping:
        this.#send({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
        return;
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        this.#begin(message.id, message.payload);
        return;
      case MessageType.Complete:
        this.#operations.get(message.id)?.cancel();
        this.#operations.delete(message.id);
        return;
      default:
        socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  async #initialise(payload: Readonly<Record<string, unknown>>): Promise<void> {
    const { socket, authenticate, sessions } = this.#deps;
    if (this.#initialised) {
      socket.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    this.#initialised = true;
    clearTimeout(this.#initTimer);
    const toldSince = sessions?.beginnings;
    try {
      const viewer = await authenticate(authorizationOf(payload), () => this.#deps.client.address);
      if (socket.readyState !== socket.OPEN) return;
      this.#send({ type: MessageType.ConnectionAck });
      this.#admitted = new Admitted({ viewer, toldSince, sessions, onFarewell: (why) => this.#dismiss(why) });
    } catch (error) {
      socket.close(...this.#closeReasonOf(error));
    }
  }

  #dismiss(why: Farewell): void {
    this.#deps.socket.close(...farewells[why]);
    // Not one message more, and no work for him.
    this.#end();
  }

  #closeReasonOf(error: unknown): [code: number, reason: string] {
    if (error instanceof AccessTokenExpiredError) return [CloseCode.Forbidden, 'The access token has expired'];
    if (error instanceof AppError && error.code === 'UNAUTHENTICATED') return [CloseCode.Unauthorized, 'Unauthorized'];
    if (!(error instanceof AppError)) this.#deps.logger.error('A socket could not be authenticated', { error });
    return [tryAgainLater, 'Try again later'];
  }

  #begin(id: string, payload: SubscribePayload): void {
    const { socket, client, operations, logger } = this.#deps;
    const viewer = this.#admitted?.viewer;
    const refusal = this.#refusal();
    if (!viewer) socket.close(CloseCode.Unauthorized, 'Unauthorized');
    else if (id.length > maxOperationIdLength) socket.close(CloseCode.BadRequest, 'Invalid message received');
    else if (this.#operations.has(id)) socket.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
    else if (refusal) this.#send({ id, type: MessageType.Error, payload: [refusal] });
    else this.#run(id, new Operation({ payload, viewer, client, operations, logger, ...this.#answersTo(id) }));
  }

  #run(id: string, operation: Operation): void {
    this.#operations.set(id, operation);
    this.#running.add(operation);
    void operation.run().finally(() => {
      this.#running.delete(operation);
      // The id may be in use again, when the client has completed this operation.
      if (this.#operations.get(id) === operation) this.#operations.delete(id);
    });
  }

  #answersTo(id: string): Pick<OperationDeps, 'room' | 'next' | 'error' | 'complete'> {
    const quotedId = JSON.stringify(id);
    const last = (message: object) => {
      this.#operations.delete(id);
      this.#send(message);
    };
    return {
      room: () => this.#outgoing.room(),
      next: (result) => this.#sendText(`{"id":${quotedId},"type":"next","payload":${responseText(result)}}`),
      error: (errors) => last({ id, type: MessageType.Error, payload: errors }),
      complete: () => last({ id, type: MessageType.Complete }),
    };
  }

  /** Why no more operations may begin, as clients see it. */
  #refusal(): GraphQLFormattedError | undefined {
    const { maxOperations } = this.#deps.limits;
    if (this.#draining) return formatted('SUBGRAPH_UNAVAILABLE', 'The server is stopping. Try again.');
    // What the client has completed may take a moment to end; that many again is the most that may be ending.
    if (this.#operations.size < maxOperations && this.#running.size < 2 * maxOperations) return undefined;
    return formatted(
      'OPERATION_LIMIT_EXCEEDED',
      `A socket may have at most ${maxOperations} operations under way at once.`,
    );
  }

  #send(message: object): void {
    this.#sendText(JSON.stringify(message));
  }

  #sendText(text: string): void {
    const { socket } = this.#deps;
    if (socket.readyState === socket.OPEN) this.#outgoing.send(text);
  }

  #onStalled(): void {
    const { socket, logger } = this.#deps;
    logger.info('A socket is closed: its client does not read');
    socket.close(tryAgainLater, 'Too slow');
    this.#end();
    // For the answer to our close frame, should the client come to it in time.
    socket.resume();
  }

  #end(): void {
    clearTimeout(this.#initTimer);
    this.#admitted?.leave();
    this.#outgoing.close();
    for (const operation of this.#running) operation.cancel();
    this.#operations.clear();
  }
}

function readMessage(text: string): Message | undefined {
  try {
    const message = parseJson(text);
    validateMessage(message as Record<string, unknown>);
    return message as Message;
  } catch {
    return undefined;
  }
}

/** Clients spell it as they do the header. */
function authorizationOf(payload: Readonly<Record<string, unknown>>): string | undefined {
  const value = Object.entries(payload).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : '';
}

function formatted(code: ErrorCode, message: string): GraphQLFormattedError {
  return { message, extensions: { code } };
}
