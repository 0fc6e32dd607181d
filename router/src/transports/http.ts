import type { ViewerTokenIssuer } from '@trivet/identity';
import type { Logger, SubgraphRequest, SubscriptionStream } from '@trivet/platform';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { errors, Pool } from 'undici';
import { unavailable } from '../execution/public-errors.ts';
import type { Transport } from './transport.ts';
import { WebSocketTransport } from './websocket.ts';
import { readWireResult } from './wire-result.ts';

export interface HttpTransportOptions {
  readonly subgraph: string;
  /** Where the subgraph's process listens, such as `http://core:4002`; it serves `/graphql` and `/readyz` below. */
  readonly url: string;
  readonly issuer: Pick<ViewerTokenIssuer, 'issue'>;
  readonly logger: Logger;
  /** Sockets at most; what comes beyond them waits for one. */
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  /** Between two pieces of an answer, and until its first. */
  readonly idleTimeoutMs?: number;
  readonly readyTimeoutMs?: number;
  readonly maxResponseBytes?: number;
}

/** A subgraph in a process of its own: HTTP for queries and mutations, one WebSocket for everything live. */
export class HttpTransport implements Transport {
  readonly subgraph: string;
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #issuer: HttpTransportOptions['issuer'];
  readonly #logger: Logger;
  readonly #live: WebSocketTransport;
  readonly #readyTimeoutMs: number;
  readonly #maxResponseBytes: number;

  constructor(options: HttpTransportOptions) {
    const { origin, pathname } = new URL(options.url);
    const { connections = 64, connectTimeoutMs = 2000, idleTimeoutMs = 35_000 } = options;
    this.subgraph = options.subgraph;
    this.#issuer = options.issuer;
    this.#logger = options.logger;
    this.#prefix = pathname.replace(/\/$/, '');
    this.#readyTimeoutMs = options.readyTimeoutMs ?? 1000;
    this.#maxResponseBytes = options.maxResponseBytes ?? 50 * 1024 * 1024;
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
    });
    this.#live = new WebSocketTransport({
      subgraph: options.subgraph,
      url: `${origin.replace(/^http/, 'ws')}${this.#prefix}/graphql`,
      issuer: options.issuer,
    });
  }

  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    try {
      return await this.#post(request);
    } catch (error) {
      if (!request.signal?.aborted) {
        this.#logger.warn('A subgraph did not answer', {
          requestId: request.requestId,
          subgraph: this.subgraph,
          error,
        });
      }
      const { message, code } = unavailable(this.subgraph);
      return { errors: [new GraphQLError(message, { extensions: { code } })] };
    }
  }

  subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    return this.#live.subscribe(request);
  }

  async ready(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(this.#readyTimeoutMs);
      const { statusCode, body } = await this.#pool.request({ method: 'GET', path: `${this.#prefix}/readyz`, signal });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }

  /** At once: whoever closes has waited for what is running. */
  async close(): Promise<void> {
    await Promise.all([this.#live.close(), this.#pool.destroy()]);
  }

  async #post(request: SubgraphRequest): Promise<ExecutionResult> {
    const { query, operationName, variables, viewer, requestId, idempotencyKey, signal } = request;
    const token = await this.#issuer.issue(viewer, this.subgraph);
    const attempt = async (): Promise<ExecutionResult> => {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: `${this.#prefix}/graphql`,
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          authorization: `Bearer ${token}`,
          'x-request-id': requestId,
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify({ query, operationName, variables }),
        signal: signal ?? null,
      });
      return readResult(await readText(body, this.#maxResponseBytes), statusCode);
    };
    try {
      return await attempt();
    } catch (error) {
      // A keep-alive socket that the subgraph has just closed looks so. A mutation may have had its effect by then.
      if (isMutation(query) || signal?.aborted || !isConnectionLoss(error)) throw error;
      return attempt();
    }
  }
}

/** Plans write their operations plainly: a mutation begins with the word. */
function isMutation(query: string): boolean {
  return /^\s*mutation\b/.test(query);
}

const lossCodes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isConnectionLoss(error: unknown): boolean {
  return (
    error instanceof errors.SocketError || (error instanceof Error && 'code' in error && lossCodes.has(error.code))
  );
}

async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop destroys the body, and with it the socket.
    if (bytes > maxBytes) throw new Error(`The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws {Error} for anything but a GraphQL answer; and for a refusal of our token, which is no client's fault. */
function readResult(text: string, statusCode: number): ExecutionResult {
  if (statusCode === 401 || statusCode === 403)
    throw new Error(`The subgraph refused the router: status ${statusCode}.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not the parser's message, which quotes the body.
    throw new Error(`The answer is not JSON: status ${statusCode}, ${text.length} characters.`);
  }
  const result = readWireResult(parsed);
  if (!result || (!result.data && !result.errors))
    throw new Error(`The answer is not a GraphQL result: status ${statusCode}.`);
  return result;
}
