import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('UsersContext', {
  AccessExplanation: '../modules/accounts/access-explanation.service.ts#AccessExplanation',
  Account: '../modules/accounts/account.model.ts#Account',
  AccountDeletion: '../modules/accounts/account-deletion.model.ts#AccountDeletion',
  AccountEvent: '../modules/events/event.service.ts#AccountEvent',
  ApiKey: '../modules/api-keys/api-key.model.ts#ApiKey',
  AuditEntry: '../modules/audit/audit.model.ts#AuditEntry',
  Identity: '../modules/identities/identity.model.ts#Identity',
  Invitation: '../modules/invitations/invitation.model.ts#Invitation',
  Member: '../modules/accounts/account.model.ts#Member',
  Passkey: '../modules/passkeys/passkey.model.ts#Passkey',
  Platform: '../modules/administrators/administration.service.ts#Administrator',
  PlatformUser: '../modules/administrators/administration.service.ts#PlatformUserView',
  RevokedSessions: '../modules/sessions/revocation-feed.ts#RevokedCredentials',
  Role: '../modules/accounts/role.service.ts#RoleView',
  SecurityEvent: '../modules/administrators/security-event.service.ts#SecurityEventView',
  Session: '../modules/sessions/session.model.ts#Session',
  VerifiedApiKey: '../modules/api-keys/api-key-verification.service.ts#VerifiedApiKey',
  UserErasePayload: '../modules/erasure/erasure.resolvers.ts#UserErasure',
  User: '../modules/users/user.model.ts#PersonView',
  UserPreferences: '../modules/preferences/preferences.model.ts#Preferences',
});
