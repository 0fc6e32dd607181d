import type { Access, Permission } from '@trivet/identity';
import type { FollowStep, LoggedEvent, Tail } from '@trivet/messaging';
import { type LiveEvent, NotFoundError, type SubgraphRequest } from '@trivet/platform';

/** Where a subscription begins. */
export interface FeedStart {
  readonly request: SubgraphRequest;
  /** The document's own `after`; a router that resumes overrides it. */
  readonly after?: string | null | undefined;
}

/** What a subscription makes of the log. */
export interface FeedReader<Value> {
  readonly types?: readonly string[];
  /** What the subscriber gets of an event; null for what does not concern him. */
  readonly read: (event: LoggedEvent, cursor: string) => Value | null;
}

/** The log as subscriptions read it: first what came later than their cursor, then what happens, with the rights of now. */
export class EventFeed {
  readonly #tail: Tail;
  readonly #access: Access;

  constructor({ tail, access }: { readonly tail: Tail; readonly access: Access }) {
    this.#tail = tail;
    this.#access = access;
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
    const steps = await this.#follow({ account: account.accountId }, start, reader);
    return whilePermitted(eventsOf(steps, reader), stillMay);
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
    return eventsOf(await this.#follow({ person: userId }, start, reader), reader);
  }

  /** Where it begins is settled now and not when the first event is asked for. */
  async #follow(
    stream: { readonly account: string } | { readonly person: string },
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

async function* whilePermitted<Value>(
  events: AsyncGenerator<LiveEvent<Value>>,
  stillMay: () => Promise<unknown>,
): AsyncGenerator<LiveEvent<Value>> {
  for await (const event of events) {
    if (event.value !== undefined && !(await stillMay())) throw new NotFoundError('account');
    yield event;
  }
}
