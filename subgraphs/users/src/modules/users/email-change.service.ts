import { type Database, type Encrypted, newId, type Transaction } from '@trivet/database';
import { type DataKey, decryptField, encryptField, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PasswordProofService } from '../credentials/password-proof.service.ts';
import type { MailedTokenService } from '../mailed-tokens/mailed-token.service.ts';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import { decryptEmail, encryptEmail } from './email-address.ts';
import { emailChanged, emailChangeRequested } from './email-change.events.ts';
import type { EmailChange } from './email-change.model.ts';
import type { EmailChangeRepository } from './email-change.repository.ts';
import { EmailTakenError } from './user.errors.ts';
import type { User } from './user.model.ts';
import type { UserRepository } from './user.repository.ts';
import type { UserService } from './user.service.ts';

export interface EmailChangeServiceDeps {
  readonly db: Database;
  readonly changes: EmailChangeRepository;
  readonly userRepository: UserRepository;
  readonly users: UserService;
  readonly proofs: PasswordProofService;
  readonly stepUp: StepUpService;
  readonly keys: PersonalKeyService;
  readonly tokens: MailedTokenService;
  readonly throttling: ThrottlingService;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

const purposes = ['approve_email_change', 'verify_new_email'] as const;
/** As long as its tokens; a change that nobody can confirm any more is kept no longer than they are. */
const lifetimeMs = 24 * 60 * 60 * 1000;

/** How a person comes by another address: a recent proof and his password, his last address and the new one have to agree. */
export class EmailChangeService {
  readonly #deps: EmailChangeServiceDeps;

  constructor(deps: EmailChangeServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Asks both addresses, by a mail to each; the new one alone where nobody has shown that the present one is his, for it may
   * be mistyped. Takes the place of a change that was asked for before.
   * @throws {ReauthenticationRequiredError}; {@link WrongPasswordError}; {@link EmailTakenError}; {@link UserFault}
   * `INVALID_INPUT`; {@link RateLimitedError}.
   */
  async request(
    operation: Operation,
    { newEmail, password }: { readonly newEmail: string; readonly password: string },
  ): Promise<User> {
    const { users, proofs, stepUp, throttling } = this.#deps;
    stepUp.require(operation);
    const user = await users.get(requireUser(operation.viewer).userId);
    const { email, emailHash } = users.checkEmail(newEmail, ['newEmail']);
    await proofs.confirm(operation, user, { password, path: ['password'] });
    if (emailHash.equals(user.emailHash)) {
      throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'This is the present address.', ['newEmail']);
    }
    return throttling.mail({ client: operation.client, emailHash }, async () => {
      // The answer that a registration would give; the database decides when it is confirmed.
      if (await users.findByEmailHash(emailHash)) throw new EmailTakenError(['newEmail']);
      await this.#begin(operation, user, { email, emailHash });
      return user;
    });
  }

  async #begin(
    { cause }: Operation,
    { id: userId, email: oldEncrypted, emailHash: oldHash, emailVerified }: User,
    { email, emailHash }: { readonly email: string; readonly emailHash: Buffer },
  ): Promise<void> {
    const { db, changes, tokens, outbox, clock } = this.#deps;
    const key = await this.#keyOf(userId);
    const id = newId();
    const createdAt = clock.now();
    const change: EmailChange = {
      id,
      userId,
      oldEmail: encryptField(key, decryptEmail(key, userId, oldEncrypted), contextOf('old', id)),
      newEmail: encryptField(key, email, contextOf('new', id)),
      newEmailHash: emailHash,
      approvedAt: emailVerified ? null : createdAt,
      verifiedAt: null,
      createdAt,
    };
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      await tokens.forgetOfUser(tx, userId, purposes);
      await changes.replace(tx, change);
      const approval = { purpose: 'approve_email_change', emailHash: oldHash, userId } as const;
      const approvalId = emailVerified ? await tokens.issue(tx, approval) : null;
      const verificationId = await tokens.issue(tx, { purpose: 'verify_new_email', emailHash, userId });
      events.append(emailChangeRequested({ userId, emailChangeId: id, approvalId, verificationId }, cause));
    });
  }

  /**
   * For the address that the token went to. When both have confirmed, the new one takes the place of the old, and what was
   * sent to that is no longer good. Sessions go on: it took the password, and both mailboxes.
   * @throws {InvalidTokenError}; {@link EmailTakenError} where somebody else has come by the address meanwhile.
   */
  async confirm(
    operation: Operation,
    { token: text }: { readonly token: string },
  ): Promise<{ readonly user: User; readonly isComplete: boolean }> {
    const { db, changes, tokens, throttling, outbox } = this.#deps;
    const { userId } = await tokens.find(purposes, text);
    const pending = userId && (await changes.find(userId));
    if (!userId || !pending) throw tokens.refusal();
    const address = await this.#newAddress(pending);
    const cause = { ...operation.cause, actor: userId };
    const outcome = await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const user = await this.#confirm(tx, pending, text);
      if (!user.isComplete) return user;
      const changed = await this.#replace(tx, user.user, address);
      events.append(emailChanged({ userId, emailChangeId: pending.id, version: changed.version }, cause));
      return { user: changed, isComplete: true };
    });
    if (outcome.isComplete) await throttling.remember({ client: operation.client, emailHash: address.emailHash });
    return outcome;
  }

  /** The person is locked first, so that the two addresses confirm one after the other. */
  async #confirm(
    tx: Transaction,
    pending: EmailChange,
    text: string,
  ): Promise<{ readonly user: User; readonly isComplete: boolean }> {
    const { changes, userRepository, tokens, clock } = this.#deps;
    const user = await userRepository.lock(tx, pending.userId);
    const { purpose } = await tokens.use(tx, purposes, text);
    const now = clock.now();
    const confirmation = purpose === 'verify_new_email' ? { verifiedAt: now } : { approvedAt: now };
    const change = await changes.confirm(tx, pending, confirmation);
    if (!user || !change) throw tokens.refusal();
    return { user, isComplete: change.approvedAt !== null && change.verifiedAt !== null };
  }

  async #replace(
    tx: Transaction,
    { id, emailHash: oldHash }: User,
    address: { readonly email: Encrypted; readonly emailHash: Buffer },
  ): Promise<User> {
    const { userRepository, tokens } = this.#deps;
    await tokens.forgetOfAddress(tx, oldHash, ['verify_email', 'reset_password']);
    return userRepository.update(tx, id, { ...address, emailVerified: true });
  }

  /** In the clear, for the mails; null where there is another change by now, or nothing of the person any more. */
  async reveal(
    userId: string,
    emailChangeId: string,
  ): Promise<{ readonly oldAddress: string; readonly newAddress: string } | null> {
    const { changes, keys } = this.#deps;
    const [change, [key]] = await Promise.all([changes.find(userId), keys.findByUserIds([userId])]);
    if (!key || change?.id !== emailChangeId) return null;
    const decrypted = (which: 'old' | 'new', encrypted: Buffer) =>
      decryptField(key, encrypted, contextOf(which, change.id)).toString();
    return { oldAddress: decrypted('old', change.oldEmail), newAddress: decrypted('new', change.newEmail) };
  }

  /** The address that a person wants and that is not his yet; null where he wants none. */
  async findWanted(userId: string): Promise<string | null> {
    const change = await this.#deps.changes.find(userId);
    return change && ((await this.reveal(userId, change.id))?.newAddress ?? null);
  }

  /** Deletes those of these persons that nobody can confirm any more. */
  async forgetEnded(userIds: readonly string[]): Promise<void> {
    const { db, changes, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - lifetimeMs);
    if (userIds.length > 0)
      await db.transaction({ persons: userIds }, (tx) => changes.deleteBefore(tx, userIds, before));
  }

  /** As the person's own row keeps it. */
  async #newAddress({ id, userId, newEmail, newEmailHash }: EmailChange) {
    const key = await this.#keyOf(userId);
    const address = decryptField(key, newEmail, contextOf('new', id)).toString();
    return { email: encryptEmail(key, userId, address), emailHash: newEmailHash };
  }

  async #keyOf(userId: string): Promise<DataKey> {
    const [key] = await this.#deps.keys.findByUserIds([userId]);
    if (!key) throw new NotFoundError('person');
    return key;
  }
}

function contextOf(which: 'old' | 'new', changeId: string): string {
  return `users.email_changes.${which}_email:${changeId}`;
}
