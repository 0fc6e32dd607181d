import { type BulkAction, parseBulk } from './bulk.ts';
import { parseQuery } from './query.ts';
import {
  illegalArgument,
  indexNotFound,
  invalidRequest,
  isObject,
  type JsonObject,
  mapperParsing,
  notHere,
  parsing,
  SearchError,
} from './search-error.ts';
import { checkIndexName, readSource, SearchIndex } from './search-index.ts';
import { onShards } from './search-request.ts';

interface DeleteByQuery {
  readonly routing: readonly string[] | undefined;
  /** `max_docs` */
  readonly most: number;
}

/** The indexes and aliases that there are. */
export class Cluster {
  readonly #indexes = new Map<string, SearchIndex>();
  readonly #now: () => number;
  /** How many actions of the next bulk requests are refused, as by a queue that is full. */
  refusals = 0;
  /** Documents that do not fit the mapping, as somebody has changed it by hand. */
  isUnfit = (_line: string) => false;

  constructor(now: () => number) {
    this.#now = now;
  }

  get names(): string[] {
    return [...this.#indexes.keys()].sort();
  }

  create(name: string, definition: JsonObject): SearchIndex {
    checkIndexName(name);
    for (const key of Object.keys(definition)) {
      if (!['settings', 'mappings', 'aliases'].includes(key)) {
        throw new SearchError(400, { type: 'parse_exception', reason: `unknown key [${key}] for create index` });
      }
    }
    const existing = this.#indexes.get(name);
    if (existing) {
      throw new SearchError(400, {
        ...{ type: 'resource_already_exists_exception', reason: `index [${name}/${existing.uuid}] already exists` },
        ...{ index: name, index_uuid: existing.uuid },
      });
    }
    if (this.#aliased(name).length > 0) {
      throw new SearchError(400, {
        ...{ type: 'invalid_index_name_exception', reason: `Invalid index name [${name}], already exists as alias` },
        ...{ index: name, index_uuid: '_na_' },
      });
    }
    const index = new SearchIndex(name, definition, this.#now);
    for (const [alias, options] of Object.entries(isObject(definition.aliases) ? definition.aliases : {})) {
      this.#addAlias(index, alias, isObject(options) ? options : {});
    }
    this.#indexes.set(name, index);
    return index;
  }

  /** Of names, aliases and patterns. @throws {SearchError} where a name is nobody's. */
  resolve(expression: string, ignoreUnavailable = false): SearchIndex[] {
    const found = new Set<SearchIndex>();
    for (const part of expression.split(',')) {
      const pattern = part === '_all' ? '*' : part;
      if (pattern.includes('*')) {
        const matches = (name: string) => patternOf(pattern).test(name);
        for (const index of this.#indexes.values()) {
          if (matches(index.name) || [...index.aliases.keys()].some(matches)) found.add(index);
        }
        continue;
      }
      const named = this.#named(pattern);
      if (named.length === 0 && !ignoreUnavailable) throw indexNotFound(pattern);
      for (const index of named) found.add(index);
    }
    return [...found];
  }

  /** What only one index answers here. */
  one(expression: string): SearchIndex {
    const [index, second] = this.resolve(expression);
    if (!index) throw indexNotFound(expression);
    if (second) throw notHere('searching in several indexes at once');
    return index;
  }

  delete(expression: string, ignoreUnavailable: boolean): void {
    // As with `action.destructive_requires_name`, which Elasticsearch has by default.
    if (/\*|^_all$/.test(expression)) {
      throw illegalArgument('Wildcard expressions or all indices are not allowed');
    }
    for (const name of expression.split(',')) {
      if (!this.#indexes.has(name) && this.#aliased(name).length > 0) {
        throw illegalArgument(
          `The provided expression [${name}] matches an alias, specify the corresponding concrete indices instead.`,
        );
      }
      if (!this.#indexes.delete(name) && !ignoreUnavailable) throw indexNotFound(name);
    }
  }

  /** All actions or none. @throws {SearchError} */
  changeAliases(body: JsonObject): void {
    const { actions, ...rest } = body;
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
      throw new SearchError(400, { type: 'x_content_parse_exception', reason: `[aliases] unknown field [${unknown}]` });
    }
    if (!Array.isArray(actions) || actions.length === 0) throw invalidRequest('Must specify at least one alias action');
    const changes = actions.map((action: unknown): (() => void) => {
      const [entry, second] = isObject(action) ? Object.entries(action) : [];
      if (!entry || second || !isObject(entry[1])) throw illegalArgument('Exactly one alias action has to be given');
      const [kind, { index: name, alias, must_exist: mustExist, ...options }] = entry;
      if (kind !== 'add' && kind !== 'remove' && kind !== 'remove_index') {
        throw new SearchError(400, {
          type: 'x_content_parse_exception',
          reason: `[alias_action] unknown field [${kind}]`,
        });
      }
      if (typeof name !== 'string' || name === '') throw illegalArgument('One of [index] or [indices] is required');
      if (name.includes('*')) throw notHere('aliases of indexes by a pattern');
      const index = this.#indexes.get(name);
      if (!index) throw indexNotFound(name);
      if (kind === 'remove_index') return () => this.#indexes.delete(name);
      if (typeof alias !== 'string' || alias === '') throw illegalArgument('One of [alias] or [aliases] is required');
      if (kind === 'add') return () => this.#addAlias(index, alias, options);
      if (!index.aliases.has(alias) && mustExist !== false) {
        throw new SearchError(404, {
          ...{ type: 'aliases_not_found_exception', reason: `aliases [${alias}] missing` },
          ...{ 'resource.type': 'aliases', 'resource.id': alias },
        });
      }
      return () => index.aliases.delete(alias);
    });
    for (const change of changes) change();
  }

  #addAlias(index: SearchIndex, alias: string, { is_write_index: isWriteIndex, ...rest }: JsonObject): void {
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
      if (['filter', 'routing', 'index_routing', 'search_routing', 'is_hidden'].includes(unknown)) {
        throw notHere(`[${unknown}] of an alias`);
      }
      throw new SearchError(400, { type: 'parse_exception', reason: `Unknown field [${unknown}] in alias [${alias}]` });
    }
    if (this.#indexes.has(alias)) {
      throw new SearchError(400, {
        ...{ type: 'invalid_alias_name_exception' },
        reason: `Invalid alias name [${alias}]: an index or data stream exists with the same name as the alias`,
      });
    }
    index.aliases.set(alias, { isWriteIndex: isWriteIndex === undefined ? undefined : isWriteIndex === true });
  }

  #aliased(alias: string): SearchIndex[] {
    return [...this.#indexes.values()].filter(({ aliases }) => aliases.has(alias));
  }

  #named(name: string): SearchIndex[] {
    const index = this.#indexes.get(name);
    return index ? [index] : this.#aliased(name);
  }

  /** Where what is written goes. An index that there is not is made by it, as in the real one, which asks deletions for no alias. */
  #forWriting({ index: name = '', kind, versionType, isAliasRequired }: BulkAction): SearchIndex {
    const aliased = this.#aliased(name);
    if (isAliasRequired && kind !== 'delete' && aliased.length === 0) {
      throw new SearchError(404, {
        ...{ type: 'index_not_found_exception', index: name, index_uuid: '_na_' },
        reason: `no such index [${name}] and [require_alias] request flag is [true] and [${name}] is not an alias`,
      });
    }
    const [only, second] = aliased;
    if (!only) {
      const index = this.#indexes.get(name);
      if (!index && kind === 'delete' && versionType === 'internal') throw indexNotFound(name);
      return index ?? this.create(name, {});
    }
    const [writing] = aliased.filter(({ aliases }) => aliases.get(name)?.isWriteIndex === true);
    if (writing) return writing;
    if (second || only.aliases.get(name)?.isWriteIndex === false) {
      throw illegalArgument(
        `no write index is defined for alias [${name}]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index`,
      );
    }
    return only;
  }

  bulk(body: string, defaults: Parameters<typeof parseBulk>[1]) {
    const written = new Set<SearchIndex>();
    const items = parseBulk(body, defaults).map((action) => {
      const { index: name, line } = action;
      const id = action.id ?? crypto.randomUUID();
      try {
        const index = this.#forWriting(action);
        if (this.refusals > 0) {
          this.refusals -= 1;
          throw new SearchError(429, {
            type: 'rejected_execution_exception',
            reason: 'rejected execution of primary operation [write], queue capacity = 10000',
          });
        }
        if (this.isUnfit(line)) throw mapperParsing('failed to parse');
        const { result, version, status } = index.write({ ...action, id, source: readSource(line) });
        written.add(index);
        return {
          [action.kind]: {
            ...{ _index: index.name, _id: id, _version: version, result, status },
            ...{ _shards: { total: 1, successful: 1, failed: 0 }, _seq_no: 0, _primary_term: 1 },
          },
        };
      } catch (error) {
        if (!(error instanceof SearchError) || error.status === 501) throw error;
        return { [action.kind]: { _index: name, _id: id, status: error.status, error: error.told } };
      }
    });
    const errors = items.some((item) => Object.values(item).some((outcome) => 'error' in outcome));
    return { written, answer: { took: 1, errors, items } };
  }

  deleteByQuery(expression: string, body: JsonObject, { routing, most }: DeleteByQuery): JsonObject {
    const query = this.#onlyQuery(body);
    const index = this.one(expression);
    if (query === undefined) throw invalidRequest('query is missing');
    const found = this.#matching(index, query, routing).slice(0, most);
    let [deleted, conflicts] = [0, 0];
    for (const { id, routing: place, version } of found) {
      const shard = index.shardsOf([place ?? id])[0];
      // What has changed since the last refresh is a conflict.
      if (shard?.documents.get(id)?.version !== version) {
        conflicts += 1;
        continue;
      }
      const internal = { kind: 'delete' as const, id, routing: place, version: undefined, source: {} };
      index.write({ ...internal, versionType: 'internal' });
      deleted += 1;
    }
    return {
      ...{
        took: 1,
        timed_out: false,
        total: found.length,
        deleted,
        batches: 1,
        version_conflicts: conflicts,
        noops: 0,
      },
      ...{ retries: { bulk: 0, search: 0 }, throttled_millis: 0, requests_per_second: -1, throttled_until_millis: 0 },
      failures: [],
    };
  }

  count(expression: string, body: JsonObject, routing: readonly string[] | undefined): JsonObject {
    const query = this.#onlyQuery(body);
    const index = this.one(expression);
    const count = this.#matching(index, query ?? { match_all: {} }, routing).length;
    return { count, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } };
  }

  #onlyQuery({ query, ...rest }: JsonObject): unknown {
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) throw parsing(`request does not support [${unknown}]`);
    return query;
  }

  #matching(index: SearchIndex, query: unknown, routing: readonly string[] | undefined) {
    const parsed = parseQuery(query, { mapping: index.mapping, clauses: { count: 0 } });
    return onShards(index, routing, (shards) =>
      shards.flatMap(({ view }) => view.documents.filter((document) => parsed.score(document, view) !== null)),
    );
  }
}

const patternOf = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
