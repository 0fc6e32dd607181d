export { accessRoute } from './access-endpoint.ts';
export { type AccountRemovalDeps, accountRemoval } from './account-removal/account-removal.ts';
export { accountRemovalTable } from './account-removal/account-removal-table.ts';
export {
  contextMaker,
  type LoaderMakers,
  type Loaders,
  perArguments,
  type SubgraphContext,
} from './context.ts';
export type { Count, Counters, Window, WindowOptions } from './counters/counters.ts';
export { Limit, type LimitOptions, type Rate } from './counters/limit.ts';
export { MemoryCounters, type MemoryCountersOptions } from './counters/memory-counters.ts';
export { directoryOverLog } from './directory-over-log.ts';
export { EventFeed, type FeedReader, type FeedStart } from './event-feed.ts';
export type { Host } from './host.ts';
export { idempotencySweep, logMaintenance } from './housekeeping.ts';
export { live } from './live.ts';
export type { AboutSignIn, Mail, MailKind, MailOccasion, MailSource, PostedMail, TextedMail } from './mails/mail.ts';
export { mailRoute } from './mails/mail-endpoint.ts';
export { MemoryOverLog, type MemoryOverLogOptions } from './memory-over-log.ts';
export { type NodeFinder, nodesResolver } from './nodes.ts';
export { Operation } from './operation.ts';
export { payload, sharedResolvers, type UserErrorModel, UserFaults, VersionConflictError } from './payload.ts';
export { Periodic, type PeriodicOptions } from './periodic.ts';
export { erasureConfirmed } from './person-erasure/erasure.events.ts';
export { type PersonErasureDeps, personErasure } from './person-erasure/person-erasure.ts';
export { personErasureTable } from './person-erasure/person-erasure-table.ts';
export { requireLocale } from './require-locale.ts';
export { requireRouter } from './require-router.ts';
export { requireText } from './require-text.ts';
export { programsRevokedBy, revokedCredentialOf, revokedOverLog } from './revoked-over-log.ts';
export {
  type ProcessRole,
  type RunnableSubgraph,
  runnableSubgraph,
  type SubgraphParts,
  type Worker,
} from './runnable-subgraph.ts';
