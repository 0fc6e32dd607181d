import type { Transaction } from '@trivet/database';
import type { CredentialRepository } from './credential.repository.ts';
import type { PasswordHasher } from './password-hasher.ts';

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
   * The hash to keep of a password. Slow on purpose, so it is made before the transaction that keeps it.
   * @throws {UserFault} `INVALID_INPUT` for a password that is too short or too long.
   */
  hash(password: string): Promise<string> {
    return this.#passwords.hash(password);
  }

  /** In the transaction that creates the person, whom its scope has to name. */
  insert(tx: Transaction, userId: string, passwordHash: string): Promise<void> {
    return this.#credentials.insert(tx, { userId, passwordHash });
  }

  /** Whether this is the person's password. Takes as long where there is no such person, and says no. */
  async matches(userId: string | null, password: string): Promise<boolean> {
    const stored = userId === null ? null : await this.#credentials.findPasswordHash(userId);
    return this.#passwords.matches(stored, password);
  }
}
