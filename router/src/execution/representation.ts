import type { GraphQLSchema } from 'graphql';
import type { EntityGroup, RequiredSelection, Rewrite } from '../planning/plan.ts';
import type { Losses } from './losses.ts';
import { isTreeObject, merge, read, type TreeObject, write } from './tree.ts';
import { isOfType, typeCondition } from './type-condition.ts';

/** Representations that are sent for one group, and for each of them the objects that it stands for. */
export interface Represented {
  readonly representations: readonly TreeObject[];
  readonly targets: readonly (readonly TreeObject[])[];
}

/** Equal representations are sent once. Objects that lack what a fetch of theirs should have brought lose this one too. */
export function represented(
  schema: GraphQLSchema,
  group: EntityGroup,
  objects: readonly TreeObject[],
  losses: Losses,
): Represented {
  const byKey = new Map<string, TreeObject[]>();
  const representations: TreeObject[] = [];
  for (const object of objects) {
    const representation = represent(schema, object, group.requires, (lacking, key) =>
      losses.inherit(object, lostKeys(group), lacking, key),
    );
    if (!representation) continue;
    applyRewrites(schema, group.inputRewrites, representation);
    const key = JSON.stringify(representation);
    const same = byKey.get(key);
    if (same) {
      same.push(object);
    } else {
      byKey.set(key, [object]);
      representations.push(representation);
    }
  }
  return { representations, targets: [...byKey.values()] };
}

/** What entities do not get when a fetch fails: the names of their types too, if they were not known. */
export function lostKeys({ writes }: EntityGroup): string[] {
  return [...writes, '__typename'];
}

/**
 * What identifies `source` to another subgraph, with the fields that it requires; null where one of them is missing,
 * in which case `onMissing` is told of the object and the key that it lacks. (A field that is null is not missing.)
 */
function represent(
  schema: GraphQLSchema,
  source: TreeObject,
  requires: readonly RequiredSelection[],
  onMissing: (object: TreeObject, key: string) => void,
): TreeObject | null {
  const selected = select(schema, source, requires, onMissing);
  return selected?.['__typename'] ? selected : null;
}

function select(
  schema: GraphQLSchema,
  source: TreeObject,
  selections: readonly RequiredSelection[],
  onMissing: (object: TreeObject, key: string) => void,
): TreeObject | null {
  const result: TreeObject = {};
  for (const selection of selections) {
    if (selection.kind === 'Fragment') {
      const inner =
        isOfType(schema, source, [selection.type], false) && select(schema, source, selection.selections, onMissing);
      if (inner) merge(result, inner);
      continue;
    }
    const value = selectValue(schema, read(source, selection.key), selection.selections, onMissing);
    if (value === undefined) {
      onMissing(source, selection.key);
      return null;
    }
    write(result, selection.key, value);
  }
  return result;
}

/** undefined where something is missing in it. */
function selectValue(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly RequiredSelection[] | undefined,
  onMissing: (object: TreeObject, key: string) => void,
): unknown {
  if (!selections || value === null || value === undefined) return value;
  if (Array.isArray(value)) {
    const elements = value.map((element) => selectValue(schema, element, selections, onMissing));
    return elements.includes(undefined) ? undefined : elements;
  }
  return isTreeObject(value) ? (select(schema, value, selections, onMissing) ?? undefined) : undefined;
}

/** Applies what the planner wants changed in a representation before it is sent, or in an answer before it is merged. */
export function applyRewrites(schema: GraphQLSchema, rewrites: readonly Rewrite[], value: unknown): void {
  for (const rewrite of rewrites) applyAt(schema, value, rewrite, 0);
}

function applyAt(schema: GraphQLSchema, value: unknown, rewrite: Rewrite, depth: number): void {
  if (Array.isArray(value)) {
    for (const element of value) applyAt(schema, element, rewrite, depth);
    return;
  }
  const step = rewrite.path[depth];
  if (!isTreeObject(value) || step === undefined) return;
  if (depth < rewrite.path.length - 1) {
    const types = typeCondition(step);
    if (!types) applyAt(schema, read(value, step), rewrite, depth + 1);
    else if (isOfType(schema, value, types, true)) applyAt(schema, value, rewrite, depth + 1);
  } else if (rewrite.kind === 'Set') {
    write(value, step, rewrite.value);
  } else {
    const moved = read(value, step);
    if (moved === undefined) return;
    // An interface may have been asked for the same field under its own key.
    const renamed: TreeObject = {};
    write(renamed, rewrite.to, moved);
    merge(value, renamed);
    delete value[step];
  }
}
