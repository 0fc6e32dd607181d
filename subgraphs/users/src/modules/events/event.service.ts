import type { Connection } from '@trivet/database';
import type { AccountAccess, Permission } from '@trivet/identity';
import type { LoggedEvent, Tail } from '@trivet/messaging';

/** An event with its cursor, as a list of an account's events shows it. */
export interface AccountEvent {
  readonly event: LoggedEvent;
  readonly cursor: string;
}

/** What happened in accounts, from the log that everybody else reads too. */
export class EventService {
  readonly #tail: Tail;

  constructor({ tail }: { readonly tail: Tail }) {
    this.#tail = tail;
  }

  /**
   * The account's events that the viewer may read, the oldest first, as a connection with the log's own cursors.
   * @throws {AppError} `CURSOR_EXPIRED`; `BAD_USER_INPUT` for what is not a cursor of the log.
   */
  async list(
    { accountId, permissions }: AccountAccess,
    { first, after }: { readonly first: number; readonly after: string | null },
  ): Promise<Connection<AccountEvent>> {
    const position = after === null ? undefined : await this.#tail.positionOf(after);
    const page = await this.#tail.page({
      after: position,
      limit: first,
      stream: { account: accountId },
      readable: ({ readableWith }) => readableWith === null || permissions.has(readableWith as Permission),
    });
    const nodes = page.events.map((event) => ({ event, cursor: this.#tail.cursorOf(event.position) }));
    return {
      nodes,
      edges: nodes.map((node) => ({ node, cursor: node.cursor })),
      pageInfo: {
        hasNextPage: page.hasMore,
        hasPreviousPage: after !== null,
        startCursor: nodes[0]?.cursor ?? null,
        endCursor: nodes.at(-1)?.cursor ?? null,
      },
    };
  }
}
