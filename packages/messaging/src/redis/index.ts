export { RedisCopier, type RedisCopierDeps } from './redis-copier.ts';
export { RedisFeed } from './redis-feed.ts';
