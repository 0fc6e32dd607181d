import {
  type Database,
  type Idempotency,
  newId,
  type Page,
  type PageRequest,
  type Transaction,
} from '@trivet/database';
import {
  type AccountAccess,
  hashOfApiKey,
  knownPermissions,
  newApiKeySecret,
  type Permission,
  requireUser,
  startOfApiKey,
} from '@trivet/identity';
import type { Announcements, Cause, Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError, UserFault } from '@trivet/platform';
import { type Operation, requireText } from '@trivet/subgraph';
import { type AccountChanges, requirePermissions } from '../accounts/account-changes.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { UserService } from '../users/user.service.ts';
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated } from './api-key.events.ts';
import type { ApiKey } from './api-key.model.ts';
import type { ApiKeyRepository } from './api-key.repository.ts';
import { requireNetworks } from './network.ts';

export { requireNetworks } from './network.ts';

/** A key with a secret of its, which nobody can find out later. */
export interface IssuedApiKey {
  readonly apiKey: ApiKey;
  readonly secret: string;
}

export interface NewApiKeyInput {
  /** Null for a key of the viewer's own. */
  readonly accountId: string | null;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly expiresAt: Date | null;
}

export interface ApiKeyServiceDeps {
  readonly db: Database;
  readonly changes: AccountChanges;
  readonly users: UserService;
  readonly apiKeys: ApiKeyRepository;
  readonly stepUp: StepUpService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What is done to a key, by somebody who may. */
interface Change {
  readonly tx: Transaction;
  readonly events: Announcements;
  /** What he may do on the key's account; undefined for a key of his own. */
  readonly held: ReadonlySet<Permission> | undefined;
}

/** What takes a person: a program that could do it would outlive whoever let it. */
const personsOnly: ReadonlySet<Permission> = new Set([
  'members:manage',
  'members:invite',
  'roles:manage',
  'owners:manage',
  'api-keys:manage',
  'service-identities:manage',
]);
const maxOverlapSeconds = 30 * 24 * 60 * 60;

/** Keys of accounts and of persons. Nobody gives a key of an account what he may not do there himself. */
export class ApiKeyService {
  readonly #deps: ApiKeyServiceDeps;

  constructor(deps: ApiKeyServiceDeps) {
    this.#deps = deps;
  }

  /**
   * A key outlives the session in which it is made, so it takes a recent proof of who makes it; another secret too.
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link ForbiddenError}; {@link EmailNotVerifiedError};
   * {@link ReauthenticationRequiredError}.
   */
  async create(operation: Operation, input: NewApiKeyInput): Promise<IssuedApiKey> {
    const { users, apiKeys, stepUp, clock } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const access = input.accountId === null ? null : await this.#accessTo(operation, input.accountId, ['accountId']);
    users.requireVerified(await users.get(userId));
    stepUp.require(operation);
    const now = clock.now();
    const scopes = requireScopes(input.scopes);
    const secret = newApiKeySecret();
    const key = {
      id: newId(),
      ...(access ? { accountId: access.accountId } : { userId }),
      createdById: userId,
      name: requireText(input.name, { path: ['name'], max: 100 }),
      start: startOfApiKey(secret),
      scopes: [...scopes],
      networks: requireNetworks(input.networks, ['networks']),
      createdAt: now,
      expiresAt: requireLater(input.expiresAt, now),
    };
    const apiKey = await this.#change(operation, access, async ({ tx, events, held }) => {
      if (held) requirePermissions(held, scopes);
      const inserted = await apiKeys.insert(tx, key, hashOfApiKey(secret));
      events.append(apiKeyCreated(eventPayload(inserted), operation.cause));
      return inserted;
    });
    return { apiKey, secret };
  }

  /**
   * Another secret; the one before is good for `overlapSeconds` more, so that programs can be told one after the other.
   * @throws {UserFault} as `create`.
   */
  async rotate(
    operation: Operation,
    { keyId, overlapSeconds }: { readonly keyId: string; readonly overlapSeconds: number },
  ): Promise<IssuedApiKey> {
    const { apiKeys, stepUp, clock } = this.#deps;
    if (overlapSeconds < 0 || overlapSeconds > maxOverlapSeconds) {
      throw invalid(`The old secret can stay good for 0 to ${maxOverlapSeconds} seconds.`, ['overlapSeconds']);
    }
    const found = await this.#get(operation, keyId);
    stepUp.require(operation);
    const secret = newApiKeySecret();
    const apiKey = await this.#change(operation, await this.#accessToKey(operation, found), async (change) => {
      const { tx, events, held } = change;
      const present = await this.#lock(tx, keyId);
      if (held) requirePermissions(held, knownPermissions(present.scopes));
      const rotated = await apiKeys.rotate(tx, present, {
        hash: hashOfApiKey(secret),
        start: startOfApiKey(secret),
        overlapEndsAt: new Date(clock.now().getTime() + overlapSeconds * 1000),
      });
      events.append(apiKeyRotated(eventPayload(rotated), operation.cause));
      return rotated;
    });
    return { apiKey, secret };
  }

  /**
   * Ends a key: it is refused everywhere within a second.
   * @returns its id.
   * @throws {UserFault} as `create`; {@link IdempotencyKeyReusedError}.
   */
  async revoke(operation: Operation, input: { readonly keyId: string }): Promise<string> {
    const { apiKeys, changes, idempotency } = this.#deps;
    const { keyId } = input;
    requireUser(operation.viewer);
    const repeatable = operation.repeatable('apiKeyRevoke', input);
    const [found] = await this.findByIds(operation, [keyId]);
    if (!found) return changes.madeBefore(repeatable, keyId, noSuchKey);
    await this.#change(operation, await this.#accessToKey(operation, found), async ({ tx, events }) => {
      if (await idempotency.claim(tx, repeatable, keyId)) return;
      const present = await this.#lock(tx, keyId);
      await apiKeys.delete(tx, present);
      events.append(apiKeyRevoked(eventPayload(present, present.version + 1), operation.cause));
    });
    return keyId;
  }

  /** Ends all keys of an account that goes: they are refused everywhere within a second. */
  async endAll(
    { tx, events, cause }: Pick<Change, 'tx' | 'events'> & { readonly cause: Cause },
    accountId: string,
  ): Promise<void> {
    const ended = await this.#deps.apiKeys.deleteOfAccount(tx, accountId);
    events.append(...ended.map((key) => apiKeyRevoked(eventPayload(key, key.version + 1), cause)));
  }

  /** Ends all keys of a person who goes, as `endAll`. */
  async endAllOwn(
    { tx, events, cause }: Pick<Change, 'tx' | 'events'> & { readonly cause: Cause },
    userId: string,
  ): Promise<void> {
    const ended = await this.#deps.apiKeys.deleteOfPerson(tx, userId);
    events.append(...ended.map((key) => apiKeyRevoked(eventPayload(key, key.version + 1), cause)));
  }

  /** Of the person, the oldest first. */
  listOwn(userId: string, page: PageRequest): Promise<Page<ApiKey>> {
    return this.#deps.apiKeys.listOwn(userId, page);
  }

  /** One page per account, the oldest first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<ApiKey>[]> {
    return this.#deps.apiKeys.listByAccounts(accesses, page);
  }

  /** In the order of `ids`; null for what does not exist, is another's, or the viewer may not see. */
  async findByIds({ access, viewer }: Operation, ids: readonly string[]): Promise<(ApiKey | null)[]> {
    const { apiKeys } = this.#deps;
    if (viewer.kind !== 'user') return ids.map(() => null);
    const own = await apiKeys.findOwn(viewer.userId, ids);
    const others = ids.filter((_, index) => !own[index]);
    if (others.length === 0) return own;
    const found = await access.lookUp('api-keys:manage', others, (scope, wanted) => apiKeys.findByIds(scope, wanted));
    const byId = new Map(others.map((id, index) => [id, found[index] ?? null]));
    return ids.map((id, index) => own[index] ?? byId.get(id) ?? null);
  }

  #accessTo(operation: Operation, accountId: string, path: readonly string[] | null = null): Promise<AccountAccess> {
    return operation.access.require(accountId, 'api-keys:manage', path);
  }

  async #accessToKey(operation: Operation, { accountId }: ApiKey): Promise<AccountAccess | null> {
    return accountId === null ? null : this.#accessTo(operation, accountId);
  }

  /** On an account, as its changes are made: what who changes it may do is looked at again. */
  #change<Result>(
    operation: Operation,
    access: AccountAccess | null,
    work: (change: Change) => Promise<Result>,
  ): Promise<Result> {
    const { db, outbox, changes } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    if (!access) {
      return outbox.transaction(db, { persons: [userId] }, (tx, events) => work({ tx, events, held: undefined }));
    }
    return changes.makeOnce(operation, access, async ({ tx, events, actor }) => {
      requirePermissions(actor.permissions, ['api-keys:manage']);
      return work({ tx, events, held: actor.permissions });
    });
  }

  async #get(operation: Operation, keyId: string): Promise<ApiKey> {
    requireUser(operation.viewer);
    const [found] = await this.findByIds(operation, [keyId]);
    if (!found) throw noSuchKey();
    return found;
  }

  async #lock(tx: Transaction, keyId: string): Promise<ApiKey> {
    const present = await this.#deps.apiKeys.lock(tx, keyId);
    if (!present) throw noSuchKey();
    return present;
  }
}

/** @throws {UserFault} `INVALID_INPUT` unless each is a permission that a program can have. */
export function requireScopes(names: readonly string[]): ReadonlySet<Permission> {
  const known = knownPermissions(names);
  const refused = names.find((name) => !known.has(name as Permission) || personsOnly.has(name as Permission));
  if (refused !== undefined) {
    throw invalid(`A program cannot have the scope "${refused.slice(0, 64)}".`, ['scopes']);
  }
  if (known.size === 0) throw invalid('A program needs a scope, or it can do nothing.', ['scopes']);
  return known;
}

/** @throws {UserFault} `INVALID_INPUT` for an end that is over. */
export function requireLater(expiresAt: Date | null, now: Date): Date | null {
  if (expiresAt !== null && expiresAt <= now) throw invalid('This cannot have expired already.', ['expiresAt']);
  return expiresAt;
}

function eventPayload({ id, accountId, userId, version: current }: ApiKey, version = current) {
  return { keyId: id, accountId, userId, version };
}

function noSuchKey(): NotFoundError {
  return new NotFoundError('API key', ['apiKeyId']);
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
