import type { Cluster } from './cluster.ts';
import { illegalArgument, invalidRequest, isObject, type JsonObject, notHere, SearchError } from './search-error.ts';
import { search } from './search-request.ts';

export interface Asked {
  readonly cluster: Cluster;
  /** The index, alias or pattern of the path; everything where it has none. */
  readonly target: string;
  readonly alias: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Route {
  readonly methods: readonly string[];
  /** `:index` and `:alias` stand for a part each. */
  readonly path: string;
  readonly parameters: readonly string[];
  readonly isWriting: boolean;
  answer(asked: Asked): Answer;
}

const everywhere = ['pretty', 'human', 'error_trace'];
const waiting = ['timeout', 'master_timeout', 'cluster_manager_timeout', 'wait_for_active_shards'];
const unavailable = ['ignore_unavailable', 'allow_no_indices', 'expand_wildcards'];
const ok = (body: unknown): Answer => ({ status: 200, body });
const acknowledged = ok({ acknowledged: true });

/** Parameters that there are and that mean nothing here are in `parameters`; those that would mean something are `notHere`. */
function checkParameters({ parameters }: Route, { query }: Asked, uri: string): void {
  const unknown = [...query.keys()].filter((name) => !parameters.includes(name) && !everywhere.includes(name));
  if (unknown.length === 0) return;
  if (unknown.includes('filter_path')) throw notHere('[filter_path]');
  const named = unknown.map((name) => `[${name}]`).join(', ');
  throw illegalArgument(`request [${uri}] contains unrecognized parameter${unknown.length > 1 ? 's' : ''}: ${named}`);
}

export function run(route: Route, asked: Asked, uri: string): Answer {
  checkParameters(route, asked, uri);
  return route.answer(asked);
}

function flag({ query }: Asked, name: string): boolean {
  const value = query.get(name);
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw illegalArgument(`Failed to parse value [${value}] as only [true] or [false] are allowed.`);
}

function json({ body }: Asked, otherwise?: JsonObject): JsonObject {
  if (body === '') {
    if (otherwise) return otherwise;
    throw new SearchError(400, { type: 'parse_exception', reason: 'request body is required' });
  }
  try {
    const read: unknown = JSON.parse(body);
    if (isObject(read)) return read;
  } catch {
    // Answered below.
  }
  throw new SearchError(400, { type: 'parse_exception', reason: 'Failed to parse content to map' });
}

const routingOf = ({ query }: Asked) => query.get('routing')?.split(',');

/** `wait_for` would wait for the next one, and may be had sooner. */
function refreshed(asked: Asked, indexes: Iterable<{ refresh(): void }>): void {
  const refresh = asked.query.get('refresh') ?? 'false';
  if (!['true', 'false', 'wait_for', ''].includes(refresh)) {
    throw illegalArgument(`Unknown value for refresh: [${refresh}].`);
  }
  if (refresh !== 'false') for (const index of indexes) index.refresh();
}

function checkPreference({ query }: Asked): void {
  const preference = query.get('preference') ?? '';
  if (/^_(?!primary|replica|local|only_local|shards:|prefer_nodes:|only_nodes:)/.test(preference)) {
    throw illegalArgument(`no Preference for [${preference}]`);
  }
}

function aliases({ cluster, target, alias }: Asked): Answer {
  if (alias?.includes('*')) throw notHere('aliases by a pattern');
  const indexes = cluster.resolve(target);
  const body: Record<string, { aliases: Record<string, JsonObject> }> = {};
  for (const index of indexes) {
    const found = [...index.aliases].filter(([name]) => alias === undefined || name === alias);
    if (alias !== undefined && found.length === 0) continue;
    body[index.name] = {
      aliases: Object.fromEntries(
        found.map(([name, { isWriteIndex }]) => [
          name,
          isWriteIndex === undefined ? {} : { is_write_index: isWriteIndex },
        ]),
      ),
    };
  }
  if (alias !== undefined && Object.keys(body).length === 0) {
    return { status: 404, body: { error: `alias [${alias}] missing`, status: 404 } };
  }
  return ok(body);
}

function bulk(asked: Asked): Answer {
  const { written, answer } = asked.cluster.bulk(asked.body, {
    index: asked.target === '*' ? undefined : asked.target,
    routing: asked.query.get('routing'),
    isAliasRequired: flag(asked, 'require_alias'),
  });
  refreshed(asked, written);
  return ok(answer);
}

function deleteByQuery(asked: Asked): Answer {
  const conflicts = asked.query.get('conflicts') ?? 'abort';
  if (!['abort', 'proceed'].includes(conflicts)) {
    throw illegalArgument(`conflicts may only be "proceed" or "abort" but was [${conflicts}]`);
  }
  if (asked.body === '') throw invalidRequest('query is missing');
  const answer = asked.cluster.deleteByQuery(asked.target, json(asked), {
    routing: routingOf(asked),
    most: Number(asked.query.get('max_docs') ?? Number.POSITIVE_INFINITY),
  });
  refreshed(asked, asked.cluster.resolve(asked.target));
  return { status: conflicts === 'abort' && Number(answer.version_conflicts) > 0 ? 409 : 200, body: answer };
}

export const routes: readonly Route[] = [
  {
    ...{ methods: ['GET', 'HEAD'], path: '/', parameters: [], isWriting: false },
    answer: () =>
      ok({
        ...{ name: 'fake', cluster_name: 'fake', cluster_uuid: 'fake' },
        version: { distribution: 'opensearch', number: '3.3.0', lucene_version: '10.3.1' },
        tagline: 'The OpenSearch Project: https://opensearch.org/',
      }),
  },
  {
    ...{ methods: ['PUT'], path: '/:index', parameters: waiting, isWriting: true },
    answer(asked) {
      const { name } = asked.cluster.create(asked.target, json(asked, {}));
      return ok({ acknowledged: true, shards_acknowledged: true, index: name });
    },
  },
  {
    ...{ methods: ['GET', 'HEAD'], path: '/:index', parameters: [...unavailable, 'local'], isWriting: false },
    answer: (asked) =>
      ok(
        Object.fromEntries(
          asked.cluster.resolve(asked.target).map(({ name, mapping, settings }) => {
            return [name, { mappings: mapping.source, settings: settings.flat }];
          }),
        ),
      ),
  },
  {
    ...{ methods: ['DELETE'], path: '/:index', parameters: [...waiting, ...unavailable], isWriting: true },
    answer(asked) {
      asked.cluster.delete(asked.target, flag(asked, 'ignore_unavailable'));
      return acknowledged;
    },
  },
  ...['/_bulk', '/:index/_bulk'].map(
    (path): Route => ({
      ...{ methods: ['POST', 'PUT'], path, isWriting: true, answer: bulk },
      parameters: ['refresh', 'routing', 'timeout', 'wait_for_active_shards', 'require_alias'],
    }),
  ),
  {
    ...{ methods: ['GET', 'POST'], path: '/:index/_search', isWriting: false },
    parameters: ['routing', 'preference', 'request_cache', 'allow_partial_search_results', ...unavailable],
    answer(asked) {
      checkPreference(asked);
      return ok(search(asked.cluster.one(asked.target), json(asked, {}), routingOf(asked)));
    },
  },
  {
    ...{ methods: ['GET', 'POST'], path: '/:index/_count', isWriting: false },
    parameters: ['routing', 'preference', ...unavailable],
    answer: (asked) => ok(asked.cluster.count(asked.target, json(asked, {}), routingOf(asked))),
  },
  {
    ...{ methods: ['POST'], path: '/:index/_delete_by_query', isWriting: true, answer: deleteByQuery },
    parameters: [
      'routing',
      'refresh',
      'conflicts',
      'timeout',
      'max_docs',
      'wait_for_completion',
      'scroll_size',
      'slices',
    ],
  },
  {
    ...{ methods: ['GET', 'POST'], path: '/:index/_refresh', parameters: unavailable, isWriting: true },
    answer(asked) {
      const indexes = asked.cluster.resolve(asked.target);
      for (const index of indexes) index.refresh();
      return ok({ _shards: { total: indexes.length, successful: indexes.length, failed: 0 } });
    },
  },
  {
    ...{ methods: ['POST'], path: '/_aliases', parameters: waiting, isWriting: true },
    answer(asked) {
      asked.cluster.changeAliases(json(asked));
      return acknowledged;
    },
  },
  ...['/_alias', '/_alias/:alias', '/:index/_alias', '/:index/_alias/:alias'].map(
    (path): Route => ({
      ...{ methods: ['GET', 'HEAD'], path, parameters: [...unavailable, 'local'], isWriting: false },
      answer: aliases,
    }),
  ),
];
