import type { AccessSource, Grants, Permission, ViewerTokenIssuer } from '@trivet/identity';
import { AppError } from '@trivet/platform';
import { type PeerPool, peerPool } from '@trivet/platform/peers';
import type { ClientTls } from '@trivet/platform/tls';
import { accessAnswerShape, accessPath, maxUserIds } from '../access-endpoint.ts';

const timeoutMs = 5_000;

/** The other half: asks the process of the users subgraph, up to 1000 persons in one request. */
export class RemoteAccessSource implements AccessSource {
  readonly #pool: PeerPool;
  readonly #tokens: ViewerTokenIssuer;
  readonly #service: string;

  constructor(options: {
    readonly url: string;
    readonly tokens: ViewerTokenIssuer;
    readonly service: string;
    readonly tls?: ClientTls | undefined;
  }) {
    this.#pool = peerPool(options.url, { connections: 4, timeoutMs, tls: options.tls });
    this.#tokens = options.tokens;
    this.#service = options.service;
  }

  /** @throws {AppError} `SUBGRAPH_UNAVAILABLE`: without an answer nobody may do anything. */
  async find(userIds: readonly string[]): Promise<Grants[]> {
    const batches: Promise<Grants[]>[] = [];
    for (let start = 0; start < userIds.length; start += maxUserIds) {
      batches.push(this.#ask(userIds.slice(start, start + maxUserIds)));
    }
    return (await Promise.all(batches)).flat();
  }

  async #ask(userIds: readonly string[]): Promise<Grants[]> {
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: accessPath,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${this.#tokens.issue({ kind: 'service', service: this.#service }, 'users')}`,
        },
        body: JSON.stringify({ userIds }),
      });
      const answer = await body.json();
      if (statusCode !== 200) throw new Error(`users answered ${statusCode}`);
      return accessAnswerShape
        .parse(answer)
        .grants.map((held) => new Map(held.map(([id, permissions]) => [id, new Set(permissions as Permission[])])));
    } catch (cause) {
      throw new AppError(
        'SUBGRAPH_UNAVAILABLE',
        'What you may do cannot be checked at the moment. Try again shortly.',
        { cause },
      );
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
