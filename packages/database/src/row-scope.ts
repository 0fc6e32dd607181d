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
 * Only rows whose `column` is in the setting's array. The sub-select makes PostgreSQL parse the array once per statement
 * and not per row, the cast around it makes it one value and not a set; a setting that was set earlier in the session
 * comes back as ''.
 */
function within(setting: 'trivet.accounts' | 'trivet.persons', column: string): SQL {
  return sql.raw(`${column} = any((select nullif(current_setting('${setting}', true), '')::uuid[])::uuid[])`);
}

/** The policy of a table whose rows belong to accounts. */
export function accountRows(column: string) {
  const mine = within('trivet.accounts', column);
  return pgPolicy('account_rows', { for: 'all', to: 'public', using: mine, withCheck: mine });
}

/** The policy of a table whose rows belong to persons. */
export function personRows(column: string) {
  const mine = within('trivet.persons', column);
  return pgPolicy('person_rows', { for: 'all', to: 'public', using: mine, withCheck: mine });
}
