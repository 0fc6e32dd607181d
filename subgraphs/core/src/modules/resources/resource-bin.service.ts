import {
  isLockTimeout,
  type Page,
  type PageRequest,
  type RetentionClock,
  type Transaction,
  waitForLocksAtMost,
} from '@trivet/database';
import type { Access, AccountAccess } from '@trivet/identity';
import { NotFoundError, UserFault } from '@trivet/platform';
import { type Operation, VersionConflictError } from '@trivet/subgraph';
import { changedPaths } from './changed-paths.ts';
import type { DeletedResourceRepository } from './deleted-resource.repository.ts';
import { resourceDeleted, resourceRestored, resourceUpdated } from './resource.events.ts';
import type { DeletedResource, Resource } from './resource.model.ts';
import type { ResourceRepository } from './resource.repository.ts';
import type { ResourceService } from './resource.service.ts';
import {
  eventPayload,
  noSuchResource,
  personOf,
  type ResourceAtHand,
  type ResourceChanges,
  type ResourceChangesDeps,
  resourceAfter,
} from './resource-changes.service.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** In a transaction at most; and how many of those in one run, so that a process can end. */
const purgedAtOnce = 1_000;
const roundsPerRun = 200;
/** For who restores one of them at that moment. */
const waitedForMs = 1_000;

export interface ResourceBinServiceDeps extends ResourceChangesDeps {
  readonly service: ResourceService;
  readonly resources: ResourceRepository;
  readonly deleted: DeletedResourceRepository;
  readonly changes: ResourceChanges;
  /** What other modules keep of resources until they are gone for good. */
  readonly attachments: {
    detachAll(tx: Transaction, access: AccountAccess, resourceIds: readonly string[]): Promise<void>;
  };
  /** For how long a deleted resource can be restored. */
  readonly deletedDays: number;
  readonly retentionClock: RetentionClock;
}

export interface RestoreInput {
  readonly id: string;
  readonly expectedVersion: number;
  /** The version whose data and labels come back; null for those that it was deleted with. */
  readonly version?: number | null;
}

/** What was deleted, and what comes back: deleted resources, and earlier versions of those that there are. */
export class ResourceBinService {
  readonly #deps: ResourceBinServiceDeps;

  constructor(deps: ResourceBinServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Deletes a resource, which can be restored for some time.
   * @returns its id.
   * @throws {VersionConflictError} with the present state; {@link NotFoundError}; {@link AppError} `FORBIDDEN`.
   */
  async delete(
    operation: Operation,
    input: { readonly id: string; readonly expectedVersion: number },
  ): Promise<string> {
    const { service, deleted, indexes, changes, deletedDays, retentionClock } = this.#deps;
    operation.access.requireSignedIn();
    const { id } = input;
    const request = { field: 'resourceDelete', input };
    const [found] = await service.findByIds(operation, [id]);
    if (!found) return this.#deletedBefore(operation, input);
    await changes.make(operation, found, request, async ({ tx, events, access, present, now, changedById, keep }) => {
      const version = present.version + 1;
      await keep();
      const dueAt = new Date((await retentionClock.now(tx)).getTime() + deletedDays * dayMs);
      await deleted.take(tx, access, id, { version, updatedAt: now, changedById, dueAt });
      await indexes.forget(tx, access, id);
      events.append(resourceDeleted(eventPayload({ ...present, version }), operation.cause));
      return { version };
    });
    return id;
  }

  /**
   * Brings back a deleted resource, or an earlier version of one. What comes back has to fit its type as it is defined now.
   * @throws {VersionConflictError} with the present state, null where it is deleted; {@link NotFoundError};
   * {@link UserFaults} for data that does not fit; {@link UserFault} `INVALID_INPUT`; {@link AppError} `FORBIDDEN`.
   */
  async restore(operation: Operation, input: RestoreInput): Promise<Resource> {
    const { service, changes } = this.#deps;
    operation.access.requireSignedIn();
    const [present] = await service.findByIds(operation, [input.id]);
    if (!present) return this.#undelete(operation, input);
    const request = { field: 'resourceRestore', input };
    const made = await changes.make(operation, present, request, (at) => this.#rewind(operation, at, input));
    return resourceAfter(made);
  }

  /** In the order of `ids`; null for what is not deleted or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(DeletedResource | null)[]> {
    return access.lookUp('resources:read', ids, (scope, wanted) => this.#deps.deleted.findByIds(scope, wanted));
  }

  /** One page per account, what was created last first, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[], page: PageRequest): Promise<Page<DeletedResource>[]> {
    return this.#deps.deleted.listByAccounts(accesses, page);
  }

  /**
   * Deletes for good, with its history and what is attached to it, what could be restored long enough. An account in which that fails keeps
   * no other waiting.
   */
  async purge(accessTo: (accountId: string) => ReturnType<Access['system']>): Promise<void> {
    const { deleted, retentionClock } = this.#deps;
    const failed = new Set<string>();
    const failures: unknown[] = [];
    for (let round = 0; round < roundsPerRun; round += 1) {
      const now = await retentionClock.now();
      const due = await deleted.listDue(now, [...failed], purgedAtOnce);
      if (due.size === 0) break;
      for (const [accountId, ids] of due)
        await this.#purge(accessTo(accountId), ids, now).catch((error: unknown) => {
          failed.add(accountId);
          // Where somebody is at one of them, with the next run.
          if (!isLockTimeout(error)) failures.push(error);
        });
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not all deleted resources could be purged.');
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.deleted.deleteOfAccount(tx, accountId, limit);
  }

  async #purge(access: AccountAccess, ids: readonly string[], now: Date): Promise<void> {
    const { db, deleted, versions, attachments } = this.#deps;
    await db.transaction(access.rows, async (tx) => {
      await waitForLocksAtMost(tx, waitedForMs);
      const gone = await deleted.purge(tx, access, ids, now);
      if (gone.length === 0) return;
      await versions.deleteOf(tx, access, gone);
      await attachments.detachAll(tx, access, gone);
    });
  }

  /** What is gone by this very request is what it asked for. */
  async #deletedBefore(
    operation: Operation,
    input: { readonly id: string; readonly expectedVersion: number },
  ): Promise<string> {
    const { db, idempotency } = this.#deps;
    const key = operation.repeatable('resourceDelete', input);
    return db.transaction({}, async (tx) => {
      const earlierId = await idempotency.claim(tx, key, input.id);
      // What was claimed in vain is given back with the transaction.
      if (earlierId === null) throw noSuchResource();
      return earlierId;
    });
  }

  async #undelete(operation: Operation, input: RestoreInput): Promise<Resource> {
    const { db, resources, deleted, versions, definitions, indexes, idempotency, outbox, clock } = this.#deps;
    const [found] = await this.findByIds(operation, [input.id]);
    if (!found) throw noSuchResource();
    const access = await operation.access.require(found.accountId, 'resources:write');
    return outbox.transaction(db, access.rows, async (tx, events) => {
      const definition = await definitions.hold(tx, access, found.type);
      const key = operation.repeatable('resourceRestore', input);
      if (await idempotency.claim(tx, key, input.id))
        return resourceAfter({ repeated: await resources.lock(tx, access, input.id) });
      const present = await deleted.lock(tx, access, input.id);
      if (!present) throw noSuchResource();
      if (present.version !== input.expectedVersion) throw new VersionConflictError(null, present.version);
      const { data, labels } = await this.#stateOf(tx, access, present, input.version ?? null);
      const value: unknown = JSON.parse(data.text);
      definition.check(value);
      const now = clock.now();
      await versions.keepDeleted(tx, access, input.id, now);
      await deleted.giveBack(tx, access, input.id);
      const restored = await resources.update(tx, access, input.id, {
        ...{ data, labels, version: present.version + 1, updatedAt: now },
        ...{ change: 'RESTORED', changedById: personOf(operation), changedPaths: pathsBetween(present, data) },
      });
      const state = { data: value, labels, labelsBefore: [], indexes: definition.indexes };
      await indexes.write(tx, access, restored, state);
      events.append(resourceRestored(eventPayload(restored), operation.cause));
      return restored;
    });
  }

  async #rewind(operation: Operation, at: ResourceAtHand, { id, version }: RestoreInput): Promise<Resource> {
    const { tx, events, access, present, definition, now, changedById } = at;
    if (version == null) {
      const message = 'It is not deleted: say which version of it is to come back.';
      throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, ['version']);
    }
    const { data, labels } = await this.#stateOf(tx, access, present, version);
    const value: unknown = JSON.parse(data.text);
    definition.check(value);
    const { resources, indexes } = this.#deps;
    await at.keep();
    const rewound = await resources.update(tx, access, id, {
      ...{ data, labels, version: present.version + 1, updatedAt: now },
      ...{ change: 'UPDATED', changedById, changedPaths: pathsBetween(present, data) },
    });
    const state = { data: value, labels, labelsBefore: present.labels, indexes: definition.indexes };
    await indexes.write(tx, access, rewound, state);
    events.append(resourceUpdated(eventPayload(rewound), operation.cause));
    return rewound;
  }

  async #stateOf(
    tx: Transaction,
    access: AccountAccess,
    present: Pick<Resource, 'id' | 'version' | 'data' | 'labels'>,
    version: number | null,
  ): Promise<Pick<Resource, 'data' | 'labels'>> {
    if (version === null || version === present.version) return present;
    const earlier = await this.#deps.versions.findWithin(tx, access, present.id, version);
    if (!earlier) throw new NotFoundError('version', ['version']);
    return earlier;
  }
}

function pathsBetween(present: Pick<Resource, 'data'>, data: Resource['data']): string[] {
  return changedPaths(JSON.parse(present.data.text), JSON.parse(data.text));
}
