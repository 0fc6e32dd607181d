import { type Database, nobody, type Transaction } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { ShownFactor, ShownIdentity } from '../sessions/session.service.ts';
import type { UserService } from '../users/user.service.ts';
import { newCeremonyChallenge, recogniseChallenge } from './ceremony.ts';
import { InvalidPasskeyError } from './passkey.errors.ts';
import { passkeyCloned } from './passkey.events.ts';
import type { Passkey } from './passkey.model.ts';
import type { PasskeyRepository } from './passkey.repository.ts';
import { type AuthenticationResponse, readAuthenticationResponse } from './passkey-response.ts';
import { type CredentialUse, type RelyingParty, requestOptions, userIdOf, verifyAuthentication } from './webauthn.ts';

/** What a browser needs for a ceremony, as `parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` take it. */
export interface CeremonyOptions {
  readonly options: object;
  readonly expiresAt: Date;
}

export interface PasskeyVerificationServiceDeps {
  readonly db: Database;
  readonly passkeys: PasskeyRepository;
  readonly users: UserService;
  readonly relyingParty: RelyingParty;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Marks challenges as ours. */
  readonly lookupKey: Buffer;
}

/** Who proves by a passkey who he is. */
export class PasskeyVerificationService {
  readonly #deps: PasskeyVerificationServiceDeps;

  constructor(deps: PasskeyVerificationServiceDeps) {
    this.#deps = deps;
  }

  /** For whoever wants to use a passkey, for whatever it is shown. */
  async begin(): Promise<CeremonyOptions> {
    const { relyingParty, lookupKey, clock } = this.#deps;
    const { bytes, expiresAt } = newCeremonyChallenge(lookupKey, 'authentication', clock.now());
    return { options: await requestOptions(relyingParty, bytes), expiresAt };
  }

  /** Whether the person has any. */
  async has(userId: string): Promise<boolean> {
    return (await this.#deps.passkeys.listByUser(userId)).length > 0;
  }

  /** The same, as the transaction sees it. */
  hasWithin(tx: Transaction, userId: string): Promise<boolean> {
    return this.#deps.passkeys.exist(tx, userId);
  }

  /**
   * Who has used a passkey: it says so itself.
   * @throws {InvalidPasskeyError}
   */
  async identify(operation: Operation, input: unknown): Promise<ShownIdentity> {
    const path = ['response'];
    const response = readAuthenticationResponse(input);
    const userId = response && userIdOf(response.response.userHandle ?? '');
    const [user] = userId ? await this.#deps.users.findByIds([userId]) : [];
    if (!response || !user) throw new InvalidPasskeyError(path);
    const { method, redeem } = await this.#verify(operation, response, { userId: user.id, path });
    return { user, methods: [method], redeem };
  }

  /**
   * That a person has used a passkey of his.
   * @throws {InvalidPasskeyError}
   */
  async show(operation: Operation, input: unknown, userId: string): Promise<ShownFactor> {
    const path = ['passkey'];
    const response = readAuthenticationResponse(input);
    if (!response) throw new InvalidPasskeyError(path);
    return this.#verify(operation, response, { userId, path });
  }

  /** Deletes what is kept of challenges that nobody could answer any more. */
  async forgetAnswered(): Promise<void> {
    const { db, passkeys, clock } = this.#deps;
    await db.transaction(nobody, (tx) => passkeys.forgetAnswered(tx, clock.now()));
  }

  async #verify(
    operation: Operation,
    response: AuthenticationResponse,
    { userId, path }: { readonly userId: string; readonly path: readonly string[] },
  ): Promise<ShownFactor> {
    const { passkeys, relyingParty, lookupKey, clock } = this.#deps;
    const invalid = () => new InvalidPasskeyError(path);
    const now = clock.now();
    const recognise = (bytes: Buffer) => recogniseChallenge(lookupKey, 'authentication', { bytes, now });
    const passkey = await passkeys.findByCredential(userId, Buffer.from(response.id, 'base64url'));
    const verified = passkey && (await verifyAuthentication(response, passkey, { relyingParty, recognise }));
    if (!passkey || !verified) throw invalid();
    const { use, challenge } = verified;
    await this.#requireGrownCount(operation, passkey, use, invalid);
    return {
      method: 'passkey',
      redeem: async ({ tx }) => {
        const isFirst = await passkeys.markAnswered(tx, challenge);
        if (!isFirst || !(await passkeys.noteUse(tx, passkey, { ...use, lastUsedAt: now }))) throw invalid();
      },
    };
  }

  /** A keeper that counts never counts backwards: then somebody else has its key too, and there is no telling who this is. */
  async #requireGrownCount(
    { cause }: Operation,
    { id, userId, signCount }: Passkey,
    use: CredentialUse,
    invalid: () => Error,
  ): Promise<void> {
    const { db, outbox } = this.#deps;
    if (signCount === 0 || use.signCount > signCount) return;
    await outbox.transaction(db, { persons: [userId] }, async (_tx, events) => {
      events.append(passkeyCloned({ userId, passkeyId: id }, cause));
    });
    throw invalid();
  }
}
