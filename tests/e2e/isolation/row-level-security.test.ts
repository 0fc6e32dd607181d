import { randomUUID } from 'node:crypto';
import { migrate, openPostgres } from '@trivet/database';
import { type TestDatabase, testDatabase } from '@trivet/database/testing';
import { schemaParts } from '@trivet/standalone';
import { afterAll, beforeAll, expect, it } from 'vitest';

type Sql = ReturnType<typeof openPostgres>;

/**
 * Every table without row-level security, with the reason why it needs none. A new table stands here or is forced; the
 * list is counted, so that an entry whose table is gone fails as well.
 */
const exempt: Readonly<Record<string, string>> = {
  'bus.head': 'one row: where the log stands',
  'bus.log': 'ids and versions only; subgraphs and workers read all of it, and filter by stream',
  'bus.log_1': 'a partition of bus.log',
  'bus.migrations': 'no data of anybody',
  'bus.partitions': 'no data of anybody',
  'users.users': 'a person by reference is public but for the address, which is encrypted with the person’s own key',
  'users.refresh_tokens': 'a token is presented before anybody knows whose it is; who can name its hash has the token',
  'users.invitation_tokens':
    'a token is presented before anybody knows of which account; who can name its hash has the token',
  'users.mailed_tokens': 'a token is presented before anybody knows whose it is; who can name its hash has the token',
  'users.answered_passkey_challenges': 'hashes of challenges that were answered; says nothing of who did',
  'users.session_challenges':
    'a token is presented before anybody knows whose it is; who can name its hash has the token',
  'users.phone_number_changes':
    'for minutes; the sweep forgets those of all, and numbers are encrypted with the person’s own key',
  'users.session_revocations': 'ids of sessions that ended, for routers; says nothing of whose they were',
  'users.api_key_secrets':
    'a secret is presented before anybody knows whose it is; who can name its hash has the secret',
  'users.service_identity_keys':
    'a program names itself before anybody knows of which account it is; public keys, nothing secret',
  'users.client_assertions': 'hashes of what programs have signed, for minutes; nobody asks for them',
  'users.ended_service_grants': 'ids of what tokens were bound to, for routers; says nothing of whose they were',
  'users.account_deletions': 'ids of accounts that are to go, and when; read by the job for all',
  'users.data_export_queue': 'ids of exports, whose they are, and when they are due; read by the job for all',
  'users.person_erasures': 'ids of persons who are erased; read by the job for all',
  'users.erased_users': 'ids of persons who are no more, which says nothing of them',
  'users.erasure_confirmations': 'ids of persons who are no more, and which parts have erased them',
  'users.audit_checkpoints_1': 'a partition, which the application’s role may not read by itself',
  'users.audit_entries_1': 'a partition, which the application’s role may not read by itself',
  'users.audit_partitions': 'no data of anybody',
  'users.audit_unsealed': 'ids of accounts whose trail has to be signed; read by the job for all',
  'users.identity_subjects': 'who comes from a provider is looked up before anybody knows who he is; hashes are keyed',
  'users.provider_requests': 'browsers that are away at a provider: nobody knows yet whose they are',
  'users.provider_codes': 'encrypted with a key made of the code; who can name its hash has the code',
  'users.platform_administrators': 'ids of who administers the platform; the operator lists all of them',
  'users.security_events': 'read by administrators for all; reasons are encrypted with the key of whom they are about',
  'users.idempotency_keys': 'every statement names the principal; holds hashes and ids',
  'users.outbox': 'read by the relay for all; ids and versions only',
  'users.consumer_offsets': 'no data of anybody',
  'users.dead_letters': 'events of the log: ids and versions only',
  'users.migrations': 'no data of anybody',
  'vault.personal_keys':
    'read for many persons at once by the service that unwraps; keys are wrapped by the master key',
  'vault.retired_master_keys': 'ids of master keys: no data of anybody',
  'vault.migrations': 'no data of anybody',
  'core.idempotency_keys': 'every statement names the principal; holds hashes and ids',
  'core.account_removals': 'ids of accounts that are no more; read by the job for all',
  'core.person_erasures': 'ids of persons who are erased; read by the job for all',
  'core.bulk_turns':
    'ids of accounts that have imports and exports, and when it is their turn; read by the job for all',
  'core.resource_index_work': 'ids of indexes that are to be built or taken away; read by the job for all',
  'core.resource_purges': 'ids of deleted resources, and when they go for good; read by the job for all',
  'core.resource_version_partitions': 'no data of anybody',
  'core.resource_versions_1': 'a partition, which the application’s role may not read by itself',
  'core.resource_versions_2': 'another, made ahead',
  'core.resource_versions_3': 'another, made ahead',
  'core.search_accounts': 'ids of accounts that have something to be found; read by the job for all',
  'core.search_documents_in_scope': 'a view that holds itself to the scope: looked at below, with what is forced',
  'core.search_generations': 'no data of anybody',
  'core.search_work': 'ids of accounts and types of which something is to be looked at; read by the job for all',
  'core.search_refusals': 'ids of things of which an index refuses the document; written by the job for all',
  'core.file_duties': 'ids of files, of which account, and when the store has to be looked at; read by the job for all',
  'core.outbox': 'read by the relay for all; ids and versions only',
  'core.consumer_offsets': 'no data of anybody',
  'core.dead_letters': 'events of the log: ids and versions only',
  'core.migrations': 'no data of anybody',
  'notifications.account_removals': 'ids of accounts that are no more; read by the job for all',
  'notifications.person_erasures': 'ids of persons who are erased; read by the job for all',
  'notifications.mailbox': 'of a developer, for himself: empty where mails are sent, and where nobody reads them',
  'notifications.announcement_queue':
    'ids of announcements, of which account, and when they are due; read by the job for all',
  'notifications.idempotency_keys': 'every statement names the principal; holds hashes and ids',
  'notifications.delivery_queue': 'ids of deliveries, whose they are, and when they are due; read by the job for all',
  'notifications.device_tokens':
    'a token is registered before anybody knows whose it was; hashes are keyed, and the job forgets those of all',
  'notifications.ended_sessions': 'ids of sessions that ended; says nothing of whose they were',
  'notifications.delivery_turns': 'whose turn it is, by an id, and when; read by the job for all',
  'notifications.told_occasions': 'ids made of what events of a job have in common; says nothing of anybody',
  'notifications.suppressions':
    'an address is asked for by its keyed hash before anybody knows whose it is, and need not be a person’s',
  'notifications.heard_messages': 'ids of messages that came in; says nothing of who wrote them',
  'notifications.outbox': 'read by the relay for all; ids and versions only',
  'notifications.consumer_offsets': 'no data of anybody',
  'notifications.dead_letters': 'events of the log: ids and versions only',
  'notifications.migrations': 'no data of anybody',
};

/** Those of them that name an account or a person in a column of their own. */
const exemptWithOwner = [
  'core.account_removals',
  'core.bulk_turns',
  'core.file_duties',
  'core.person_erasures',
  'core.resource_index_work',
  'core.resource_purges',
  'core.resource_versions_1',
  'core.resource_versions_2',
  'core.resource_versions_3',
  'core.search_accounts',
  'core.search_documents_in_scope',
  'core.search_refusals',
  'core.search_work',
  'notifications.account_removals',
  'notifications.announcement_queue',
  'notifications.delivery_queue',
  'notifications.device_tokens',
  'notifications.person_erasures',
  'notifications.suppressions',
  'users.account_deletions',
  'users.api_key_secrets',
  'users.audit_checkpoints_1',
  'users.audit_entries_1',
  'users.audit_unsealed',
  'users.data_export_queue',
  'users.erasure_confirmations',
  'users.identity_subjects',
  'users.invitation_tokens',
  'users.mailed_tokens',
  'users.person_erasures',
  'users.phone_number_changes',
  'users.platform_administrators',
  'users.refresh_tokens',
  'users.security_events',
  'users.service_identity_keys',
  'users.session_challenges',
  'vault.personal_keys',
];

/**
 * Row-level security holds the application, and is not forced on their owner, who reads past it for what holds itself to the scope: the
 * view above, and a function. Behind a policy no index answers the operators of full text and trigrams.
 */
const readByTheirOwner = ['core.search_documents', 'core.search_words'];

const schemas = schemaParts.map(({ schema }) => schema);
const roles = schemaParts.map(({ role }) => role);
const creatable = [...schemas, 'public'];
const [account, person] = [randomUUID(), randomUUID()];
const [exportId, fileId, deliveryId, jobId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const templateId = randomUUID();

/** A row of Ada's in every table with row-level security. */
const rows: Readonly<Record<string, (sql: Sql) => Promise<unknown>>> = {
  'users.accounts': (sql) => sql`insert into users.accounts (id, name, created_at) values (${account}, 'One', now())`,
  'users.members': (sql) => sql`
    insert into users.members (id, account_id, user_id, role, joined_at)
    values (${randomUUID()}, ${account}, ${person}, 'owner', now())`,
  'users.roles': (sql) => sql`
    insert into users.roles (id, account_id, name, permissions, created_at)
    values (${randomUUID()}, ${account}, 'Auditor', '{}', now())`,
  'users.invitations': (sql) => sql`
    insert into users.invitations (id, account_id, email, email_hash, role, invited_by_id, created_at, expires_at)
    values (${randomUUID()}, ${account}, '', '', 'viewer', ${person}, now(), now())`,
  'users.phone_numbers': (sql) => sql`
    insert into users.phone_numbers (user_id, number, verified_at) values (${person}, '', now())`,
  'users.api_keys': (sql) => sql`
    insert into users.api_keys (id, account_id, name, start, scopes, networks, created_at)
    values (${randomUUID()}, ${account}, 'Robot', '', '{}', '{}', now())`,
  'users.service_identities': (sql) => sql`
    insert into users.service_identities (id, account_id, name, scopes, networks, grant_id, created_at)
    values (${randomUUID()}, ${account}, 'Robot', '{}', '{}', ${randomUUID()}, now())`,
  // The trigger that makes the chain is held to the rows of the account, too.
  'users.audit_entries': (sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('trivet.accounts', ${`{${account}}`}, true)`;
      await tx`
        insert into users.audit_entries (id, account_id, sequence, action, occurred_at, recorded_at, subject_type, subject_id,
          subject_version, request_id, payload, hash)
        values (${randomUUID()}, ${account}, 1, 'test.made', now(), now(), 'account', ${account}, 1, 'request', '{}', '')`;
    }),
  'users.audit_chains': async () => {},
  'users.audit_checkpoints': (sql) => sql`
    insert into users.audit_checkpoints (account_id, sequence, first_sequence, hash, created_at, key_id, signature)
    values (${account}, 1, 1, '', now(), 'key', '')`,
  'users.audit_origins': (sql) => sql`
    insert into users.audit_origins (event_id, account_id, address, address_commitment)
    values (${randomUUID()}, ${account}, '', '')`,
  'users.credentials': (sql) => sql`insert into users.credentials (user_id, password_hash) values (${person}, 'hash')`,
  'users.email_changes': (sql) => sql`
    insert into users.email_changes (id, user_id, old_email, new_email, new_email_hash, created_at)
    values (${randomUUID()}, ${person}, '', '', '', now())`,
  'users.preferences': (sql) => sql`
    insert into users.preferences (user_id, locale, time_zone, theme, version) values (${person}, 'en', 'UTC', 'dark', 1)`,
  'users.sessions': (sql) => sql`
    insert into users.sessions (id, user_id, created_at, expires_at) values (${randomUUID()}, ${person}, now(), now())`,
  'users.passkeys': (sql) => sql`
    insert into users.passkeys (id, user_id, credential_id, public_key, sign_count, transports, synced, name, created_at)
    values (${randomUUID()}, ${person}, '', '', 0, '{}', false, 'Phone', now())`,
  'users.totp_secrets': (sql) => sql`
    insert into users.totp_secrets (user_id, secret, created_at) values (${person}, '', now())`,
  'users.user_locks': async (sql) => {
    const id = randomUUID();
    await sql`
      insert into users.security_events (id, action, occurred_at, user_id, request_id)
      values (${id}, 'user_locked', now(), ${person}, 'request')`;
    await sql`insert into users.user_locks (user_id, security_event_id) values (${person}, ${id})`;
  },
  'users.recovery_codes': (sql) => sql`insert into users.recovery_codes (hash, user_id) values ('', ${person})`,
  'users.identities': (sql) => sql`
    insert into users.identities (id, user_id, provider, subject, linked_at)
    values (${randomUUID()}, ${person}, 'test', '', now())`,
  'users.data_exports': (sql) => sql`
    insert into users.data_exports (id, user_id, requested_at) values (${exportId}, ${person}, now())`,
  'users.data_export_parts': (sql) => sql`
    insert into users.data_export_parts (export_id, number, user_id, content) values (${exportId}, 0, ${person}, '')`,
  'core.resources': (sql) => sql`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    values (${randomUUID()}, ${account}, 'document', '{}', 1, now(), now())`,
  'core.deleted_resources': (sql) => sql`
    insert into core.deleted_resources (id, account_id, type, data, version, created_at, updated_at)
    values (${randomUUID()}, ${account}, 'document', '{}', 1, now(), now())`,
  'core.resource_versions': (sql) => sql`
    insert into core.resource_versions
      (resource_id, account_id, type, data, version, created_at, updated_at, superseded_at)
    values (${randomUUID()}, ${account}, 'document', '{}', 1, now(), now(), now())`,
  'core.resource_indexes': (sql) => sql`
    insert into core.resource_indexes (id, account_id, type, path, kind, state, built_to)
    values (${randomUUID()}, ${account}, 'document', '/title', 'STRING', 'READY', ${randomUUID()})`,
  'core.resource_index_entries': (sql) => sql`
    insert into core.resource_index_entries (resource_id, index_id, account_id, value)
    values (${randomUUID()}, ${randomUUID()}, ${account}, '')`,
  'core.resource_types': (sql) => sql`
    insert into core.resource_types (id, account_id, name, title, schema, fields, version, created_at, updated_at)
    values (${randomUUID()}, ${account}, 'document', 'Document', '{}', '[]', 1, now(), now())`,
  'core.files': (sql) => sql`
    insert into core.files (id, account_id, name, type, size, checksum, version, created_at)
    values (${fileId}, ${account}, 'a.txt', 'text/plain', 1, '', 1, now())`,
  'core.file_uploads': (sql) => sql`
    insert into core.file_uploads (id, account_id, name, type, size, checksum, created_at, expires_at)
    values (${randomUUID()}, ${account}, 'a.txt', 'text/plain', 1, '', now(), now())`,
  'core.bulk_jobs': (sql) => sql`
    insert into core.bulk_jobs (id, account_id, kind, phase, type, announced_at, created_at, due_at)
    values (${jobId}, ${account}, 'IMPORT', 'WRITE', 'document', now(), now(), now())`,
  'core.bulk_job_keys': (sql) => sql`
    insert into core.bulk_job_keys (job_id, key_hash, account_id, line) values (${jobId}, ${randomUUID()}, ${account}, 1)`,
  'core.bulk_job_parts': (sql) => sql`
    insert into core.bulk_job_parts (job_id, number, account_id, content) values (${jobId}, 0, ${account}, '')`,
  'core.file_usage': (sql) => sql`insert into core.file_usage (account_id) values (${account})`,
  'core.file_attachments': (sql) => sql`
    insert into core.file_attachments (resource_id, file_id, account_id, attached_at)
    values (${randomUUID()}, ${fileId}, ${account}, now())`,
  'core.search_documents': (sql) => sql`
    insert into core.search_documents (id, generation, account_id, kind, type, version, texts, words)
    values (${randomUUID()}, 1, ${account}, 'RESOURCE', 'document', 1, '[]', '')`,
  'core.search_words': (sql) => sql`
    insert into core.search_words (scope, word, account_id) values ('1.', 'invoice', ${account})`,
  'notifications.notifications': (sql) => sql`
    insert into notifications.notifications (id, user_id, event_id, kind, title, body, created_at)
    values (${randomUUID()}, ${person}, ${randomUUID()}, 'kind', 'Title', 'Body', now())`,
  'notifications.announcements': (sql) => sql`
    insert into notifications.announcements (id, account_id, title, body, created_at)
    values (${randomUUID()}, ${account}, 'Title', 'Body', now())`,
  'notifications.account_brandings': (sql) => sql`
    insert into notifications.account_brandings (account_id, version, updated_at) values (${account}, 1, now())`,
  'notifications.notification_templates': (sql) => sql`
    insert into notifications.notification_templates (id, account_id, kind, locale, subject, body, version, updated_at)
    values (${templateId}, ${account}, 'invitation', 'en', 'Subject', 'Body', 1, now())`,
  'notifications.notification_template_versions': (sql) => sql`
    insert into notifications.notification_template_versions (template_id, account_id, version, subject, body, updated_at)
    values (${templateId}, ${account}, 1, 'Subject', 'Body', now())`,
  'notifications.deliveries': (sql) => sql`
    insert into notifications.deliveries (id, user_id, occasion_id, kind, category, channel, status, occurred_at, created_at)
    values (${deliveryId}, ${person}, ${randomUUID()}, 'kind', 'activity', 'email', 'queued', now(), now())`,
  'notifications.devices': (sql) => sql`
    insert into notifications.devices (id, user_id, session_id, platform, name, token, created_at, registered_at)
    values (${randomUUID()}, ${person}, ${randomUUID()}, 'web', 'Browser', '', now(), now())`,
  'notifications.delivery_decisions': (sql) => sql`
    insert into notifications.delivery_decisions (id, delivery_id, user_id, code, at)
    values (${randomUUID()}, ${deliveryId}, ${person}, 'attempted', now())`,
  'notifications.digest_preferences': (sql) => sql`
    insert into notifications.digest_preferences (user_id, category, channel, frequency, updated_at)
    values (${person}, 'activity', 'email', 'hourly', now())`,
  'notifications.digest_defaults': (sql) => sql`
    insert into notifications.digest_defaults (account_id, category, channel, frequency, updated_at)
    values (${account}, 'activity', 'email', 'hourly', now())`,
  'notifications.quiet_hours': (sql) => sql`
    insert into notifications.quiet_hours (user_id, from_minute, until_minute, updated_at)
    values (${person}, 0, 60, now())`,
  'notifications.notification_preferences': (sql) => sql`
    insert into notifications.notification_preferences (user_id, category, channel, enabled, updated_at)
    values (${person}, 'activity', 'email', true, now())`,
  'notifications.notification_defaults': (sql) => sql`
    insert into notifications.notification_defaults (account_id, category, channel, enabled, updated_at)
    values (${account}, 'activity', 'email', true, now())`,
};

let database: TestDatabase;
let admin: Sql;
beforeAll(async () => {
  const prepare = async (url: string) => void (await migrate(url, schemaParts));
  database = await testDatabase({ name: 'row level security', key: 'installation', prepare });
  admin = openPostgres({ url: database.adminUrl, applicationName: 'admin', maxConnections: 2 });
});
afterAll(async () => {
  await admin?.end({ timeout: 5 });
  await database?.drop();
});

interface Table {
  readonly name: string;
  readonly forced: boolean;
  readonly columns: readonly string[];
}

async function tables(): Promise<readonly Table[]> {
  return admin<Table[]>`
    select format('%s.%s', n.nspname, c.relname) as name,
      c.relrowsecurity and (c.relforcerowsecurity or format('%s.%s', n.nspname, c.relname) = any(${readByTheirOwner})) as forced,
      array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname in ${admin(schemas)}
    order by 1`;
}

it('is forced on every table but those that are known to need none', async () => {
  const all = await tables();
  const open = all.filter(({ forced }) => !forced).map(({ name }) => name);
  expect(open).toEqual(Object.keys(exempt).sort());
  expect(Object.keys(exempt)).toHaveLength(75);
  const owned = all.filter(({ columns }) => columns.includes('account_id') || columns.includes('user_id'));
  expect(owned.length).toBeGreaterThan(5);
  expect(owned.filter(({ forced }) => !forced).map(({ name }) => name)).toEqual(exemptWithOwner);
});

it('has policies that hold reads and writes to the rows of the scope, and no others', async () => {
  const policies = await admin<{ name: string; permissive: string; cmd: string; qual: string; with_check: string }[]>`
    select format('%s.%s', schemaname, tablename) as name, permissive, cmd, qual, with_check from pg_policies
    where schemaname in ${admin(schemas)}`;
  for (const { name, cmd, qual, with_check } of policies) {
    expect(cmd, name).toBe('ALL');
    expect(with_check, name).toBe(qual);
    expect(qual, name).toMatch(/^\((id|account_id|user_id) = ANY \(.*current_setting\('trivet\.(accounts|persons)'/s);
  }
  const forced = (await tables()).filter(({ forced }) => forced).map(({ name }) => name);
  expect([...new Set(policies.map(({ name }) => name))].sort()).toEqual(forced);
});

it('holds for the application’s roles: they own nothing, bypass nothing, and reach nothing of each other', async () => {
  const powers = await admin`
    select rolname from pg_roles where rolname in ${admin(roles)}
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`;
  expect(powers).toEqual([]);
  const found = await admin`select rolname from pg_roles where rolname in ${admin(roles)}`;
  expect(found).toHaveLength(roles.length);
  const owned = await admin`
    select relname from pg_class where relowner::regrole::text in ${admin(roles)}
    union all select proname from pg_proc where proowner::regrole::text in ${admin(roles)}
    union all select nspname from pg_namespace where nspowner::regrole::text in ${admin(roles)}`;
  expect(owned).toEqual([]);
  for (const { role, schema } of schemaParts) {
    // Of an owner's role one could become the owner.
    const memberships =
      await admin`select rolname from pg_roles where rolname <> ${role} and pg_has_role(${role}, oid, 'member')`;
    expect(memberships, role).toEqual([]);
    const reach = await admin<{ nspname: string }[]>`
      select nspname from pg_namespace where nspname in ${admin(schemas)} and has_schema_privilege(${role}, oid, 'usage')`;
    expect(
      reach.map(({ nspname }) => nspname),
      role,
    ).toEqual([schema]);
    const creates = await admin`
      select nspname from pg_namespace
      where nspname in ${admin(creatable)} and has_schema_privilege(${role}, oid, 'create')`;
    expect(creates, role).toEqual([]);
    // What empties a table, or acts on it, past row-level security.
    const past = await admin`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ${admin(schemas)} and c.relkind in ('r', 'p')
        and has_table_privilege(${role}, c.oid, 'truncate, references, trigger')`;
    expect(past, role).toEqual([]);
  }
});

it('shows no row of anybody without a scope, or in another’s', async () => {
  const forced = (await tables()).filter(({ forced }) => forced).map(({ name }) => name);
  expect(Object.keys(rows).sort()).toEqual(forced);
  await admin`
    insert into users.users (id, email, email_hash, created_at) values (${person}, '\\x00', '\\x00', now())`;
  for (const insert of Object.values(rows)) await insert(admin);

  const scopes = {
    none: { accounts: null, persons: null },
    empty: { accounts: '', persons: '{}' },
    'of others': { accounts: `{${randomUUID()}}`, persons: `{${randomUUID()}}` },
    // An account's id opens no rows of a person, nor the other way round.
    'of the other kind': { accounts: `{${person}}`, persons: `{${account}}` },
    own: { accounts: `{${account}}`, persons: `{${person}}` },
  };
  for (const name of [...forced, 'core.search_documents_in_scope']) {
    const [schema = '', table = ''] = name.split('.');
    const part = schemaParts.find((candidate) => candidate.schema === schema);
    const sql = openPostgres({ url: database.urlFor(part?.role ?? ''), applicationName: 'test', maxConnections: 1 });
    for (const [what, { accounts, persons }] of Object.entries(scopes)) {
      await sql.begin(async (tx) => {
        if (accounts !== null) await tx`select set_config('trivet.accounts', ${accounts}, true)`;
        if (persons !== null) await tx`select set_config('trivet.persons', ${persons}, true)`;
        const seen = await tx`select 1 from ${tx(schema)}.${tx(table)}`;
        expect(seen.length, `${name} in the scope ${what}`).toBe(what === 'own' ? 1 : 0);
      });
    }
    await sql.end({ timeout: 1 });
  }
});

it('holds the look-up of similar words to the scope, and lets nobody write by the view', async () => {
  const sql = openPostgres({ url: database.urlFor('trivet_core'), applicationName: 'test', maxConnections: 1 });
  const seenIn = (accounts: string) =>
    sql.begin(async (tx) => {
      await tx`select set_config('trivet.accounts', ${accounts}, true)`;
      return (await tx`select core.search_similar_words(${account}, '1.', 'invioce', 5)`).length;
    });
  for (const accounts of ['', '{}', `{${randomUUID()}}`]) expect(await seenIn(accounts)).toBe(0);
  expect(await seenIn(`{${account}}`)).toBe(1);
  await expect(sql`delete from core.search_documents_in_scope`).rejects.toThrow('permission denied');
  await sql.end({ timeout: 1 });
});
