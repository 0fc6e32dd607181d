import type { GraphQLResolveInfo } from 'graphql';
import type { FieldPlan } from './plan.ts';

/** One step of the way from the root to a value. */
export interface Step {
  readonly key: string | number;
  /** The type whose field it is; none for an element of a list. */
  readonly typename: string | undefined;
  /** Where the step stands among its siblings in the response. */
  readonly rank: number;
  readonly nullable: boolean;
}

/**
 * Where the values of a column stand in the response. A level has one, whatever its number of values; a way is traced
 * only when a value failed, or when a resolver takes `info`.
 */
export interface Positions {
  /** The field whose values these are. */
  readonly field: FieldPlan | undefined;
  /** Whether the values may be null. */
  readonly nullable: boolean;
  trace(index: number): Step[];
}

export const rootPositions: Positions = { field: undefined, nullable: true, trace: () => [] };

/** The values of one field, one for each of its parents. */
export class FieldPositions implements Positions {
  readonly field: FieldPlan;
  readonly nullable: boolean;
  readonly #parents: Positions;

  constructor(parents: Positions, field: FieldPlan) {
    this.#parents = parents;
    this.field = field;
    this.nullable = field.nullable;
  }

  trace(index: number): Step[] {
    const { key, rank, nullable, parentType } = this.field;
    return [...this.#parents.trace(index), { key, rank, nullable, typename: parentType.name }];
  }
}

/** The elements of lists, one list behind the other; a list begins where `starts` says. */
export class ItemPositions implements Positions {
  readonly field: FieldPlan | undefined;
  readonly nullable: boolean;
  readonly #lists: Positions;
  readonly #starts: readonly number[];

  constructor(lists: Positions, starts: readonly number[], nullable: boolean) {
    this.field = lists.field;
    this.nullable = nullable;
    this.#lists = lists;
    this.#starts = starts;
  }

  trace(index: number): Step[] {
    // An empty list begins where the next one does: the last that begins at or before the element has it.
    const list = this.#starts.findLastIndex((start) => start <= index);
    const key = index - (this.#starts[list] ?? 0);
    return [...this.#lists.trace(list), { key, rank: key, nullable: this.nullable, typename: undefined }];
  }
}

/** Some of the values of a column. */
export class SomePositions implements Positions {
  readonly field: FieldPlan | undefined;
  readonly nullable: boolean;
  readonly #all: Positions;
  readonly #indices: readonly number[];

  constructor(all: Positions, indices: readonly number[]) {
    this.field = all.field;
    this.nullable = all.nullable;
    this.#all = all;
    this.#indices = indices;
  }

  trace(index: number): Step[] {
    return this.#all.trace(this.#indices[index] ?? 0);
  }
}

/** The path of the field that a value belongs to, as resolvers get it: without places in its lists. */
export function fieldPath(at: Positions, index: number): GraphQLResolveInfo['path'] {
  const steps = at.trace(index);
  const end = steps.findLastIndex(({ typename }) => typename !== undefined);
  let path: GraphQLResolveInfo['path'] | undefined;
  for (const { key, typename } of steps.slice(0, end + 1)) path = { prev: path, key, typename };
  if (!path) throw new Error('The root belongs to no field.');
  return path;
}
