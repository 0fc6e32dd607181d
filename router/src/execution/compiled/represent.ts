import type { GraphQLSchema } from 'graphql';
import type { EntityGroup, RequiredSelection } from '../../planning/plan.ts';
import type { Execution } from '../execution.ts';
import { represented } from '../representation.ts';
import type { TreeObject } from '../tree.ts';
import { possibleTypeNames } from '../type-condition.ts';
import { isPlainKey } from './generated-code.ts';

/** Representations to send, and for each of `objects` the number of the one that stands for it (-1 for none). */
export interface Numbered {
  readonly objects: readonly TreeObject[];
  readonly representations: readonly TreeObject[];
  readonly numbers: readonly number[];
}

export type Represent = (execution: Execution, objects: readonly TreeObject[]) => Numbered;

/** Equal representations are sent once. Keys that are single scalars, which most are, take a way of their own. */
export function compileRepresent(schema: GraphQLSchema, group: EntityGroup): Represent {
  const flat = flatKeyOf(schema, group);
  const general = representGenerally(schema, group);
  return flat ? representByKey(flat, general) : general;
}

/** For every form of key, and for objects that lack theirs: it tells of what is lost with that. */
function representGenerally(schema: GraphQLSchema, group: EntityGroup): Represent {
  return (execution, objects) => {
    const { representations, targets } = represented(schema, group, objects, execution.losses);
    const numberOf = new Map<TreeObject, number>();
    for (const [number, same] of targets.entries()) for (const object of same) numberOf.set(object, number);
    return { objects, representations, numbers: objects.map((object) => numberOf.get(object) ?? -1) };
  };
}

interface FlatKey {
  readonly key: string;
  readonly types: ReadonlySet<string>;
}

function representByKey({ key, types }: FlatKey, general: Represent): Represent {
  const isId = key === 'id';
  return (execution, objects) => {
    const representations: TreeObject[] = [];
    const numbers: number[] = new Array(objects.length);
    // By type and key where there are several types; the names of types hold no space.
    const known = new Map<unknown, number>();
    for (let index = 0; index < objects.length; index++) {
      const object = objects[index] as TreeObject;
      const __typename = object['__typename'];
      if (typeof __typename !== 'string') return general(execution, objects);
      if (!types.has(__typename)) {
        numbers[index] = -1;
        continue;
      }
      const value = isId ? object['id'] : object[key];
      if (typeof value !== 'string') return general(execution, objects);
      const identity = types.size === 1 ? value : `${__typename} ${value}`;
      let number = known.get(identity);
      if (number === undefined) {
        number = representations.length;
        known.set(identity, number);
        representations.push(isId ? { __typename, id: value } : { __typename, [key]: value });
      }
      numbers[index] = number;
    }
    return { objects, representations, numbers };
  };
}

/** The one scalar besides `__typename` that a fetch requires of every type that it concerns. */
function flatKeyOf(schema: GraphQLSchema, { requires, inputRewrites }: EntityGroup): FlatKey | undefined {
  if (inputRewrites.length > 0 || requires.length === 0) return undefined;
  const types = new Set<string>();
  let key: string | undefined;
  for (const fragment of requires) {
    const single = fragment.kind === 'Fragment' ? singleKeyOf(fragment.selections) : undefined;
    if (fragment.kind !== 'Fragment' || single === undefined || (key !== undefined && key !== single)) return undefined;
    key = single;
    for (const name of possibleTypeNames(schema, fragment.type)) types.add(name);
  }
  return key === undefined ? undefined : { key, types };
}

function singleKeyOf(selections: readonly RequiredSelection[]): string | undefined {
  const keys = selections.map((each) => (each.kind === 'Field' && !each.selections ? each.key : undefined));
  const [first, second, ...more] = keys;
  if (more.length > 0 || !keys.includes('__typename')) return undefined;
  const key = first === '__typename' ? second : first;
  return key !== undefined && isPlainKey(key) ? key : undefined;
}
