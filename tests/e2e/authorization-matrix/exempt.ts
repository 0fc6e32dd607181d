/** A root field that names nothing of anybody. */
export interface ExemptRoot {
  readonly reason: string;
  /** What anybody may send. It changes nothing. */
  readonly document: string;
  readonly anonymously: 'answered' | 'unauthenticated';
}

/**
 * What names nothing of anybody, each with its reason. Those that answer visitors are public by design: their number is
 * counted, and may only fall.
 */
export const exemptRoots: Readonly<Record<string, ExemptRoot>> = {
  'Query.plans': {
    reason: 'the same for everybody',
    document: '{ plans { id name } }',
    anonymously: 'answered',
  },
  'Query.viewer': {
    reason: 'names nobody: it is who asks, and null for a visitor; a test of its own',
    document: '{ viewer { id email } }',
    anonymously: 'answered',
  },
  'Mutation.userRegister': {
    reason: 'how a person comes to be; says whether an address is taken, as a registration must',
    document:
      'mutation { userRegister(input: { email: "nobody@example.com", password: "short", displayName: "" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.userUpdate': {
    reason: 'names nothing: the person is the viewer himself',
    document: 'mutation { userUpdate(input: { displayName: "", expectedVersion: 99 }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.userErase': {
    reason: 'names nothing: who goes is the viewer himself; tried out where he may go',
    document: 'mutation { userErase { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.userExport': {
    reason: 'names nothing: the export is the viewer’s own',
    document: 'mutation { userExport { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.preferencesUpdate': {
    reason: 'names nothing: the preferences are the viewer’s own',
    document: 'mutation { preferencesUpdate(input: { locale: "none at all" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.emailVerificationRequest': {
    reason: 'names nothing: the mail goes to the viewer’s own address',
    document: 'mutation { emailVerificationRequest { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.emailVerify': {
    reason: 'takes a token that went to the address; who has it reads what is sent there',
    document: 'mutation { emailVerify(input: { token: "none" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.accountCreate': {
    reason: 'names nothing: the account is the viewer’s own',
    document: 'mutation { accountCreate(input: { name: "" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.sessionCreate': {
    reason: 'takes a password; who has it is the person',
    document:
      'mutation { sessionCreate(input: { email: "nobody@example.com", password: "no-such-password" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.sessionRefresh': {
    reason: 'takes a refresh token; who has it is the person',
    document: 'mutation { sessionRefresh(input: { refreshToken: "none" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.sessionReauthenticate': {
    reason: 'names nothing: the session is the one that asks',
    document: 'mutation { sessionReauthenticate(input: { password: "no-such-password" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.sessionChallengeComplete': {
    reason: 'takes the token of a challenge; who has it has shown a first factor',
    document:
      'mutation { sessionChallengeComplete(input: { challengeToken: "none", code: "000000" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.passkeyAuthenticationCreate': {
    reason: 'what a browser is to sign; the same for everybody',
    document: 'mutation { passkeyAuthenticationCreate { expiresAt userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.sessionCreateWithPasskey': {
    reason: 'takes what a passkey has signed; who has it is the person',
    document: 'mutation { sessionCreateWithPasskey(input: { response: {} }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.passkeyRegistrationCreate': {
    reason: 'names nothing: the passkey is to be the viewer’s own',
    document: 'mutation { passkeyRegistrationCreate { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.passkeyRegister': {
    reason: 'names nothing: the passkey is to be the viewer’s own',
    document: 'mutation { passkeyRegister(input: { response: {}, name: "Phone" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.totpEnroll': {
    reason: 'names nothing: the authenticator is the viewer’s own',
    document: 'mutation { totpEnroll { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.totpConfirm': {
    reason: 'names nothing: the authenticator is the viewer’s own',
    document: 'mutation { totpConfirm(input: { code: "none" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.totpRemove': {
    reason: 'names nothing: the authenticator is the viewer’s own',
    document: 'mutation { totpRemove { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.recoveryCodesRegenerate': {
    reason: 'names nothing: the codes are the viewer’s own',
    document: 'mutation { recoveryCodesRegenerate { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.sessionRevokeOthers': {
    reason: 'names nothing: the sessions are the viewer’s own',
    document: 'mutation { sessionRevokeOthers { revokedCount } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.sessionRevokeAll': {
    reason: 'names nothing: the sessions are the viewer’s own',
    document: 'mutation { sessionRevokeAll { revokedCount } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.passwordChange': {
    reason: 'names nothing: the password is the viewer’s own',
    document:
      'mutation { passwordChange(input: { currentPassword: "no-such-password", newPassword: "another-password" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.emailChangeRequest': {
    reason: 'names nothing: the address is the viewer’s own',
    document:
      'mutation { emailChangeRequest(input: { newEmail: "nobody@example.com", password: "no-such-password" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.emailChangeConfirm': {
    reason: 'takes a token that went to one of two addresses; who has it reads what is sent there',
    document: 'mutation { emailChangeConfirm(input: { token: "none" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.passwordResetRequest': {
    reason: 'sends a mail to the address, and answers the same whether somebody has it',
    document: 'mutation { passwordResetRequest(input: { email: "nobody@example.com" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.passwordReset': {
    reason: 'takes a token that went to the address; who has it reads what is sent there',
    document:
      'mutation { passwordReset(input: { token: "none", newPassword: "another-password" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Query.identityProviders': {
    reason: 'the same for everybody: buttons for who has not signed in',
    document: '{ identityProviders { name label } }',
    anonymously: 'answered',
  },
  'Mutation.sessionCreateWithProvider': {
    reason: 'takes the code of a provider; who has it and its verifier is the person',
    document:
      'mutation { sessionCreateWithProvider(input: { code: "none", codeVerifier: "none" }) { userErrors { code } } }',
    anonymously: 'answered',
  },
  'Mutation.identityLink': {
    reason: 'names nothing: who is linked is the viewer himself, with who the code is of',
    document: 'mutation { identityLink(input: { code: "none", codeVerifier: "none" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.notificationMarkAllRead': {
    reason: 'names nothing: the inbox is the viewer’s own',
    document: 'mutation { notificationMarkAllRead { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.notificationMarkAllSeen': {
    reason: 'names nothing: the inbox is the viewer’s own',
    document: 'mutation { notificationMarkAllSeen { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.notificationPreferenceUpdate': {
    reason: 'names nothing: the preferences are the viewer’s own',
    document:
      'mutation { notificationPreferenceUpdate(input: { category: SECURITY, channel: EMAIL, enabled: false }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.phoneNumberChangeRequest': {
    reason: 'names nothing: the number becomes the viewer’s own, when he has shown that he reads what is sent there',
    document: 'mutation { phoneNumberChangeRequest(input: { phoneNumber: "none" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.phoneNumberChangeConfirm': {
    reason: 'names nothing: the change is the viewer’s own',
    document: 'mutation { phoneNumberChangeConfirm(input: { code: "none" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.phoneNumberRemove': {
    reason: 'names nothing: the number is the viewer’s own',
    document: 'mutation { phoneNumberRemove { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.notificationSuppressionRemove': {
    reason: 'names nothing: the address is the viewer’s own',
    document: 'mutation { notificationSuppressionRemove(input: { channel: EMAIL }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.deviceRegister': {
    reason: 'names nothing that anybody has: who has the token is at the device',
    document:
      'mutation { deviceRegister(input: { platform: ANDROID, token: "none", name: "Phone" }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Query.webPushPublicKey': {
    reason: 'the same for everybody: half of a key, for browsers',
    document: '{ webPushPublicKey }',
    anonymously: 'answered',
  },
  'Mutation.notificationDigestUpdate': {
    reason: 'names nothing: the preferences are the viewer’s own',
    document:
      'mutation { notificationDigestUpdate(input: { category: BILLING, channel: EMAIL, digest: { frequency: HOURLY } }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Mutation.quietHoursUpdate': {
    reason: 'names nothing: the hours are the viewer’s own',
    document:
      'mutation { quietHoursUpdate(input: { quietHours: { from: "22:00", until: "07:00" } }) { userErrors { code } } }',
    anonymously: 'unauthenticated',
  },
  'Subscription.inboxChanged': {
    reason: 'names nobody: it is who asks',
    document: 'subscription { inboxChanged { cursor } }',
    anonymously: 'unauthenticated',
  },
  'Subscription.notificationReceived': {
    reason: 'names nobody: it is who asks; with cursors of others in tests/e2e/isolation',
    document: 'subscription { notificationReceived { cursor } }',
    anonymously: 'unauthenticated',
  },
};

/** Fields of types with an id that are in no row. */
export const exemptFields: Readonly<Record<string, string>> = {};

/** What a subgraph tells every bearer of a viewer token, by `<subgraph>:<type>.<field>`. */
export const exemptReferences: Readonly<Record<string, string>> = {
  'users:User.id': 'a person by reference: whoever refers to him has decided that he may be known',
  'users:User.displayName': 'the name by which others know the person',
  'users:User.avatar': 'the picture by which others know the person',
  'notifications:User.id': 'the id that was asked with: this subgraph does not look whether there is such a person',
};
