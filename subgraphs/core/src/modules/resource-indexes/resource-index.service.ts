import type { Database, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { ResourceField } from '../resource-types/resource-type.model.ts';
import type { Resource } from '../resources/resource.model.ts';
import type { ResourceScanService } from '../resources/resource-scan.service.ts';
import { indexValueAt, labelIndexId } from './index-value.ts';
import type { ResourceIndex, ResourceIndexEntry } from './resource-index.model.ts';
import type { ResourceIndexRepository, ResourceIndexWork } from './resource-index.repository.ts';

/** In one transaction: whoever writes one of them meanwhile waits for it. */
const builtAtOnce = 100;
const clearedAtOnce = 2_000;
/** Of one run of the job, so that a process can end. */
const maxBatches = 200;
const noBytes = Buffer.alloc(0);

export interface ResourceIndexServiceDeps {
  readonly db: Database;
  readonly indexes: ResourceIndexRepository;
  readonly resources: ResourceScanService;
}

/** What a resource is to be found by from now on, and what it was found by. */
export interface IndexedState {
  /** Of the indexes of its type; null where the data stays. */
  readonly data: unknown;
  readonly labels: readonly string[];
  readonly labelsBefore: readonly string[];
}

/** What resources are found and ordered by: filterable fields of their types, and labels. */
export class ResourceIndexService {
  readonly #deps: ResourceIndexServiceDeps;

  constructor(deps: ResourceIndexServiceDeps) {
    this.#deps = deps;
  }

  /** Of one type, and not those that are being taken away. */
  listOfType(access: AccountAccess, type: string): Promise<ResourceIndex[]> {
    return this.#deps.indexes.listOfType(access, type);
  }

  /** The same, within a transaction that keeps the definition from changing. */
  listWithin(tx: Transaction, access: AccountAccess, type: string): Promise<ResourceIndex[]> {
    return this.#deps.indexes.listWithin(tx, access, type);
  }

  /** In the transaction of the resource: both or neither. Of what has neither fields nor labels it costs nothing. */
  async write(
    tx: Transaction,
    access: AccountAccess,
    { id }: Pick<Resource, 'id'>,
    state: IndexedState & { readonly indexes: readonly ResourceIndex[] },
  ): Promise<void> {
    const { indexes, ...indexed } = state;
    await this.writeAll(tx, access, indexes, [{ id, ...indexed }]);
  }

  /** The same of several of one type, in one statement as long as no label goes. */
  async writeAll(
    tx: Transaction,
    access: AccountAccess,
    indexes: readonly ResourceIndex[],
    states: readonly (IndexedState & Pick<Resource, 'id'>)[],
  ): Promise<void> {
    const { indexes: repository } = this.#deps;
    const labelIndex = (label: string) => labelIndexId(access.accountId, label);
    const entries = states.flatMap(({ id, data, labels, labelsBefore }) => {
      const ofData = data === null ? [] : entriesOf(id, data, indexes);
      const ofLabels = labels
        .filter((label) => !labelsBefore.includes(label))
        .map((label) => ({ resourceId: id, indexId: labelIndex(label), value: noBytes }));
      return [...ofData, ...ofLabels];
    });
    await repository.write(tx, access, entries, { replace: true });
    for (const { id, labels, labelsBefore } of states) {
      const gone = labelsBefore.filter((label) => !labels.includes(label)).map(labelIndex);
      await repository.forget(tx, access, id, gone);
    }
  }

  /** Of a resource that lists do not have any more. */
  forget(tx: Transaction, access: AccountAccess, id: string): Promise<void> {
    return this.#deps.indexes.forget(tx, access, id);
  }

  /** Of resources of an account that is no more. */
  forgetOf(tx: Transaction, accountId: string, ids: readonly string[]): Promise<void> {
    return this.#deps.indexes.forgetOf(tx, accountId, ids);
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#deps.indexes.deleteOfAccount(tx, accountId, limit);
  }

  /**
   * In the transaction of a definition, which nobody writes data of meanwhile: an index for each filterable field. Those that
   * stay as they are, stay; the others are built by the job, or are ready at once where there is no data.
   */
  async declare(tx: Transaction, access: AccountAccess, type: string, fields: readonly ResourceField[]): Promise<void> {
    const { indexes, resources } = this.#deps;
    const present = await indexes.listWithin(tx, access, type);
    const wanted = fields.filter(({ filterable }) => filterable);
    const isSame = (one: Pick<ResourceField, 'path' | 'kind'>) => (other: Pick<ResourceField, 'path' | 'kind'>) =>
      one.path === other.path && one.kind === other.kind;
    const gone = present.filter((index) => !wanted.some(isSame(index))).map(({ id }) => id);
    const added = wanted.filter((field) => !present.some(isSame(field)));
    await indexes.drop(tx, access, gone);
    if (added.length === 0) return;
    const some = await resources.listVersions(tx, access, type, 1);
    await indexes.insert(tx, access, type, { fields: added, isBuilt: some.length === 0 });
  }

  /** Builds what was declared, and takes away what is declared no longer. */
  async work(accessTo: (accountId: string) => AccountAccess): Promise<void> {
    let left = maxBatches;
    const failures: unknown[] = [];
    for (const work of await this.#deps.indexes.listWork(20)) {
      const access = accessTo(work.accountId);
      try {
        while (left > 0 && !(await this.#batch(access, work))) left -= 1;
      } catch (error) {
        // One that cannot be built keeps no other waiting.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Indexes could not be built.');
  }

  /** @returns whether nothing is left to do, for us. */
  #batch(access: AccountAccess, work: ResourceIndexWork): Promise<boolean> {
    const { db, indexes, resources } = this.#deps;
    return db.transaction(access.rows, async (tx) => {
      const index = await indexes.claim(tx, work);
      if (!index) return true;
      if (index.state === 'DROPPED') return indexes.clear(tx, index.id, clearedAtOnce);
      // Held as they are: who changes one of them comes before, and is read, or after, and writes the entry himself.
      const page = await resources.hold(tx, access, index.type, { after: index.builtTo, limit: builtAtOnce });
      const entries = page.flatMap(({ id, data }) => entriesOf(id, JSON.parse(data.text), [index]));
      await indexes.write(tx, access, entries, { replace: false });
      const last = page.at(-1);
      if (last) await indexes.advance(tx, index.id, last.id);
      if (page.length === builtAtOnce) return false;
      await indexes.ready(tx, index.id);
      return true;
    });
  }
}

function entriesOf(
  resourceId: string,
  data: unknown,
  indexes: readonly Pick<ResourceIndex, 'id' | 'path' | 'kind'>[],
): ResourceIndexEntry[] {
  return indexes.map((index) => ({ resourceId, indexId: index.id, value: indexValueAt(data, index) }));
}
