import {
  type Database,
  type Idempotency,
  type IdempotentChange,
  newId,
  nobody,
  type Transaction,
} from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError, type UserFault } from '@trivet/platform';
import { type Operation, VersionConflictError } from '@trivet/subgraph';
import type { ResourceIndexService, TypeOfAccount } from '../resource-indexes/resource-index.service.ts';
import type { ResourceScanService } from '../resources/resource-scan.service.ts';
import type { CheckedVersions, DefinitionCheckService } from './definition-check.service.ts';
import {
  type CheckedDefinition,
  type DefinitionChange,
  type DefinitionInput,
  demandsMore,
  requireDefinition,
  requireTypeName,
} from './definition-input.ts';
import {
  IncompatibleResourcesError,
  ResourceTypeInUseError,
  TooManyResourceTypesError,
} from './resource-type.errors.ts';
import { resourceTypeCreated, resourceTypeDeleted, resourceTypeUpdated } from './resource-type.events.ts';
import type { Incompatibility, ResourceField, ResourceFieldState, ResourceType } from './resource-type.model.ts';
import type { ResourceTypeRepository } from './resource-type.repository.ts';

const maxTypes = 100;

export interface ResourceTypeServiceDeps {
  readonly db: Database;
  readonly types: ResourceTypeRepository;
  readonly resources: ResourceScanService;
  readonly check: DefinitionCheckService;
  readonly indexes: ResourceIndexService;
  /** What is found by searching. */
  readonly search: {
    declare(
      tx: Transaction,
      access: AccountAccess,
      resourceTypeId: string,
      fields: { readonly before: readonly ResourceField[]; readonly after: readonly ResourceField[] },
    ): Promise<void>;
  };
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** The types that accounts define. A definition holds for all data of its type that there is, from its first moment. */
export class ResourceTypeService {
  readonly #deps: ResourceTypeServiceDeps;

  constructor(deps: ResourceTypeServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Defines a type, of which there may be resources already.
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link ResourceTypeNameTakenError}; {@link TooManyResourceTypesError};
   * {@link IncompatibleResourcesError}; {@link TooManyResourcesError}; {@link IdempotencyKeyReusedError};
   * {@link ForbiddenError}.
   */
  async create(
    operation: Operation,
    input: DefinitionInput & { readonly accountId: string; readonly name: string },
  ): Promise<ResourceType> {
    const { db, types, check, indexes, search, idempotency, outbox, clock } = this.#deps;
    const access = await operation.access.require(input.accountId, 'resource-types:manage', ['accountId']);
    const name = requireTypeName(input.name);
    const definition = requireDefinition(input);
    const id = newId();
    const checked = await check.checkAll(access, name, definition.validator);
    const { earlierId, created } = await outbox.transaction(db, access.rows, async (tx, events) => {
      await types.lockForChange(tx, access, name);
      const earlierId = await idempotency.claim(tx, operation.repeatable('resourceTypeCreate', input), id);
      if (earlierId) return { earlierId, created: null };
      if ((await types.count(tx, access)) >= maxTypes) throw new TooManyResourceTypesError(maxTypes);
      const now = clock.now();
      const { title, schema, fields } = definition;
      const row = { id, name, title, schema, fields, version: 1, createdAt: now, updatedAt: now };
      const created = await types.insert(tx, access, row);
      await check.checkRest(tx, access, name, { validator: definition.validator, checked });
      await indexes.declare(tx, access, name, fields);
      await search.declare(tx, access, id, { before: [], after: fields });
      events.append(resourceTypeCreated(eventPayload(created), operation.cause));
      return { earlierId: id, created };
    });
    return created ?? this.#get(operation, earlierId);
  }

  /**
   * Changes what is given, and leaves the rest.
   * @throws {VersionConflictError} with the present state; {@link UserFault} as `create`.
   */
  async update(
    operation: Operation,
    input: DefinitionChange & { readonly id: string; readonly expectedVersion: number },
  ): Promise<ResourceType> {
    const { db, types, check, indexes, search, idempotency, outbox, clock } = this.#deps;
    operation.access.requireSignedIn();
    const found = await this.#get(operation, input.id);
    const access = await operation.access.require(found.accountId, 'resource-types:manage');
    const { name } = found;
    const foundChanged = changedDefinition(found, input);
    // What is refused as stale beforehand costs no check; a repetition is stale, and is known below.
    const isCheckable = found.version === input.expectedVersion && demandsMore(found, foundChanged);
    const checked = isCheckable ? await check.checkAll(access, name, foundChanged.validator) : null;
    const { updated } = await outbox.transaction(db, access.rows, async (tx, events) => {
      await types.lockForChange(tx, access, name);
      const present = await types.findWithin(tx, access, input.id);
      if (!present) throw noSuchType();
      const earlierId = await idempotency.claim(tx, operation.repeatable('resourceTypeUpdate', input), input.id);
      if (earlierId) return { updated: present };
      if (present.version !== input.expectedVersion) throw new VersionConflictError(present, present.version);
      // What is not given is what it is now, and not what it was when somebody else had not finished.
      const definition = present.version === found.version ? foundChanged : changedDefinition(present, input);
      if (demandsMore(present, definition)) await this.#checkRest(tx, access, { name, definition, checked });
      const { title, schema, fields } = definition;
      const change = { title, schema, fields, version: present.version + 1, updatedAt: clock.now() };
      const updated = await types.update(tx, access, input.id, change);
      if (input.fields) await indexes.declare(tx, access, name, fields);
      await search.declare(tx, access, input.id, { before: present.fields, after: fields });
      events.append(resourceTypeUpdated(eventPayload(updated), operation.cause));
      return { updated };
    });
    return updated;
  }

  /**
   * Deletes a definition that nothing is of, not even a resource that was deleted and may come back.
   * @returns its id.
   * @throws {ResourceTypeInUseError} {@link UserFault} as `create`.
   */
  async delete(operation: Operation, input: { readonly id: string }): Promise<string> {
    const { db, types, resources, indexes, idempotency, outbox } = this.#deps;
    operation.access.requireSignedIn();
    const { id } = input;
    const key = operation.repeatable('resourceTypeDelete', input);
    const [found] = await this.findByIds(operation, [id]);
    if (!found) return this.#deletedBefore(key, id);
    const { accountId, name } = found;
    const access = await operation.access.require(accountId, 'resource-types:manage');
    await outbox.transaction(db, access.rows, async (tx, events) => {
      await types.lockForChange(tx, access, name);
      const present = await types.findWithin(tx, access, id);
      const earlierId = await idempotency.claim(tx, key, id);
      if (earlierId) return;
      if (!present) throw noSuchType();
      if (await resources.hasAny(tx, access, name)) throw new ResourceTypeInUseError();
      await indexes.declare(tx, access, name, []);
      await types.delete(tx, access, id);
      events.append(resourceTypeDeleted(eventPayload(present, present.version + 1), operation.cause));
    });
    return id;
  }

  /** Why a definition was refused: what there is that would not fit; null where it was for another reason. */
  incompatibilityOf(fault: UserFault): Incompatibility | null {
    return fault instanceof IncompatibleResourcesError ? fault.incompatibility : null;
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.types.deleteOfAccount(tx, accountId, limit);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(ResourceType | null)[]> {
    return access.lookUp('resources:read', ids, (scope, wanted) => this.#deps.types.findByIds(scope, wanted));
  }

  /** All of each account by their names, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[]): Promise<ResourceType[][]> {
    return this.#deps.types.listByAccounts(accesses);
  }

  /** How far the fields of each type are that lists can be narrowed by, by their paths; in the order of `types`. */
  async fieldStatesOf(types: readonly TypeOfAccount[]): Promise<ReadonlyMap<string, ResourceFieldState>[]> {
    const indexes = await this.#deps.indexes.listOfTypes(types);
    return indexes.map(
      (ofType) => new Map(ofType.flatMap(({ path, state }) => (state === 'DROPPED' ? [] : [[path, state] as const]))),
    );
  }

  /** What is gone by this very request is what it asked for. */
  async #deletedBefore(key: IdempotentChange | undefined, id: string): Promise<string> {
    const { db, idempotency } = this.#deps;
    return db.transaction(nobody, async (tx) => {
      const earlierId = await idempotency.claim(tx, key, id);
      // What was claimed in vain is given back with the transaction.
      if (earlierId === null) throw noSuchType();
      return earlierId;
    });
  }

  async #checkRest(
    tx: Transaction,
    access: AccountAccess,
    change: {
      readonly name: string;
      readonly definition: CheckedDefinition;
      readonly checked: CheckedVersions | null;
    },
  ): Promise<void> {
    const { name, definition, checked } = change;
    await this.#deps.check.checkRest(tx, access, name, {
      validator: definition.validator,
      checked: checked ?? new Map(),
    });
  }

  async #get(operation: Operation, id: string): Promise<ResourceType> {
    const [type] = await this.findByIds(operation, [id]);
    if (!type) throw noSuchType();
    return type;
  }
}

function changedDefinition(type: ResourceType, { title, schema, fields }: DefinitionChange): CheckedDefinition {
  return requireDefinition({
    title: title ?? type.title,
    schema: schema ?? (JSON.parse(type.schema.text) as unknown),
    fields: fields ?? type.fields,
  });
}

function eventPayload({ accountId, id, name, version: current }: ResourceType, version = current) {
  return { accountId, resourceTypeId: id, resourceType: name, version };
}

function noSuchType(): NotFoundError {
  return new NotFoundError('resource type', ['id']);
}
