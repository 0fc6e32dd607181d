import type { FieldNode, GraphQLField, GraphQLObjectType } from 'graphql';
import type { Execution } from './execution.ts';
import type { ObjectAssembly } from './object-assembly.ts';
import type { Positions } from './positions.ts';

/** The values of one field for all objects of a level, in the objects' order. */
export type Column = unknown[];

/** From what resolvers gave to what the response holds. It may write into `values`; without promises it answers at once. */
export type Complete = (execution: Execution, values: Column, at: Positions) => Column | Promise<Column>;

/** A field of a selection, for all objects of a level at once. */
export interface FieldPlan {
  /** The key in the response. */
  readonly key: string;
  /** The place in the selection. */
  readonly rank: number;
  readonly nullable: boolean;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  /** Resolves the field for `sources` and completes what comes of it. What failed is `failed`, where it may not be null. */
  readonly execute: (execution: Execution, sources: Column, parents: Positions) => Column | Promise<Column>;
}

/** What is selected of objects of one type. */
export interface SelectionPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
  readonly assembly: ObjectAssembly;
  /** What is wrong with a condition in it: every object that it is for fails. */
  readonly fault?: unknown;
}

/** The selections behind one field: one for each type of object that it has met. */
export interface Selections {
  of(type: GraphQLObjectType): SelectionPlan;
}
