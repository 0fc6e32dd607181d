import type { Transaction } from '@trivet/database';
import type { CredentialRepository } from './credential.repository.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type PasswordOwner, requireGoodPassword } from './password-policy.ts';

/** What persons prove themselves with. */
export class CredentialService {
  readonly #credentials: CredentialRepository;
  readonly #passwords: PasswordHasher;

  constructor({
    credentials,
    passwords,
  }: { readonly credentials: CredentialRepository; readonly passwords: PasswordHasher }) {
    this.#credentials = credentials;
    this.#passwords = passwords;
  }

  /**
   * The hash to keep of a new password. Slow on purpose, so it is made before the transaction that keeps it.
   * @throws {UserFault} `INVALID_INPUT`, `PASSWORD_TOO_COMMON`; see {@link requireGoodPassword}.
   */
  async hash(password: string, owner: PasswordOwner, path: readonly string[]): Promise<string> {
    await requireGoodPassword(password, owner, path);
    return this.#passwords.hash(password);
  }

  /** In the transaction that creates the person, whom its scope has to name. */
  insert(tx: Transaction, userId: string, passwordHash: string): Promise<void> {
    return this.#credentials.insert(tx, { userId, passwordHash });
  }

  /** Whether the person has a password: who came by a provider need not. */
  async areSet(userId: string): Promise<boolean> {
    return (await this.#credentials.findPasswordHash(userId)) !== null;
  }

  /** The same, as the transaction sees it. */
  areSetWithin(tx: Transaction, userId: string): Promise<boolean> {
    return this.#credentials.exists(tx, userId);
  }

  /** Whether this is the person's password. Takes as long where there is no such person, and says no. */
  async matches(userId: string | null, password: string): Promise<boolean> {
    return (await this.findMatching(userId, password)) !== null;
  }

  /** What is kept of the person's password, if this is it, for `replace` to know it again. As long as `matches`. */
  async findMatching(userId: string | null, password: string): Promise<string | null> {
    const stored = userId === null ? null : await this.#credentials.findPasswordHash(userId);
    return (await this.#passwords.matches(stored, password)) ? stored : null;
  }

  /** In place of whatever the person had, be it nothing. */
  set(tx: Transaction, userId: string, passwordHash: string): Promise<void> {
    return this.#credentials.set(tx, { userId, passwordHash });
  }

  /** False where the password is no longer the one that was `known`. */
  replace(
    tx: Transaction,
    userId: string,
    hashes: { readonly known: string; readonly passwordHash: string },
  ): Promise<boolean> {
    return this.#credentials.replace(tx, userId, hashes);
  }
}
