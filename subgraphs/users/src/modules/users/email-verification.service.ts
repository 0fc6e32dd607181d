import { type Database, nobody, type Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { MailedTokenService } from '../mailed-tokens/mailed-token.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import { emailVerificationRequested, emailVerified } from './email-verification.events.ts';
import type { User } from './user.model.ts';
import type { UserRepository } from './user.repository.ts';

export interface EmailVerificationServiceDeps {
  readonly db: Database;
  readonly users: UserRepository;
  readonly tokens: MailedTokenService;
  readonly throttling: ThrottlingService;
  readonly outbox: Outbox;
}

/** A change of a person, and what it announces. */
interface Change {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly cause: Cause;
}

/** How a person shows that his address is his: he uses a token that was sent to it. */
export class EmailVerificationService {
  readonly #deps: EmailVerificationServiceDeps;

  constructor(deps: EmailVerificationServiceDeps) {
    this.#deps = deps;
  }

  /** As part of what makes the address his: a mail goes out when that is committed. */
  async begin({ tx, events, cause }: Change, { id: userId, emailHash }: User): Promise<void> {
    const token = { purpose: 'verify_email', emailHash, userId } as const;
    const emailVerificationId = await this.#deps.tokens.issue(tx, token);
    events.append(emailVerificationRequested({ userId, emailVerificationId }, cause));
  }

  /**
   * Sends the viewer another mail; none where he has verified his address already. The tokens of earlier mails stay good.
   * @throws {RateLimitedError}
   */
  async request(operation: Operation): Promise<User> {
    const { db, users, throttling, outbox } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const [user] = await users.findByIds([userId]);
    if (!user) throw new NotFoundError('person');
    if (user.emailVerified) return user;
    const { client, cause } = operation;
    await throttling.mail({ client, emailHash: user.emailHash }, () =>
      outbox.transaction(db, nobody, (tx, events) => this.begin({ tx, events, cause }, user)),
    );
    return user;
  }

  /**
   * By the token of a mail, whoever brings it; once.
   * @throws {InvalidTokenError}
   */
  async verify({ cause }: Operation, { token: text }: { readonly token: string }): Promise<User> {
    const { db, tokens, outbox } = this.#deps;
    return outbox.transaction(db, nobody, async (tx, events) => {
      const { userId, emailHash } = await tokens.use(tx, ['verify_email'], text);
      return this.accept({ tx, events, cause }, { userId: userId as string, emailHash });
    });
  }

  /**
   * Takes it for shown that an address is the person's, as part of a change by which he showed it.
   * @throws {InvalidTokenError} where it is no longer his.
   */
  async accept(
    { tx, events, cause }: Change,
    { userId, emailHash }: { readonly userId: string; readonly emailHash: Buffer },
  ): Promise<User> {
    const { users, tokens } = this.#deps;
    const user = await users.lock(tx, userId);
    if (!user?.emailHash.equals(emailHash)) throw tokens.refusal();
    await tokens.forgetOfAddress(tx, emailHash, ['verify_email']);
    if (user.emailVerified) return user;
    const verified = await users.update(tx, userId, { emailVerified: true });
    events.append(emailVerified({ userId, version: verified.version }, { ...cause, actor: userId }));
    return verified;
  }
}
