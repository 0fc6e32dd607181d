export { bytea, type Encrypted, encrypted, hashed, hashedText } from './classification/column-types.ts';
export { account, notPersonal, person, personal, somebody } from './classification/declaration.ts';
export { Database, type DatabaseOptions, openPostgres, sessionSettings, type Transaction } from './connection.ts';
export { DatabaseClock, type RetentionClock } from './database-clock.ts';
export {
  Idempotency,
  IdempotencyKeyReusedError,
  type IdempotencyTable,
  type IdempotentChange,
  idempotencyTable,
} from './idempotency.ts';
export { firstId, firstIdOf, lastId, newId } from './ids.ts';
export { jsonText } from './json-text.ts';
export { KeptStatements } from './kept-statements.ts';
export { isLockTimeout, waitForLocksAtMost } from './lock-timeout.ts';
export { migrate, type SchemaPart } from './migrate.ts';
export { type Connection, connectionOf, type Page, type PageRequest, pageOf, pageRequest } from './pagination.ts';
export { type Prepared, prepared } from './prepared.ts';
export { accountRows, nobody, personRows, type RowScope } from './row-scope.ts';
export { textList } from './text-list.ts';
export { violatedConstraint } from './violated-constraint.ts';
