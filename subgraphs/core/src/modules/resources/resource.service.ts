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
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { ResourceIndexService } from '../resource-indexes/resource-index.service.ts';
import type { DefinitionService } from '../resource-types/definition.service.ts';
import { changedPaths } from './changed-paths.ts';
import { resourceCreated, resourceUpdated } from './resource.events.ts';
import type { Resource } from './resource.model.ts';
import type { ExternalReference, ResourceFilter, ResourceRepository } from './resource.repository.ts';
import {
  eventPayload,
  isAsBefore,
  noSuchResource,
  personOf,
  type ResourceChanges,
  resourceAfter,
} from './resource-changes.service.ts';
import { canBeKept } from './resource-filter.ts';
import {
  type ResourceEdit,
  requireEdit,
  requireExternalKey,
  requireLabels,
  requireResourceData,
  requireResourceType,
} from './resource-input.ts';

export interface ResourceServiceDeps {
  readonly db: Database;
  readonly resources: ResourceRepository;
  readonly changes: ResourceChanges;
  readonly definitions: DefinitionService;
  readonly indexes: ResourceIndexService;
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
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link UserFaults} for data that does not fit its type;
   * {@link ExternalKeyTakenError}; {@link IdempotencyKeyReusedError}; {@link AppError} `FORBIDDEN`.
   */
  async create(
    operation: Operation,
    input: {
      readonly accountId: string;
      readonly type: string;
      readonly data: unknown;
      readonly labels?: readonly string[];
      readonly externalKey?: string | null;
    },
  ): Promise<Resource> {
    const { db, resources, definitions, indexes, idempotency, outbox, clock } = this.#deps;
    const access = await operation.access.require(input.accountId, 'resources:write', ['accountId']);
    const type = requireResourceType(input.type);
    const data = requireResourceData(input.data);
    const labels = requireLabels(input.labels ?? []);
    const externalKey = input.externalKey == null ? null : requireExternalKey(input.externalKey);
    // Of the same time as `createdAt`: lists find the one by the other.
    const now = clock.now();
    const id = newId(now);
    const { earlierId, created } = await outbox.transaction(db, access.rows, async (tx, events) => {
      const definition = await definitions.hold(tx, access, type);
      const earlierId = await idempotency.claim(tx, operation.repeatable('resourceCreate', input), id);
      if (earlierId) return { earlierId, created: null };
      definition.check(input.data);
      const createdById = personOf(operation);
      const created = await resources.insert(tx, access, {
        ...{ id, type, data, labels, externalKey, version: 1 },
        ...{ createdById, changedById: createdById, createdAt: now, updatedAt: now },
      });
      const state = { data: input.data, labels, labelsBefore: [], indexes: definition.indexes };
      await indexes.write(tx, access, created, state);
      events.append(resourceCreated(eventPayload(created), operation.cause));
      return { earlierId: id, created };
    });
    return created ?? this.#get(operation, earlierId);
  }

  /**
   * Replaces the data of a resource, or changes some of it, or its labels. Where that changes nothing, it stays the version that it is.
   * @throws {VersionConflictError} with the present state; {@link NotFoundError}; {@link UserFault} `INVALID_INPUT`;
   * {@link UserFaults} for data that does not fit its type; {@link AppError} `FORBIDDEN` where the viewer may only read,
   * `UNAUTHENTICATED` for nobody.
   */
  async update(
    operation: Operation,
    input: ResourceEdit & { readonly id: string; readonly expectedVersion: number },
  ): Promise<Resource> {
    const { resources, indexes, changes } = this.#deps;
    operation.access.requireSignedIn();
    const edit = requireEdit(input);
    const found = await this.#get(operation, input.id);
    const request = { field: 'resourceUpdate', input };
    const made = await changes.make(operation, found, request, async (at) => {
      const { tx, events, access, present, definition, now, changedById } = at;
      const data = edit.dataFrom?.(present.data);
      if (data) definition.check(data.value);
      const change = {
        labels: edit.labels ?? present.labels,
        changedPaths: data ? changedPaths(JSON.parse(present.data.text), data.value) : [],
      };
      if (isAsBefore(present, change)) return present;
      await at.keep();
      const updated = await resources.update(tx, access, input.id, {
        ...{ data: data?.text ?? present.data, ...change },
        ...{ version: present.version + 1, updatedAt: now, change: 'UPDATED', changedById },
      });
      await indexes.write(tx, access, updated, {
        data: data?.value ?? null,
        labels: updated.labels,
        labelsBefore: present.labels,
        indexes: definition.indexes,
      });
      events.append(resourceUpdated(eventPayload(updated), operation.cause));
      return updated;
    });
    return resourceAfter(made);
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  async removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    const { resources, indexes } = this.#deps;
    const gone = await resources.deleteOfAccount(tx, accountId, limit);
    await indexes.forgetOf(tx, accountId, gone);
    return gone.length;
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(Resource | null)[]> {
    return access.lookUp('resources:read', ids, (scope, wanted) => this.#deps.resources.findByIds(scope, wanted));
  }

  /** Those of them that there are. */
  listOf(access: AccountAccess, ids: readonly string[]): Promise<Resource[]> {
    return this.#deps.resources.listOf(access, ids);
  }

  /** In the order of `wanted`; null for what does not exist, and for what cannot be a type or a key. */
  async findByExternalKeys(wanted: readonly ExternalReference[]): Promise<(Resource | null)[]> {
    const possible = wanted.filter(({ type, externalKey }) => canBeKept(type) && canBeKept(externalKey));
    // As it was kept.
    const asKept = possible.map((each) => ({ ...each, externalKey: each.externalKey.trim() }));
    const found = await this.#deps.resources.findByExternalKeys(asKept);
    const byReference = new Map(possible.map((reference, index) => [reference, found[index] ?? null]));
    return wanted.map((reference) => byReference.get(reference) ?? null);
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
    if (!resource) throw noSuchResource();
    return resource;
  }
}
