import { type SQL, sql } from 'drizzle-orm';
import { pgPolicy } from 'drizzle-orm/pg-core';

/** Whose rows a statement may touch. Row-level security holds every statement to it. */
export interface RowScope {
  readonly accounts?: readonly string[];
  readonly persons?: readonly string[];
}

/** Rows that belong to no account and no person. */
export const nobody: RowScope = Object.freeze({});

/** The statement that sets the scope for the rest of the transaction. */
export function setRowScope({ accounts = [], persons = [] }: RowScope): SQL {
  return sql`select set_config('trivet.accounts', ${`{${accounts.join(',')}}`}, true), set_config('trivet.persons', ${`{${persons.join(',')}}`}, true)`;
}

/**
 * Policies for `pgTable`: only rows of the accounts (or persons) of this statement. The sub-select makes PostgreSQL
 * parse the array once per statement and not per row; a setting that was set earlier in the session comes back as ''.
 */
const ofAccounts = (column: string) => sql.raw(`${column} = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[]))`);
const ofPersons = (column: string) => sql.raw(`${column} = any((select nullif(current_setting('trivet.persons', true), '')::uuid[]))`);

export function accountRows(column: string) {
  return pgPolicy('account_rows', { for: 'all', to: 'public', using: ofAccounts(column), withCheck: ofAccounts(column) });
}

export function personRows(column: string) {
  return pgPolicy('person_rows', { for: 'all', to: 'public', using: ofPersons(column), withCheck: ofPersons(column) });
}
