import type { GraphQLSchema } from 'graphql';
import type { Place } from '../../planning/plan.ts';
import { isTreeObject, read, type TreeObject } from '../tree.ts';
import { possibleTypeNames, typeCondition } from '../type-condition.ts';
import { isPlainKey } from './generated-code.ts';

/** The objects at some places, as a new array; one that stands in several places is there several times. */
export type Walk = (root: TreeObject) => TreeObject[];

type Visit = (value: unknown, found: TreeObject[]) => void;

/** What does not fit is passed over. */
export function compileWalk(schema: GraphQLSchema, places: readonly Place[]): Walk {
  const visits = places.map((place) => compileVisit(schema, place));
  const [only] = visits;
  if (only && visits.length === 1) {
    return (root) => {
      const found: TreeObject[] = [];
      only(root, found);
      return found;
    };
  }
  return (root) => {
    const found: TreeObject[] = [];
    for (const visit of visits) visit(root, found);
    return found;
  };
}

function compileVisit(schema: GraphQLSchema, place: Place): Visit {
  return place.reduceRight<Visit>((next, step) => {
    if (step === '@') return eachElement(next);
    const types = typeCondition(step);
    return types ? ifOfType(schema, types, next) : valueAt(step, next);
  }, take);
}

function ifOfType(schema: GraphQLSchema, types: readonly string[], next: Visit): Visit {
  const names = new Set<unknown>(types.flatMap((each) => possibleTypeNames(schema, each)));
  return (value, found) => {
    if (!isTreeObject(value)) return;
    const name = value['__typename'];
    if (typeof name !== 'string' || names.has(name)) next(value, found);
  };
}

function take(value: unknown, found: TreeObject[]): void {
  if (isTreeObject(value)) found.push(value);
}

function eachElement(next: Visit): Visit {
  return (value, found) => {
    if (!Array.isArray(value)) return;
    for (const element of value) next(element, found);
  };
}

function valueAt(key: string, next: Visit): Visit {
  if (!isPlainKey(key)) return (value, found) => isTreeObject(value) && next(read(value, key), found);
  return (value, found) => {
    if (typeof value === 'object' && value !== null) next((value as TreeObject)[key], found);
  };
}
