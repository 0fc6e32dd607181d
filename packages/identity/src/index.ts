export { Access, ForbiddenError, requireUser, ViewerAccess } from './access.ts';
export {
  type AccessDirectory,
  type AccessSource,
  CachedAccessDirectory,
  type Grants,
  grantingEvents,
  type IdentityEvent,
} from './access-directory.ts';
export {
  type AccessToken,
  AccessTokenExpiredError,
  AccessTokenIssuer,
  type AccessTokenIssuerOptions,
  AccessTokenVerifier,
  accessTokenLifetimeSeconds,
} from './access-token.ts';
export { AccessScope, AccountAccess, accessToNewAccount, rowsOf } from './account-access.ts';
export { apiKeyPrefix, hashOfApiKey, isApiKeySecret, newApiKeySecret, startOfApiKey } from './api-key.ts';
export { keyShapes } from './config-shapes.ts';
export { type DataKey, decryptField, encryptField, lookupHash, newDataKey } from './field-cipher.ts';
export {
  KeyFileError,
  KeyFileLockedError,
  type Keys,
  loadOrCreateKeys,
  masterKeyringOf,
  publicKeyOf,
  type RetiredKey,
} from './key-file.ts';
export {
  dropMasterKey,
  rotateAccessTokenKey,
  rotateAuditKey,
  rotateMasterKey,
} from './key-rotation.ts';
export {
  type KeyWrapper,
  MasterKeyring,
  masterKeyId,
  UnknownMasterKeyError,
  wrappedPrefix,
  wrappingKeyId,
} from './key-wrapper.ts';
export { Networks } from './networks.ts';
export {
  knownPermissions,
  type Permission,
  permissionCatalogue,
  type Role,
  rolePermissions,
  servicePermissions,
} from './permissions.ts';
export { RevokedSessions, revocationMemoryMs } from './revoked-sessions.ts';
export type { ServiceTokenSubject } from './service-token.ts';
export { ViewerTokenIssuer, ViewerTokenVerifier } from './viewer-token.ts';
