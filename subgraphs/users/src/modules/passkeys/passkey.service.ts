import { type Database, newId } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import { type Operation, requireText } from '@trivet/subgraph';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { WaysInService } from '../sessions/ways-in.service.ts';
import type { UserService } from '../users/user.service.ts';
import { newCeremonyChallenge, recogniseChallenge } from './ceremony.ts';
import { InvalidPasskeyError, TooManyPasskeysError } from './passkey.errors.ts';
import { passkeyRegistered, passkeyRemoved } from './passkey.events.ts';
import type { Passkey } from './passkey.model.ts';
import type { PasskeyRepository } from './passkey.repository.ts';
import { readRegistrationResponse } from './passkey-response.ts';
import type { CeremonyOptions } from './passkey-verification.service.ts';
import { creationOptions, type RelyingParty, verifyRegistration } from './webauthn.ts';

export interface PasskeyServiceDeps {
  readonly db: Database;
  readonly passkeys: PasskeyRepository;
  readonly users: UserService;
  readonly stepUp: StepUpService;
  readonly waysIn: WaysInService;
  readonly relyingParty: RelyingParty;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly lookupKey: Buffer;
}

const maxPasskeys = 20;

/** The passkeys of persons: how they come by them, see them, and get rid of them. */
export class PasskeyService {
  readonly #deps: PasskeyServiceDeps;

  constructor(deps: PasskeyServiceDeps) {
    this.#deps = deps;
  }

  /**
   * For a browser, to make a passkey for the viewer. Takes a verified address: who registered with another's would keep a way
   * in when its owner comes.
   * @throws {ReauthenticationRequiredError}; {@link EmailNotVerifiedError}.
   */
  async beginRegistration(operation: Operation): Promise<CeremonyOptions> {
    const { passkeys, users, stepUp, relyingParty, lookupKey, clock } = this.#deps;
    stepUp.require(operation);
    const user = await users.get(requireUser(operation.viewer).userId);
    users.requireVerified(user);
    const { bytes, expiresAt } = newCeremonyChallenge(lookupKey, { registrationOf: user.id }, clock.now());
    const name = (await users.revealEmail(user)) ?? '';
    const options = await creationOptions(
      { userId: user.id, name, displayName: user.displayName ?? name },
      { relyingParty, challenge: bytes, existing: await passkeys.listByUser(user.id) },
    );
    return { options, expiresAt };
  }

  /**
   * From now on the viewer can sign in with what his browser has made.
   * @throws {InvalidPasskeyError}; {@link PasskeyRegisteredError}; {@link TooManyPasskeysError}; {@link UserFault}
   * `INVALID_INPUT`; {@link ReauthenticationRequiredError}.
   */
  async register(operation: Operation, input: { readonly response: unknown; readonly name: string }): Promise<Passkey> {
    const { db, passkeys, stepUp, relyingParty, lookupKey, outbox, clock } = this.#deps;
    stepUp.require(operation);
    const { userId, sessionId } = requireUser(operation.viewer);
    const name = requireName(input.name);
    const recognise = (bytes: Buffer) =>
      recogniseChallenge(lookupKey, { registrationOf: userId }, { bytes, now: clock.now() });
    const response = readRegistrationResponse(input.response);
    const verified = response && (await verifyRegistration(response, { relyingParty, recognise }));
    if (!verified) throw invalid();
    const { credential, challenge } = verified;
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      if ((await passkeys.lockAndCount(tx, userId)) >= maxPasskeys) throw new TooManyPasskeysError(maxPasskeys);
      if (!(await passkeys.markAnswered(tx, challenge))) throw invalid();
      const passkey = await passkeys.insert(tx, { id: newId(), userId, name, createdAt: clock.now(), ...credential });
      events.append(passkeyRegistered({ userId, passkeyId: passkey.id, sessionId }, operation.cause));
      return passkey;
    });
  }

  /** @throws {NotFoundError} for what does not exist and for what is another's; {@link UserFault} `INVALID_INPUT`. */
  async rename(operation: Operation, input: { readonly passkeyId: string; readonly name: string }): Promise<Passkey> {
    const { db, passkeys } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const name = requireName(input.name);
    const renamed = await db.transaction({ persons: [userId] }, (tx) =>
      passkeys.rename(tx, userId, { id: input.passkeyId, name }),
    );
    if (!renamed) throw noSuchPasskey();
    return renamed;
  }

  /**
   * It is no longer good here; its keeper still has it. Sessions that began with it go on.
   * @throws {NotFoundError} for what does not exist and for what is another's; {@link LastSignInMethodError};
   * {@link ReauthenticationRequiredError}.
   */
  async remove(operation: Operation, passkeyId: string): Promise<string> {
    const { db, passkeys, stepUp, waysIn, outbox } = this.#deps;
    stepUp.require(operation);
    const { userId, sessionId } = requireUser(operation.viewer);
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const take = async () => {
        if (!(await passkeys.delete(tx, userId, passkeyId))) throw noSuchPasskey();
      };
      await waysIn.takeAway(tx, userId, { path: ['passkeyId'], take });
      events.append(passkeyRemoved({ userId, passkeyId, sessionId }, operation.cause));
    });
    return passkeyId;
  }

  /** Of the person, the oldest first. */
  list(userId: string): Promise<Passkey[]> {
    return this.#deps.passkeys.listByUser(userId);
  }

  /** In the order of `ids`; null for what does not exist or is not the viewer's. */
  async findOwn({ viewer }: Operation, ids: readonly string[]): Promise<(Passkey | null)[]> {
    return viewer.kind === 'user' ? this.#deps.passkeys.findByIds(viewer.userId, ids) : ids.map(() => null);
  }
}

function requireName(name: string): string {
  return requireText(name, { path: ['name'], max: 100 });
}

function invalid(): InvalidPasskeyError {
  return new InvalidPasskeyError(['response']);
}

function noSuchPasskey(): NotFoundError {
  return new NotFoundError('passkey', ['passkeyId']);
}
