import { Pool } from 'undici';
import type { ClientTls } from '../tls/peer-tls.ts';
import { peerConnector } from './peer-connector.ts';

export type PeerPool = Pick<Pool, 'request' | 'close'>;

export interface PeerPoolOptions {
  readonly connections: number;
  /** Until the answer begins, and between its pieces. */
  readonly timeoutMs: number;
  readonly tls?: ClientTls | undefined;
}

/** Connections to another process of ours; of the URL its origin is used. */
export function peerPool(url: string, { connections, timeoutMs, tls }: PeerPoolOptions): PeerPool {
  return new Pool(new URL(url).origin, {
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    ...(tls && { connect: peerConnector(tls) }),
  });
}
