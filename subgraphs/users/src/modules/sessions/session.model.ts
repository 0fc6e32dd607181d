import { encrypted, hashed, person, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { index, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** One sign-in. Ends when it is revoked, has reached its absolute age, or nobody has used it for long. */
export const sessions = usersSchema
  .table(
    'sessions',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
      /** When it ends unless it is refreshed before, and never later than `expiresAt`; null where only that holds. */
      idleExpiresAt: timestamp('idle_expires_at', { withTimezone: true }),
      revokedAt: timestamp('revoked_at', { withTimezone: true }),
      /** When its person last proved in full who he is; null where it was not noted yet: when he signed in. */
      authenticatedAt: timestamp('authenticated_at', { withTimezone: true }),
      /** When he last showed a second factor in it, or a passkey, which is two; null where he has not. */
      secondFactorAt: timestamp('second_factor_at', { withTimezone: true }),
      /** The last sign-in or refresh; null where it was not noted yet. */
      lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
      /** From where it was last used, as the client says and as the network does: encrypted with the person's own key. */
      agent: personal('CONFIDENTIAL', person('user_id'), encrypted('agent')),
      address: personal('CONFIDENTIAL', person('user_id'), encrypted('address')),
      /** Keyed, of what tells one device of the person from another: known again, and not to be read. */
      agentMark: personal('CONFIDENTIAL', person('user_id'), hashed('agent_mark')),
      networkMark: personal('CONFIDENTIAL', person('user_id'), hashed('network_mark')),
      /** The administrator whose session it is, in the person's place; null for the person's own. */
      impersonatorId: uuid('impersonator_id').references(() => users.id, { onDelete: 'cascade' }),
    },
    (table) => [
      index('sessions_user_id_idx').on(table.userId),
      // When it ends, too: the expired ones stay for a while, and are passed over without their rows.
      index('sessions_unrevoked_idx')
        .on(table.userId, table.id, table.expiresAt)
        .where(sql`${table.revokedAt} is null`),
      index('sessions_impersonator_id_idx').on(table.impersonatorId).where(sql`${table.impersonatorId} is not null`),
      personRows('user_id'),
    ],
  )
  .enableRLS();
export type Session = typeof sessions.$inferSelect;
export type EncryptedClient = Pick<Session, 'agent' | 'address'>;
export type DeviceMarks = Pick<Session, 'agentMark' | 'networkMark'>;

/** So long ago that it is recent nowhere: for who has proved nothing, or nobody says when. */
export const neverProved = new Date(0);

/** By what a person can prove who he is. */
export type SignInMethod = 'password' | 'provider' | 'totp' | 'recovery_code' | 'passkey';
/** Those with which it is two factors. */
export const secondFactorMethods: readonly SignInMethod[] = ['totp', 'recovery_code', 'passkey'];

/**
 * The tokens of each session, by the hash of a 256-bit secret. No row-level security: the token is presented before
 * anybody knows whose it is, and who can name its hash has the token.
 */
export const refreshTokens = usersSchema.table(
  'refresh_tokens',
  {
    hash: personal('RESTRICTED', person('user_id'), hashed('hash').primaryKey()),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    userId: uuid('user_id').notNull(),
    issuedAt: timestamp('issued_at', { withTimezone: true }).notNull(),
    /** When the token was exchanged for its successor; null for the newest of its session. */
    rotatedAt: timestamp('rotated_at', { withTimezone: true }),
  },
  (table) => [
    index('refresh_tokens_session_id_idx').on(table.sessionId),
    // Finds the sessions that are over: their own rows can only be read person by person.
    index('refresh_tokens_issued_at_idx').on(table.issuedAt),
  ],
);
export type RefreshToken = typeof refreshTokens.$inferSelect;

/**
 * The sessions that ended before their time, for as long as a token of them may still be good: what routers are told who have
 * just begun to listen. No row-level security: it says nothing of whose they were.
 */
export const sessionRevocations = usersSchema.table(
  'session_revocations',
  {
    sessionId: uuid('session_id').primaryKey(),
    revokedAt: timestamp('revoked_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('session_revocations_revoked_at_idx').on(table.revokedAt)],
);
