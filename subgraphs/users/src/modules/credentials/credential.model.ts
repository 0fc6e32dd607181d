import { hashedText, person, personal, personRows } from '@trivet/database';
import { uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** How a person proves who he is. Apart from `users`, so that no query of a person brings a secret along. */
export const credentials = usersSchema
  .table(
    'credentials',
    {
      userId: uuid('user_id')
        .primaryKey()
        .references(() => users.id, { onDelete: 'cascade' }),
      /** Argon2id, in its own text form with parameters and salt. */
      passwordHash: personal('RESTRICTED', person('user_id'), hashedText('password_hash').notNull()),
    },
    () => [personRows('user_id')],
  )
  .enableRLS();
export type NewCredential = typeof credentials.$inferInsert;
