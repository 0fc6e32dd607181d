import { createHash, createHmac } from 'node:crypto';
import { type Database, newId, nobody, type Transaction } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import { InvalidTokenError } from './mailed-token.errors.ts';
import { type MailedToken, type MailedTokenPurpose, mailedTokenPurpose } from './mailed-token.model.ts';
import type { MailedTokenRepository } from './mailed-token.repository.ts';

const hourMs = 3_600_000;
const lifetimesMs: Readonly<Record<MailedTokenPurpose, number>> = {
  verify_email: 24 * hourMs,
  reset_password: hourMs,
  approve_email_change: 24 * hourMs,
  verify_new_email: 24 * hourMs,
};
/** So long after its end a token is kept: what it was for is found by it. */
const expiredRetentionMs = 24 * hourMs;
/** A sweep takes so many at a time, and so often: what is left is for the next. */
const sweepSize = 1000;
const sweepTimes = 50;

export interface MailedTokenServiceDeps {
  readonly db: Database;
  readonly tokens: MailedTokenRepository;
  readonly clock: Clock;
  /** Derives tokens. */
  readonly tokenKey: Buffer;
}

/**
 * Secrets that only a mail holds. A token is computed from its id when the mail is made, so neither the log of events nor
 * the database has it: the one has its id, the other its hash.
 */
export class MailedTokenService {
  readonly #deps: MailedTokenServiceDeps;

  constructor(deps: MailedTokenServiceDeps) {
    this.#deps = deps;
  }

  /** Another one, which is known by its id until its mail is made. */
  async issue(
    tx: Transaction,
    token: { readonly purpose: MailedTokenPurpose; readonly emailHash: Buffer; readonly userId: string | null },
  ): Promise<string> {
    const { tokens, clock } = this.#deps;
    const { purpose } = token;
    const id = newId();
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifetimesMs[purpose]);
    await tokens.insert(tx, {
      id,
      hash: hashOf(this.#textOf(purpose, id)),
      createdAt,
      expiresAt,
      usedAt: null,
      ...token,
    });
    return id;
  }

  /** What its mail says; null for one that is no longer good. */
  async reveal(id: string): Promise<{ readonly text: string; readonly token: MailedToken } | null> {
    const token = this.#good(await this.#deps.tokens.findById(id));
    return token && { text: this.#textOf(token.purpose, id), token };
  }

  /** Without using it: what is slow is done before the transaction. @throws {InvalidTokenError} */
  async find(purposes: readonly MailedTokenPurpose[], text: string): Promise<MailedToken> {
    const token = this.#good(await this.#deps.tokens.findByHash(hashOf(text)));
    if (!token || !purposes.includes(token.purpose)) throw new InvalidTokenError();
    return token;
  }

  /**
   * Uses it up: of many at once one does.
   * @throws {InvalidTokenError}
   */
  async use(tx: Transaction, purposes: readonly MailedTokenPurpose[], text: string): Promise<MailedToken> {
    const { tokens, clock } = this.#deps;
    const token = await tokens.take(tx, hashOf(text), purposes, clock.now());
    if (!token) throw new InvalidTokenError();
    return token;
  }

  /** For what a token was for, and is not any more. */
  refusal(): InvalidTokenError {
    return new InvalidTokenError();
  }

  /** Those that went to an address are no longer good. */
  async forgetOfAddress(tx: Transaction, emailHash: Buffer, purposes: readonly MailedTokenPurpose[]): Promise<void> {
    await this.#deps.tokens.deleteByAddress(tx, emailHash, purposes);
  }

  /** All that went to an address, and what is known of them. */
  async forgetAllOfAddress(tx: Transaction, emailHash: Buffer): Promise<void> {
    await this.forgetOfAddress(tx, emailHash, mailedTokenPurpose.enumValues);
  }

  /** Those that went to a person are no longer good. */
  async forgetOfUser(tx: Transaction, userId: string, purposes: readonly MailedTokenPurpose[]): Promise<void> {
    await this.#deps.tokens.deleteByUser(tx, userId, purposes);
  }

  /** Deletes those that nobody has been able to use for a day. `forget` is told before whose they were. */
  async forgetExpired(forget: (userIds: readonly string[]) => Promise<void>): Promise<void> {
    const { db, tokens, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - expiredRetentionMs);
    for (let times = 0; times < sweepTimes; times += 1) {
      const expired = await tokens.listExpired(before, sweepSize);
      if (expired.length === 0) return;
      await forget([...new Set(expired.flatMap(({ userId }) => (userId === null ? [] : [userId])))]);
      await db.transaction(nobody, (tx) =>
        tokens.delete(
          tx,
          expired.map(({ id }) => id),
        ),
      );
    }
  }

  #good(token: MailedToken | null): MailedToken | null {
    return token && token.usedAt === null && token.expiresAt > this.#deps.clock.now() ? token : null;
  }

  /** 256 bits that nobody can compute who lacks the key, fit for a URL. */
  #textOf(purpose: MailedTokenPurpose, id: string): string {
    return createHmac('sha256', this.#deps.tokenKey).update(`mailed-token:${purpose}:${id}`).digest('base64url');
  }
}

/** What is stored of a token. It has too many values to be guessed from a plain hash. */
function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
