import type { Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { UserFault } from '@trivet/platform';
import { UserFaults } from '@trivet/subgraph';
import type { ResourceIndex } from '../resource-indexes/resource-index.model.ts';
import type { ResourceIndexService } from '../resource-indexes/resource-index.service.ts';
import { DataValidator } from './data-validator.ts';
import { type KeptDefinition, KeptDefinitions } from './kept-definitions.ts';
import type { ResourceType } from './resource-type.model.ts';
import type { ResourceTypeRepository } from './resource-type.repository.ts';

/** What the data of a type has to be. */
export interface HeldDefinition {
  /** @throws {UserFaults} `INVALID_INPUT`, one for each thing that does not fit, with its place in `data`. */
  check(data: unknown): void;
  /** By which its data can be found. */
  readonly indexes: readonly ResourceIndex[];
}

const anything: HeldDefinition = { check: () => {}, indexes: [] };

/** Definitions for those who write data. Compiled once for each version, and forgotten when others are used more. */
export class DefinitionService {
  readonly #types: ResourceTypeRepository;
  readonly #indexes: ResourceIndexService;
  readonly #kept = new KeptDefinitions();

  constructor({
    types,
    indexes,
  }: {
    readonly types: ResourceTypeRepository;
    readonly indexes: ResourceIndexService;
  }) {
    this.#types = types;
    this.#indexes = indexes;
  }

  /** The definition of a type, which stays what it is until the transaction ends. Of a type without one, any data fits. */
  async hold(tx: Transaction, access: AccountAccess, type: string): Promise<HeldDefinition> {
    await this.#types.lockForData(tx, access, type);
    const present = await this.#types.findVersion(tx, access, type);
    if (!present) return anything;
    const { validator, indexes } = await this.#keptOf(tx, access, present);
    return { check: (data) => requireFit(validator, data), indexes };
  }

  /** The fields of those of the types that are defined, by their names. */
  async listFields(
    access: AccountAccess,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<ResourceType, 'version' | 'fields'>>> {
    const found = await this.#types.listFields(access, names);
    return new Map(found.map(({ name, ...definition }) => [name, definition]));
  }

  /** Null where there is no such definition. */
  async findName(access: AccountAccess, id: string): Promise<string | null> {
    return (await this.#types.findOfAccount(access, id))?.name ?? null;
  }

  async #keptOf(
    tx: Transaction,
    access: AccountAccess,
    present: Pick<ResourceType, 'id' | 'version'>,
  ): Promise<KeptDefinition> {
    const kept = this.#kept.get(present);
    if (kept) return kept;
    const type = await this.#types.findWithin(tx, access, present.id);
    if (!type) throw new Error('A definition has gone though it was held.');
    // Declared with the definition's version, and changed only with it.
    const indexes = await this.#indexes.listWithin(tx, access, type.name);
    const made = { validator: validatorOf(type), indexes };
    this.#kept.keep(type, made);
    return made;
  }
}

/** Of a definition as it is stored. */
function validatorOf({ schema, fields }: Pick<ResourceType, 'schema' | 'fields'>): DataValidator {
  return new DataValidator(JSON.parse(schema.text) as Readonly<Record<string, unknown>>, fields);
}

function requireFit(validator: DataValidator, data: unknown): void {
  const [first, ...others] = validator
    .faultsOf(data)
    .map(({ message, path }) => new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, ['data', ...path]));
  if (first) throw new UserFaults([first, ...others]);
}
