import { account, accountRows, notPersonal, personal, personRows } from '@trivet/database';
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { usersSchema } from '../../users-schema.model.ts';
import { users } from '../users/user.model.ts';

/** What a customer is to the product. */
export const accounts = usersSchema
  .table(
    'accounts',
    {
      id: uuid('id').primaryKey(),
      name: personal('INTERNAL', account('id'), text('name').notNull()),
      version: integer('version').notNull().default(1),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    },
    () => [accountRows('id')],
  )
  .enableRLS();
export type Account = typeof accounts.$inferSelect;

export const memberRole = usersSchema.enum('member_role', ['owner', 'admin', 'member', 'viewer']);

/** A role that an account has made for itself. The built-in ones are in the permission catalogue. */
export const roles = usersSchema
  .table(
    'roles',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id')
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      name: personal('INTERNAL', account('account_id'), text('name').notNull()),
      permissions: notPersonal('names of permissions', text('permissions').array().notNull()),
      version: integer('version').notNull().default(1),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      unique('roles_account_id_id_key').on(table.accountId, table.id),
      uniqueIndex('roles_account_id_name_key').on(table.accountId, sql`lower(${table.name})`),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type CustomRole = typeof roles.$inferSelect;

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
      /** A built-in role, or null for one of the account's own. */
      role: memberRole('role'),
      roleId: uuid('role_id'),
      version: integer('version').notNull().default(1),
      joinedAt: timestamp('joined_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      foreignKey({
        name: 'members_role_id_roles_fk',
        columns: [table.accountId, table.roleId],
        foreignColumns: [roles.accountId, roles.id],
      }),
      check('members_role_check', sql`num_nonnulls(${table.role}, ${table.roleId}) = 1`),
      index('members_role_id_idx').on(table.accountId, table.roleId).where(sql`${table.roleId} is not null`),
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
/** Persons, as far as members are found by their names. */
export const memberPersons = users;
/** A built-in role, or one of the account's own. */
export type HeldRole = Pick<Member, 'accountId' | 'role' | 'roleId'>;
