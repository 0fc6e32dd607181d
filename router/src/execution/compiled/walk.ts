import { isTreeObject, read, type TreeObject } from '../tree.ts';
import { isPlainKey } from './generated-code.ts';

/** The objects at a path, as a new array; one that stands in several places is there several times. */
export type Walk = (root: TreeObject) => TreeObject[];

type Visit = (value: unknown, found: TreeObject[]) => void;

/** `path` holds response keys, and `@` for each element of a list; what does not fit is passed over. */
export function compileWalk(path: readonly string[]): Walk {
  const visit = path.reduceRight<Visit>((next, step) => (step === '@' ? eachElement(next) : valueAt(step, next)), take);
  return (root) => {
    const found: TreeObject[] = [];
    visit(root, found);
    return found;
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
