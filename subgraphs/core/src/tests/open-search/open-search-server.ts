import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Cluster } from './cluster.ts';
import { type Answer, type Route, routes, run } from './routes.ts';
import { notHere, SearchError } from './search-error.ts';

export interface OpenSearchUser {
  readonly name: string;
  readonly password: string;
  /** Of the indexes and aliases that he gets at, how the names begin. */
  readonly prefix: string;
  readonly isReadOnly: boolean;
}

export interface OpenSearchOptions {
  readonly now?: () => number;
  readonly users?: readonly OpenSearchUser[];
  /** As `Authorization: ApiKey …`, which Elasticsearch knows. */
  readonly apiKey?: string;
  /** PEM; plain HTTP without. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** `http.max_content_length`, in bytes. */
  readonly maxContentLength?: number;
  /** `indexing_pressure.memory.limit`, in bytes of what is under way. */
  readonly memoryLimit?: number;
}

export interface OpenSearchRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

export interface OpenSearchServer {
  readonly url: string;
  readonly user: OpenSearchUser;
  /** What was asked, in order. */
  readonly requests: OpenSearchRequest[];
  /** Of all indexes, as names. */
  indexes(): readonly string[];
  /** So many actions of the next bulk requests are told to come again. */
  refuse(actions: number): void;
  /** Documents that do not fit the mapping from now on, by their lines. */
  unfit(which: (line: string) => boolean): void;
  /** It answers 503, or as it should. */
  become(state: 'up' | 'unavailable'): void;
  /** Those it does not answer at all, from now on; who waited is left. */
  ignore(which: (request: OpenSearchRequest) => boolean): void;
  stop(): Promise<void>;
}

const owner: OpenSearchUser = { name: 'trivet', password: 'a good password', prefix: '', isReadOnly: false };

/**
 * A server that answers as OpenSearch does, for as much of its API as we speak: by its documentation and the messages of its source. What
 * the real one refuses it refuses with the same status and type. What the real one knows and it does not it answers with 501, which is
 * none of OpenSearch's. Words are found by their real rules (analysis, edit distance, BM25); what differs is speed, and that there is one node.
 */
export async function startOpenSearchServer(options: OpenSearchOptions = {}): Promise<OpenSearchServer> {
  const { now = Date.now, users = [owner], apiKey, memoryLimit = 50_000_000 } = options;
  const maxContentLength = options.maxContentLength ?? 104_857_600;
  const cluster = new Cluster(now);
  const requests: OpenSearchRequest[] = [];
  const ignored = new Set<ServerResponse>();
  let isIgnored = (_request: OpenSearchRequest) => false;
  let state: Parameters<OpenSearchServer['become']>[0] = 'up';
  let underWay = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<Answer | null> => {
    const { method = 'GET', headers, url: uri = '/' } = request;
    if (Number(headers['content-length'] ?? 0) > maxContentLength) {
      response.setHeader('connection', 'close');
      return { status: 413, body: '' };
    }
    const content = await buffer(request);
    const url = new URL(uri, 'http://open-search');
    const asked = { method, path: url.pathname, query: url.search, body: content.toString() };
    requests.push(asked);
    if (isIgnored(asked)) {
      ignored.add(response);
      return null;
    }
    if (state === 'unavailable') {
      throw new SearchError(503, { type: 'cluster_manager_not_discovered_exception', reason: null });
    }
    const user = userOf(headers.authorization, users, apiKey);
    if (!user) {
      response.setHeader('www-authenticate', 'Basic realm="OpenSearch Security"');
      return { status: 401, body: 'Unauthorized' };
    }
    const routed = routeOf(method, url.pathname, uri, response);
    if ('status' in routed) return routed;
    const { route, index, alias } = routed;
    if (content.length > 0 && !/^application\/(x-ndjson|json)\b/.test(headers['content-type'] ?? '')) {
      const given = headers['content-type'];
      const error = given ? `Content-Type header [${given}] is not supported` : 'Content-Type header is missing';
      return { status: 406, body: { error, status: 406 } };
    }
    if ((index !== undefined && !index.startsWith(user.prefix)) || (user.isReadOnly && route.isWriting)) {
      throw new SearchError(403, {
        type: 'security_exception',
        reason: `no permissions for [${route.path}] and User [name=${user.name}, backend_roles=[], requestedTenant=null]`,
      });
    }
    const isBulk = route.path.endsWith('_bulk');
    underWay += isBulk ? content.length : 0;
    try {
      if (isBulk && underWay > memoryLimit) throw overMemory(underWay, content.length, memoryLimit);
      const query = new Map(url.searchParams);
      return run(route, { cluster, target: index ?? '*', alias, query, body: asked.body }, uri);
    } finally {
      underWay -= isBulk ? content.length : 0;
    }
  };

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response)
      .catch((error: unknown): Answer => {
        if (error instanceof SearchError) return { status: error.status, body: error.body };
        throw error;
      })
      .then(
        (answered) => {
          if (!answered) return;
          const { status, body } = answered;
          const isText = typeof body === 'string';
          response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json; charset=UTF-8' });
          response.end(request.method === 'HEAD' ? undefined : isText ? body : JSON.stringify(body));
        },
        (error: unknown) => response.destroy(error as Error),
      );
  };
  const server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    user: users[0] ?? owner,
    requests,
    indexes: () => cluster.names,
    refuse(actions) {
      cluster.refusals = actions;
    },
    unfit(which) {
      cluster.isUnfit = which;
    },
    become(next) {
      state = next;
    },
    ignore(which) {
      isIgnored = which;
      for (const response of ignored) response.destroy();
      ignored.clear();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function userOf(
  authorization: string | undefined,
  users: readonly OpenSearchUser[],
  apiKey: string | undefined,
): OpenSearchUser | undefined {
  const [scheme, credentials = ''] = authorization?.split(' ') ?? [];
  if (scheme === 'ApiKey') return apiKey !== undefined && credentials === apiKey ? users[0] : undefined;
  if (scheme !== 'Basic') return undefined;
  const given = Buffer.from(credentials, 'base64').toString();
  return users.find(({ name, password }) => given === `${name}:${password}`);
}

function overMemory(all: number, own: number, limit: number): SearchError {
  return new SearchError(429, {
    type: 'rejected_execution_exception',
    reason: `rejected execution of coordinating operation [coordinating_and_primary_bytes=${all - own}, replica_bytes=0, all_bytes=${all - own}, coordinating_operation_bytes=${own}, max_coordinating_and_primary_bytes=${limit}]`,
  });
}

const pathsElsewhere =
  /^_(cat|cluster|nodes|mappings?|settings|doc|create|update|update_by_query|mget|msearch|analyze|reindex|tasks|stats|search|validate|open|close|rollover|forcemerge|flush|cache|source|explain|field_caps|template|index_template|ingest|snapshot|plugins|scripts|render|termvectors|rank_eval|resolve|segments|shard_stores|recovery|split|shrink|clone)$/;

interface Routed {
  readonly route: Route;
  readonly index: string | undefined;
  readonly alias: string | undefined;
}

/** @throws {SearchError} */
function routeOf(method: string, path: string, uri: string, response: ServerResponse): Routed | Answer {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const fitting = routes.filter((route) => {
    const wanted = route.path.split('/').slice(1);
    return (
      wanted.length === parts.length &&
      wanted.every((part, index) => {
        const given = parts[index] ?? '';
        return part.startsWith(':') ? given !== '' && !given.startsWith('_') : part === given;
      })
    );
  });
  const route = fitting.find(({ methods }) => methods.includes(method));
  if (route) {
    const wanted = route.path.split('/').slice(1);
    const part = (name: string) => (wanted.includes(name) ? parts[wanted.indexOf(name)] : undefined);
    return { route, index: part(':index'), alias: part(':alias') };
  }
  const allowed = fitting.flatMap(({ methods }) => methods);
  if (allowed.length > 0) {
    response.setHeader('allow', allowed.join(','));
    const error = `Incorrect HTTP method for uri [${uri}] and method [${method}], allowed: [${allowed.join(', ')}]`;
    return { status: 405, body: { error, status: 405 } };
  }
  if (parts.some((part) => pathsElsewhere.test(part))) throw notHere(`the path [${path}]`);
  return { status: 400, body: { error: `no handler found for uri [${uri}] and method [${method}]` } };
}
