import { timingSafeEqual } from 'node:crypto';
import { type Database, newId, nobody } from '@trivet/database';
import { type DataKey, decryptField, encryptField, lookupHash, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { phoneCode } from './phone-code.ts';
import { InvalidPhoneCodeError } from './phone-number.errors.ts';
import { phoneNumberChanged, phoneNumberChangeRequested } from './phone-number.events.ts';
import type { PhoneNumberRepository } from './phone-number.repository.ts';

export interface PhoneNumberServiceDeps {
  readonly db: Database;
  readonly phoneNumbers: PhoneNumberRepository;
  readonly users: UserService;
  readonly keys: PersonalKeyService;
  readonly stepUp: StepUpService;
  readonly throttling: ThrottlingService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly lookupKey: Buffer;
}

const lifetimeMs = 10 * 60 * 1000;
/** Of a million codes; and a person is sent five an hour. */
const maxTries = 5;

/** The number at which a person gets text messages: his once he has shown that he reads what is sent there. Nobody signs in by it. */
export class PhoneNumberService {
  readonly #deps: PhoneNumberServiceDeps;

  constructor(deps: PhoneNumberServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Sends a code to the number. Until it comes back the present one stays; what was asked for before is no longer good. Takes a verified
   * address, for a text message costs whoever runs us something.
   * @throws {ReauthenticationRequiredError}; {@link EmailNotVerifiedError}; {@link UserFault} `INVALID_INPUT`; {@link RateLimitedError}.
   */
  async request(operation: Operation, input: { readonly phoneNumber: string }): Promise<{ readonly expiresAt: Date }> {
    const { users, stepUp, throttling } = this.#deps;
    stepUp.require(operation);
    const user = await users.get(requireUser(operation.viewer).userId);
    users.requireVerified(user);
    const number = requirePhoneNumber(input.phoneNumber);
    const { client, cause } = operation;
    const { requestId } = cause;
    // By person, so that nobody has many numbers called; by number, so that many persons do not call one.
    const ofPerson = { client: undefined, emailHash: this.#hash(`person ${user.id}`), requestId };
    const ofNumber = { client, emailHash: this.#hash(`number ${number}`), requestId };
    return throttling.mail(ofPerson, () => throttling.mail(ofNumber, () => this.#begin(operation, user, number)));
  }

  /** Five tries. @throws {InvalidPhoneCodeError} whatever is wrong with the code. */
  async confirm(operation: Operation, { code }: { readonly code: string }): Promise<User> {
    const { db, phoneNumbers, users, outbox, clock, lookupKey } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    // Counted before it is looked at, and also where it is wrong.
    const change = await db.transaction(nobody, (tx) =>
      phoneNumbers.takeTry(tx, userId, { now: clock.now(), maxTries }),
    );
    if (!change || !isEqual(phoneCode(lookupKey, change.id), code)) throw new InvalidPhoneCodeError(['code']);
    const key = await this.#keyOf(userId);
    const number = decryptField(key, change.number, contextOfChange(change.id)).toString();
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      if (!(await phoneNumbers.deleteChange(tx, change))) throw new InvalidPhoneCodeError(['code']);
      const kept = encryptField(key, number, contextOf(userId));
      await phoneNumbers.save(tx, { userId, number: kept, verifiedAt: clock.now() });
      events.append(phoneNumberChanged({ userId }, operation.cause));
    });
    return users.get(userId);
  }

  /** The viewer gets no text messages any more. @throws {ReauthenticationRequiredError}; {@link NotFoundError} where he has no number. */
  async remove(operation: Operation): Promise<User> {
    const { db, phoneNumbers, users, stepUp, outbox } = this.#deps;
    stepUp.require(operation);
    const { userId } = requireUser(operation.viewer);
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      if (!(await phoneNumbers.delete(tx, userId))) throw new NotFoundError('phone number');
      events.append(phoneNumberChanged({ userId }, operation.cause));
    });
    return users.get(userId);
  }

  /** In the clear; null where the person has none. */
  async reveal(userId: string): Promise<string | null> {
    const found = await this.#deps.phoneNumbers.find(userId);
    const [key] = found ? await this.#deps.keys.findByUserIds([userId]) : [];
    return found && key ? decryptField(key, found.number, contextOf(userId)).toString() : null;
  }

  /** What is to be sent for a change, and where; null where it is over, or another was asked for. */
  async revealCode(
    userId: string,
    changeId: string,
  ): Promise<{ readonly number: string; readonly code: string } | null> {
    const { phoneNumbers, keys, clock, lookupKey } = this.#deps;
    const change = await phoneNumbers.findChange(userId);
    if (change?.id !== changeId || change.expiresAt <= clock.now()) return null;
    const [key] = await keys.findByUserIds([userId]);
    if (!key) return null;
    const number = decryptField(key, change.number, contextOfChange(change.id)).toString();
    return { number, code: phoneCode(lookupKey, change.id) };
  }

  /** Deletes changes that nobody can confirm any more. */
  async forgetExpired(): Promise<void> {
    const { db, phoneNumbers, clock } = this.#deps;
    await db.transaction(nobody, (tx) => phoneNumbers.deleteExpired(tx, clock.now()));
  }

  async #begin({ cause }: Operation, { id: userId }: User, number: string): Promise<{ readonly expiresAt: Date }> {
    const { db, phoneNumbers, outbox, clock } = this.#deps;
    const key = await this.#keyOf(userId);
    const id = newId();
    const expiresAt = new Date(clock.now().getTime() + lifetimeMs);
    const wanted = encryptField(key, number, contextOfChange(id));
    await outbox.transaction(db, nobody, async (tx, events) => {
      await phoneNumbers.replaceChange(tx, { id, userId, number: wanted, expiresAt });
      events.append(phoneNumberChangeRequested({ userId, phoneNumberChangeId: id }, cause));
    });
    return { expiresAt };
  }

  async #keyOf(userId: string): Promise<DataKey> {
    const [key] = await this.#deps.keys.findByUserIds([userId]);
    if (!key) throw new NotFoundError('person');
    return key;
  }

  #hash(what: string): Buffer {
    return lookupHash(this.#deps.lookupKey, `text messages: ${what}`);
  }
}

/** E.164: the country's code and all digits. Whether there is such a number the code shows that comes back. */
function requirePhoneNumber(text: string): string {
  if (/^\+[1-9]\d{6,14}$/.test(text)) return text;
  throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', '"phoneNumber" begins with "+" and holds digits alone.', [
    'phoneNumber',
  ]);
}

function isEqual(code: string, given: string): boolean {
  const [one, other] = [Buffer.from(code), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function contextOf(userId: string): string {
  return `users.phone_numbers.number:${userId}`;
}

function contextOfChange(id: string): string {
  return `users.phone_number_changes.number:${id}`;
}
