import { LRUCache } from 'lru-cache';
import type { ResourceIndex } from '../resource-indexes/resource-index.model.ts';
import type { DataValidator } from './data-validator.ts';
import type { ResourceType } from './resource-type.model.ts';

/** In characters of schemas. What is compiled of one takes some thirty bytes for each. */
const maxSize = 2 * 1024 * 1024;

type Definition = Pick<ResourceType, 'id' | 'version'>;

export interface KeptDefinition {
  readonly validator: DataValidator;
  readonly indexes: readonly ResourceIndex[];
}

/** What was compiled of definitions, each for its version; those that are used least are forgotten. */
export class KeptDefinitions {
  readonly #cache = new LRUCache<string, KeptDefinition>({ maxSize });

  get(definition: Definition): KeptDefinition | undefined {
    return this.#cache.get(keyOf(definition));
  }

  keep(definition: Definition & Pick<ResourceType, 'schema'>, made: KeptDefinition): void {
    // An empty schema takes its place too.
    this.#cache.set(keyOf(definition), made, { size: 1_000 + definition.schema.text.length });
  }
}

function keyOf({ id, version }: Definition): string {
  return `${id} ${version}`;
}
