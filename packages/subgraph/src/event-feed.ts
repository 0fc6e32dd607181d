import { type Access, grantingEvents, type Permission, type RevokedSessions } from '@trivet/identity';
import type { FollowStep, LoggedEvent, Stream, Tail } from '@trivet/messaging';
import {
  AppError,
  type LiveEvent,
  NotFoundError,
  revocableOf,
  type SubgraphRequest,
  type Viewer,
} from '@trivet/platform';

/** Where a subscription begins. */
export interface FeedStart {
  readonly request: SubgraphRequest;
  /** The document's own `after`; a router that resumes overrides it. */
  readonly after?: string | null | undefined;
}

export interface EventFeedDeps {
  readonly tail: Tail;
  readonly access: Access;
  /** What the same tail has told of sessions. */
  readonly revoked: Pick<RevokedSessions, 'onRevoked'>;
}

/** What a subscription makes of the log. */
export interface FeedReader<Value> {
  readonly types?: readonly string[];
  /** What the subscriber gets of an event; null for what does not concern him. */
  readonly read: (event: LoggedEvent, cursor: string) => Value | null;
}

/**
 * The log as subscriptions read it: first what came later than their cursor, then what happens, with the rights of now. A
 * subscriber whose session was revoked gets nothing later than that, but `UNAUTHENTICATED`.
 */
export class EventFeed {
  readonly #tail: Tail;
  readonly #access: Access;
  readonly #revoked: Pick<RevokedSessions, 'onRevoked'>;

  constructor({ tail, access, revoked }: EventFeedDeps) {
    this.#tail = tail;
    this.#access = access;
    this.#revoked = revoked;
  }

  /**
   * An account's events. Rights are checked again for each, and when somebody's rights change: a viewer who loses the
   * permission gets nothing later than that, but at once a {@link NotFoundError} from the generator.
   * @throws {AppError} `CURSOR_EXPIRED`, `BAD_USER_INPUT`, before it begins.
   */
  async ofAccount<Value>(
    account: { readonly accountId: string; readonly permission: Permission },
    start: FeedStart,
    reader: FeedReader<Value>,
  ): Promise<AsyncGenerator<LiveEvent<Value>>> {
    const { viewer } = start.request;
    const stillMay = () => this.#access.of(viewer).find(account.accountId, account.permission);
    const { types, read } = reader;
    const followed = types && [...new Set([...types, ...grantingEvents])];
    const steps = await this.#follow({ account: account.accountId }, start, followed);
    const wanted: Pick<FeedReader<Value>, 'read'> = {
      read: (event, cursor) => (!types || types.includes(event.type) ? read(event, cursor) : null),
    };
    return this.#whileSignedIn(eventsOf(whilePermitted(steps, stillMay), wanted), viewer);
  }

  /**
   * A person's own events.
   * @throws {AppError} as `ofAccount`.
   */
  async ofPerson<Value>(
    userId: string,
    start: FeedStart,
    reader: FeedReader<Value>,
  ): Promise<AsyncGenerator<LiveEvent<Value>>> {
    const steps = await this.#follow({ person: userId }, start, reader.types);
    return this.#whileSignedIn(eventsOf(steps, reader), start.request.viewer);
  }

  #whileSignedIn<Value>(events: AsyncGenerator<LiveEvent<Value>>, viewer: Viewer): AsyncGenerator<LiveEvent<Value>> {
    const credential = revocableOf(viewer);
    if (credential === null) return events;
    return whileSignedIn(events, (listener) => this.#revoked.onRevoked(credential, listener));
  }

  /** Where it begins is settled now and not when the first event is asked for. */
  async #follow(
    stream: Stream,
    { request, after }: FeedStart,
    types: readonly string[] | undefined,
  ): Promise<AsyncGenerator<FollowStep>> {
    const cursor = request.after ?? after;
    const position = cursor == null ? undefined : await this.#tail.positionOf(cursor);
    return this.#tail.follow({ after: position, stream, types, signal: request.signal });
  }
}

async function* eventsOf<Value>(
  steps: AsyncIterable<FollowStep>,
  { read }: Pick<FeedReader<Value>, 'read'>,
): AsyncGenerator<LiveEvent<Value>> {
  for await (const { event, cursor } of steps) {
    const value = event ? read(event, cursor) : null;
    yield value === null ? { cursor } : { cursor, value };
  }
}

/** It is told once: what was revoked is forgotten after a while, and the next event may come later than that. */
async function* whileSignedIn<Value>(
  events: AsyncGenerator<LiveEvent<Value>>,
  onEnded: (listener: () => void) => () => void,
): AsyncGenerator<LiveEvent<Value>> {
  let hasEnded = false;
  const stopListening = onEnded(() => {
    hasEnded = true;
  });
  try {
    for await (const event of events) {
      if (hasEnded) throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.');
      yield event;
    }
  } finally {
    stopListening();
  }
}

async function* whilePermitted(
  steps: AsyncIterable<FollowStep>,
  stillMay: () => Promise<unknown>,
): AsyncGenerator<FollowStep> {
  for await (const step of steps) {
    if (step.event && !(await stillMay())) throw new NotFoundError('account');
    yield step;
  }
}
