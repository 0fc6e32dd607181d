import { encrypted, notPersonal, person, personal, personRows } from '@trivet/database';
import { index, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/**
 * Who administers the platform. Written by the operator's command alone. No row-level security: the operator lists all of
 * them, and they are nothing but ids.
 */
export const platformAdministrators = usersSchema.table('platform_administrators', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  grantedAt: timestamp('granted_at', { withTimezone: true }).notNull(),
});
export type PlatformAdministrator = typeof platformAdministrators.$inferSelect;

export const securityAction = usersSchema.enum('security_action', [
  'administrator_granted',
  'administrator_revoked',
  'user_viewed',
  'users_searched',
  'user_locked',
  'user_unlocked',
  'user_signed_out',
  'user_impersonated',
]);
export type SecurityAction = (typeof securityAction.enumValues)[number];

/**
 * What administrators have done, and what was done to who they are. Append only, by grants and triggers. No reference to
 * persons: it outlives them; and no row-level security: administrators read all of it.
 */
export const securityEvents = usersSchema.table(
  'security_events',
  {
    id: uuid('id').primaryKey(),
    action: securityAction('action').notNull(),
    occurredAt: timestamp('occurred_at', { withTimezone: true }).notNull(),
    /** Null for the operator, by his command. */
    administratorId: uuid('administrator_id'),
    /** To whom; null for a search. */
    userId: uuid('user_id'),
    /** The session that came of it. */
    sessionId: uuid('session_id'),
    /** Encrypted with the key of the person to whom it was done. */
    reason: personal('CONFIDENTIAL', person('user_id'), encrypted('reason')),
    requestId: notPersonal('an id', text('request_id').notNull()),
  },
  (table) => [
    index('security_events_user_id_idx').on(table.userId, table.id),
    index('security_events_administrator_id_idx').on(table.administratorId, table.id),
    index('security_events_action_idx').on(table.action, table.id),
  ],
);
export type SecurityEvent = typeof securityEvents.$inferSelect;

/** Who cannot sign in, and since which act of an administrator. */
export const userLocks = usersSchema
  .table(
    'user_locks',
    {
      userId: uuid('user_id')
        .primaryKey()
        .references(() => users.id, { onDelete: 'cascade' }),
      securityEventId: uuid('security_event_id')
        .notNull()
        .references(() => securityEvents.id, { onDelete: 'restrict' }),
    },
    (table) => [index('user_locks_security_event_id_idx').on(table.securityEventId), personRows('user_id')],
  )
  .enableRLS();
export type UserLock = typeof userLocks.$inferSelect;
