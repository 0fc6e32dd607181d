import type { Database, Idempotency } from '@trivet/database';
import { nobody } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { NotFoundError, UserFault } from '@trivet/platform';
import { type Operation, requireText, VersionConflictError } from '@trivet/subgraph';
import { userUpdated } from './user.events.ts';
import type { User } from './user.model.ts';
import type { UserRepository } from './user.repository.ts';

export interface ProfileChange {
  readonly displayName: string;
  /** Left as it is where it is undefined. */
  readonly avatar?: string | null | undefined;
  readonly expectedVersion: number;
}

export interface ProfileServiceDeps {
  readonly db: Database;
  readonly users: UserRepository;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
}

const maxUrlLength = 2048;

/** What a person shows others of himself. */
export class ProfileService {
  readonly #deps: ProfileServiceDeps;

  constructor(deps: ProfileServiceDeps) {
    this.#deps = deps;
  }

  /**
   * @throws {VersionConflictError} with the present state; {@link UserFault} `INVALID_INPUT`;
   * {@link IdempotencyKeyReusedError}.
   */
  async update(operation: Operation, input: ProfileChange): Promise<User> {
    const { db, users, idempotency, outbox } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const { avatar, expectedVersion } = input;
    const change = {
      displayName: requireText(input.displayName, { path: ['displayName'], max: 100 }),
      ...(avatar !== undefined && { avatar: avatar === null ? null : requireHttpsUrl(avatar, ['avatar']) }),
    };
    return outbox.transaction(db, nobody, async (tx, events) => {
      const present = await users.lock(tx, userId);
      if (!present) throw new NotFoundError('person');
      if (await idempotency.claim(tx, operation.repeatable('userUpdate', input), userId)) return present;
      if (present.version !== expectedVersion) throw new VersionConflictError(present, present.version);
      const changed = await users.update(tx, userId, change);
      events.append(userUpdated({ userId, version: changed.version }, operation.cause));
      return changed;
    });
  }
}

/** Every client may load it, so it is nothing but a picture's address: encrypted, and without a name or password of anybody. */
function requireHttpsUrl(text: string, path: readonly string[]): string {
  const url = text.length <= maxUrlLength && URL.canParse(text) ? new URL(text) : null;
  const isGood =
    url?.protocol === 'https:' && url.username === '' && url.password === '' && url.href.length <= maxUrlLength;
  if (!isGood) {
    const message = `An avatar is a URL that begins with https://, of at most ${maxUrlLength} characters.`;
    throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
  }
  return url.href;
}
