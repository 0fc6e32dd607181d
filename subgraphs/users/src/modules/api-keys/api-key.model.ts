import { accountRows, hashed, notPersonal, person, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { check, index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { accounts } from '../accounts/account.model.ts';
import { users } from '../users/user.model.ts';

/** By what a program acts for an account or for a person; gone when it is revoked. */
export const apiKeys = usersSchema
  .table(
    'api_keys',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
      userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
      /** Who may be erased by now. */
      createdById: uuid('created_by_id'),
      name: personal('INTERNAL', person('user_id'), text('name').notNull()),
      /** The beginning of its newest secret, to tell keys apart. */
      start: personal('INTERNAL', person('user_id'), text('start').notNull()),
      scopes: notPersonal('names of permissions', text('scopes').array().notNull()),
      networks: personal('INTERNAL', person('user_id'), text('networks').array().notNull()),
      version: integer('version').notNull().default(1),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      expiresAt: timestamp('expires_at', { withTimezone: true }),
      /** To a minute. */
      lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    },
    (table) => [
      check('api_keys_owner_check', sql`num_nonnulls(${table.accountId}, ${table.userId}) = 1`),
      index('api_keys_account_id_id_idx').on(table.accountId, table.id).where(sql`${table.accountId} is not null`),
      index('api_keys_user_id_id_idx').on(table.userId, table.id).where(sql`${table.userId} is not null`),
      accountRows('account_id'),
      personRows('user_id'),
    ],
  )
  .enableRLS();
export type ApiKey = typeof apiKeys.$inferSelect;
export type NewApiKey = typeof apiKeys.$inferInsert;

/**
 * The secrets of each key, by their hash: one, and while it is exchanged the one before. Presented before anybody knows
 * whose they are, so without a policy, as refresh tokens.
 */
export const apiKeySecrets = usersSchema.table(
  'api_key_secrets',
  {
    hash: personal('RESTRICTED', person('user_id'), hashed('hash').primaryKey()),
    keyId: uuid('key_id')
      .notNull()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    accountId: uuid('account_id'),
    userId: uuid('user_id'),
    expiresAt: timestamp('expires_at', { withTimezone: true }),
  },
  (table) => [index('api_key_secrets_key_id_idx').on(table.keyId)],
);
export type ApiKeySecret = typeof apiKeySecrets.$inferSelect;
