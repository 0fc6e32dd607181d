import type { AccountAccess } from '@trivet/identity';
import { highlightsOfAll } from '../highlights.ts';
import {
  type SearchChange,
  type SearchFacet,
  type SearchHit,
  type SearchIndex,
  type SearchKind,
  type SearchPage,
  type SearchPageRequest,
  type SearchQuery,
  type SearchRefusal,
  SearchUnavailableError,
} from '../search-index.ts';
import { OpenSearchClient, type OpenSearchConnection, RefusedError } from './open-search-client.ts';
import { actionOf, type FoundSource, foundFields, indexDefinition, sizeOf } from './open-search-documents.ts';
import { isFoundBy, queryOf, typedWords } from './open-search-query.ts';

export interface OpenSearchIndexOptions extends OpenSearchConnection {
  /** Of the names of indexes and aliases. */
  readonly prefix: string;
  readonly shards: number;
  readonly replicas: number;
  /** Of one request that writes, in bytes; default 8 MiB. */
  readonly maxRequestBytes?: number;
  /** For one that somebody waits for; default 3,000. */
  readonly searchTimeoutMs?: number;
}

const writeTimeoutMs = 30_000;
/** What somebody waits for is tried less often. */
const [writeAttempts, searchAttempts] = [4, 2];
const tooLarge = 413;
/** For what a document is, and not for how the index is. */
const documentsFault = [400, tooLarge];
const comingAgain = [429, 500, 502, 503, 504];
/** Documents of an account that go with one request. */
const removedAtOnce = 2_000;
const mostFacets = 100;

/**
 * Searches by OpenSearch, or Elasticsearch from 8 on. A generation is an index, `<prefix>-<generation>`, with an alias by which it is
 * written and searched: what is late and means a generation that is gone is refused, where it would make an index of that name.
 *
 * The documents of an account are on one shard, which only its searches read.
 */
export class OpenSearchIndex implements SearchIndex {
  readonly name = 'opensearch';
  readonly #options: OpenSearchIndexOptions;
  readonly #client: OpenSearchClient;

  constructor(options: OpenSearchIndexOptions) {
    this.#options = options;
    this.#client = new OpenSearchClient(options);
  }

  async create(generation: number): Promise<void> {
    const index = this.#indexOf(generation);
    const body = { ...indexDefinition(this.#options), aliases: { [this.#aliasOf(generation)]: {} } };
    try {
      await this.#client.ask(writeAttempts, (client) =>
        client.indices.create({ index, body }, { requestTimeout: writeTimeoutMs }),
      );
    } catch (error) {
      if (!(error instanceof RefusedError && error.type === 'resource_already_exists_exception')) throw error;
    }
  }

  async write(generation: number, changes: readonly SearchChange[]): Promise<readonly SearchRefusal[]> {
    const refused: SearchRefusal[] = [];
    let [together, size]: [SearchChange[], number] = [[], 0];
    for (const change of changes) {
      if (together.length > 0 && size + sizeOf(change) > (this.#options.maxRequestBytes ?? 8 * 1024 ** 2)) {
        refused.push(...(await this.#send(generation, together)));
        [together, size] = [[], 0];
      }
      together.push(change);
      size += sizeOf(change);
    }
    refused.push(...(await this.#send(generation, together)));
    return refused;
  }

  /** Until all of them are written, or refused; those that it has no room for come again. */
  async #send(generation: number, changes: readonly SearchChange[]): Promise<SearchRefusal[]> {
    const refused: SearchRefusal[] = [];
    let left = changes;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const outcomes = await this.#bulk(generation, left);
      if (!outcomes) return [...refused, ...(await this.#sendHalves(generation, left))];
      requireAvailable(generation, outcomes);
      refused.push(...left.flatMap((change, at) => refusalOf(change, outcomes[at])));
      left = left.filter((_, at) => comingAgain.includes(outcomes[at]?.status ?? 500));
      if (left.length === 0) break;
      if (attempt === writeAttempts) throw new SearchUnavailableError('OpenSearch takes no more at the moment.');
      await this.#client.wait(attempt);
    }
    return refused;
  }

  /** What became of each; null where all of them together are more than it takes. */
  async #bulk(generation: number, changes: readonly SearchChange[]): Promise<readonly Outcome[] | null> {
    const index = this.#aliasOf(generation);
    const body = changes.flatMap(actionOf);
    try {
      const { items } = await this.#client.ask(writeAttempts, (client) =>
        client.bulk({ index, require_alias: true, body }, { requestTimeout: writeTimeoutMs }),
      );
      return items.map(({ index: outcome }) => ({
        status: outcome?.status ?? 500,
        type: outcome?.error?.type ?? 'unknown',
      }));
    } catch (error) {
      if (error instanceof RefusedError && error.status === tooLarge) return null;
      throw error;
    }
  }

  /** Down to one, which is too large by itself. */
  async #sendHalves(generation: number, changes: readonly SearchChange[]): Promise<SearchRefusal[]> {
    const [first] = changes;
    if (first && changes.length === 1) return refusalOf(first, { status: tooLarge, type: 'request_too_large' });
    const half = Math.ceil(changes.length / 2);
    return [
      ...(await this.#send(generation, changes.slice(0, half))),
      ...(await this.#send(generation, changes.slice(half))),
    ];
  }

  async refresh(generation: number): Promise<void> {
    const index = this.#aliasOf(generation);
    await this.#client.ask(writeAttempts, (client) =>
      client.indices.refresh({ index }, { requestTimeout: writeTimeoutMs }),
    );
  }

  async removeAccount(generation: number, accountId: string): Promise<void> {
    const index = this.#aliasOf(generation);
    const body = { query: { term: { accountId } } };
    // Only what a refresh has shown is deleted, and what has changed since is a conflict: until there is neither.
    for (let isDone = false; !isDone; ) {
      const { total, conflicts } = await this.#client.ask(writeAttempts, async (client) => {
        await client.indices.refresh({ index }, { requestTimeout: writeTimeoutMs });
        const answer = await client.deleteByQuery(
          { index, body, routing: accountId, conflicts: 'proceed', max_docs: removedAtOnce },
          { requestTimeout: writeTimeoutMs },
        );
        const { total = 0, version_conflicts: conflicts = 0 } = answer.body as DeletedByQuery;
        return { body: { total, conflicts } };
      });
      isDone = total < removedAtOnce && conflicts === 0;
    }
  }

  async drop(generation: number): Promise<void> {
    const index = this.#indexOf(generation);
    await this.#client.ask(writeAttempts, (client) =>
      client.indices.delete({ index, ignore_unavailable: true }, { requestTimeout: writeTimeoutMs }),
    );
  }

  async search(
    access: AccountAccess,
    generation: number,
    query: SearchQuery,
    { first, after }: SearchPageRequest,
  ): Promise<SearchPage> {
    const typed = typedWords(query.text);
    if (typed.length === 0) return { hits: [], hasNextPage: false };
    const { hits } = await this.#ask<SearchAnswer>(access, generation, {
      query: queryOf(access, query, typed),
      size: first + 1,
      sort: [{ _score: 'desc' }, { id: 'desc' }],
      ...(after && { search_after: [after.score, after.id] }),
      _source: foundFields,
    });
    return { hits: await shown(hits.hits.slice(0, first), typed), hasNextPage: hits.hits.length > first };
  }

  async count(access: AccountAccess, generation: number, query: SearchQuery): Promise<SearchFacet[]> {
    const typed = typedWords(query.text);
    if (typed.length === 0) return [];
    const { aggregations } = await this.#ask<SearchAnswer>(access, generation, {
      query: queryOf(access, query, typed),
      size: 0,
      aggs: { facets: { terms: { field: 'facet', size: mostFacets } } },
    });
    return (aggregations?.facets.buckets ?? []).map(({ key, doc_count: count }) => {
      const [kind = '', ...type] = key.split(' ');
      return { kind: kind as SearchKind, type: type.join(' '), count };
    });
  }

  /** All of it, or an error: half an answer looks like a whole one. */
  async #ask<Answer extends { readonly timed_out: boolean }>(
    { accountId }: AccountAccess,
    generation: number,
    body: object,
  ): Promise<Answer> {
    const requestTimeout = this.#options.searchTimeoutMs ?? 3_000;
    const asked = { ...body, timeout: `${requestTimeout}ms`, track_total_hits: false };
    const answer = (await this.#client.ask<unknown>(searchAttempts, (client) =>
      client.search(
        { index: this.#aliasOf(generation), routing: accountId, allow_partial_search_results: false, body: asked },
        { requestTimeout },
      ),
    )) as Answer;
    if (answer.timed_out) throw new SearchUnavailableError('OpenSearch has not finished in time.');
    return answer;
  }

  #indexOf(generation: number): string {
    return `${this.#options.prefix}-${generation}`;
  }

  #aliasOf(generation: number): string {
    return `${this.#indexOf(generation)}-documents`;
  }
}

interface Outcome {
  readonly status: number;
  /** Of what went wrong. */
  readonly type: string;
}

/** @throws {SearchUnavailableError} where it is not for a document that something was not written. */
function requireAvailable(generation: number, outcomes: readonly Outcome[]): void {
  // 409: what is there is newer, or the same.
  const barred = outcomes.find(
    ({ status }) => status >= 400 && status < 500 && ![409, 429, ...documentsFault].includes(status),
  );
  if (barred?.status === 404) throw new SearchUnavailableError(`There is no generation ${generation}.`);
  if (barred) throw new SearchUnavailableError(`OpenSearch writes nothing: ${barred.status} (${barred.type}).`);
}

function refusalOf(change: SearchChange, outcome: Outcome | undefined): SearchRefusal[] {
  if (!outcome || !documentsFault.includes(outcome.status)) return [];
  const { kind, id, accountId, version } = change.put ?? change.remove;
  return [{ kind, id, accountId, version, reason: outcome.type }];
}

async function shown(found: readonly FoundHit[], typed: readonly string[]): Promise<SearchHit[]> {
  const sources = found.map(({ _source: source }) => source);
  const highlights = await highlightsOfAll(sources, isFoundBy(typed));
  return found.map(({ sort, _source: { kind, id } }, at) => {
    // What the next page begins behind is this one, to the last digit.
    const [score] = sort;
    return { kind, id, score, highlights: highlights[at] ?? [] };
  });
}

interface DeletedByQuery {
  readonly total?: number;
  readonly version_conflicts?: number;
}

interface FoundHit {
  /** As it was asked for: the score, then the id. */
  readonly sort: readonly [number, string];
  readonly _source: FoundSource;
}

interface SearchAnswer {
  readonly timed_out: boolean;
  readonly hits: { readonly hits: readonly FoundHit[] };
  readonly aggregations?: {
    readonly facets: { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] };
  };
}
