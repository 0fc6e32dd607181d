import type { Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { DeletedResourceRepository } from './deleted-resource.repository.ts';
import type { Resource } from './resource.model.ts';
import type { ResourceRepository } from './resource.repository.ts';

export type ScannedResource = Pick<Resource, 'id' | 'version' | 'data'>;

const pageSize = 100;

/** All resources of one type, for whoever has to look at each of them. */
export class ResourceScanService {
  readonly #resources: ResourceRepository;
  readonly #deleted: DeletedResourceRepository;

  constructor({
    resources,
    deleted,
  }: {
    readonly resources: ResourceRepository;
    readonly deleted: DeletedResourceRepository;
  }) {
    this.#resources = resources;
    this.#deleted = deleted;
  }

  /** The oldest first. What is written meanwhile may be among them or not. */
  async *pages(access: AccountAccess, type: string): AsyncGenerator<readonly ScannedResource[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#resources.listOfType(access, type, { first: pageSize, after });
      yield page;
      after = page.at(-1)?.id;
      if (page.length < pageSize) return;
    }
  }

  /** Which there are, at most `limit`, and of which version each is. */
  listVersions(
    tx: Transaction,
    access: AccountAccess,
    type: string,
    limit: number,
  ): Promise<Pick<Resource, 'id' | 'version'>[]> {
    return this.#resources.listVersionsOfType(tx, access, type, limit);
  }

  listWithin(tx: Transaction, access: AccountAccess, ids: readonly string[]): Promise<ScannedResource[]> {
    return this.#resources.listWithin(tx, access, ids);
  }

  /** The oldest first, none of which anybody changes until the transaction ends. */
  hold(
    tx: Transaction,
    access: AccountAccess,
    type: string,
    page: { readonly after: string; readonly limit: number },
  ): Promise<Pick<Resource, 'id' | 'data'>[]> {
    return this.#resources.holdOfType(tx, access, type, page);
  }

  /** Whether there is any, or one that was deleted and may come back. */
  async hasAny(tx: Transaction, access: AccountAccess, type: string): Promise<boolean> {
    const found = await this.#resources.listVersionsOfType(tx, access, type, 1);
    return found.length > 0 || this.#deleted.hasAnyOfType(tx, access, type);
  }
}
