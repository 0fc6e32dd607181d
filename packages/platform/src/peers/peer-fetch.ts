import { Agent, fetch } from 'undici';
import type { ClientTls } from '../tls/peer-tls.ts';
import { peerConnector } from './peer-connector.ts';

/** As much of `fetch` as asks another process of ours. */
export type PeerFetch = (url: URL | string, init: RequestInit) => Promise<Response>;

/** `fetch` by mutual TLS. */
export function peerFetch(tls: ClientTls): PeerFetch {
  const dispatcher = new Agent({ connect: peerConnector(tls) });
  // Node's own `fetch` takes no dispatcher but of the undici that is in it; the two are the same standard.
  const fetchBy = fetch as unknown as (url: URL | string, init: object) => Promise<Response>;
  return (url, init) => fetchBy(url, { ...init, dispatcher });
}
