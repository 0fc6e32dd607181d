import { isDeepStrictEqual } from 'node:util';

const maxPaths = 50;
/** A name in the data may be as long as the data. */
const maxLength = 400;

/** JSON Pointers (RFC 6901) to what is not the same in both: the deepest, fifty at most. What is too long is cut before its end. */
export function changedPaths(before: unknown, after: unknown): string[] {
  const paths: string[] = [];
  const compare = (old: unknown, present: unknown, path: string): void => {
    if (paths.length === maxPaths || Object.is(old, present)) return;
    const isInner = isContainer(old) && isContainer(present) && Array.isArray(old) === Array.isArray(present);
    if (!isInner) {
      if (!isDeepStrictEqual(old, present)) paths.push(path);
      return;
    }
    for (const name of new Set([...Object.keys(old), ...Object.keys(present)])) {
      const next = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (next.length <= maxLength) compare(own(old, name), own(present, name), next);
      else if (
        !isDeepStrictEqual(own(old, name), own(present, name)) &&
        paths.at(-1) !== path &&
        paths.length < maxPaths
      )
        paths.push(path);
    }
  };
  compare(before, after, '');
  return paths;
}

function isContainer(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}

function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
