import type { Transaction } from '@trivet/database';
import { UserLockedError } from './administrator.errors.ts';
import type { UserLockRepository } from './user-lock.repository.ts';

/** Who is locked out, for every way in. */
export class UserLockService {
  readonly #locks: UserLockRepository;

  constructor({ locks }: { readonly locks: UserLockRepository }) {
    this.#locks = locks;
  }

  /** Those of these persons who are. */
  async findLocked(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (userIds.length === 0) return new Set();
    const found = await this.#locks.findByUserIds([...new Set(userIds)]);
    return new Set(found.map(({ userId }) => userId));
  }

  /** @throws {UserLockedError} */
  async requireUnlocked(userId: string): Promise<void> {
    if ((await this.findLocked([userId])).has(userId)) throw new UserLockedError();
  }

  /**
   * After the insert of what refers to the person: it waits for who is locking him, or is waited for and then ended. So
   * nothing begins beside a lock.
   * @throws {UserLockedError}
   */
  async confirmUnlocked(tx: Transaction, userId: string): Promise<void> {
    if (await this.#locks.find(tx, userId)) throw new UserLockedError();
  }
}
