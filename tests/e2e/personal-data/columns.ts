/**
 * Where an export has what a column holds of a person: section and field, of every thing in a list. A column of text, bytes or JSON stands
 * here, or below with the reason why no export has it.
 */
export const exported: Readonly<Record<string, string>> = {
  'users.users.display_name': 'profile.displayName',
  'users.users.avatar': 'profile.avatar',
  'users.users.email': 'profile.email',
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
  'notifications.notifications.kind': 'inbox.kind',
  'notifications.notifications.title': 'inbox.title',
  'notifications.notifications.body': 'inbox.body',
};

const ofTheLog = [
  ...['actor', 'credential', 'payload', 'readable_with', 'request_id', 'stream_type', 'subject_type', 'type'],
];
const outboxes = ['core', 'notifications', 'users'].flatMap((schema) =>
  ofTheLog.map((name) => `${schema}.outbox.${name}`),
);
const consumers = ['core', 'notifications', 'users'].flatMap((schema) =>
  ['consumer_offsets.consumer', 'dead_letters.consumer', 'dead_letters.error', 'dead_letters.event'].map(
    (name) => `${schema}.${name}`,
  ),
);
const repetitions = ['core', 'users'].flatMap((schema) =>
  ['field', 'input_hash', 'key', 'principal'].map((name) => `${schema}.idempotency_keys.${name}`),
);

/** The columns that no export has, by the reason. */
export const notExported: Readonly<Record<string, readonly string[]>> = {
  'ids, versions and names of types: the log tells nothing of a person': [
    ...ofTheLog.map((name) => `bus.log.${name}`),
    ...outboxes,
    ...consumers,
  ],
  'for a day, so that a repetition is known again: hashes, and names of mutations': repetitions,
  'no data of anybody': [
    ...['bus', 'core', 'notifications', 'users', 'vault'].map((schema) => `${schema}.migrations.hash`),
    ...['audit_checkpoints.hash', 'audit_checkpoints.key_id', 'audit_checkpoints.signature'].map(ofUsers),
    ...['audit_chains.hash', 'audit_entries.hash', 'audit_entries.previous_hash', 'erasure_confirmations.subgraph'].map(
      ofUsers,
    ),
  ],
  'a secret, or its hash: who has it would be the person': [
    ...['credentials.password_hash', 'totp_secrets.secret', 'recovery_codes.hash', 'refresh_tokens.hash'].map(ofUsers),
    ...['api_key_secrets.hash', 'invitation_tokens.hash', 'mailed_tokens.hash', 'session_challenges.hash'].map(ofUsers),
    'vault.personal_keys.wrapped_key',
  ],
  'a keyed hash of what the export has in the clear': [
    ...['users.email_hash', 'email_changes.new_email_hash', 'mailed_tokens.email_hash', 'identity_subjects.hash'].map(
      ofUsers,
    ),
    ...['sessions.agent_mark', 'sessions.network_mark'].map(ofUsers),
  ],
  'with the address that the export has: salted hashes of it, and what the entry is about by ids': [
    ...['audit_entries.address_commitment', 'audit_entries.payload', 'audit_entries.request_id'].map(ofUsers),
    ...['audit_entries.subject_type', 'audit_origins.address', 'audit_origins.address_commitment'].map(ofUsers),
  ],
  'the address that the person had before, which `profile.email` is until the change is done': [
    'users.email_changes.old_email',
  ],
  'the provider’s own name of the person, which means something there only': ['users.identities.subject'],
  'how a browser finds a passkey and what its signatures are checked by: nothing that the person’s device does not have':
    [...['passkeys.credential_id', 'passkeys.public_key', 'passkeys.transports'].map(ofUsers)],
  'for minutes, of a browser that nobody knows yet': [
    ...[
      'provider_codes.code_challenge',
      'provider_codes.hash',
      'provider_codes.profile',
      'answered_passkey_challenges.hash',
    ].map(ofUsers),
    ...['provider_requests.browser_hash', 'provider_requests.code_challenge', 'provider_requests.provider'].map(
      ofUsers,
    ),
    ...['provider_requests.return_to', 'provider_requests.state_hash', 'session_challenges.methods'].map(ofUsers),
  ],
  'of an account, and its own to take along': [
    'core.resources.data',
    'core.resources.type',
    'users.roles.name',
    'users.roles.permissions',
  ],
  'the address of somebody whom an account invites: nobody knows whether he is a person here': [
    'users.invitations.email',
    'users.invitations.email_hash',
  ],
  'what administrators of the platform write down for each other of what they do': [
    ...['security_events.reason', 'security_events.request_id'].map(ofUsers),
  ],
  'the export itself': ['users.data_export_parts.content', 'users.data_exports.cursor'],
  'mails to a developer’s own mailbox; empty where mails are sent': [
    ...['html', 'key', 'recipient', 'subject', 'text'].map((name) => `notifications.mailbox.${name}`),
  ],
};

function ofUsers(name: string): string {
  return `users.${name}`;
}
