import { type Execution, failed, lossAt } from './execution.ts';
import type { Column, SelectionPlan } from './plan.ts';
import type { Positions } from './positions.ts';

/** One object of the response for each of `sources`: the fields are executed one after another, each for all of them. */
export function executeSelection(
  execution: Execution,
  selection: SelectionPlan,
  sources: Column,
  at: Positions,
): Column | Promise<Column> {
  const { fault } = selection;
  if (fault !== undefined) return sources.map((_source, index) => execution.fail(at, index, fault));
  const columns: (Column | Promise<Column>)[] = [];
  let waits = false;
  for (const field of selection.fields) {
    const column = field.execute(execution, sources, at);
    if (column instanceof Promise) waits = true;
    columns.push(column);
  }
  const count = sources.length;
  // Without a promise among them they are what the type says.
  if (!waits) return assemble(execution, selection, columns as Column[], { count, at });
  return Promise.all(columns).then((done) => assemble(execution, selection, done, { count, at }));
}

/** The same for the root of a mutation: a field begins when the one before it is done, and not after `data` is lost. */
export async function executeSerially(
  execution: Execution,
  selection: SelectionPlan,
  source: unknown,
  at: Positions,
): Promise<Column> {
  const columns: Column[] = [];
  for (const field of selection.fields) {
    const column = await field.execute(execution, [source], at);
    if (column[0] === failed) return [lossAt(at)];
    columns.push(column);
  }
  return assemble(execution, selection, columns, { count: 1, at });
}

function assemble(
  execution: Execution,
  { fields, assembly }: SelectionPlan,
  columns: readonly Column[],
  { count, at }: { readonly count: number; readonly at: Positions },
): Column {
  const objects = assembly.assemble(columns, count);
  if (!execution.hasFailures) return objects;
  for (const [rank, { nullable }] of fields.entries()) {
    if (nullable) continue;
    for (const [index, value] of columns[rank]?.entries() ?? []) if (value === failed) objects[index] = lossAt(at);
  }
  return objects;
}
