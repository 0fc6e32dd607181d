import { type Database, newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import type { DataKey } from '@trivet/identity';
import type { Announcements, Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import { type Operation, requireText } from '@trivet/subgraph';
import type { CredentialService } from '../credentials/credential.service.ts';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import { decryptEmail, emailHash, encryptEmail, requireEmail } from './email-address.ts';
import type { EmailVerificationService } from './email-verification.service.ts';
import { EmailNotVerifiedError, EmailTakenError } from './user.errors.ts';
import { userCreated } from './user.events.ts';
import type { PersonView, User } from './user.model.ts';
import type { UserRepository } from './user.repository.ts';

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
}

/** Somebody who comes to be here, and what is known of him; the address in the form in which it is kept. */
export interface Newcomer {
  readonly email: string;
  readonly emailVerified: boolean;
  readonly displayName: string;
}

/** What belongs to the transaction that makes a person. */
export type Completion = (made: {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly user: User;
  /** The person's own. */
  readonly key: DataKey;
}) => Promise<void>;

export interface UserServiceDeps {
  readonly db: Database;
  readonly users: UserRepository;
  readonly emailVerifications: EmailVerificationService;
  readonly credentials: CredentialService;
  readonly keys: PersonalKeyService;
  readonly throttling: ThrottlingService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly lookupKey: Buffer;
}

/** Persons: who they are, and how they come to be. */
export class UserService {
  readonly #deps: UserServiceDeps;

  constructor(deps: UserServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The person, the password and the event, which a mail follows: all or none.
   * @throws {UserFault} `INVALID_INPUT` for a field that cannot be accepted; {@link EmailTakenError}.
   * @throws {RateLimitedError}
   */
  async register(operation: Operation, registration: Registration): Promise<User> {
    const { client, cause } = operation;
    const displayName = requireText(registration.displayName, { path: ['displayName'], max: 100 });
    const email = requireEmail(registration.email);
    return this.#deps.throttling.registration(
      { client, emailHash: this.emailHash(email), requestId: cause.requestId },
      () => this.#insertWithPassword(operation, { ...registration, displayName, email }),
      (error) => error instanceof EmailTakenError,
    );
  }

  /**
   * Somebody whom a provider has identified, without a password; null where the address is taken. By what he will be known
   * again is for `complete` to keep, in the same transaction.
   * @throws {RateLimitedError}; what `complete` throws.
   */
  async registerIdentified(operation: Operation, newcomer: Newcomer, complete: Completion): Promise<User | null> {
    try {
      return await this.#deps.throttling.registration(
        {
          client: operation.client,
          emailHash: this.emailHash(newcomer.email),
          requestId: operation.cause.requestId,
        },
        () => this.#insert(operation, newcomer, complete),
        (error) => error instanceof EmailTakenError,
      );
    } catch (error) {
      if (error instanceof EmailTakenError) return null;
      throw error;
    }
  }

  async #insertWithPassword(operation: Operation, { email, password, displayName }: Registration): Promise<User> {
    const { credentials } = this.#deps;
    const passwordHash = await credentials.hash(password, { email, displayName }, ['password']);
    return this.#insert(operation, { email, emailVerified: false, displayName }, ({ tx, user }) =>
      credentials.insert(tx, user.id, passwordHash),
    );
  }

  async #insert(
    operation: Operation,
    { email, emailVerified, displayName }: Newcomer,
    complete: Completion,
  ): Promise<User> {
    const { db, users, emailVerifications, keys, outbox, clock } = this.#deps;
    const id = newId();
    const key = await keys.create(id);
    return outbox.transaction(db, { persons: [id] }, async (tx, events) => {
      const user = await users.insert(tx, {
        id,
        displayName,
        email: encryptEmail(key, id, email),
        emailHash: this.emailHash(email),
        emailVerified,
        createdAt: clock.now(),
      });
      const cause = { ...operation.cause, actor: id };
      events.append(userCreated({ userId: id }, cause));
      await complete({ tx, events, user, key });
      if (!emailVerified) await emailVerifications.begin({ tx, events, cause }, user);
      return user;
    });
  }

  /** The person as he is, locked until the transaction ends: what there is of his ways to sign in is counted by one at a time. */
  async lock(tx: Transaction, id: string): Promise<User> {
    const user = await this.#deps.users.lock(tx, id);
    if (!user) throw new NotFoundError('person');
    return user;
  }

  /** In the order of `ids`; null where there is none. */
  findByIds(ids: readonly string[]): Promise<(User | null)[]> {
    return this.#deps.users.findByIds(ids);
  }

  /** As others are shown them, in the order of `ids`; null where there never was one. */
  findViews(ids: readonly string[]): Promise<(PersonView | null)[]> {
    return this.#deps.users.findViews(ids);
  }

  findByEmail(email: string): Promise<User | null> {
    return this.findByEmailHash(this.emailHash(email));
  }

  findByEmailHash(emailHash: Buffer): Promise<User | null> {
    return this.#deps.users.findByEmailHash(emailHash);
  }

  /** The keyed hash by which a person with this address is found. */
  emailHash(email: string): Buffer {
    return emailHash(this.#deps.lookupKey, email);
  }

  /** Whose name begins so, in whatever case, in the order of their names. */
  search(name: string, page: PageRequest): Promise<Page<User>> {
    return this.#deps.users.search(name, page);
  }

  /** The address in the clear; null for a person who was erased. */
  async revealEmail(user: Pick<PersonView, 'id' | 'email'>): Promise<string | null> {
    const [email = null] = await this.revealEmails([user]);
    return email;
  }

  /** In the order of `users`; null for who was erased. */
  async revealEmails(users: readonly Pick<PersonView, 'id' | 'email'>[]): Promise<(string | null)[]> {
    const keys = await this.#deps.keys.findByUserIds(users.map(({ id }) => id));
    return users.map(({ id, email }, index) => {
      const key = keys[index];
      return key && email ? decryptEmail(key, id, email) : null;
    });
  }

  /**
   * An address as it is kept, and what it is found by; says nothing of whether somebody has it.
   * @throws {UserFault} `INVALID_INPUT`
   */
  checkEmail(
    text: string,
    path: readonly string[] = ['email'],
  ): { readonly email: string; readonly emailHash: Buffer } {
    const email = requireEmail(text, path);
    return { email, emailHash: emailHash(this.#deps.lookupKey, email) };
  }

  /** The person and everything that is his here, but for his key. What is written of him from then on fails. */
  async erase(tx: Transaction, id: string): Promise<void> {
    await this.#deps.users.erase(tx, id, this.#deps.clock.now());
  }

  /** @throws {NotFoundError} */
  async get(id: string): Promise<User> {
    const [user] = await this.findByIds([id]);
    if (!user) throw new NotFoundError('person');
    return user;
  }

  /**
   * For what takes more than having signed up with an address, such as writing to others.
   * @throws {EmailNotVerifiedError}
   */
  requireVerified({ emailVerified }: User): void {
    if (!emailVerified) throw new EmailNotVerifiedError();
  }
}
