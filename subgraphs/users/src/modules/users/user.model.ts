import { encrypted, hashed, person, personal } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { boolean, index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';

/** A person who can sign in. Secrets are in `credentials`, so a user row is always safe to pass on. */
export const users = usersSchema.table(
  'users',
  {
    id: uuid('id').primaryKey(),
    displayName: personal('INTERNAL', person('id'), text('display_name')),
    /** A picture's URL. */
    avatar: personal('INTERNAL', person('id'), text('avatar')),
    /** Encrypted with the person's own key. */
    email: personal('CONFIDENTIAL', person('id'), encrypted('email').notNull()),
    /** Keyed: finds the address without telling it. */
    emailHash: personal('CONFIDENTIAL', person('id'), hashed('email_hash').notNull().unique('users_email_hash_key')),
    emailVerified: boolean('email_verified').notNull().default(false),
    version: integer('version').notNull().default(1),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    // Byte by byte, as searches by the beginning of a name go along it.
    index('users_display_name_idx').on(sql`(lower(${table.displayName}) collate "C")`, table.id),
  ],
);
export type User = typeof users.$inferSelect;
export type NewUser = typeof users.$inferInsert;

/**
 * Who was erased: what others did with him goes on naming his id. That a person is gone from `users` is what keeps an operation
 * that is under way from writing of him.
 */
export const erasedUsers = usersSchema.table('erased_users', {
  id: uuid('id').primaryKey(),
  erasedAt: timestamp('erased_at', { withTimezone: true }).notNull(),
});

/** A person as he is shown: himself, or what is left where he was erased. */
export type PersonView = Pick<User, 'id' | 'displayName' | 'avatar'> & Partial<User>;
