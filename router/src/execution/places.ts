import type { GraphQLSchema } from 'graphql';
import type { Place } from '../planning/plan.ts';
import { isTreeObject, type ResponsePath, read, type TreeObject } from './tree.ts';
import { isOfType, typeCondition } from './type-condition.ts';

/** The distinct objects at `places`; what does not fit is passed over. */
export function objectsAt(schema: GraphQLSchema, root: TreeObject, places: readonly Place[]): TreeObject[] {
  return [...pathsOf(schema, root, places).keys()];
}

/** Where each object at `places` stands, in the client's tree: one object may stand at several paths. */
export function pathsOf(
  schema: GraphQLSchema,
  root: TreeObject,
  places: readonly Place[],
): Map<TreeObject, readonly ResponsePath[]> {
  const found = new Map<TreeObject, ResponsePath[]>();
  const descend = (value: unknown, steps: Place, path: ResponsePath): void => {
    const [step, ...rest] = steps;
    if (step === '@') {
      for (const [index, element] of Array.isArray(value) ? value.entries() : [])
        descend(element, rest, [...path, index]);
    } else if (isTreeObject(value)) {
      const types = step === undefined ? undefined : typeCondition(step);
      if (step === undefined) addPath(found, value, path);
      else if (!types) descend(read(value, step), rest, [...path, step]);
      else if (isOfType(schema, value, types, true)) descend(value, rest, path);
    }
  };
  for (const place of places) descend(root, place, []);
  return found;
}

/** Places may overlap. */
function addPath(found: Map<TreeObject, ResponsePath[]>, object: TreeObject, path: ResponsePath): void {
  const paths = found.get(object) ?? [];
  if (!paths.some((known) => known.join('.') === path.join('.'))) paths.push(path);
  found.set(object, paths);
}
