import type { GraphQLSchema } from 'graphql';
import type { Place } from '../planning/plan.ts';
import { isTreeObject, type ResponsePath, read, type TreeObject } from './tree.ts';
import { isOfType, typeCondition } from './type-condition.ts';

/** The distinct objects at `places`; what does not fit is passed over. */
export function objectsAt(schema: GraphQLSchema, root: TreeObject, places: readonly Place[]): TreeObject[] {
  const found = new Set<TreeObject>();
  for (const place of places) {
    let level: unknown[] = [root];
    for (const step of place) level = level.flatMap((value) => stepFrom(schema, value, step));
    for (const value of level) if (isTreeObject(value)) found.add(value);
  }
  return [...found];
}

function stepFrom(schema: GraphQLSchema, value: unknown, step: string): unknown[] {
  if (step === '@') return Array.isArray(value) ? value : [];
  if (!isTreeObject(value)) return [];
  const types = typeCondition(step);
  if (!types) return [read(value, step)];
  return isOfType(schema, value, types, true) ? [value] : [];
}

/** Where each object at `places` stands, in the client's tree: one object may stand at several paths. */
export function pathsOf(
  schema: GraphQLSchema,
  root: TreeObject,
  places: readonly Place[],
): Map<TreeObject, readonly ResponsePath[]> {
  const found = new Map<TreeObject, ResponsePath[]>();
  // Places may overlap.
  const seen = places.length > 1 ? new Set<string>() : undefined;
  const add = (object: TreeObject, path: ResponsePath): void => {
    const text = seen && path.join('.');
    if (text !== undefined && seen?.has(text)) return;
    if (text !== undefined) seen?.add(text);
    const paths = found.get(object);
    if (paths) paths.push(path);
    else found.set(object, [path]);
  };
  const descend = (value: unknown, place: Place, depth: number, path: ResponsePath): void => {
    const step = place[depth];
    if (step === '@') {
      for (const [index, element] of Array.isArray(value) ? value.entries() : []) {
        descend(element, place, depth + 1, [...path, index]);
      }
    } else if (isTreeObject(value)) {
      const types = step === undefined ? undefined : typeCondition(step);
      if (step === undefined) add(value, path);
      else if (!types) descend(read(value, step), place, depth + 1, [...path, step]);
      else if (isOfType(schema, value, types, true)) descend(value, place, depth + 1, path);
    }
  };
  for (const place of places) descend(root, place, 0, []);
  return found;
}
