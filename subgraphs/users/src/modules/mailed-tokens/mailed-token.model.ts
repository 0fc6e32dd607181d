import { hashed, person, personal } from '@trivet/database';
import { index, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

export const mailedTokenPurpose = usersSchema.enum('mailed_token_purpose', [
  'verify_email',
  'reset_password',
  'approve_email_change',
  'verify_new_email',
]);

/**
 * Secrets that go out by mail, by their hashes. No row-level security: a token is presented before
 * anybody knows whose it is, and who can name its hash has the token.
 */
export const mailedTokens = usersSchema.table(
  'mailed_tokens',
  {
    id: uuid('id').primaryKey(),
    hash: personal('RESTRICTED', person('user_id'), hashed('hash').notNull().unique('mailed_tokens_hash_key')),
    purpose: mailedTokenPurpose('purpose').notNull(),
    /** Keyed, as that of persons: of the address that it goes to. */
    emailHash: personal('CONFIDENTIAL', person('user_id'), hashed('email_hash').notNull()),
    /** Null for a new password, which is asked for by an address: whether somebody has it is not looked at before. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    usedAt: timestamp('used_at', { withTimezone: true }),
  },
  (table) => [
    index('mailed_tokens_email_hash_idx').on(table.emailHash),
    index('mailed_tokens_user_id_idx').on(table.userId),
    index('mailed_tokens_expires_at_idx').on(table.expiresAt),
  ],
);
export type MailedToken = typeof mailedTokens.$inferSelect;
export type MailedTokenPurpose = MailedToken['purpose'];
