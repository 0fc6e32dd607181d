import { accountRows, encrypted, hashed, personal, somebody } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { accounts, memberRole, roles } from '../accounts/account.model.ts';

/** Who is invited to which account, and as what. A row goes when the invitation is accepted or revoked. */
export const invitations = usersSchema
  .table(
    'invitations',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id')
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** Encrypted with a key of the invitation's own, in the vault: whoever is invited need not be a person here. */
      email: personal('CONFIDENTIAL', somebody('who is invited'), encrypted('email').notNull()),
      /** Keyed, as that of persons. */
      emailHash: personal('CONFIDENTIAL', somebody('who is invited'), hashed('email_hash').notNull()),
      role: memberRole('role'),
      roleId: uuid('role_id'),
      /** Who may be erased by now; then nobody can accept it. */
      invitedById: uuid('invited_by_id').notNull(),
      version: integer('version').notNull().default(1),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      foreignKey({
        name: 'invitations_role_id_roles_fk',
        columns: [table.accountId, table.roleId],
        foreignColumns: [roles.accountId, roles.id],
      }),
      check('invitations_role_check', sql`num_nonnulls(${table.role}, ${table.roleId}) = 1`),
      unique('invitations_account_id_email_hash_key').on(table.accountId, table.emailHash),
      index('invitations_account_id_id_idx').on(table.accountId, table.id),
      index('invitations_role_id_idx').on(table.accountId, table.roleId).where(sql`${table.roleId} is not null`),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type Invitation = typeof invitations.$inferSelect;

/** Looked up by the hash alone, before anybody knows of which account the token is: so without a policy, as refresh tokens. */
export const invitationTokens = usersSchema.table('invitation_tokens', {
  hash: personal('RESTRICTED', somebody('who is invited'), hashed('hash').primaryKey()),
  invitationId: uuid('invitation_id')
    .notNull()
    .unique('invitation_tokens_invitation_id_key')
    .references(() => invitations.id, { onDelete: 'cascade' }),
  accountId: uuid('account_id').notNull(),
});
