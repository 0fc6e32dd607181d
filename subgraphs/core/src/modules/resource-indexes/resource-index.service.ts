import { type Database, firstId, isLockTimeout, type Transaction, waitForLocksAtMost } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import type { ResourceField } from '../resource-types/resource-type.model.ts';
import type { Resource } from '../resources/resource.model.ts';
import type { ResourceScanService } from '../resources/resource-scan.service.ts';
import { indexValueAt, labelIndexId } from './index-value.ts';
import type { ResourceIndex, ResourceIndexEntry } from './resource-index.model.ts';
import type { ResourceIndexRepository, ResourceIndexWork } from './resource-index.repository.ts';

/** In one transaction: whoever writes one of them meanwhile waits for it. */
const builtAtOnce = 100;
const clearedAtOnce = 2_000;
/** For one that somebody else holds: whoever wants one of those that we hold already waits with us, and so do all other accounts. */
const waitedForMs = 100;
/** Of one run of the job, so that a process can end: for all that have their turn together. */
const usualBatches = 200;
/** That have their turn in one run. */
const accountsAtOnce = 20;
/** After so many failures in a row people are told. */
const failuresUntilTold = 3;
const firstPauseMs = 10_000;
const longestPauseMs = 3_600_000;
const noBytes = Buffer.alloc(0);

export interface ResourceIndexServiceDeps {
  readonly db: Database;
  readonly indexes: ResourceIndexRepository;
  readonly resources: ResourceScanService;
  readonly clock: Clock;
  /** Of one run. */
  readonly batches?: number;
}

/** A type of an account, as its resources name it. */
export interface TypeOfAccount {
  readonly access: AccountAccess;
  readonly type: string;
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
  /** The account whose turn was last: in the order of ids, round and round. */
  #served = firstId;

  constructor(deps: ResourceIndexServiceDeps) {
    this.#deps = deps;
  }

  /** Of one type, and not those that are being taken away. */
  listOfType(access: AccountAccess, type: string): Promise<ResourceIndex[]> {
    return this.#deps.indexes.listOfType(access, type);
  }

  /** Of each type, in the order of `types`. */
  listOfTypes(types: readonly TypeOfAccount[]): Promise<ResourceIndex[][]> {
    return this.#deps.indexes.listOfTypes(types);
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

  /**
   * Builds what was declared, and takes away what is declared no longer: for some accounts as much as for others, and for all of them in
   * turn. What fails is put off for longer and longer, and keeps nothing else from being done.
   */
  async work(accessTo: (accountId: string) => AccountAccess): Promise<void> {
    const { indexes, clock, batches = usualBatches } = this.#deps;
    const page = { after: this.#served, limit: accountsAtOnce };
    const accounts = await indexes.listAccountsToServe(clock.now(), page);
    this.#served = accounts.length === accountsAtOnce ? (accounts.at(-1) ?? firstId) : firstId;
    const failures: unknown[] = [];
    for (const accountId of accounts)
      failures.push(...(await this.#serve(accessTo(accountId), Math.ceil(batches / accounts.length))));
    if (failures.length > 0) throw new AggregateError(failures, 'Indexes could not be built.');
  }

  /** @returns what failed. */
  async #serve(access: AccountAccess, batches: number): Promise<unknown[]> {
    const { indexes, clock } = this.#deps;
    const failures: unknown[] = [];
    let left = batches;
    for (const work of await indexes.listWork(access.accountId, clock.now(), batches)) {
      try {
        for (let isDone = false; left > 0 && !isDone; left -= 1) isDone = await this.#batch(access, work);
      } catch (error) {
        left -= 1;
        // Somebody is writing for long: with the next run.
        if (isLockTimeout(error)) continue;
        failures.push(error);
        await this.#putOff(access, work);
      }
      if (left <= 0) break;
    }
    return failures;
  }

  async #putOff(access: AccountAccess, work: ResourceIndexWork): Promise<void> {
    const { db, indexes, clock } = this.#deps;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** work.failures);
    const retryAt = new Date(clock.now().getTime() + pauseMs);
    const hasFailed = work.failures + 1 >= failuresUntilTold;
    await db.transaction(access.rows, (tx) => indexes.putOff(tx, work, { retryAt, hasFailed }));
  }

  /** @returns whether nothing is left to do, for us. */
  #batch(access: AccountAccess, work: ResourceIndexWork): Promise<boolean> {
    const { db, indexes, resources } = this.#deps;
    return db.transaction(access.rows, async (tx) => {
      await waitForLocksAtMost(tx, waitedForMs);
      const index = await indexes.claim(tx, work);
      if (!index) return true;
      if (index.state === 'DROPPED') return indexes.clear(tx, index.id, clearedAtOnce);
      // Held as they are: who changes one of them comes before, and is read, or after, and writes the entry himself.
      const page = await resources.hold(tx, access, index.type, { after: index.builtTo, limit: builtAtOnce });
      const entries = page.flatMap(({ id, data }) => entriesOf(id, JSON.parse(data.text), [index]));
      await indexes.write(tx, access, entries, { replace: false });
      const last = page.at(-1);
      if (last) await indexes.advance(tx, index.id, last.id);
      if (work.failures > 0) await indexes.resume(tx, work);
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
