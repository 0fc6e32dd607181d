import { account, accountRows, bytea, hashed, notPersonal, personal } from '@trivet/database';
import { index, integer, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { accounts } from '../accounts/account.model.ts';

/** A program of an account that signs for itself; gone when it is removed. */
export const serviceIdentities = usersSchema
  .table(
    'service_identities',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id')
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** Who may be erased by now. */
      createdById: uuid('created_by_id'),
      name: personal('INTERNAL', account('account_id'), text('name').notNull()),
      scopes: notPersonal('names of permissions', text('scopes').array().notNull()),
      networks: personal('INTERNAL', account('account_id'), text('networks').array().notNull()),
      /** What its tokens are bound to: another from whatever they are to be refused after. */
      grantId: uuid('grant_id').notNull().unique('service_identities_grant_id_key'),
      version: integer('version').notNull().default(1),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      expiresAt: timestamp('expires_at', { withTimezone: true }),
      /** When it last got a token. */
      lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    },
    (table) => [index('service_identities_account_id_id_idx').on(table.accountId, table.id), accountRows('account_id')],
  )
  .enableRLS();
export type ServiceIdentity = typeof serviceIdentities.$inferSelect;
export type NewServiceIdentity = typeof serviceIdentities.$inferInsert;

/**
 * The public keys of each, in DER (SubjectPublicKeyInfo). A program names itself before anybody knows of which account it is, so
 * without a policy, as secrets of API keys; and there is nothing secret in it.
 */
export const serviceIdentityKeys = usersSchema.table(
  'service_identity_keys',
  {
    id: uuid('id').primaryKey(),
    serviceIdentityId: uuid('service_identity_id')
      .notNull()
      .references(() => serviceIdentities.id, { onDelete: 'cascade' }),
    accountId: uuid('account_id').notNull(),
    kid: notPersonal('the name of a key of a program', text('kid').notNull()),
    algorithm: notPersonal(
      'the name of an algorithm',
      text('algorithm', { enum: ['EdDSA', 'ES256', 'PS256', 'RS256'] }).notNull(),
    ),
    publicKey: notPersonal('the public half of a key of a program', bytea('public_key').notNull()),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [unique('service_identity_keys_service_identity_id_kid_key').on(table.serviceIdentityId, table.kid)],
);
export type ServiceIdentityKey = typeof serviceIdentityKeys.$inferSelect;

/** Assertions that were exchanged, by the SHA-256 of their `jti`, until they expire: none is taken twice. */
export const clientAssertions = usersSchema.table(
  'client_assertions',
  {
    serviceIdentityId: uuid('service_identity_id')
      .notNull()
      .references(() => serviceIdentities.id, { onDelete: 'cascade' }),
    jtiHash: notPersonal('of what a program has signed, for minutes', hashed('jti_hash').notNull()),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'client_assertions_pkey', columns: [table.serviceIdentityId, table.jtiHash] }),
    index('client_assertions_expires_at_idx').on(table.expiresAt),
  ],
);

/** What was ended while tokens bound to it could still be good: for routers that begin to listen. */
export const endedServiceGrants = usersSchema.table(
  'ended_service_grants',
  {
    grantId: uuid('grant_id').primaryKey(),
    endedAt: timestamp('ended_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('ended_service_grants_ended_at_idx').on(table.endedAt)],
);
