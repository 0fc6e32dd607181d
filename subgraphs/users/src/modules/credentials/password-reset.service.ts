import { type Database, nobody } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Operation } from '@trivet/subgraph';
import type { IdentityService } from '../identities/identity.service.ts';
import type { MailedTokenService } from '../mailed-tokens/mailed-token.service.ts';
import type { SecondFactorService } from '../second-factors/second-factor.service.ts';
import type { SessionService } from '../sessions/session.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { EmailVerificationService } from '../users/email-verification.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import type { CredentialService } from './credential.service.ts';
import { passwordReset, passwordResetRequested } from './password.events.ts';

export interface PasswordResetServiceDeps {
  readonly db: Database;
  readonly users: UserService;
  readonly identities: IdentityService;
  readonly emailVerifications: EmailVerificationService;
  readonly credentials: CredentialService;
  readonly sessions: SessionService;
  readonly secondFactors: SecondFactorService;
  readonly tokens: MailedTokenService;
  readonly throttling: ThrottlingService;
  readonly outbox: Outbox;
}

/** How a person who has lost his password comes by another: he uses a token that was sent to his address. */
export class PasswordResetService {
  readonly #deps: PasswordResetServiceDeps;

  constructor(deps: PasswordResetServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Has a mail sent to an address, if somebody is registered with it. That is looked at when the mail is made: here the same
   * is done for every address, so neither the answer nor the time it takes tells of one.
   * @throws {UserFault} `INVALID_INPUT`; {@link RateLimitedError}, after as many for every address.
   */
  async request({ client, cause }: Operation, { email }: { readonly email: string }): Promise<void> {
    const { db, users, tokens, throttling, outbox } = this.#deps;
    const { emailHash } = users.checkEmail(email);
    await throttling.mail({ client, emailHash }, () =>
      outbox.transaction(db, nobody, async (tx, events) => {
        const passwordResetId = await tokens.issue(tx, { purpose: 'reset_password', emailHash, userId: null });
        events.append(passwordResetRequested({ passwordResetId }, cause));
      }),
    );
  }

  /**
   * Takes the place of whatever password the person had, ends all of his sessions and all other tokens for the same, and
   * shows that his address is his. Where nobody had shown that before, somebody else may have registered with it, and what he
   * linked goes too. From where it is done he is at home, unless he owes a second factor: who guessed at the door does not keep
   * him out, and who has come by his mailbox does not make places from which codes can be guessed.
   * @throws {InvalidTokenError}; {@link UserFault} `INVALID_INPUT`, `PASSWORD_TOO_COMMON`, after which the token is still good.
   */
  async reset(
    operation: Operation,
    { token: text, newPassword }: { readonly token: string; readonly newPassword: string },
  ): Promise<User> {
    const { db, users, identities, emailVerifications, credentials } = this.#deps;
    const { sessions, secondFactors, tokens, throttling, outbox } = this.#deps;
    const { emailHash } = await tokens.find(['reset_password'], text);
    const user = await users.findByEmailHash(emailHash);
    if (!user) throw tokens.refusal();
    const owner = { email: (await users.revealEmail(user)) ?? '', displayName: user.displayName };
    const passwordHash = await credentials.hash(newPassword, owner, ['newPassword']);
    const { id: userId } = user;
    const cause = { ...operation.cause, actor: userId };
    const changed = await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const { id: passwordResetId } = await tokens.use(tx, ['reset_password'], text);
      const { emailVerified: wasVerified } = await users.lock(tx, userId);
      if (!wasVerified) await identities.unlinkAll({ tx, events, cause }, userId);
      const verified = await emailVerifications.accept({ tx, events, cause }, { userId, emailHash });
      await tokens.forgetOfAddress(tx, emailHash, ['reset_password']);
      await credentials.set(tx, userId, passwordHash);
      events.append(passwordReset({ userId, passwordResetId }, cause));
      await sessions.endAll({ tx, events }, { userId, cause });
      return verified;
    });
    const owed = await secondFactors.listOf(userId);
    if (owed.length === 0) await throttling.remember({ client: operation.client, emailHash });
    return changed;
  }
}
