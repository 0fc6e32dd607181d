import { encrypted, hashed, notPersonal, person, personal, personRows } from '@trivet/database';
import { index, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';

export const devicePlatforms = ['web', 'android', 'ios'] as const;
export type DevicePlatform = (typeof devicePlatforms)[number];

/** A browser or an application to which a person's notifications are pushed. */
export const devices = notificationsSchema
  .table(
    'devices',
    {
      id: uuid('id').primaryKey(),
      userId: uuid('user_id').notNull(),
      /** The one that registered it last: with its end nothing goes there any more. */
      sessionId: uuid('session_id').notNull(),
      platform: notPersonal('one of three', text('platform', { enum: devicePlatforms }).notNull()),
      name: personal('INTERNAL', person('user_id'), text('name').notNull()),
      /** As its push service knows it; of a browser, the whole subscription. */
      token: personal('RESTRICTED', person('user_id'), encrypted('token').notNull()),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      registeredAt: timestamp('registered_at', { withTimezone: true }).notNull(),
    },
    (table) => [index('devices_user_id_id_idx').on(table.userId, table.id), personRows('user_id')],
  )
  .enableRLS();
export type Device = typeof devices.$inferSelect;

/**
 * Whose a token is. No row-level security: a token comes before anybody knows whose it was, and who can name its hash has it. By
 * `registered_at` the job finds what is to be forgotten.
 */
export const deviceTokens = notificationsSchema.table(
  'device_tokens',
  {
    hash: personal('RESTRICTED', person('user_id'), hashed('hash').primaryKey()),
    deviceId: uuid('device_id')
      .notNull()
      .unique('device_tokens_device_id_key')
      .references(() => devices.id, { onDelete: 'cascade' }),
    userId: uuid('user_id').notNull(),
    registeredAt: timestamp('registered_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('device_tokens_registered_at_idx').on(table.registeredAt)],
);
export type DeviceToken = typeof deviceTokens.$inferSelect;

/**
 * Sessions that have ended, as long as something may be under way that was asked for by them: they register no device any more. No
 * row-level security: ids and times.
 */
export const endedSessions = notificationsSchema.table(
  'ended_sessions',
  {
    sessionId: uuid('session_id').primaryKey(),
    endedAt: timestamp('ended_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('ended_sessions_ended_at_idx').on(table.endedAt)],
);
