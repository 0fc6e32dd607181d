import { accountRows, notPersonal, person, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { check, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { notificationCategories, notificationChannels } from '../kinds/notification-kind.model.ts';

export const digestFrequencies = ['off', 'hourly', 'daily', 'weekly'] as const;
export type DigestFrequency = (typeof digestFrequencies)[number];

const category = () => notPersonal('one of four', text('category', { enum: notificationCategories }).notNull());
const channel = () => notPersonal('a way to be told', text('channel', { enum: notificationChannels }).notNull());
const frequency = () => notPersonal('one of four', text('frequency', { enum: digestFrequencies }).notNull());

/** How what a person is told of a category by a channel is gathered, where he has chosen it. Minutes are since midnight, where he is. */
export const digestPreferences = notificationsSchema
  .table(
    'digest_preferences',
    {
      userId: uuid('user_id').notNull(),
      category: category(),
      channel: channel(),
      frequency: frequency(),
      atMinute: smallint('at_minute'),
      /** By ISO 8601: 1 is Monday. */
      weekday: smallint('weekday'),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      primaryKey({ name: 'digest_preferences_pkey', columns: [table.userId, table.category, table.channel] }),
      check(
        'digest_preferences_time_check',
        sql`(${table.frequency} in ('daily', 'weekly')) = (${table.atMinute} is not null) and (${table.frequency} = 'weekly') = (${table.weekday} is not null)`,
      ),
      personRows('user_id'),
    ],
  )
  .enableRLS();

/** How what is told of an account is gathered for those who have not chosen themselves. */
export const digestDefaults = notificationsSchema
  .table(
    'digest_defaults',
    {
      accountId: uuid('account_id').notNull(),
      category: category(),
      channel: channel(),
      frequency: frequency(),
      atMinute: smallint('at_minute'),
      weekday: smallint('weekday'),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      primaryKey({ name: 'digest_defaults_pkey', columns: [table.accountId, table.category, table.channel] }),
      check(
        'digest_defaults_time_check',
        sql`(${table.frequency} in ('daily', 'weekly')) = (${table.atMinute} is not null) and (${table.frequency} = 'weekly') = (${table.weekday} is not null)`,
      ),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/** When a person is not to be disturbed. */
export const quietHours = notificationsSchema
  .table(
    'quiet_hours',
    {
      userId: uuid('user_id').primaryKey(),
      fromMinute: personal('INTERNAL', person('user_id'), smallint('from_minute').notNull()),
      untilMinute: personal('INTERNAL', person('user_id'), smallint('until_minute').notNull()),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    () => [personRows('user_id')],
  )
  .enableRLS();

type DigestPreference = typeof digestPreferences.$inferSelect;
/** What is gathered how. */
export type DigestChoice = Pick<DigestPreference, 'category' | 'channel' | 'frequency' | 'atMinute' | 'weekday'>;
/** What of a person is gathered together: a category by a channel. */
export type Gathering = Pick<DigestChoice, 'category' | 'channel'>;
/** How often, and when. A time of the day is minutes since midnight, by the clocks of where the person is. */
export type Digest = Pick<DigestChoice, 'frequency' | 'atMinute' | 'weekday'>;
/** Over midnight where `untilMinute` is the earlier one. */
export type QuietHours = Pick<typeof quietHours.$inferSelect, 'fromMinute' | 'untilMinute'>;
