import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { completeAbstract, completeObject } from './complete-object.ts';
import { type Execution, failed, lossAt } from './execution.ts';
import type { Column, Complete, FieldPlan, Selections } from './plan.ts';
import { ItemPositions, type Positions } from './positions.ts';
import { after, isThenable, settle } from './wait.ts';

/** How values of `type` become what the response holds; `selections` are those behind the field, where it has some. */
export function compileCompletion(type: GraphQLOutputType, selections: Selections): Complete {
  const present = isNonNullType(type) ? type.ofType : type;
  if (isLeafType(present)) return completeLeaf(present);
  if (isListType(present)) {
    return completeList(compileCompletion(present.ofType, selections), !isNonNullType(present.ofType));
  }
  return isObjectType(present) ? completeObject(present, selections) : completeAbstract(present, selections);
}

function completeLeaf(type: GraphQLLeafType): Complete {
  const isComplete = completeValues.get(type) ?? (() => false);
  return (execution, values, at) => {
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (isComplete(value)) continue;
      const absence = execution.absence(value, at, index);
      values[index] = absence === undefined ? serialize(execution, type, value, at, index) : absence;
    }
    return values;
  };
}

/** What a built-in scalar leaves as it is. */
const completeValues: ReadonlyMap<GraphQLLeafType, (value: unknown) => boolean> = new Map<
  GraphQLLeafType,
  (value: unknown) => boolean
>([
  [GraphQLString, (value) => typeof value === 'string'],
  [GraphQLID, (value) => typeof value === 'string'],
  [GraphQLBoolean, (value) => typeof value === 'boolean'],
  [GraphQLInt, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat, (value) => typeof value === 'number' && Number.isFinite(value)],
]);

function serialize(execution: Execution, type: GraphQLLeafType, value: unknown, at: Positions, index: number): unknown {
  try {
    const serialized = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    const call = `${inspect(type)}.serialize(${inspect(value)})`;
    throw new Error(`Expected \`${call}\` to return non-nullable value, returned: ${inspect(serialized)}`);
  } catch (error) {
    return execution.fail(at, index, error);
  }
}

/** The elements of all lists of a level are one column. */
function completeList(completeItems: Complete, itemsNullable: boolean): Complete {
  return (execution, values, at) => {
    const items: Column = [];
    const starts: number[] = [];
    let waits = false;
    for (let index = 0; index < values.length; index += 1) {
      starts.push(items.length);
      const value = values[index];
      const absence = execution.absence(value, at, index);
      const list = absence === undefined ? listOf(execution, value, at, index) : absence;
      values[index] = list;
      if (!Array.isArray(list)) continue;
      for (let place = 0; place < list.length; place += 1) {
        const item: unknown = list[place];
        if (isThenable(item)) waits = true;
        items.push(item);
      }
    }
    const itemsAt = new ItemPositions(at, starts, itemsNullable);
    const settled = waits ? settle(items, (index, error) => execution.fail(itemsAt, index, error)) : items;
    return after(
      after(settled, (column) => completeItems(execution, column, itemsAt)),
      (completed) => {
        for (let index = 0; index < values.length; index += 1) {
          if (!Array.isArray(values[index])) continue;
          const list = values.length === 1 ? completed : completed.slice(starts[index], starts[index + 1]);
          const isLost = !itemsNullable && execution.hasFailures && list.includes(failed);
          values[index] = isLost ? lossAt(at) : list;
        }
        return values;
      },
    );
  };
}

/** The list, or what its place answers where the value is none. */
function listOf(execution: Execution, value: unknown, at: Positions, index: number): unknown {
  if (Array.isArray(value)) return value;
  try {
    if (typeof value === 'object' && typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') {
      return Array.from(value as Iterable<unknown>);
    }
    const { parentType, definition } = at.field as FieldPlan;
    const name = `${parentType.name}.${definition.name}`;
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
  } catch (error) {
    return execution.fail(at, index, error);
  }
}
