import type { IdempotentChange } from '@trivet/database';
import type { Access, ViewerAccess } from '@trivet/identity';
import type { Cause } from '@trivet/messaging';
import { AppError, type ClientInfo, credentialOf, type SubgraphRequest, type Viewer } from '@trivet/platform';

/** What a service has to know of the operation that it works for. */
export class Operation {
  readonly viewer: Viewer;
  readonly access: ViewerAccess;
  /** As the events of its changes tell it. */
  readonly cause: Cause;
  readonly #request: SubgraphRequest;

  constructor(request: SubgraphRequest, access: Access) {
    this.viewer = request.viewer;
    this.access = access.of(request.viewer);
    const { viewer, requestId, client } = request;
    const credential = credentialOf(viewer);
    this.cause = {
      actor: actorOf(viewer),
      ...(credential !== null && { credential }),
      requestId,
      ...(client && { client }),
    };
    this.#request = request;
  }

  /** From where the client asks; undefined for queries, and where nobody said. */
  get client(): ClientInfo | undefined {
    return this.#request.client;
  }

  /**
   * The change as idempotency keeps it; undefined when the sender gave no `Idempotency-Key`.
   * @throws {AppError} `BAD_USER_INPUT` where the key cannot be honoured.
   */
  repeatable(field: string, input: unknown): IdempotentChange | undefined {
    const { idempotencyKey: key } = this.#request;
    if (key === undefined) return undefined;
    const principal = principalOf(this.viewer);
    if (principal === null) {
      throw new AppError(
        'BAD_USER_INPUT',
        'An Idempotency-Key needs a signed-in sender: keys of strangers would meet.',
      );
    }
    return { principal, key, field, input };
  }

  /**
   * For mutations whose result is not kept for a repetition: it is a secret, or nobody is signed in who could ask again.
   * @throws {AppError} `BAD_USER_INPUT` where the sender gave an `Idempotency-Key` all the same.
   */
  refuseRepetition(field: string): void {
    if (this.#request.idempotencyKey !== undefined) {
      throw new AppError('BAD_USER_INPUT', `"${field}" takes no Idempotency-Key.`);
    }
  }
}

/** The person who did it, be it by a key of his; null where none did. */
function actorOf(viewer: Viewer): string | null {
  if (viewer.kind === 'user') return viewer.userId;
  return viewer.kind === 'key' && 'userId' in viewer.owner ? viewer.owner.userId : null;
}

/** Whose keys of repetition are apart from all others'. */
function principalOf(viewer: Viewer): string | null {
  if (viewer.kind === 'user') return viewer.userId;
  return viewer.kind === 'key' ? viewer.keyId : null;
}
