import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { ResourceScanService, ScannedResource } from '../resources/resource-scan.service.ts';
import type { DataValidator } from './data-validator.ts';
import { IncompatibleResourcesError, TooManyResourcesError } from './resource-type.errors.ts';
import type { IncompatibleResource } from './resource-type.model.ts';

/** Of one change, while others go on writing. */
const limits = { resources: 10_000, bytes: 64 * 1024 * 1024, ms: 8_000 } as const;
/** Of what was written meanwhile: others wait for it. */
const limitsOfRest = { resources: 1_000, bytes: 8 * 1024 * 1024, ms: 2_000 } as const;
const maxExamples = 20;
/** For how long at most others are kept waiting in this process. */
const turnMs = 10;

/** The versions that were found to fit, by the ids of resources. */
export type CheckedVersions = ReadonlyMap<string, number>;

/** Whether the data of a type that there is fits a definition that it does not have yet. */
export class DefinitionCheckService {
  readonly #resources: ResourceScanService;
  /** The last change of each account: one after the other, or somebody could have this process check for many at once. */
  readonly #running = new Map<string, Promise<unknown>>();

  constructor({ resources }: { readonly resources: ResourceScanService }) {
    this.#resources = resources;
  }

  /**
   * Of all resources of the type, page by page and without keeping anybody from writing.
   * @throws {IncompatibleResourcesError} {@link TooManyResourcesError}
   */
  async checkAll(access: AccountAccess, type: string, validator: DataValidator): Promise<CheckedVersions> {
    const before = this.#running.get(access.accountId) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(() => this.#checkAll(access, type, validator));
    this.#running.set(access.accountId, mine);
    try {
      return await mine;
    } finally {
      if (this.#running.get(access.accountId) === mine) this.#running.delete(access.accountId);
    }
  }

  /**
   * Of what was written since `checked`, in a transaction that keeps others from writing.
   * @throws as `checkAll`
   */
  async checkRest(
    tx: Transaction,
    access: AccountAccess,
    type: string,
    { validator, checked }: { readonly validator: DataValidator; readonly checked: CheckedVersions },
  ): Promise<void> {
    const most = limits.resources + limitsOfRest.resources;
    const present = await this.#resources.listVersions(tx, access, type, most + 1);
    const written = present.filter(({ id, version }) => checked.get(id) !== version).map(({ id }) => id);
    const check = new Check(validator, limitsOfRest);
    if (present.length > most || written.length > limitsOfRest.resources) throw check.tooMany();
    for (let start = 0; start < written.length; start += 100)
      await check.take(await this.#resources.listWithin(tx, access, written.slice(start, start + 100)));
    check.end();
  }

  async #checkAll(access: AccountAccess, type: string, validator: DataValidator): Promise<CheckedVersions> {
    const check = new Check(validator, limits);
    for await (const page of this.#resources.pages(access, type)) await check.take(page);
    check.end();
    return check.versions;
  }
}

/** One run, with what it found. */
class Check {
  readonly versions = new Map<string, number>();
  readonly #validator: DataValidator;
  readonly #limits: typeof limits | typeof limitsOfRest;
  readonly #examples: IncompatibleResource[] = [];
  readonly #startedAt = performance.now();
  #turnSince = performance.now();
  #count = 0;
  #bytes = 0;

  constructor(validator: DataValidator, bounds: typeof limits | typeof limitsOfRest) {
    this.#validator = validator;
    this.#limits = bounds;
  }

  async take(resources: readonly ScannedResource[]): Promise<void> {
    for (const { id, version, data } of resources) {
      this.#bytes += data.text.length;
      const { resources: most, bytes, ms } = this.#limits;
      if (this.versions.size === most || this.#bytes > bytes || performance.now() - this.#startedAt > ms)
        throw this.tooMany();
      this.versions.set(id, version);
      const [first] = this.#validator.faultsOf(JSON.parse(data.text));
      if (first) {
        this.#count += 1;
        if (this.#examples.length < maxExamples) this.#examples.push({ resourceId: id, ...first });
      }
      if (performance.now() - this.#turnSince < turnMs) continue;
      await nextTurn();
      this.#turnSince = performance.now();
    }
  }

  end(): void {
    if (this.#count > 0) throw new IncompatibleResourcesError({ count: this.#count, examples: this.#examples });
  }

  tooMany(): TooManyResourcesError {
    const { resources, bytes } = limits;
    return new TooManyResourcesError(
      `There is too much of this type to check it within a request: ${resources} resources, of ${bytes / 1024 ** 2} MiB together, can be. The title can still be changed, fields can be left out, and the schema can be {}.`,
    );
  }
}
