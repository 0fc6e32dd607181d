import { type Page, type PageRequest, pageOf, type RetentionClock, type Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { ResourceVersion } from './resource.model.ts';
import type { ResourceVersionRepository } from './resource-version.repository.ts';
import { idOfVersion, versionOfId } from './version-id.ts';

type State = Awaited<ReturnType<ResourceVersionRepository['findPresent']>>[number];

/** A resource whose history the viewer may see. */
export interface ResourceToRead {
  readonly id: string;
  readonly access: AccountAccess;
}

/** What resources were, who changed them, and when. */
export class ResourceHistoryService {
  readonly #versions: ResourceVersionRepository;
  readonly #retentionClock: RetentionClock;

  constructor(deps: { readonly versions: ResourceVersionRepository; readonly retentionClock: RetentionClock }) {
    this.#versions = deps.versions;
    this.#retentionClock = deps.retentionClock;
  }

  /** One page per resource in the order of `wanted`, the present state first. */
  async listByResources(wanted: readonly ResourceToRead[], page: PageRequest): Promise<Page<ResourceVersion>[]> {
    const accesses = wanted.map(({ access }) => access);
    const ids = wanted.map(({ id }) => id);
    const before = page.after === undefined ? lastVersion : versionOfId(page.after);
    // One after the other: what becomes another state in between is not among the past ones, and was read as the present one.
    const present = await this.#versions.findPresent(accesses, ids);
    const past = await this.#versions.listPast(
      accesses,
      present.map(({ resourceId: id, version }) => ({ id, before: Math.min(before, version) })),
      page.first + 1,
    );
    const states = Map.groupBy([...present, ...past], ({ resourceId }) => resourceId);
    return ids.map((id) => {
      const rows = (states.get(id) ?? [])
        .filter(({ version }) => version < before)
        .sort((a, b) => b.version - a.version)
        .map(versionOf);
      return pageOf(rows, page);
    });
  }

  /** Makes partitions ahead, and drops what is older than the retention; null keeps it. */
  async maintain(retentionDays: number | null): Promise<void> {
    await this.#versions.maintain(await this.#retentionClock.now(), retentionDays);
  }

  /** Of an account that is no more, whose rows the transaction sees: at most `limit`, and answers how many. */
  removeOfAccount(tx: Transaction, accountId: string, limit: number): Promise<number> {
    return this.#versions.deleteOfAccount(tx, accountId, limit);
  }
}

/** Greater than every version: the column is an integer of four bytes. */
const lastVersion = 2 ** 31 - 1;

function versionOf({
  version,
  change,
  changedById,
  createdById,
  updatedAt,
  data,
  labels,
  changedPaths,
}: State): ResourceVersion {
  const isFirst = version === 1;
  return {
    id: idOfVersion(version),
    version,
    change: isFirst ? 'CREATED' : change,
    changedAt: updatedAt,
    // Of those that were made before there was a history, nothing else is known.
    changedById: isFirst ? createdById : changedById,
    ...{ data, labels, changedPaths },
  };
}
