import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { SearchUnavailableError } from '../search-index.ts';

export interface OpenSearchConnection {
  readonly url: string;
  readonly credentials:
    | { readonly username: string; readonly password: string }
    | { readonly apiKey: string }
    | undefined;
  /** PEM; undefined trusts those whom Node trusts. */
  readonly certificateAuthority: string | undefined;
  /** Told of each request that came to nothing: the status, or what kept it from one. */
  readonly onFailure?: (reason: string) => void;
  /** Before the second attempt; twice as long before each further one. Default 200. */
  readonly retryDelayMs?: number;
}

/** What is not to be had now and may be in a moment. */
const transientStatuses = [429, 502, 503, 504];
/** What is so however often it is tried; 413 is a document that is larger than the server takes. */
const refusals = [400, 409, 413];
const transientErrors = ['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError'];
/** Sockets; what is more waits. */
const maxSockets = 16;

/**
 * OpenSearch's own client, with what it has not: attempts with time between them, and errors that hold nothing of a request. Its own
 * ones carry the body and the credentials, and would take them to the log.
 */
export class OpenSearchClient {
  readonly #connection: OpenSearchConnection;
  #client: Promise<Client> | undefined;

  constructor(connection: OpenSearchConnection) {
    this.#connection = connection;
  }

  /**
   * What it answers. Only what may be done twice may have more than one attempt.
   * @throws {SearchUnavailableError}
   * @throws {RefusedError} when it understands us and says no: a fault of ours.
   */
  async ask<Answer>(attempts: number, request: (client: Client) => PromiseLike<{ body: Answer }>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await request(await this.#load())).body;
      } catch (error) {
        const { failure, isTransient, reason } = read(error);
        if (failure instanceof SearchUnavailableError) this.#connection.onFailure?.(reason);
        if (!isTransient || attempt >= attempts) throw failure;
        await this.wait(attempt);
      }
    }
  }

  /** After the nth attempt. */
  async wait(attempt: number): Promise<void> {
    await pause((this.#connection.retryDelayMs ?? 200) * 2 ** (attempt - 1));
  }

  #load(): Promise<Client> {
    this.#client ??= connect(this.#connection);
    return this.#client;
  }
}

/** OpenSearch has refused a request for what it is. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** Such as `resource_already_exists_exception`. */
  readonly type: string;

  constructor(status: number, type: string) {
    super(`OpenSearch refuses: ${status} ${type}.`);
    this.status = status;
    this.type = type;
  }
}

/** Where it is first asked for: processes without OpenSearch start sooner, and are smaller. */
async function connect({ url, credentials, certificateAuthority }: OpenSearchConnection): Promise<Client> {
  const opensearch = await import('@opensearch-project/opensearch');
  return new opensearch.Client({
    node: url,
    // Its attempts come at once, one after the other.
    maxRetries: 0,
    agent: { keepAlive: true, maxSockets },
    ...(credentials && 'username' in credentials && { auth: credentials }),
    ...(credentials && 'apiKey' in credentials && { headers: { authorization: `ApiKey ${credentials.apiKey}` } }),
    ...(certificateAuthority !== undefined && { ssl: { ca: certificateAuthority } }),
  });
}

interface ReadError {
  readonly failure: Error;
  readonly isTransient: boolean;
  /** One of few. */
  readonly reason: string;
}

function read(error: unknown): ReadError {
  const { name = '', statusCode: status, body } = error as { name?: string; statusCode?: number; body?: unknown };
  if (transientErrors.includes(name)) {
    const failure = new SearchUnavailableError(`OpenSearch does not answer (${name}).`);
    return { failure, isTransient: true, reason: name };
  }
  if (name !== 'ResponseError' || status === undefined) {
    // An answer that is no JSON, say. Its own error would hold what was asked.
    const failure = new SearchUnavailableError(`OpenSearch cannot be asked (${name}).`);
    return { failure, isTransient: false, reason: name };
  }
  const type = typeOf(body);
  const reason = String(status);
  if (refusals.includes(status)) return { failure: new RefusedError(status, type), isTransient: false, reason };
  const failure = new SearchUnavailableError(`OpenSearch answers ${status} (${type}).`);
  return { failure, isTransient: transientStatuses.includes(status), reason };
}

/** Of what went wrong; its reason may hold what was asked. */
function typeOf(body: unknown): string {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: { type?: unknown } };
  return typeof error?.type === 'string' ? error.type : 'unknown';
}
