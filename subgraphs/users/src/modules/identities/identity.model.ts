import { encrypted, hashed, hashedText, person, personal, personRows, somebody } from '@trivet/database';
import { index, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** It turns out at the end who that is. */
const visitor = somebody('who is on his way to a provider and back');

/** By which persons at which providers a person can sign in; one at each. A row goes when he unlinks it. */
export const identities = usersSchema
  .table(
    'identities',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** As the configuration names it. */
      provider: personal('INTERNAL', person('user_id'), text('provider').notNull()),
      /** What the provider calls him, and his address there when it was linked: encrypted with the person's own key. */
      subject: personal('CONFIDENTIAL', person('user_id'), encrypted('subject').notNull()),
      email: personal('CONFIDENTIAL', person('user_id'), encrypted('email')),
      linkedAt: timestamp('linked_at', { withTimezone: true }).notNull(),
    },
    (table) => [unique('identities_user_id_provider_key').on(table.userId, table.provider), personRows('user_id')],
  )
  .enableRLS();
export type Identity = typeof identities.$inferSelect;
export type NewIdentity = typeof identities.$inferInsert;

/**
 * Whose an identity is, by the keyed hash of issuer and subject. No row-level security: who comes from a provider is looked
 * up before anybody knows who he is here, and without the key nobody can compute a hash.
 */
export const identitySubjects = usersSchema.table('identity_subjects', {
  hash: personal('CONFIDENTIAL', person('user_id'), hashed('hash').primaryKey()),
  identityId: uuid('identity_id')
    .notNull()
    .unique('identity_subjects_identity_id_key')
    .references(() => identities.id, { onDelete: 'cascade' }),
  userId: uuid('user_id').notNull(),
});

/**
 * Browsers that were sent to a provider and are awaited back, by the hash of what came along (`state`). Nobody's rows: who it
 * is turns out at the end. Neither the nonce nor the code verifier is kept: both are derived.
 */
export const providerRequests = usersSchema.table(
  'provider_requests',
  {
    stateHash: personal('RESTRICTED', visitor, hashed('state_hash').primaryKey()),
    /** Of the cookie: only the browser that was sent there is let back in. */
    browserHash: personal('RESTRICTED', visitor, hashed('browser_hash').notNull()),
    provider: personal('INTERNAL', visitor, text('provider').notNull()),
    /** Where the application awaits the browser, and the challenge for which it holds the verifier. */
    returnTo: personal('INTERNAL', visitor, text('return_to').notNull()),
    codeChallenge: personal('RESTRICTED', visitor, hashedText('code_challenge').notNull()),
    /** Whose person is to prove again who he is; null for who signs in. Not looked up before he is back, so it need not exist. */
    sessionId: uuid('session_id'),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('provider_requests_expires_at_idx').on(table.expiresAt)],
);
export type ProviderRequest = typeof providerRequests.$inferSelect;

/** What a provider said of somebody, for the bearer of a code that is good once. Nobody's rows, as above. */
export const providerCodes = usersSchema.table(
  'provider_codes',
  {
    hash: personal('RESTRICTED', visitor, hashed('hash').primaryKey()),
    /** Encrypted with a key that is made of the code: it can be read by who has that and our lookup key. */
    profile: personal('CONFIDENTIAL', visitor, encrypted('profile').notNull()),
    codeChallenge: personal('RESTRICTED', visitor, hashedText('code_challenge').notNull()),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('provider_codes_expires_at_idx').on(table.expiresAt)],
);
export type ProviderCode = typeof providerCodes.$inferSelect;
