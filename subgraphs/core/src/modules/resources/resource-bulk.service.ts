import { newId, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Announcements, Cause } from '@trivet/messaging';
import type { RawJson } from '@trivet/platform';
import type { ResourceIndexService } from '../resource-indexes/resource-index.service.ts';
import type { HeldDefinition } from '../resource-types/definition.service.ts';
import { changedPaths } from './changed-paths.ts';
import { resourceCreated, resourceUpdated } from './resource.events.ts';
import type { Resource } from './resource.model.ts';
import type { ResourceBulkRepository } from './resource-bulk.repository.ts';
import { eventPayload, isAsBefore } from './resource-changes.service.ts';
import type { ResourceVersionRepository } from './resource-version.repository.ts';

/** What a resource is to be, looked at already. Of several no two have the same key. */
export interface ResourceToWrite {
  readonly externalKey: string | null;
  readonly value: unknown;
  readonly data: RawJson;
  /** Null where they stay; none of a new one. */
  readonly labels: readonly string[] | null;
}

/** The transaction in which many are written. */
export interface BulkWriting {
  readonly tx: Transaction;
  readonly events: Announcements;
  readonly access: AccountAccess;
  readonly type: string;
  /** By which each was checked: it is held. */
  readonly definition: HeldDefinition;
  readonly personId: string | null;
  /** Says that it is one of many. */
  readonly cause: Cause;
  readonly now: Date;
}

export interface BulkWritten<Row> {
  readonly created: number;
  readonly updated: number;
  /** They were so before. */
  readonly unchanged: number;
  /** Somebody has their key, and they were to be new. */
  readonly taken: readonly Row[];
}

export interface ResourceBulkServiceDeps {
  readonly bulk: ResourceBulkRepository;
  readonly versions: ResourceVersionRepository;
  readonly indexes: ResourceIndexService;
}

/** Writes many resources of a type at once, each as one alone is written: with its history, its entries in indexes and its event. */
export class ResourceBulkService {
  readonly #deps: ResourceBulkServiceDeps;

  constructor(deps: ResourceBulkServiceDeps) {
    this.#deps = deps;
  }

  /** Which of these keys resources of the type have. */
  takenKeys(
    { tx, access, type }: Pick<BulkWriting, 'tx' | 'access' | 'type'>,
    keys: readonly string[],
  ): Promise<ReadonlySet<string>> {
    return this.#deps.bulk.listTakenKeys(tx, access, type, keys);
  }

  /** Makes new resources; what is of a key that there is is not made. */
  async create<Row extends ResourceToWrite>(writing: BulkWriting, rows: readonly Row[]): Promise<BulkWritten<Row>> {
    const { created, taken } = await this.#insert(writing, rows);
    return { created, updated: 0, unchanged: 0, taken };
  }

  /** Replaces the data of resources that there are, by their keys, and makes the others. */
  async upsert<Row extends ResourceToWrite>(writing: BulkWriting, rows: readonly Row[]): Promise<BulkWritten<Row>> {
    let [created, updated, unchanged] = [0, 0, 0];
    for (let left: readonly Row[] = rows; left.length > 0; ) {
      const present = await this.#lock(writing, left);
      const replaced = await this.#replace(writing, left, present);
      const fresh = left.filter(({ externalKey }) => externalKey === null || !present.has(externalKey));
      const inserted = await this.#insert(writing, fresh);
      created += inserted.created;
      updated += replaced;
      unchanged += left.length - fresh.length - replaced;
      // Somebody else was quicker by a moment: now they are there.
      left = inserted.taken;
    }
    return { created, updated, unchanged, taken: [] };
  }

  async #lock(
    { tx, access, type }: BulkWriting,
    rows: readonly ResourceToWrite[],
  ): Promise<ReadonlyMap<string, Resource>> {
    const keys = rows.flatMap(({ externalKey }) => (externalKey === null ? [] : [externalKey]));
    const found = await this.#deps.bulk.lockByExternalKeys(tx, access, type, keys);
    return new Map(found.flatMap((each) => (each.externalKey === null ? [] : [[each.externalKey, each] as const])));
  }

  async #insert<Row extends ResourceToWrite>(writing: BulkWriting, rows: readonly Row[]) {
    const { bulk, indexes } = this.#deps;
    const { tx, events, access, type, definition, cause, now } = writing;
    // Of the same time as `createdAt`: lists find the one by the other.
    const given = rows.map((row) => ({ row, id: newId(now), labels: row.labels ?? [] }));
    const inserted = await bulk.insertAll(
      tx,
      access,
      writing,
      given.map(({ row: { externalKey, data }, id, labels }) => ({ id, externalKey, data, labels })),
    );
    const made = given.filter(({ id }) => inserted.has(id));
    await indexes.writeAll(
      tx,
      access,
      definition.indexes,
      made.map(({ row, id, labels }) => ({ id, data: row.value, labels, labelsBefore: [] })),
    );
    const { accountId } = access;
    events.append(...made.map(({ id }) => resourceCreated(eventPayload({ accountId, id, type, version: 1 }), cause)));
    return { created: made.length, taken: given.filter(({ id }) => !inserted.has(id)).map(({ row }) => row) };
  }

  /** @returns how many were not so before. */
  async #replace(
    writing: BulkWriting,
    rows: readonly ResourceToWrite[],
    present: ReadonlyMap<string, Resource>,
  ): Promise<number> {
    const { bulk, versions, indexes } = this.#deps;
    const { tx, events, access, definition, cause, now } = writing;
    const changes = rows.flatMap((row) => {
      const before = row.externalKey === null ? undefined : present.get(row.externalKey);
      return before ? changeOf(before, row) : [];
    });
    if (changes.length === 0) return 0;
    await versions.keepAll(
      tx,
      access,
      changes.map(({ id }) => id),
      now,
    );
    await bulk.updateAll(tx, access, writing, changes);
    await indexes.writeAll(
      tx,
      access,
      definition.indexes,
      changes.map(({ id, value, labels, before }) => ({ id, data: value, labels, labelsBefore: before.labels })),
    );
    const versionAfter = (before: Resource) => eventPayload({ ...before, version: before.version + 1 });
    events.append(...changes.map(({ before }) => resourceUpdated(versionAfter(before), cause)));
    return changes.length;
  }
}

/** Nothing where it is so already. */
function changeOf(before: Resource, { value, data, labels: given }: ResourceToWrite) {
  const paths = changedPaths(JSON.parse(before.data.text), value);
  const labels = given ?? before.labels;
  const change = { labels, changedPaths: paths };
  return isAsBefore(before, change) ? [] : [{ id: before.id, before, value, data, ...change }];
}
