import { encrypted, hashed, person, personal, personRows } from '@trivet/database';
import { index, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import type { SignInMethod } from '../sessions/session.model.ts';
import { users } from '../users/user.model.ts';

/** From what a person's authenticator makes its codes. */
export const totpSecrets = usersSchema
  .table(
    'totp_secrets',
    {
      userId: uuid('user_id')
        .primaryKey()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** Encrypted with the person's own key. */
      secret: personal('RESTRICTED', person('user_id'), encrypted('secret').notNull()),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      /** When the person has shown that his authenticator has it. Until then nothing is asked of him. */
      confirmedAt: timestamp('confirmed_at', { withTimezone: true }),
      /** Of the last code that was taken: no code of this step, or of one before, is good again. */
      lastStep: integer('last_step').notNull().default(0),
    },
    () => [personRows('user_id')],
  )
  .enableRLS();
export type TotpSecret = typeof totpSecrets.$inferSelect;

/** What a person has written down for when his authenticator is lost. Each is gone when it has been used. */
export const recoveryCodes = usersSchema
  .table(
    'recovery_codes',
    {
      /** Keyed, of the code and its person. */
      hash: personal('RESTRICTED', person('user_id'), hashed('hash').primaryKey()),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
    },
    (table) => [index('recovery_codes_user_id_idx').on(table.userId), personRows('user_id')],
  )
  .enableRLS();

/**
 * Who has shown a first factor and owes a second, by the hash of a 256-bit secret. No row-level security: the token is
 * presented before anybody knows whose it is, and who can name its hash has the token.
 */
export const sessionChallenges = usersSchema.table(
  'session_challenges',
  {
    hash: personal('RESTRICTED', person('user_id'), hashed('hash').primaryKey()),
    userId: uuid('user_id').notNull(),
    /** By what he has proved who he is so far. */
    methods: personal('INTERNAL', person('user_id'), text('methods').array().$type<SignInMethod[]>().notNull()),
    tries: integer('tries').notNull().default(0),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('session_challenges_expires_at_idx').on(table.expiresAt)],
);
export type SessionChallenge = typeof sessionChallenges.$inferSelect;

/** What will do besides a first factor. */
export type SecondFactor = Extract<SignInMethod, 'totp' | 'recovery_code' | 'passkey'>;
