import type { Column } from 'drizzle-orm';
import type { PgColumnBuilderBase } from 'drizzle-orm/pg-core';

/** How much harm a value does in wrong hands, from the least; as `@classified` says it, and docs/classification.md explains. */
export const classifications = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED'] as const;
export type Classification = (typeof classifications)[number];

/** Whose a value is. */
export interface Subject {
  readonly kind: 'person' | 'account' | 'somebody';
  /** The row's column with the id of him or it; of somebody who has none here, who that is. */
  readonly of: string;
}

/** Of the person whose id the row has in `column`; of nobody where that is null. */
export function person(column: string): Subject {
  return { kind: 'person', of: column };
}

/** Of the account whose id the row has in `column`: what its members put there, who may be anybody’s. */
export function account(column: string): Subject {
  return { kind: 'account', of: column };
}

/** Of somebody whom nobody knows as a person here. */
export function somebody(who: string): Subject {
  return { kind: 'somebody', of: who };
}

/** What a model says of a column. */
export type Declaration =
  | { readonly personal: true; readonly level: Classification; readonly subject: Subject }
  | { readonly personal: false; readonly reason: string };

/** By the configuration that a column shares with its builder, and that nobody else sees: types, migrations and statements stay as they are. */
const declarations = new WeakMap<object, Declaration>();

/** A column that tells something of `subject`. From CONFIDENTIAL on it has to be of the type `encrypted` or `hashed`. */
export function personal<Builder extends PgColumnBuilderBase>(
  level: Classification,
  subject: Subject,
  column: Builder,
): Builder {
  return declared(column, { personal: true, level, subject });
}

/** A column that tells nothing of anybody, and why not. */
export function notPersonal<Builder extends PgColumnBuilderBase>(reason: string, column: Builder): Builder {
  return declared(column, { personal: false, reason });
}

/** What its model says of a column; undefined where that says nothing. */
export function declarationOf(column: Column): Declaration | undefined {
  return declarations.get(configOf(column));
}

function declared<Builder extends PgColumnBuilderBase>(column: Builder, declaration: Declaration): Builder {
  declarations.set(configOf(column), declaration);
  return column;
}

/** Of a builder, or of a column: the one that is built gets the very object of its builder. */
function configOf(column: object): object {
  return (column as { readonly config: object }).config;
}
