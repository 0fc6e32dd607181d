import { bytea, hashed, person, personal, personRows, somebody } from '@trivet/database';
import { bigint, boolean, index, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** The public half of a key that a person's device or password manager keeps for us. */
export const passkeys = usersSchema
  .table(
    'passkeys',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** As its keeper names it. */
      credentialId: personal(
        'INTERNAL',
        person('user_id'),
        bytea('credential_id').notNull().unique('passkeys_credential_id_key'),
      ),
      /** COSE (RFC 9052). */
      publicKey: personal('INTERNAL', person('user_id'), bytea('public_key').notNull()),
      /** How often its keeper has signed, as it says; nothing for those that do not count. */
      signCount: bigint('sign_count', { mode: 'number' }).notNull(),
      /** How browsers get at its keeper; a hint for them. */
      transports: personal('INTERNAL', person('user_id'), text('transports').array().notNull()),
      /** Whether its keeper keeps copies on several devices. */
      synced: boolean('synced').notNull(),
      name: personal('INTERNAL', person('user_id'), text('name').notNull()),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    },
    (table) => [index('passkeys_user_id_id_idx').on(table.userId, table.id), personRows('user_id')],
  )
  .enableRLS();
export type Passkey = typeof passkeys.$inferSelect;
export type NewPasskey = typeof passkeys.$inferInsert;

/**
 * The challenges that were answered, until they would have expired: none is answered twice. No row-level security: it says
 * nothing of who did.
 */
export const answeredChallenges = usersSchema.table(
  'answered_passkey_challenges',
  {
    hash: personal('INTERNAL', somebody('who signs in'), hashed('hash').primaryKey()),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('answered_passkey_challenges_expires_at_idx').on(table.expiresAt)],
);
