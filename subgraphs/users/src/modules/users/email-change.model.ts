import { encrypted, hashed, person, personal, personRows } from '@trivet/database';
import { timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from './user.model.ts';

/** The address that a person wants instead of his: one at a time, for as long as its tokens are known. */
export const emailChanges = usersSchema
  .table(
    'email_changes',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** Both encrypted with the person's own key. The old one is written to once more when it is his no longer. */
      oldEmail: personal('CONFIDENTIAL', person('user_id'), encrypted('old_email').notNull()),
      newEmail: personal('CONFIDENTIAL', person('user_id'), encrypted('new_email').notNull()),
      /** Keyed, as that of persons. */
      newEmailHash: personal('CONFIDENTIAL', person('user_id'), hashed('new_email_hash').notNull()),
      /** When the old address, and when the new one confirmed it. */
      approvedAt: timestamp('approved_at', { withTimezone: true }),
      verifiedAt: timestamp('verified_at', { withTimezone: true }),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    },
    (table) => [unique('email_changes_user_id_key').on(table.userId), personRows('user_id')],
  )
  .enableRLS();
export type EmailChange = typeof emailChanges.$inferSelect;
