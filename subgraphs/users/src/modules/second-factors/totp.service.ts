import type { Database } from '@trivet/database';
import { decryptField, encryptField, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { Change } from '../sessions/session.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import type { RecoveryCodeRepository } from './recovery-code.repository.ts';
import { hashOfRecoveryCode, newRecoveryCode } from './recovery-code.ts';
import { InvalidCodeError, TotpEnabledError } from './second-factor.errors.ts';
import { recoveryCodesRegenerated, totpEnabled, totpRemoved } from './second-factor.events.ts';
import { totpSecretContext } from './second-factor.service.ts';
import type { TotpRepository } from './totp.repository.ts';
import { newTotpSecret, stepOfCode, totpUri, typedTotpSecret } from './totp.ts';

/** What goes into an authenticator, shown once. */
export interface TotpEnrolment {
  /** Base32, to be typed. */
  readonly secret: string;
  /** The same, as a picture is made of it. */
  readonly uri: string;
}

export interface TotpServiceDeps {
  readonly db: Database;
  readonly totp: TotpRepository;
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly users: UserService;
  readonly keys: PersonalKeyService;
  readonly stepUp: StepUpService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly lookupKey: Buffer;
}

const recoveryCodeCount = 10;

/** How persons come by an authenticator and recovery codes, and get rid of them. All of it takes a recent proof of who they are. */
export class TotpService {
  readonly #deps: TotpServiceDeps;

  constructor(deps: TotpServiceDeps) {
    this.#deps = deps;
  }

  /**
   * A secret for the viewer's authenticator. Nothing is asked of him until he has shown that he has it. Takes a verified
   * address: who registered with another's would lock out its owner, who can come by the password.
   * @throws {ReauthenticationRequiredError}; {@link EmailNotVerifiedError}; {@link TotpEnabledError}.
   */
  async enroll(operation: Operation): Promise<TotpEnrolment> {
    const { db, totp, users, clock } = this.#deps;
    const user = await this.#viewer(operation);
    users.requireVerified(user);
    const key = await this.#key(user.id);
    const secret = newTotpSecret();
    const encrypted = encryptField(key, secret, totpSecretContext(user.id));
    const isKept = await db.transaction({ persons: [user.id] }, (tx) =>
      totp.insertPending(tx, { userId: user.id, secret: encrypted, createdAt: clock.now() }),
    );
    if (!isKept) throw new TotpEnabledError();
    return { secret: typedTotpSecret(secret), uri: totpUri(secret, (await users.revealEmail(user)) ?? '') };
  }

  /**
   * From now on signing in takes a code besides. Sessions of before go on.
   * @returns recovery codes, which nobody can find out later.
   * @throws {InvalidCodeError}; {@link NotFoundError} where nothing was enrolled; as `enroll`.
   */
  async confirm(operation: Operation, code: string): Promise<{ user: User; recoveryCodes: string[] }> {
    const { db, totp, outbox, clock } = this.#deps;
    const user = await this.#viewer(operation);
    const key = await this.#key(user.id);
    const codes = newRecoveryCodes();
    await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      const pending = await totp.lock(tx, user.id);
      if (!pending) throw notSetUp();
      if (pending.confirmedAt) throw new TotpEnabledError();
      const now = clock.now();
      const secret = decryptField(key, pending.secret, totpSecretContext(user.id));
      const lastStep = stepOfCode(secret, code, now);
      if (lastStep === null) throw new InvalidCodeError(['code']);
      await totp.confirm(tx, user.id, { confirmedAt: now, lastStep });
      await this.#keep({ tx, events }, user, codes);
      events.append(totpEnabled(idsOf(operation), operation.cause));
    });
    return { user, recoveryCodes: codes };
  }

  /**
   * From now on a password is enough, and the recovery codes are gone. Repeating it changes nothing.
   * @throws {ReauthenticationRequiredError}
   */
  async remove(operation: Operation): Promise<User> {
    const { db, totp, recoveryCodes, outbox } = this.#deps;
    const user = await this.#viewer(operation);
    await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      const wasEnabled = await totp.delete(tx, user.id);
      await recoveryCodes.deleteAll(tx, user.id);
      if (wasEnabled) events.append(totpRemoved(idsOf(operation), operation.cause));
    });
    return user;
  }

  /**
   * Others in the place of all that the viewer had.
   * @throws {ReauthenticationRequiredError}; {@link NotFoundError} where no authenticator is set up.
   */
  async regenerateRecoveryCodes(operation: Operation): Promise<{ user: User; recoveryCodes: string[] }> {
    const { db, totp, outbox } = this.#deps;
    const user = await this.#viewer(operation);
    const codes = newRecoveryCodes();
    await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      // Locked, or of two at once both sets would be there, and each would be taken for the whole of them.
      const kept = await totp.lock(tx, user.id);
      if (!kept?.confirmedAt) throw notSetUp();
      await this.#keep({ tx, events }, user, codes);
      events.append(recoveryCodesRegenerated(idsOf(operation), operation.cause));
    });
    return { user, recoveryCodes: codes };
  }

  #viewer(operation: Operation): Promise<User> {
    const { stepUp, users } = this.#deps;
    stepUp.require(operation);
    return users.get(requireUser(operation.viewer).userId);
  }

  async #key(userId: string): Promise<Buffer> {
    const [key] = await this.#deps.keys.findByUserIds([userId]);
    if (!key) throw new NotFoundError('person');
    return key;
  }

  #keep({ tx }: Change, { id }: User, codes: readonly string[]): Promise<void> {
    const { recoveryCodes, lookupKey } = this.#deps;
    const hashes = codes.map((code) => hashOfRecoveryCode(lookupKey, id, code));
    return recoveryCodes.replaceAll(tx, id, hashes);
  }
}

function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, newRecoveryCode);
}

function idsOf({ viewer }: Operation) {
  const { userId, sessionId } = requireUser(viewer);
  return { userId, sessionId };
}

function notSetUp(): NotFoundError {
  return new NotFoundError('authenticator');
}
