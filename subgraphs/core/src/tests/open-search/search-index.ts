import { createHash, randomUUID } from 'node:crypto';
import { Analysis } from './analysis.ts';
import { type IndexSettings, readIndexSettings } from './index-settings.ts';
import { Mapping } from './mapping.ts';
import { illegalArgument, isObject, type JsonObject, mapperParsing, SearchError } from './search-error.ts';
import { indexed, Shard } from './shard.ts';

export type VersionType = 'internal' | 'external' | 'external_gte';

export interface Write {
  readonly kind: 'index' | 'create' | 'delete';
  readonly id: string;
  readonly routing: string | undefined;
  readonly version: number | undefined;
  readonly versionType: VersionType;
  readonly source: JsonObject;
}

export interface Written {
  readonly result: 'created' | 'updated' | 'deleted' | 'not_found';
  readonly version: number;
  readonly status: 200 | 201 | 404;
}

export interface Alias {
  readonly isWriteIndex: boolean | undefined;
}

/** An index: its settings, its mapping, its shards. */
export class SearchIndex {
  readonly name: string;
  readonly uuid = randomUUID().replaceAll('-', '').slice(0, 22);
  readonly settings: IndexSettings;
  readonly mapping: Mapping;
  readonly aliases = new Map<string, Alias>();
  readonly shards: readonly Shard[];
  readonly #now: () => number;
  #refreshedAt: number;

  /** @throws {SearchError} */
  constructor(
    name: string,
    definition: { readonly settings?: unknown; readonly mappings?: unknown },
    now: () => number,
  ) {
    this.name = name;
    this.settings = readIndexSettings(isObject(definition.settings) ? definition.settings : {});
    const mappings = isObject(definition.mappings) ? definition.mappings : {};
    this.mapping = new Mapping(mappings, new Analysis(this.settings.analysis));
    this.shards = Array.from({ length: this.settings.shards }, () => new Shard());
    this.#now = now;
    this.#refreshedAt = now();
  }

  /** Those where a routing leads, or all. */
  shardsOf(routing: readonly string[] | undefined): readonly Shard[] {
    return routing ? [...new Set(routing.map((value) => this.#shardOf(value)))] : this.shards;
  }

  #shardOf(routing: string): Shard {
    const hash = createHash('sha256').update(routing).digest().readUInt32BE();
    return this.shards[hash % this.shards.length] as Shard;
  }

  /** @throws {SearchError} */
  write({ kind, id, routing, version, versionType, source }: Write): Written {
    if (routing === undefined && this.mapping.isRoutingRequired) {
      throw new SearchError(400, {
        type: 'routing_missing_exception',
        reason: `routing is required for [${this.name}]/[${id}]`,
        index: this.name,
      });
    }
    const shard = this.#shardOf(routing ?? id);
    shard.forgetDeleted(this.#now() - this.settings.keepsDeletesMs);
    const current = shard.documents.get(id);
    const known = current?.version ?? shard.deleted.get(id)?.version;
    if (kind === 'create' && current) {
      throw this.#conflict(id, `document already exists (current version [${current.version}])`);
    }
    if (versionType === 'external' && known !== undefined && known >= (version ?? 0)) {
      throw this.#conflict(id, `current version [${known}] is higher or equal to the one provided [${version}]`);
    }
    if (versionType === 'external_gte' && known !== undefined && known > (version ?? 0)) {
      throw this.#conflict(id, `current version [${known}] is higher than the one provided [${version}]`);
    }
    const next = versionType === 'internal' ? (known ?? 0) + 1 : (version ?? 0);
    if (kind === 'delete') {
      shard.documents.delete(id);
      shard.deleted.set(id, { version: next, at: this.#now() });
      return current
        ? { result: 'deleted', version: next, status: 200 }
        : { result: 'not_found', version: next, status: 404 };
    }
    shard.documents.set(id, indexed(this.mapping, { id, routing, version: next, source }));
    shard.deleted.delete(id);
    return current
      ? { result: 'updated', version: next, status: 200 }
      : { result: 'created', version: next, status: 201 };
  }

  #conflict(id: string, explained: string): SearchError {
    return new SearchError(409, {
      ...{ type: 'version_conflict_engine_exception', reason: `[${id}]: version conflict, ${explained}` },
      ...{ index: this.name, shard: '0', index_uuid: this.uuid },
    });
  }

  refresh(): void {
    this.#refreshedAt = this.#now();
    for (const shard of this.shards) shard.refresh();
  }

  /** What is written is found after `index.refresh_interval` by itself. */
  refreshIfDue(): void {
    if (this.#now() - this.#refreshedAt >= this.settings.refreshIntervalMs) this.refresh();
  }
}

/** @throws {SearchError} for a line of JSON that is none, as a document is refused. */
export function readSource(line: string): JsonObject {
  let source: unknown;
  try {
    source = JSON.parse(line);
  } catch (error) {
    throw mapperParsing('failed to parse', { type: 'json_parse_exception', reason: String((error as Error).message) });
  }
  if (!isObject(source)) {
    throw mapperParsing('failed to parse', {
      type: 'not_x_content_exception',
      reason: 'Compressor detection can only be called on some xcontent bytes or compressed xcontent bytes',
    });
  }
  return source;
}

/** @throws {SearchError} for a name that no index can have. */
export function checkIndexName(name: string): void {
  const invalid = (why: string) =>
    new SearchError(400, {
      ...{ type: 'invalid_index_name_exception', reason: `Invalid index name [${name}], ${why}` },
      ...{ index: name, index_uuid: '_na_' },
    });
  if (name !== name.toLowerCase()) throw invalid('must be lowercase');
  if (/[\\/*?"<>| ,]/.test(name)) {
    throw invalid(`must not contain the following characters [ , ", *, \\, <, |, ,, >, /, ?]`);
  }
  if (name.includes('#')) throw invalid(`must not contain '#'`);
  if (name.includes(':')) throw invalid(`must not contain ':'`);
  if (/^[_\-+]/.test(name)) throw invalid(`must not start with '_', '-', or '+'`);
  if (Buffer.byteLength(name) > 255) {
    throw invalid(`index name is too long, (${Buffer.byteLength(name)} > 255)`);
  }
  if (name === '.' || name === '..') throw invalid(`must not be '.' or '..'`);
  if (name === '') throw illegalArgument('index name is missing');
}
