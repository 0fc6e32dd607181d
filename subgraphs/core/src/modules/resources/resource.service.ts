import {
  type Database,
  type Idempotency,
  newId,
  type Page,
  type PageRequest,
  type Transaction,
} from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import { type Operation, VersionConflictError } from '@trivet/subgraph';
import type { DefinitionService } from '../resource-types/definition.service.ts';
import { resourceCreated, resourceUpdated } from './resource.events.ts';
import type { Resource } from './resource.model.ts';
import type { ResourceFilter, ResourceRepository } from './resource.repository.ts';
import { requireResourceData, requireResourceType } from './resource-input.ts';

export interface ResourceServiceDeps {
  readonly db: Database;
  readonly resources: ResourceRepository;
  readonly definitions: DefinitionService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What accounts store. */
export class ResourceService {
  readonly #deps: ResourceServiceDeps;

  constructor(deps: ResourceServiceDeps) {
    this.#deps = deps;
  }

  /**
   * A new resource of an account that the viewer may write to.
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link IdempotencyKeyReusedError}; {@link AppError} `FORBIDDEN`.
   */
  async create(
    operation: Operation,
    input: { readonly accountId: string; readonly type: string; readonly data: unknown },
  ): Promise<Resource> {
    const { db, resources, definitions, idempotency, outbox, clock } = this.#deps;
    const access = await operation.access.require(input.accountId, 'resources:write', ['accountId']);
    const type = requireResourceType(input.type);
    const data = requireResourceData(input.data);
    const id = newId();
    const { earlierId, created } = await outbox.transaction(db, access.rows, async (tx, events) => {
      const definition = await definitions.hold(tx, access, type);
      const earlierId = await idempotency.claim(tx, operation.repeatable('resourceCreate', input), id);
      if (earlierId) return { earlierId, created: null };
      definition.check(input.data);
      const now = clock.now();
      const createdById = operation.viewer.kind === 'user' ? operation.viewer.userId : null;
      const created = await resources.insert(tx, access, {
        id,
        type,
        data,
        version: 1,
        createdById,
        createdAt: now,
        updatedAt: now,
      });
      events.append(resourceCreated(eventPayload(created), operation.cause));
      return { earlierId: id, created };
    });
    return created ?? this.#get(operation, earlierId);
  }

  /**
   * Replaces the data of a resource.
   * @throws {VersionConflictError} with the present state; {@link NotFoundError}; {@link UserFault} `INVALID_INPUT`;
   * {@link AppError} `FORBIDDEN` where the viewer may only read, `UNAUTHENTICATED` for nobody.
   */
  async update(
    operation: Operation,
    input: { readonly id: string; readonly expectedVersion: number; readonly data: unknown },
  ): Promise<Resource> {
    const { db, resources, definitions, idempotency, outbox, clock } = this.#deps;
    operation.access.requireSignedIn();
    const data = requireResourceData(input.data);
    const current = await this.#get(operation, input.id);
    const access = await operation.access.require(current.accountId, 'resources:write');
    const { updated } = await outbox.transaction(db, access.rows, async (tx, events) => {
      const definition = await definitions.hold(tx, access, current.type);
      const locked = await resources.lock(tx, access, input.id);
      if (!locked) throw new NotFoundError('resource', ['id']);
      const earlierId = await idempotency.claim(tx, operation.repeatable('resourceUpdate', input), input.id);
      if (earlierId) return { updated: locked };
      if (locked.version !== input.expectedVersion) throw new VersionConflictError(locked, locked.version);
      definition.check(input.data);
      const change = { data, version: locked.version + 1, updatedAt: clock.now() };
      const updated = await resources.update(tx, access, input.id, change);
      events.append(resourceUpdated(eventPayload(updated), operation.cause));
      return { updated };
    });
    return updated;
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.resources.deleteOfAccount(tx, accountId, limit);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(Resource | null)[]> {
    return access.lookUp('resources:read', ids, (scope, wanted) => this.#deps.resources.findByIds(scope, wanted));
  }

  /**
   * One page per account, the newest first, in the order of `accesses`.
   * @throws {UserFault} `INVALID_INPUT` for a filter by what cannot be a type.
   */
  async listByAccounts(
    accesses: readonly AccountAccess[],
    filter: ResourceFilter,
    page: PageRequest,
  ): Promise<Page<Resource>[]> {
    const type = filter.type === null ? null : requireResourceType(filter.type);
    return this.#deps.resources.listByAccounts(accesses, { type }, page);
  }

  async #get(operation: Operation, id: string): Promise<Resource> {
    const [resource] = await this.findByIds(operation, [id]);
    if (!resource) throw new NotFoundError('resource', ['id']);
    return resource;
  }
}

function eventPayload({ accountId, id, type, version }: Resource) {
  return { accountId, resourceId: id, resourceType: type, version };
}
