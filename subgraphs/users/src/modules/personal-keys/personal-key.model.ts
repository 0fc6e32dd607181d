import { encrypted, person, personal } from '@trivet/database';
import { pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A store of its own, so that it can be backed up apart and for a shorter time: deleting a key erases a person. */
export const vaultSchema = pgSchema('vault');

/** Each person's data key, wrapped by the master key. */
export const personalKeys = vaultSchema.table('personal_keys', {
  userId: uuid('user_id').primaryKey(),
  wrappedKey: personal('RESTRICTED', person('user_id'), encrypted('wrapped_key').notNull()),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});
