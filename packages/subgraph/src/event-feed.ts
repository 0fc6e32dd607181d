import type { Access, Permission } from '@trivet/identity';
import type { LoggedEvent, Tail } from '@trivet/messaging';
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
   * An account's events. Rights are checked again for each: a viewer who loses the permission gets nothing later than that.
   * @throws {NotFoundError} when the viewer may no longer; {@link AppError} `CURSOR_EXPIRED`, `BAD_USER_INPUT`.
   */
  async *ofAccount<Value>(
    account: { readonly accountId: string; readonly permission: Permission },
    start: FeedStart,
    reader: FeedReader<Value>,
  ): AsyncGenerator<LiveEvent<Value>> {
    const { viewer } = start.request;
    const stillMay = () => this.#access.of(viewer).find(account.accountId, account.permission);
    for await (const event of this.#follow({ account: account.accountId }, start, reader)) {
      if (event.value !== undefined && !(await stillMay())) throw new NotFoundError('account');
      yield event;
    }
  }

  /** A person's own events. */
  ofPerson<Value>(userId: string, start: FeedStart, reader: FeedReader<Value>): AsyncGenerator<LiveEvent<Value>> {
    return this.#follow({ person: userId }, start, reader);
  }

  async *#follow<Value>(
    stream: { readonly account: string } | { readonly person: string },
    { request, after }: FeedStart,
    { types, read }: FeedReader<Value>,
  ): AsyncGenerator<LiveEvent<Value>> {
    const cursor = request.after ?? after;
    const position = cursor == null ? undefined : await this.#tail.positionOf(cursor);
    const steps = this.#tail.follow({ after: position, stream, types, signal: request.signal });
    for await (const { event, cursor } of steps) {
      const value = event ? read(event, cursor) : null;
      yield value === null ? { cursor } : { cursor, value };
    }
  }
}
