export { accessRoute } from './access-endpoint.ts';
export { type SubgraphContext, subgraphContext } from './context.ts';
export { directoryOverLog } from './directory-over-log.ts';
export { EventFeed, type FeedReader, type FeedStart } from './event-feed.ts';
export type { Host } from './host.ts';
export { idempotencySweep, logMaintenance } from './housekeeping.ts';
export { live } from './live.ts';
export { type NodeFinder, nodesResolver } from './nodes.ts';
export { Operation } from './operation.ts';
export { payload, sharedResolvers, type UserErrorModel, VersionConflictError } from './payload.ts';
export { Periodic, type PeriodicOptions } from './periodic.ts';
export { requireText } from './require-text.ts';
export { revokedOverLog } from './revoked-over-log.ts';
export {
  type ProcessRole,
  type RunnableSubgraph,
  runnableSubgraph,
  type SubgraphParts,
  type Worker,
} from './runnable-subgraph.ts';
