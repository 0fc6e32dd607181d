import { type GraphQLAbstractType, GraphQLError, type GraphQLObjectType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { executeSelection } from './execute-selection.ts';
import { type Execution, failed } from './execution.ts';
import type { Column, Complete, Selections } from './plan.ts';
import { type Positions, SomePositions } from './positions.ts';
import { resolveTypeName, runtimeTypeOf } from './runtime-type.ts';
import { after, isThenable, settle } from './wait.ts';

/** The values of a column that are of one type: all of them, where `indices` does not name some. */
interface Members {
  readonly type: GraphQLObjectType;
  readonly selections: Selections;
  readonly indices?: readonly number[] | undefined;
}

export function completeObject(type: GraphQLObjectType, selections: Selections): Complete {
  return (execution, values, at) => {
    const indices = presentIndices(execution, values, at);
    return completeMembers(execution, values, at, { type, selections, indices });
  };
}

/** Values of a level that turn out to be of one type are one level further down. */
export function completeAbstract(type: GraphQLAbstractType, selections: Selections): Complete {
  return (execution, values, at) => {
    const names: Column = [];
    let waits = false;
    const fail = (index: number, error: unknown) => {
      values[index] = execution.fail(at, index, error);
      return failed;
    };
    for (let index = 0; index < values.length; index += 1) {
      const absence = execution.absence(values[index], at, index);
      let name: unknown = failed;
      if (absence === undefined) {
        try {
          name = resolveTypeName(execution, type, values[index], at, index);
          if (isThenable(name)) waits = true;
        } catch (error) {
          name = fail(index, error);
        }
      } else {
        values[index] = absence;
      }
      names.push(name);
    }
    return after(waits ? settle(names, fail) : names, () => {
      const groups = new Map<GraphQLObjectType, number[]>();
      for (const [index, name] of names.entries()) {
        if (name === failed) continue;
        try {
          const runtimeType = runtimeTypeOf(execution, type, name, { value: values[index], field: at.field });
          const group = groups.get(runtimeType);
          if (group) group.push(index);
          else groups.set(runtimeType, [index]);
        } catch (error) {
          fail(index, error);
        }
      }
      return completeGroups(execution, values, at, { groups, selections });
    });
  };
}

/** Completes the values at the indices of each group as objects of its type. */
export function completeGroups(
  execution: Execution,
  values: Column,
  at: Positions,
  {
    groups,
    selections,
  }: { readonly groups: ReadonlyMap<GraphQLObjectType, number[]>; readonly selections: Selections },
): Column | Promise<Column> {
  const waiting: Promise<Column>[] = [];
  for (const [type, indices] of groups) {
    const completed = completeMembers(execution, values, at, { type, selections, indices });
    if (completed instanceof Promise) waiting.push(completed);
  }
  return waiting.length === 0 ? values : Promise.all(waiting).then(() => values);
}

function completeMembers(execution: Execution, values: Column, at: Positions, members: Members) {
  if (!members.type.isTypeOf) return executeMembers(execution, values, at, members);
  return after(checkedIndices(execution, values, at, members), (indices) =>
    executeMembers(execution, values, at, { ...members, indices: indices as number[] }),
  );
}

/** With `indices` what is completed is put into `values`. */
function executeMembers(
  execution: Execution,
  values: Column,
  at: Positions,
  { type, selections, indices }: Members,
): Column | Promise<Column> {
  const sources = indices ? indices.map((index) => values[index]) : values;
  if (sources.length === 0) return values;
  const places = indices ? new SomePositions(at, indices) : at;
  const objects = executeSelection(execution, selections.of(type), sources, places);
  if (!indices) return objects;
  return after(objects, (column) => {
    for (const [place, index] of indices.entries()) values[index] = column[place];
    return values;
  });
}

/** The places that hold a value; undefined where all do. What the others answer is put into them. */
function presentIndices(execution: Execution, values: Column, at: Positions): number[] | undefined {
  let indices: number[] | undefined;
  for (let index = 0; index < values.length; index += 1) {
    const absence = execution.absence(values[index], at, index);
    if (absence === undefined) {
      indices?.push(index);
      continue;
    }
    indices ??= Array.from({ length: index }, (_, before) => before);
    values[index] = absence;
  }
  return indices;
}

/** Those that the type's `isTypeOf` takes for its own. */
function checkedIndices(
  execution: Execution,
  values: Column,
  at: Positions,
  { type, indices = [...values.keys()] }: Members,
): Column | Promise<Column> {
  const fail = (place: number, error: unknown) => {
    const index = indices[place] as number;
    values[index] = execution.fail(at, index, error);
    return failed;
  };
  let waits = false;
  const verdicts: Column = indices.map((index, place) => {
    try {
      const verdict = type.isTypeOf?.(values[index], execution.context, execution.info(at, index));
      if (isThenable(verdict)) waits = true;
      return verdict;
    } catch (error) {
      return fail(place, error);
    }
  });
  return after(waits ? settle(verdicts, fail) : verdicts, () =>
    indices.filter((index, place) => {
      if (verdicts[place] === failed || verdicts[place]) return verdicts[place] !== failed;
      const message = `Expected value of type "${type.name}" but got: ${inspect(values[index])}.`;
      fail(place, new GraphQLError(message, { nodes: at.field?.nodes ?? null }));
      return false;
    }),
  );
}
