import { accountRows, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { index, integer, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** What a customer is to the product. */
export const accounts = usersSchema
  .table(
    'accounts',
    {
      id: uuid('id').primaryKey(),
      name: text('name').notNull(),
      version: integer('version').notNull().default(1),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    },
    () => [accountRows('id')],
  )
  .enableRLS();
export type Account = typeof accounts.$inferSelect;

export const memberRole = usersSchema.enum('member_role', ['owner', 'admin', 'member', 'viewer']);

/** Who belongs to which account, and as what. Readable through the account and through the person. */
export const members = usersSchema
  .table(
    'members',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id')
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      role: memberRole('role').notNull(),
      version: integer('version').notNull().default(1),
      joinedAt: timestamp('joined_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      unique('members_account_id_user_id_key').on(table.accountId, table.userId),
      index('members_account_id_id_idx').on(table.accountId, table.id),
      // A list of accounts shows the owner of each, however many members there are.
      index('members_owners_idx').on(table.accountId, table.id).where(sql`${table.role} = 'owner'`),
      index('members_user_id_idx').on(table.userId),
      accountRows('account_id'),
      personRows('user_id'),
    ],
  )
  .enableRLS();
export type Member = typeof members.$inferSelect;
