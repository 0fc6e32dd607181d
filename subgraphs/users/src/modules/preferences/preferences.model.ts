import { person, personal, personRows } from '@trivet/database';
import { integer, text, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

export const theme = usersSchema.enum('theme', ['system', 'light', 'dark']);

/** How a person wants to be shown things; no row where he has said nothing. */
export const preferences = usersSchema
  .table(
    'preferences',
    {
      userId: uuid('user_id')
        .primaryKey()
        .references(() => users.id, { onDelete: 'cascade' }),
      locale: personal('INTERNAL', person('user_id'), text('locale').notNull()),
      timeZone: personal('INTERNAL', person('user_id'), text('time_zone').notNull()),
      theme: theme('theme').notNull(),
      version: integer('version').notNull(),
    },
    () => [personRows('user_id')],
  )
  .enableRLS();
export type Preferences = typeof preferences.$inferSelect;
