import type { ErrorCode } from '@trivet/platform/errors';
import type { OperationKind } from '../execution/operations.ts';
import type { RenamedKey } from './client-keys.ts';
import type { ConditionValues } from './resolve-operation.ts';

/** A document that is to be understood and planned. */
export interface PlanningRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  /** Variables that may decide conditions; others do no harm. */
  readonly flags: ConditionValues;
}

/** What is made of it: values that can go from thread to thread as they are, most of them text, which costs least. */
export type PlanningAnswer = PlannedDocument | RefusedDocument;

export interface PlannedDocument {
  readonly outcome: 'planned';
  readonly kind: OperationKind;
  /** The declarations of variables, as in `query($a: Int) { __typename }`; empty where there are none. */
  readonly variables: string;
  /** The variables that decide conditions, and the values by which this plan was made, as a digit for each. */
  readonly conditions: readonly string[];
  readonly values: string;
  /** Equal for equal operations, however they are written. */
  readonly key: string;
  /** The operation in its plainest form; empty when nothing is left of it. */
  readonly operation: string;
  readonly renamed: readonly RenamedKey[];
  /** A `Plan`, as JSON. */
  readonly plan: string;
}

export interface RefusedDocument {
  readonly outcome: 'refused';
  readonly errors: readonly Refusal[];
}

export interface Refusal {
  readonly message: string;
  readonly code: ErrorCode;
  /** In the document. */
  readonly positions?: readonly number[] | undefined;
}

/** The digits of the conditions' values. */
export function valuesOf(conditions: readonly string[], read: (name: string) => unknown): string {
  return conditions.length === 0 ? '' : conditions.map((name) => (read(name) === true ? '1' : '0')).join('');
}
