import { type Database, type Idempotency, newId, type Transaction } from '@trivet/database';
import { type DataKey, requireUser } from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import { neverProved } from '../sessions/session.model.ts';
import type { SessionService } from '../sessions/session.service.ts';
import type { Entrance, SignInService } from '../sessions/sign-in.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { WaysInService } from '../sessions/ways-in.service.ts';
import type { User } from '../users/user.model.ts';
import type { Completion, UserService } from '../users/user.service.ts';
import type { AuthorizationService } from './authorization.service.ts';
import { IdentityTakenError, ProviderEmailMissingError, ProviderEmailTakenError } from './identity.errors.ts';
import { identityLinked, identityUnlinked } from './identity.events.ts';
import type { Identity } from './identity.model.ts';
import type { IdentityRepository } from './identity.repository.ts';
import type { IdentitySecretsService } from './identity-secrets.service.ts';
import { type ProviderProfile, provedAt } from './provider-profile.ts';
import { hashOfIdentity, type ProviderProof } from './provider-proof.service.ts';

export interface IdentityServiceDeps {
  readonly db: Database;
  readonly identities: IdentityRepository;
  readonly secrets: IdentitySecretsService;
  readonly authorizations: AuthorizationService;
  readonly users: UserService;
  readonly waysIn: WaysInService;
  readonly signIns: SignInService;
  readonly sessions: SessionService;
  readonly stepUp: StepUpService;
  readonly keys: PersonalKeyService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly lookupKey: Buffer;
}

/** Who persons are at providers, and how they sign in by it. A person is known by issuer and subject, never by an address. */
export class IdentityService {
  readonly #deps: IdentityServiceDeps;

  constructor(deps: IdentityServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Signs in who has shown at a provider who he is, or says what else he has to show; whoever is not known yet is registered before.
   * He proved it when he signed in there, which may be long ago: where nobody says when, it is recent nowhere.
   * @throws {InvalidProviderCodeError}; {@link ProviderEmailTakenError}; {@link ProviderEmailMissingError};
   * {@link RateLimitedError}.
   */
  async enter(operation: Operation, proof: ProviderProof): Promise<Entrance> {
    const { authorizations, signIns, clock } = this.#deps;
    const profile = await authorizations.redeem(operation.client, proof);
    const user = (await this.#findPerson(profile)) ?? (await this.#register(operation, profile));
    const shown = { user, methods: ['provider' as const], provedAt: provedAt(profile, clock.now()) ?? neverProved };
    return signIns.enter(operation, shown);
  }

  /**
   * Lets the viewer sign in with a provider from now on. What is linked with him already stays as it is.
   * @throws {EmailNotVerifiedError}; {@link ReauthenticationRequiredError}; {@link InvalidProviderCodeError};
   * {@link IdentityTakenError}; {@link ProviderLinkedError}; {@link RateLimitedError}.
   */
  async link(operation: Operation, proof: ProviderProof): Promise<Identity> {
    const { db, identities, authorizations, users, stepUp, keys, outbox } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    stepUp.require(operation);
    users.requireVerified(await users.get(userId));
    const profile = await authorizations.redeem(operation.client, proof);
    const [key] = await keys.findByUserIds([userId]);
    if (!key) throw new NotFoundError('person');
    const owner = await identities.findOwner(this.#hashOf(profile));
    if (owner?.userId === userId) return this.#get(userId, owner.identityId);
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const { row, hash } = this.#rowOf(profile, { userId, key });
      const identity = await identities.insert(tx, row, hash);
      events.append(identityLinked({ userId, identityId: identity.id }, operation.cause));
      return identity;
    });
  }

  /**
   * Keeps the viewer from signing in with a provider. His other sessions end: who takes a way in away may not know any more
   * who uses it.
   * @returns its id.
   * @throws {NotFoundError}; {@link LastSignInMethodError}; {@link ReauthenticationRequiredError};
   * {@link IdempotencyKeyReusedError}.
   */
  async unlink(operation: Operation, input: { readonly identityId: string }): Promise<string> {
    const { db, identities, waysIn, sessions, stepUp, idempotency, outbox } = this.#deps;
    const { identityId } = input;
    const { userId } = requireUser(operation.viewer);
    stepUp.require(operation);
    const repeatable = operation.repeatable('identityUnlink', input);
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      if (await idempotency.claim(tx, repeatable, identityId)) return;
      const take = async () => {
        if (!(await identities.delete(tx, { userId, id: identityId }))) throw noSuchIdentity();
      };
      await waysIn.takeAway(tx, userId, { path: ['identityId'], take });
      events.append(identityUnlinked({ userId, identityId }, operation.cause));
      await sessions.endOthers({ tx, events }, operation);
    });
    return identityId;
  }

  /**
   * Unlinks all that a person has, as part of a change by which the owner of his address shows himself: whoever made them knew
   * no more than the address.
   */
  async unlinkAll(
    { tx, events, cause }: { readonly tx: Transaction; readonly events: Announcements; readonly cause: Cause },
    userId: string,
  ): Promise<void> {
    const identityIds = await this.#deps.identities.deleteAll(tx, userId);
    for (const identityId of identityIds) events.append(identityUnlinked({ userId, identityId }, cause));
  }

  /** The first that was linked first. */
  listOwn(userId: string): Promise<Identity[]> {
    return this.#deps.identities.listOwn(userId);
  }

  /** In the order of `ids`; null for what does not exist or is another's. */
  async findOwn({ viewer }: Operation, ids: readonly string[]): Promise<(Identity | null)[]> {
    return viewer.kind === 'user' ? this.#deps.identities.findOwn(viewer.userId, ids) : ids.map(() => null);
  }

  async #findPerson(profile: ProviderProfile): Promise<User | null> {
    const { identities, users } = this.#deps;
    const owner = await identities.findOwner(this.#hashOf(profile));
    if (!owner) return null;
    const [user = null] = await users.findByIds([owner.userId]);
    return user;
  }

  /** Of many at once who are the same at the provider one registers; the others find that they are known by then. */
  async #register(operation: Operation, profile: ProviderProfile): Promise<User> {
    const { identities, users } = this.#deps;
    const { email, emailVerified, name } = profile;
    if (email === null) throw new ProviderEmailMissingError();
    const newcomer = { email, emailVerified, displayName: name ?? email.split('@', 1)[0] ?? email };
    const keep: Completion = async ({ tx, events, user, key }) => {
      const { row, hash } = this.#rowOf(profile, { userId: user.id, key });
      await identities.insert(tx, row, hash);
      const ids = { userId: user.id, identityId: row.id };
      events.append(identityLinked(ids, { ...operation.cause, actor: user.id }));
    };
    const registered = await users.registerIdentified(operation, newcomer, keep).catch((error: unknown) => {
      if (error instanceof IdentityTakenError) return null;
      throw error;
    });
    const user = registered ?? (await this.#findPerson(profile));
    if (!user) throw new ProviderEmailTakenError();
    return user;
  }

  #rowOf(profile: ProviderProfile, { userId, key }: { readonly userId: string; readonly key: DataKey }) {
    const { secrets, clock } = this.#deps;
    const id = newId();
    const encrypted = secrets.encrypt(key, id, profile);
    const row = { id, userId, provider: profile.provider, ...encrypted, linkedAt: clock.now() };
    return { row, hash: this.#hashOf(profile) };
  }

  #hashOf(profile: ProviderProfile): Buffer {
    return hashOfIdentity(this.#deps.lookupKey, profile);
  }

  async #get(userId: string, identityId: string): Promise<Identity> {
    const [identity] = await this.#deps.identities.findOwn(userId, [identityId]);
    // Unlinked a moment ago.
    if (!identity) throw noSuchIdentity();
    return identity;
  }
}

function noSuchIdentity(): NotFoundError {
  return new NotFoundError('identity', ['identityId']);
}
