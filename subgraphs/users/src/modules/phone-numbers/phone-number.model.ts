import { encrypted, person, personal, personRows } from '@trivet/database';
import { index, integer, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** The number at which a person gets text messages. He has shown that he reads them. */
export const phoneNumbers = usersSchema
  .table(
    'phone_numbers',
    {
      userId: uuid('user_id')
        .primaryKey()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** E.164. Encrypted with the person's own key. */
      number: personal('CONFIDENTIAL', person('user_id'), encrypted('number').notNull()),
      verifiedAt: timestamp('verified_at', { withTimezone: true }).notNull(),
    },
    () => [personRows('user_id')],
  )
  .enableRLS();
export type PhoneNumber = typeof phoneNumbers.$inferSelect;

/**
 * The number that a person wants, until he has shown that he reads what is sent there: one at a time, for minutes. No row-level security:
 * the sweep forgets those of all, and numbers are encrypted.
 */
export const phoneNumberChanges = usersSchema.table(
  'phone_number_changes',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .unique('phone_number_changes_user_id_key')
      .references(() => users.id, { onDelete: 'cascade' }),
    number: personal('CONFIDENTIAL', person('user_id'), encrypted('number').notNull()),
    /** How often a code was tried. */
    tries: integer('tries').notNull().default(0),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('phone_number_changes_expires_at_idx').on(table.expiresAt)],
);
export type PhoneNumberChange = typeof phoneNumberChanges.$inferSelect;
