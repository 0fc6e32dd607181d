import { bytea, encrypted, notPersonal, person, personal } from '@trivet/database';
import { pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A store of its own, so that it can be backed up apart and for a shorter time: deleting a key erases a person. */
export const vaultSchema = pgSchema('vault');

/** Each person's data key, wrapped by a master key that it names. */
export const personalKeys = vaultSchema.table('personal_keys', {
  userId: uuid('user_id').primaryKey(),
  wrappedKey: personal('RESTRICTED', person('user_id'), encrypted('wrapped_key').notNull()),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

/** Ids of master keys by which nothing is wrapped any more: a trigger refuses what would be, so they can be thrown away. */
export const retiredMasterKeys = vaultSchema.table('retired_master_keys', {
  keyId: notPersonal('the id of a master key', bytea('key_id').primaryKey()),
  retiredAt: timestamp('retired_at', { withTimezone: true }).notNull(),
});
