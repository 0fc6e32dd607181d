export { type PeerFetch, peerFetch } from './peer-fetch.ts';
export { type PeerPool, type PeerPoolOptions, peerPool } from './peer-pool.ts';
