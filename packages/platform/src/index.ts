export { type Clock, systemClock } from './clock.ts';
export { isLoopbackHost } from './config/loopback.ts';
export { ConfigError, configShapes, type Environment, parseConfig } from './config/parse-config.ts';
export {
  AppError,
  briefMessage,
  type ErrorCode,
  errorCodes,
  NotFoundError,
  RateLimitedError,
  UserFault,
} from './errors/app-error.ts';
export { isErrorCode, type MaskContext, maskError } from './errors/mask-error.ts';
export { messageToClient } from './errors/message-to-client.ts';
export { type BatchForm, batch } from './execution/batch.ts';
export type { Executor } from './execution/prepared-operations.ts';
export { RawJson, stringifyResult } from './execution/raw-json.ts';
export { type CoerceVariables, compileVariables } from './execution/variables.ts';
export { ExecutableSubgraph, type ExecutableSubgraphOptions, type LiveEvent } from './graph/executable-subgraph.ts';
export {
  decodeGlobalId,
  type GlobalId,
  globalId,
  type IdPrefix,
  idPrefixes,
  parseGlobalId,
} from './graph/global-id.ts';
export { stoppableStream } from './graph/stoppable-stream.ts';
export type {
  ClientInfo,
  Graph,
  GraphRequest,
  GraphResult,
  HttpRoute,
  HttpRouteRequest,
  HttpRouteResponse,
  Readiness,
  Subgraph,
  SubgraphCall,
  SubgraphRequest,
  SubscriptionStream,
} from './graph/subgraph.ts';
export {
  type AnonymousViewer,
  anonymous,
  credentialOf,
  type KeyOwner,
  type KeyViewer,
  revocableOf,
  type ServiceViewer,
  type UserViewer,
  type Viewer,
} from './graph/viewer.ts';
export { createLogger, type LogContext, type Logger, type LoggerOptions, type LogLevel } from './logging/logger.ts';
export { type Counter, type Labels, Metrics } from './metrics/metrics.ts';
export { buildSchema, printTypeDefs, type SchemaParts } from './schema/build-schema.ts';
export type { Complete } from './schema/complete.ts';
export { withDevelopment, withoutDevelopment } from './schema/development.ts';
export { scalarResolvers } from './schema/scalars.ts';
export { loadTypeDefs } from './schema/type-defs.ts';
