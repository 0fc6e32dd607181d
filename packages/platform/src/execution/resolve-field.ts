import type { FieldNode, GraphQLField, GraphQLFieldResolver } from 'graphql';
import { compileArguments } from './arguments.ts';
import { type BatchForm, batchFormOf, checkedResults } from './batch.ts';
import type { Execution } from './execution.ts';
import type { Column } from './plan.ts';
import type { Positions } from './positions.ts';
import { isThenable, settle } from './wait.ts';

/** A field's values for all objects of a level, as its resolver gives them; a promise where one of them is one. */
type ResolveField<Extra extends unknown[] = []> = (
  execution: Execution,
  sources: Column,
  at: Positions,
  ...extra: Extra
) => Column | Promise<Column>;
type Arguments = Record<string, unknown>;

/**
 * The field's resolver in a loop over the level's objects. `info` is made for resolvers that declare a fourth parameter;
 * without a resolver the property of the field's name is read, and called where it is a function.
 */
export function compileResolver(definition: GraphQLField<unknown, unknown>, node: FieldNode): ResolveField {
  const { resolve, name } = definition;
  const readArguments = compileArguments(definition, node);
  const batch = resolve && batchFormOf(resolve);
  const resolveAll = batch ? batchCall(batch) : resolve ? resolverCalls(resolve) : propertyReads(name);
  return (execution, sources, at) => {
    let args: Arguments;
    try {
      args = readArguments(execution.variables);
    } catch (error) {
      return sources.map((_source, index) => execution.fail(at, index, error));
    }
    return resolveAll(execution, sources, at, args);
  };
}

function resolverCalls(resolve: GraphQLFieldResolver<unknown, unknown>): ResolveField<[Arguments]> {
  const takesInfo = resolve.length > 3;
  // One that does not declare `info` is called without it, which its type does not allow for.
  const call = resolve as (source: unknown, args: Arguments, context: unknown, info?: unknown) => unknown;
  return (execution, sources, at, args) => {
    const { context } = execution;
    const values: Column = [];
    let waits = false;
    for (let index = 0; index < sources.length; index += 1) {
      const source = sources[index];
      let value: unknown;
      try {
        value = takesInfo ? call(source, args, context, execution.info(at, index)) : call(source, args, context);
        if (isThenable(value)) waits = true;
      } catch (error) {
        value = execution.fail(at, index, error);
      }
      values.push(value);
    }
    return waits ? settle(values, (index, error) => execution.fail(at, index, error)) : values;
  };
}

function propertyReads(name: string): ResolveField<[Arguments]> {
  return (execution, sources, at, args) => {
    const values: Column = [];
    let waits = false;
    for (let index = 0; index < sources.length; index += 1) {
      const source = sources[index];
      let value: unknown;
      if ((typeof source === 'object' && source !== null) || typeof source === 'function') {
        try {
          value = (source as Record<string, unknown>)[name];
          if (typeof value === 'function') value = callMethod(execution, source, name, args, at, index);
          if (isThenable(value)) waits = true;
        } catch (error) {
          value = execution.fail(at, index, error);
        }
      }
      values.push(value);
    }
    return waits ? settle(values, (index, error) => execution.fail(at, index, error)) : values;
  };
}

function callMethod(
  execution: Execution,
  source: object,
  name: string,
  args: Arguments,
  at: Positions,
  index: number,
): unknown {
  const method = source as Record<string, (args: Arguments, context: unknown, info?: unknown) => unknown>;
  const takesInfo = (method[name]?.length ?? 0) > 2;
  return takesInfo
    ? method[name]?.(args, execution.context, execution.info(at, index))
    : method[name]?.(args, execution.context);
}

function batchCall(form: BatchForm<unknown, Arguments, unknown, unknown>): ResolveField<[Arguments]> {
  return (execution, sources, at, args) => {
    const failAll = (error: unknown): Column => sources.map((_source, index) => execution.fail(at, index, error));
    const receive = (results: readonly unknown[]): Column | Promise<Column> => {
      const values = [...checkedResults(results, sources.length)];
      return values.some(isThenable) ? settle(values, (index, error) => execution.fail(at, index, error)) : values;
    };
    try {
      const results = form(sources, args, execution.context);
      // A form that is not async may throw at once, and so may what checks its results.
      return results instanceof Promise ? results.then(receive).catch(failAll) : receive(results);
    } catch (error) {
      return failAll(error);
    }
  };
}
