import type { RowScope } from '../row-scope.ts';
import { arrayText } from './parameter-text.ts';

/** Accounts and persons, each as the text of an array. */
export type ScopeParameters = readonly [accounts: string, persons: string];

/**
 * Confines what follows in the transaction to the rows of a scope, and to reading. All three are arguments of operators, so
 * all are evaluated; and the condition is false, so nothing is answered.
 */
export const scopeStatement =
  "select /* scope */ where set_config('trivet.accounts', $1, true) || set_config('trivet.persons', $2, true) || set_config('transaction_read_only', 'on', true) is null";

export function scopeParameters({ accounts = [], persons = [] }: RowScope): ScopeParameters {
  return [arrayText(accounts), arrayText(persons)];
}
