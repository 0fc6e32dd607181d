// What neither models nor SDL can say. `classification.test.ts` fails for what is missing here, and for what is not needed.

/** Where an export has what a column holds of a person: section and field, of every thing in a list. */
export const exported: Readonly<Record<string, string>> = {
  'users.users.display_name': 'profile.displayName',
  'users.users.avatar': 'profile.avatar',
  'users.users.email': 'profile.email',
  'users.phone_numbers.number': 'profile.phoneNumber',
  'users.preferences.locale': 'profile.preferences.locale',
  'users.preferences.time_zone': 'profile.preferences.timeZone',
  'users.identities.provider': 'profile.identities.provider',
  'users.identities.email': 'profile.identities.email',
  'users.passkeys.name': 'profile.passkeys.name',
  'users.sessions.agent': 'sessions.agent',
  'users.sessions.address': 'sessions.address',
  'users.api_keys.name': 'apiKeys.name',
  'users.api_keys.start': 'apiKeys.start',
  'users.api_keys.scopes': 'apiKeys.scopes',
  'users.api_keys.networks': 'apiKeys.networks',
  'users.accounts.name': 'accounts.name',
  'users.email_changes.new_email': 'emailChange.newEmail',
  'users.audit_entries.action': 'activity.action',
  'users.audit_entries.address': 'activity.address',
  'notifications.devices.name': 'devices.name',
  'notifications.notifications.kind': 'inbox.kind',
  'notifications.notifications.title': 'inbox.title',
  'notifications.notifications.body': 'inbox.body',
  // Of which it says the same in the language of its reader.
  'notifications.notifications.facts': 'inbox.body',
  'notifications.notifications.target': 'inbox.link',
  'notifications.quiet_hours.from_minute': 'notificationPreferences.from',
  'notifications.quiet_hours.until_minute': 'notificationPreferences.until',
};

/** Of columns of a person that are no hashes: why no export has them. */
export const notExported: Readonly<Record<string, string>> = {
  'notifications.devices.token': 'the person’s device has it',
  'notifications.deliveries.title': '`inbox.title`, until the mail is sent',
  'notifications.deliveries.body': '`inbox.body`, until the mail is sent',
  'notifications.deliveries.target': '`inbox.link`, until the mail is sent',
  'users.totp_secrets.secret': 'who has it would be the person',
  'vault.personal_keys.wrapped_key': 'who has it would be the person',
  'users.email_changes.old_email': '`profile.email`, until the change is done',
  'users.identities.subject': 'the provider’s own name of the person, which means something there only',
  'users.passkeys.credential_id': 'the person’s device has it',
  'users.passkeys.public_key': 'the person’s device has it',
  'users.passkeys.transports': 'the person’s device has it',
  'users.phone_number_changes.number': 'for minutes',
  'users.session_challenges.methods': 'for minutes',
  'users.security_events.reason': 'what administrators write down for each other',
  'users.data_export_parts.content': 'the export itself',
};

/** What is CONFIDENTIAL or RESTRICTED and is readable in the database all the same. */
export const inTheClear: Readonly<Record<string, string>> = {
  'notifications.mailbox.unsubscribe_url': 'a developer’s own machine; empty where mails are sent',
  'notifications.mailbox.recipient': 'a developer’s own machine; empty where mails are sent',
  'notifications.mailbox.subject': 'a developer’s own machine; empty where mails are sent',
  'notifications.mailbox.text': 'a developer’s own machine; empty where mails are sent',
  'notifications.mailbox.html': 'a developer’s own machine; empty where mails are sent',
};

/** What another part than users removes when it hears of it (`personErasure`, `accountRemoval`). */
export const removedByParts: Readonly<Record<string, string>> = {
  'core.bulk_job_parts': 'when the job has ended, and with the account, by core',
  'core.bulk_jobs': '30 days after its end, and with the account, by core',
  'core.deleted_resources': 'after 30 days, or with the account, by core',
  'core.file_uploads': 'after a day, and with the account, by core',
  'core.files': 'with the account, by core',
  'core.resource_index_entries': 'with the resource, the field or the account, by core',
  'core.resource_indexes': 'with the field or the account, by core',
  'core.resource_types': 'with the account, by core',
  'core.resource_versions': 'with the resource or the account, by core',
  'core.resources': 'with the account, by core',
  'core.search_documents': 'with what is found, of which a note stays for a day, or with the account, by core',
  'core.search_words': 'within a day of the last document that has it, or with the account, by core',
  'notifications.account_brandings': 'with the account, by notifications',
  'notifications.announcements': 'with the account, by notifications',
  'notifications.device_tokens': 'with the device',
  'notifications.devices': 'with the session, after 30 days, or with the person, by notifications',
  'notifications.deliveries': 'when the mail is sent; with the person or the account, by notifications',
  'notifications.notification_template_versions': 'with the template or the account, by notifications',
  'notifications.notification_templates': 'with the account, by notifications',
  'notifications.notifications': 'with the person or the account, by notifications',
  'notifications.quiet_hours': 'with the person, by notifications',
};

/** How the rows of other tables end that do not go with the row of a person or an account, nor with a key. */
export const ends: Readonly<Record<string, string>> = {
  'core.idempotency_keys': 'after a day',
  'notifications.idempotency_keys': 'with the person; after a day',
  'notifications.mailbox': 'after a week',
  'notifications.suppressions': 'with the person, by notifications; after a year',
  'users.answered_passkey_challenges': 'after minutes',
  'users.audit_entries': 'its salt goes with his key',
  'users.audit_origins': 'when the trail has taken it up',
  'users.idempotency_keys': 'with the person; after a day',
  'users.invitation_tokens': 'with the invitation',
  'users.invitations': 'when it is accepted or revoked, or with the account',
  'users.provider_codes': 'after a minute',
  'users.provider_requests': 'after minutes',
  'users.session_challenges': 'after minutes',
};

/** The table behind a type whose model is no row of one; null where none is. */
export const views: Readonly<Record<string, string | null>> = {
  'core.Account': null,
  'core.BulkJobProgress': null,
  'core.FileUploadTarget': null,
  'core.IncompatibleResource': null,
  'core.IncompatibleResources': null,
  'core.Plan': null,
  'core.ResourceChange': null,
  'core.ResourceField': null,
  'core.ResourceVersion': 'core.resource_versions',
  'core.SearchHit': null,
  'core.SearchResultConnection': null,
  'core.User': null,
  'notifications.Account': null,
  'notifications.Announcement': 'notifications.announcements',
  'notifications.Delivery': 'notifications.deliveries',
  'notifications.DeliveryExplanation': null,
  'notifications.DeliveryStep': 'notifications.delivery_decisions',
  'notifications.InboxChanged': null,
  'notifications.NotificationDigest': null,
  'notifications.NotificationExplanation': 'notifications.deliveries',
  'notifications.NotificationPreference': null,
  'notifications.NotificationReceived': null,
  'notifications.NotificationTemplateForm': null,
  'notifications.UnusedChannel': null,
  'notifications.User': null,
  'users.AccessExplanation': null,
  'users.AccountEvent': null,
  'users.Platform': null,
  'users.PlatformUser': 'users.users',
  'users.RevokedSessions': null,
  'users.Role': 'users.roles',
  'users.SecurityEvent': 'users.security_events',
  'users.UserErasePayload': null,
  'users.VerifiedApiKey': 'users.api_keys',
};

/** The column behind a field of another name, or of a type that no table is behind. */
export const columnsOfFields: Readonly<Record<string, string>> = {
  'AccessExplanation.message': 'users.roles.name',
  'ApiKeyCreatePayload.secret': 'users.api_key_secrets.hash',
  'ApiKeyRotatePayload.secret': 'users.api_key_secrets.hash',
  'AuditExportPayload.text': 'users.audit_entries.address',
  'BulkJobResult.checksum': 'core.bulk_jobs.result_checksum',
  'DataExport.downloadUrl': 'users.data_export_parts.content',
  'Identity.label': 'users.identities.provider',
  'IncompatibleResource.message': 'core.resource_types.schema',
  'IncompatibleResource.path': 'core.resources.data',
  'Notification.link': 'notifications.notifications.target',
  'QuietHours.from': 'notifications.quiet_hours.from_minute',
  'QuietHours.until': 'notifications.quiet_hours.until_minute',
  'InvitationResendPayload.invitationUrlToken': 'users.invitation_tokens.hash',
  'MemberInvitePayload.invitationUrlToken': 'users.invitation_tokens.hash',
  'PasskeyRegistrationCreatePayload.options': 'users.users.email',
  'RecoveryCodesRegeneratePayload.recoveryCodes': 'users.recovery_codes.hash',
  'ResourceField.path': 'core.resource_types.fields',
  'SearchFacet.type': 'core.search_documents.type',
  'SearchHighlight.field': 'core.search_documents.texts',
  'SearchHighlight.text': 'core.search_documents.texts',
  'SessionChallenge.token': 'users.session_challenges.hash',
  'SessionChallengeCompletePayload.refreshToken': 'users.refresh_tokens.hash',
  'SessionCreatePayload.refreshToken': 'users.refresh_tokens.hash',
  'SessionCreateWithPasskeyPayload.refreshToken': 'users.refresh_tokens.hash',
  'SessionRefreshPayload.refreshToken': 'users.refresh_tokens.hash',
  'TemplatePreview.html': 'notifications.notification_templates.body',
  'TemplatePreview.subject': 'notifications.notification_templates.subject',
  'TemplatePreview.text': 'notifications.notification_templates.body',
  'TotpConfirmPayload.recoveryCodes': 'users.recovery_codes.hash',
  'User.phoneNumber': 'users.phone_numbers.number',
  'TotpEnrollPayload.secret': 'users.totp_secrets.secret',
  'TotpEnrollPayload.uri': 'users.totp_secrets.secret',
};

const signed = 'is signed and kept nowhere';

/** Fields that are classified, and come of no column. */
export const withoutColumn: Readonly<Record<string, string>> = {
  'BulkJobResult.downloadUrl': signed,
  'File.downloadUrl': signed,
  'FileUploadTarget.url': signed,
  'SessionChallengeCompletePayload.accessToken': signed,
  'SessionCreatePayload.accessToken': signed,
  'SessionCreateWithPasskeyPayload.accessToken': signed,
  'SessionImpersonatePayload.accessToken': signed,
  'SessionReauthenticatePayload.accessToken': signed,
  'SessionRefreshPayload.accessToken': signed,
};

/** Fields of text or JSON that tell nothing of anybody and come of no column: why. */
export const notPersonalFields: Readonly<Record<string, readonly string[]>> = {
  'names of permissions': ['AccessExplanation.permission', 'Account.viewerPermissions', 'Member.permissions'],
  'types of events, ids and versions': ['AccountEvent.payload', 'AccountEvent.type'],
  'when mails are wanted': ['NotificationDigest.at'],
  'a sentence of ours, with a limit': ['BulkJob.failureMessage'],
  'templates of ours, and samples': [
    ...['BuiltInTemplate.body', 'BuiltInTemplate.locale', 'BuiltInTemplate.subject'],
    ...['NotificationTemplateVariable.path', 'NotificationTemplateVariable.sample'],
  ],
  'what the operator has set up': ['IdentityProvider.label', 'IdentityProvider.name', 'Plan.name'],
  'sentences of ours, and names of inputs': [
    ...['QuotaExceeded.message', 'QuotaExceeded.path'],
    ...['InputError.message', 'InputError.path', 'VersionConflict.message', 'VersionConflict.path'],
  ],
  'half of a key, for everybody': ['Query.webPushPublicKey'],
  'how a part is sent': ['FileUploadHeader.name', 'FileUploadHeader.value', 'FileUploadTarget.method'],
  'a challenge for whoever answers it': ['PasskeyAuthenticationCreatePayload.options'],
};
