import type { Access, Permission, RevokedSessions } from '@trivet/identity';
import type { FollowStep, LoggedEvent, Stream, Tail } from '@trivet/messaging';
import { AppError, type LiveEvent, NotFoundError, type SubgraphRequest, type Viewer } from '@trivet/platform';

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
  readonly revoked: Pick<RevokedSessions, 'has'>;
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
  readonly #revoked: Pick<RevokedSessions, 'has'>;

  constructor({ tail, access, revoked }: EventFeedDeps) {
    this.#tail = tail;
    this.#access = access;
    this.#revoked = revoked;
  }

  /**
   * An account's events. Rights are checked again for each: a viewer who loses the permission gets nothing later than
   * that, but a {@link NotFoundError} from the generator.
   * @throws {AppError} `CURSOR_EXPIRED`, `BAD_USER_INPUT`, before it begins.
   */
  async ofAccount<Value>(
    account: { readonly accountId: string; readonly permission: Permission },
    start: FeedStart,
    reader: FeedReader<Value>,
  ): Promise<AsyncGenerator<LiveEvent<Value>>> {
    const { viewer } = start.request;
    const stillMay = () => this.#access.of(viewer).find(account.accountId, account.permission);
    const events = await this.#eventsOf({ account: account.accountId }, start, reader);
    return whilePermitted(events, stillMay);
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
    return this.#eventsOf({ person: userId }, start, reader);
  }

  async #eventsOf<Value>(
    stream: Stream,
    start: FeedStart,
    reader: FeedReader<Value>,
  ): Promise<AsyncGenerator<LiveEvent<Value>>> {
    const steps = await this.#follow(stream, start, reader);
    const { viewer } = start.request;
    return whileSignedIn(eventsOf(steps, reader), () => this.#hasEnded(viewer));
  }

  #hasEnded(viewer: Viewer): boolean {
    return viewer.kind === 'user' && this.#revoked.has(viewer.sessionId);
  }

  /** Where it begins is settled now and not when the first event is asked for. */
  async #follow(
    stream: Stream,
    { request, after }: FeedStart,
    { types }: Pick<FeedReader<unknown>, 'types'>,
  ): Promise<AsyncIterable<FollowStep>> {
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

async function* whileSignedIn<Value>(
  events: AsyncGenerator<LiveEvent<Value>>,
  hasEnded: () => boolean,
): AsyncGenerator<LiveEvent<Value>> {
  for await (const event of events) {
    if (hasEnded()) throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.');
    yield event;
  }
}

async function* whilePermitted<Value>(
  events: AsyncGenerator<LiveEvent<Value>>,
  stillMay: () => Promise<unknown>,
): AsyncGenerator<LiveEvent<Value>> {
  for await (const event of events) {
    if (event.value !== undefined && !(await stillMay())) throw new NotFoundError('account');
    yield event;
  }
}
