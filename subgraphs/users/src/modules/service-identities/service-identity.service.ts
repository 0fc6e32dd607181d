import { newId, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { type AccountAccess, knownPermissions, type Permission, requireUser } from '@trivet/identity';
import type { Cause } from '@trivet/messaging';
import { type Clock, NotFoundError, UserFault } from '@trivet/platform';
import { type Operation, requireText, VersionConflictError } from '@trivet/subgraph';
import { type AccountChange, type AccountChanges, requirePermissions } from '../accounts/account-changes.service.ts';
import { requireLater, requireNetworks, requireScopes } from '../api-keys/api-key.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { UserService } from '../users/user.service.ts';
import { kidShape, type PublicKey, requirePublicKey } from './public-key.ts';
import {
  serviceIdentityCreated,
  serviceIdentityKeyAdded,
  serviceIdentityKeyRemoved,
  serviceIdentityRemoved,
  serviceIdentityUpdated,
} from './service-identity.events.ts';
import type { ServiceIdentity, ServiceIdentityKey } from './service-identity.model.ts';
import type { ServiceIdentityRepository } from './service-identity.repository.ts';

export interface NewServiceIdentityInput {
  readonly accountId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** A JWK, as whoever asks has sent it. */
  readonly publicKey: unknown;
  readonly networks: readonly string[];
  readonly expiresAt: Date | null;
}

export interface ServiceIdentityChangesInput {
  readonly serviceIdentityId: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly networks?: readonly string[] | undefined;
  readonly expiresAt?: Date | null | undefined;
}

export interface ServiceIdentityServiceDeps {
  readonly changes: AccountChanges;
  readonly users: UserService;
  readonly serviceIdentities: ServiceIdentityRepository;
  readonly stepUp: StepUpService;
  readonly clock: Clock;
}

type Ending = Pick<AccountChange, 'tx' | 'events'> & { readonly cause: Cause };

/** An identity within a change, locked. */
interface Changing extends AccountChange {
  readonly identity: ServiceIdentity;
}

const maxKeys = 5;
const permission: Permission = 'service-identities:manage';

/** Programs of accounts that sign for themselves. Nobody gives one what he may not do himself, a key to one that may do more included. */
export class ServiceIdentityService {
  readonly #deps: ServiceIdentityServiceDeps;

  constructor(deps: ServiceIdentityServiceDeps) {
    this.#deps = deps;
  }

  /**
   * It outlives the session in which it is made, so it takes a recent proof of who makes it.
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link ForbiddenError}; {@link EmailNotVerifiedError};
   * {@link ReauthenticationRequiredError}; {@link IdempotencyKeyReusedError}.
   */
  async create(operation: Operation, input: NewServiceIdentityInput): Promise<ServiceIdentity> {
    const { changes, users, serviceIdentities, stepUp, clock } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const access = await operation.access.require(input.accountId, permission, ['accountId']);
    users.requireVerified(await users.get(userId));
    stepUp.require(operation);
    const now = clock.now();
    const scopes = requireScopes(input.scopes);
    const publicKey = await requirePublicKey(input.publicKey);
    const id = newId();
    const { accountId } = access;
    const values = {
      ...{ id, accountId, createdById: userId, grantId: newId(), createdAt: now, scopes: [...scopes] },
      name: requireText(input.name, { path: ['name'], max: 100 }),
      networks: requireNetworks(input.networks, ['networks']),
      expiresAt: requireLater(input.expiresAt, now),
    };
    const repetition = { key: operation.repeatable('serviceIdentityCreate', input), resultId: id };
    const made = await changes.make(operation, access, repetition, async ({ tx, events, cause, actor }) => {
      requirePermissions(actor.permissions, [permission, ...scopes]);
      const identity = await serviceIdentities.insert(tx, values);
      await serviceIdentities.insertKey(tx, keyOf(identity, publicKey, now));
      events.append(serviceIdentityCreated(payloadOf(identity), cause));
      return identity;
    });
    return made.result ?? (await this.#get(operation, made.earlierId));
  }

  /**
   * Changes what is given. Tokens of before are refused everywhere within a second, but after another name alone.
   * @throws {VersionConflictError} with the present state; {@link UserFault} as `create`.
   */
  async update(operation: Operation, input: ServiceIdentityChangesInput): Promise<ServiceIdentity> {
    const now = this.#deps.clock.now();
    const scopes = input.scopes && requireScopes(input.scopes);
    const limits = {
      ...(scopes && { scopes: [...scopes] }),
      ...(input.networks && { networks: requireNetworks(input.networks, ['networks']) }),
      ...(input.expiresAt !== undefined && { expiresAt: requireLater(input.expiresAt, now) }),
    };
    const name = input.name === undefined ? {} : { name: requireText(input.name, { path: ['name'], max: 100 }) };
    return this.#change(operation, { field: 'serviceIdentityUpdate', input, isSensitive: true }, async (change) => {
      const { tx, events, cause, identity, actor } = change;
      requirePermissions(actor.permissions, [...knownPermissions(identity.scopes), ...(scopes ?? [])]);
      if (identity.version !== input.expectedVersion) throw new VersionConflictError(identity, identity.version);
      const ended = Object.keys(limits).length > 0 ? await this.#endGrant(tx, identity) : null;
      const grant = ended === null ? {} : { grantId: newId() };
      const updated = await this.#deps.serviceIdentities.update(tx, identity, { ...name, ...limits, ...grant });
      events.append(serviceIdentityUpdated({ ...payloadOf(updated), endedGrantId: ended }, cause));
      return updated;
    });
  }

  /**
   * Whoever has its private half is the identity: so it takes what the identity may do, and a recent proof.
   * @throws {UserFault} as `create`.
   */
  async addKey(
    operation: Operation,
    input: { readonly serviceIdentityId: string; readonly publicKey: unknown },
  ): Promise<ServiceIdentity> {
    const { serviceIdentities, clock } = this.#deps;
    const publicKey = await requirePublicKey(input.publicKey);
    return this.#change(operation, { field: 'serviceIdentityKeyAdd', input, isSensitive: true }, async (change) => {
      const { tx, events, cause, identity, actor } = change;
      requirePermissions(actor.permissions, knownPermissions(identity.scopes));
      if ((await serviceIdentities.countKeys(tx, identity)) >= maxKeys) {
        throw invalid(`A service identity has at most ${maxKeys} keys. Remove one.`, ['publicKey']);
      }
      await serviceIdentities.insertKey(tx, keyOf(identity, publicKey, clock.now()));
      const updated = await serviceIdentities.update(tx, identity, {});
      events.append(serviceIdentityKeyAdded(payloadOf(updated), cause));
      return updated;
    });
  }

  /**
   * Its tokens are refused everywhere within a second, by whichever key they were got.
   * @throws {UserFault} as `create`, and `NOT_FOUND` for a key that there is not.
   */
  async removeKey(
    operation: Operation,
    input: { readonly serviceIdentityId: string; readonly kid: string },
  ): Promise<ServiceIdentity> {
    const { serviceIdentities } = this.#deps;
    return this.#change(operation, { field: 'serviceIdentityKeyRemove', input }, async (change) => {
      const { tx, events, cause, identity } = change;
      const isDeleted = kidShape.test(input.kid) && (await serviceIdentities.deleteKey(tx, identity, input.kid));
      if (!isDeleted) throw new NotFoundError('key', ['kid']);
      const endedGrantId = await this.#endGrant(tx, identity);
      const updated = await serviceIdentities.update(tx, identity, { grantId: newId() });
      events.append(serviceIdentityKeyRemoved({ ...payloadOf(updated), endedGrantId }, cause));
      return updated;
    });
  }

  /**
   * Ends an identity: it is refused everywhere within a second.
   * @returns its id.
   * @throws {UserFault} as `create`.
   */
  async remove(operation: Operation, input: { readonly serviceIdentityId: string }): Promise<string> {
    const { serviceIdentities, changes } = this.#deps;
    const { serviceIdentityId: id } = input;
    requireUser(operation.viewer);
    const key = operation.repeatable('serviceIdentityRemove', input);
    const [found] = await this.findByIds(operation, [id]);
    if (!found) return changes.madeBefore(key, id, noSuchIdentity);
    const access = await operation.access.require(found.accountId, permission);
    await changes.make(operation, access, { key, resultId: id }, async (change) => {
      const { tx, events, cause, actor } = change;
      requirePermissions(actor.permissions, [permission]);
      const identity = await this.#lock(change, id);
      const endedGrantId = await this.#endGrant(tx, identity);
      await serviceIdentities.delete(tx, identity);
      events.append(removedEvent(identity, endedGrantId, cause));
    });
    return id;
  }

  /** Ends all identities of an account that goes: they are refused everywhere within a second. */
  async endAll({ tx, events, cause }: Ending, accountId: string): Promise<void> {
    const { serviceIdentities, clock } = this.#deps;
    const ended = await serviceIdentities.deleteOfAccount(tx, accountId);
    const grantIds = ended.map(({ grantId }) => grantId);
    await serviceIdentities.insertEndedGrants(tx, grantIds, clock.now());
    events.append(...ended.map((identity) => removedEvent(identity, identity.grantId, cause)));
  }

  /** One page per account, the oldest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ServiceIdentity>[]> {
    return this.#deps.serviceIdentities.listByAccounts(accesses, page);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. Programs see none. */
  async findByIds({ access, viewer }: Operation, ids: readonly string[]): Promise<(ServiceIdentity | null)[]> {
    if (viewer.kind !== 'user') return ids.map(() => null);
    return access.lookUp(permission, ids, (scope, wanted) => this.#deps.serviceIdentities.findByIds(scope, wanted));
  }

  /** Of each identity that somebody may see, the oldest first, in the order of `ids`. */
  listKeys(ids: readonly string[]): Promise<ServiceIdentityKey[][]> {
    return this.#deps.serviceIdentities.listKeys(ids);
  }

  /** A change of one, which is locked, by somebody who may manage it. */
  async #change(
    operation: Operation,
    {
      field,
      input,
      isSensitive = false,
    }: {
      readonly field: string;
      readonly input: { readonly serviceIdentityId: string };
      readonly isSensitive?: boolean;
    },
    work: (change: Changing) => Promise<ServiceIdentity>,
  ): Promise<ServiceIdentity> {
    const { changes, stepUp } = this.#deps;
    const { serviceIdentityId: id } = input;
    const { accountId } = await this.#get(operation, id);
    if (isSensitive) stepUp.require(operation);
    const access = await operation.access.require(accountId, permission);
    const repetition = { key: operation.repeatable(field, input), resultId: id };
    const { result } = await changes.make(operation, access, repetition, async (change) => {
      requirePermissions(change.actor.permissions, [permission]);
      return work({ ...change, identity: await this.#lock(change, id) });
    });
    return result ?? (await this.#get(operation, id));
  }

  /** @returns what tokens of before are bound to, of which routers are told. */
  async #endGrant(tx: Transaction, { grantId }: ServiceIdentity): Promise<string> {
    await this.#deps.serviceIdentities.insertEndedGrants(tx, [grantId], this.#deps.clock.now());
    return grantId;
  }

  async #get(operation: Operation, id: string): Promise<ServiceIdentity> {
    requireUser(operation.viewer);
    const [found] = await this.findByIds(operation, [id]);
    if (!found) throw noSuchIdentity();
    return found;
  }

  async #lock({ tx, access }: AccountChange, id: string): Promise<ServiceIdentity> {
    const present = await this.#deps.serviceIdentities.lock(tx, access, id);
    if (!present) throw noSuchIdentity();
    return present;
  }
}

function keyOf({ id: serviceIdentityId, accountId }: ServiceIdentity, key: PublicKey, createdAt: Date) {
  return { id: newId(), serviceIdentityId, accountId, ...key, createdAt };
}

function payloadOf({ id: serviceIdentityId, accountId, version }: ServiceIdentity) {
  return { serviceIdentityId, accountId, version };
}

function removedEvent(identity: ServiceIdentity, endedGrantId: string, cause: Cause) {
  return serviceIdentityRemoved({ ...payloadOf(identity), version: identity.version + 1, endedGrantId }, cause);
}

function noSuchIdentity(): NotFoundError {
  return new NotFoundError('service identity', ['serviceIdentityId']);
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
