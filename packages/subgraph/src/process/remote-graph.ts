import type { ViewerTokenIssuer } from '@trivet/identity';
import type { Graph, GraphRequest, GraphResult } from '@trivet/platform';
import { type PeerPool, peerPool } from '@trivet/platform/peers';
import type { ClientTls } from '@trivet/platform/tls';

const timeoutMs = 10_000;

export interface RemoteGraphOptions {
  readonly url: string;
  readonly tokens: ViewerTokenIssuer;
  readonly tls?: ClientTls | undefined;
}

/** The composed graph behind a router of another process. */
export class RemoteGraph implements Graph {
  readonly #pool: PeerPool;
  readonly #path: string;
  readonly #tokens: ViewerTokenIssuer;

  constructor({ url, tokens, tls }: RemoteGraphOptions) {
    const { origin, pathname } = new URL('graphql', url.endsWith('/') ? url : `${url}/`);
    this.#pool = peerPool(origin, { connections: 8, timeoutMs, tls });
    this.#path = pathname;
    this.#tokens = tokens;
  }

  /** @throws when the router cannot be reached or does not answer in JSON: the caller tries again later. */
  async execute<Data>({ document, variables, principal, requestId }: GraphRequest): Promise<GraphResult<Data>> {
    const { body } = await this.#pool.request({
      method: 'POST',
      path: this.#path,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Viewer ${this.#tokens.issue(principal, 'router')}`,
        ...(requestId && { 'x-request-id': requestId }),
      },
      body: JSON.stringify({ query: document, variables }),
    });
    return (await body.json()) as GraphResult<Data>;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
