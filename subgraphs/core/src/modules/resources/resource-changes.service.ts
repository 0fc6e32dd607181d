import type { Database, Idempotency, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Announcements, Outbox } from '@trivet/messaging';
import { type Clock, NotFoundError } from '@trivet/platform';
import { type Operation, VersionConflictError } from '@trivet/subgraph';
import type { ResourceIndexService } from '../resource-indexes/resource-index.service.ts';
import type { DefinitionService, HeldDefinition } from '../resource-types/definition.service.ts';
import type { Resource } from './resource.model.ts';
import type { ResourceRepository } from './resource.repository.ts';
import type { ResourceVersionRepository } from './resource-version.repository.ts';

/** Which resource is to be changed, and by which mutation. */
export interface ResourceChangeRequest {
  readonly field: string;
  /** As it came: with the key of a repetition it says whether the two are one. */
  readonly input: { readonly id: string; readonly expectedVersion: number };
}

/** A resource that is locked, and of the version that the editor has seen. */
export interface ResourceAtHand {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly access: AccountAccess;
  readonly present: Resource;
  readonly definition: HeldDefinition;
  readonly now: Date;
  /** The person who changes it; null for keys and services. */
  readonly changedById: string | null;
  /** Puts the present state into the history: once, and before it is another. */
  keep(): Promise<void>;
}

/** It was made before: what there is of the resource now. */
export interface Repeated {
  readonly repeated: Resource | null;
}

export interface ResourceChangesDeps {
  readonly db: Database;
  readonly resources: ResourceRepository;
  readonly versions: ResourceVersionRepository;
  readonly definitions: DefinitionService;
  readonly indexes: ResourceIndexService;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What all changes of a resource that there is have in common: rights, locks in one order, repetitions, versions, history. */
export class ResourceChanges {
  readonly #deps: ResourceChangesDeps;

  constructor(deps: ResourceChangesDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a change of a resource that the viewer may see, once; `change` has its state until then kept, where it makes another of it. A
   * repetition gets the resource as it is.
   * @throws {VersionConflictError} with the present state; {@link NotFoundError}; {@link IdempotencyKeyReusedError};
   * {@link ForbiddenError}.
   */
  async make<Result>(
    operation: Operation,
    found: Resource,
    { field, input }: ResourceChangeRequest,
    change: (at: ResourceAtHand) => Promise<Result>,
  ): Promise<Result | Repeated> {
    const { db, resources, versions, definitions, idempotency, outbox, clock } = this.#deps;
    const access = await operation.access.require(found.accountId, 'resources:write');
    return outbox.transaction(db, access.rows, async (tx, events) => {
      const definition = await definitions.hold(tx, access, found.type);
      // Before the resource is looked for: who repeats a request may find it gone by the first.
      const earlierId = await idempotency.claim(tx, operation.repeatable(field, input), input.id);
      const present = await resources.lock(tx, access, input.id);
      if (earlierId) return { repeated: present };
      if (!present) throw noSuchResource();
      if (present.version !== input.expectedVersion) throw new VersionConflictError(present, present.version);
      const now = clock.now();
      const keep = () => versions.keep(tx, access, input.id, now);
      return change({ tx, events, access, present, definition, now, changedById: personOf(operation), keep });
    });
  }
}

/** What came of a change that leaves a resource, be it made now or before. @throws {NotFoundError} where it has gone since. */
export function resourceAfter(made: Resource | Repeated): Resource {
  const resource = 'repeated' in made ? made.repeated : made;
  if (!resource) throw noSuchResource();
  return resource;
}

/** Whether it would be as it is: where nothing of the data is another, and the labels are these. */
export function isAsBefore(
  before: Pick<Resource, 'labels'>,
  { labels, changedPaths }: { readonly labels: readonly string[]; readonly changedPaths: readonly string[] },
): boolean {
  return changedPaths.length === 0 && labels.join('\n') === before.labels.join('\n');
}

/** Who changes something, as its history names him. */
export function personOf({ viewer }: Operation): string | null {
  return viewer.kind === 'user' ? viewer.userId : null;
}

export function noSuchResource(): NotFoundError {
  return new NotFoundError('resource', ['id']);
}

/** Of an event about a resource. */
export function eventPayload({
  accountId,
  id,
  type,
  version,
}: Pick<Resource, 'accountId' | 'id' | 'type' | 'version'>) {
  return { accountId, resourceId: id, resourceType: type, version };
}
