import { isJsonObject } from './plain-json.ts';

/**
 * Compares values of JSON: the order of names says nothing, and no name means anything. The names of an object that is compared again
 * and again are counted once.
 */
export function sameJson(): (one: unknown, other: unknown) => boolean {
  const counts = new WeakMap<object, number>();
  const countOf = (object: object): number => {
    const count = counts.get(object) ?? Object.keys(object).length;
    counts.set(object, count);
    return count;
  };
  const isSame = (one: unknown, other: unknown): boolean => {
    if (one === other) return true;
    if (Array.isArray(one))
      return (
        Array.isArray(other) && one.length === other.length && one.every((entry, index) => isSame(entry, other[index]))
      );
    if (!isJsonObject(one) || !isJsonObject(other)) return false;
    const names = Object.keys(one);
    return (
      countOf(other) === names.length &&
      names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
    );
  };
  return isSame;
}
