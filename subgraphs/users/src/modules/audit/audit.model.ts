import { accountRows, bytea, encrypted, hashed, notPersonal, person, personal, somebody } from '@trivet/database';
import { bigint, index, integer, jsonb, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';

export const auditCredentialKind = usersSchema.enum('audit_credential_kind', [
  'session',
  'api_key',
  'service_identity',
]);

/**
 * What was done in each account, by whom. Append only, by grants and by triggers; partitioned by the time of recording and
 * dropped with its partitions. No reference to the account: its trail outlives it.
 */
export const auditEntries = usersSchema
  .table(
    'audit_entries',
    {
      /** Of the event that it keeps: effect once. */
      id: uuid('id').notNull(),
      accountId: uuid('account_id').notNull(),
      /** From 1, without a gap: a trigger sees to it. */
      sequence: bigint('sequence', { mode: 'number' }).notNull(),
      /** The event's type. */
      action: notPersonal('a type of event', text('action').notNull()),
      occurredAt: timestamp('occurred_at', { withTimezone: true }).notNull(),
      recordedAt: timestamp('recorded_at', { withTimezone: true }).notNull(),
      /** A person. */
      actorId: uuid('actor_id'),
      credentialKind: auditCredentialKind('credential_kind'),
      credentialId: uuid('credential_id'),
      /** The administrator who acted in the actor's place. */
      impersonatorId: uuid('impersonator_id'),
      subjectType: notPersonal('a kind of thing', text('subject_type').notNull()),
      subjectId: uuid('subject_id').notNull(),
      subjectVersion: integer('subject_version').notNull(),
      requestId: notPersonal('an id', text('request_id').notNull()),
      payload: notPersonal(
        'ids, versions and names of types',
        jsonb('payload').$type<Readonly<Record<string, unknown>>>().notNull(),
      ),
      /** A salt and the network address, encrypted with the actor's own key. The hash covers the commitment only. */
      address: personal('CONFIDENTIAL', person('actor_id'), encrypted('address')),
      addressCommitment: personal('CONFIDENTIAL', person('actor_id'), hashed('address_commitment')),
      /** Null for the first. */
      previousHash: notPersonal('a hash of what the trail has', bytea('previous_hash')),
      hash: notPersonal('a hash of what the trail has', bytea('hash').notNull()),
    },
    (table) => [
      // With the key of the partitions, as PostgreSQL wants it; that `sequence` is unique by itself is the trigger's.
      primaryKey({ name: 'audit_entries_pkey', columns: [table.accountId, table.sequence, table.recordedAt] }),
      index('audit_entries_id_idx').on(table.id),
      index('audit_entries_occurred_at_idx').on(table.accountId, table.occurredAt, table.sequence),
      index('audit_entries_actor_id_idx').on(table.accountId, table.actorId, table.occurredAt, table.sequence),
      index('audit_entries_action_idx').on(table.accountId, table.action, table.occurredAt, table.sequence),
      index('audit_entries_subject_id_idx').on(table.accountId, table.subjectId, table.occurredAt, table.sequence),
      index('audit_entries_credential_id_idx').on(
        table.accountId,
        table.credentialId,
        table.occurredAt,
        table.sequence,
      ),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type AuditEntry = typeof auditEntries.$inferSelect;

/** Where each account's chain ends. Moved by the trigger of `audit_entries` alone. */
export const auditChains = usersSchema
  .table(
    'audit_chains',
    {
      accountId: uuid('account_id').primaryKey(),
      sequence: bigint('sequence', { mode: 'number' }).notNull(),
      hash: notPersonal('a hash of what the trail has', bytea('hash').notNull()),
    },
    () => [accountRows('account_id')],
  )
  .enableRLS();
export type AuditChain = typeof auditChains.$inferSelect;

/** Signatures under the chain as it was at a time. Append only and partitioned as the entries. */
export const auditCheckpoints = usersSchema
  .table(
    'audit_checkpoints',
    {
      accountId: uuid('account_id').notNull(),
      /** Of the last entry that it covers, */
      sequence: bigint('sequence', { mode: 'number' }).notNull(),
      /** and of the first one that was kept by then. */
      firstSequence: bigint('first_sequence', { mode: 'number' }).notNull(),
      hash: notPersonal('a hash of what the trail has', bytea('hash').notNull()),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      keyId: notPersonal('the id of one of our keys', text('key_id').notNull()),
      signature: notPersonal('made by one of our keys', bytea('signature').notNull()),
    },
    (table) => [
      primaryKey({ name: 'audit_checkpoints_pkey', columns: [table.accountId, table.sequence, table.createdAt] }),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type AuditCheckpoint = typeof auditCheckpoints.$inferSelect;

/** From where the changes of this subgraph were asked for, until the trail has taken them up. */
export const auditOrigins = usersSchema
  .table(
    'audit_origins',
    {
      eventId: uuid('event_id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      address: personal('CONFIDENTIAL', somebody('whom the log names for the event'), encrypted('address').notNull()),
      addressCommitment: personal(
        'CONFIDENTIAL',
        somebody('whom the log names for the event'),
        hashed('address_commitment').notNull(),
      ),
    },
    () => [accountRows('account_id')],
  )
  .enableRLS();
export type AuditOrigin = typeof auditOrigins.$inferSelect;

/**
 * The accounts whose chain has grown since it was signed. No row-level security: the job that signs has to find them, and they
 * are nothing but ids.
 */
export const auditUnsealed = usersSchema.table(
  'audit_unsealed',
  {
    accountId: uuid('account_id').primaryKey(),
    since: timestamp('since', { withTimezone: true }).notNull(),
  },
  (table) => [index('audit_unsealed_since_idx').on(table.since)],
);
