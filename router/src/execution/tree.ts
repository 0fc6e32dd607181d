/** The tree that fetches write into, while it grows: what subgraphs answered, merged. Client data: keys may be anything. */
export type TreeObject = Record<string, unknown>;
export type ResponsePath = readonly (string | number)[];

export function isTreeObject(value: unknown): value is TreeObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property, so that aliases such as `constructor` find nothing that was not answered. */
export function read(object: TreeObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own property, also for an alias `__proto__`. */
export function write(object: TreeObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

const none: ReadonlySet<unknown> = new Set();

/**
 * Writes an answer into the tree. Merging the same answer again changes nothing; an object is never replaced by null,
 * which a second subgraph may answer for the same field, and the name of a type never by one of `interfaces`, which a
 * subgraph answers that sees the object behind an interface.
 */
export function merge(target: TreeObject, source: TreeObject, interfaces: ReadonlySet<unknown> = none): void {
  for (const key of Object.keys(source)) {
    const added = source[key];
    if (added === undefined) continue;
    const present = read(target, key);
    if (present === added) continue;
    if (isTreeObject(present)) {
      if (isTreeObject(added)) merge(present, added, interfaces);
    } else if (Array.isArray(present) && Array.isArray(added) && present.length === added.length) {
      mergeList(present, added, interfaces);
    } else if (present === undefined || (added !== null && !(key === '__typename' && interfaces.has(added)))) {
      write(target, key, added);
    }
  }
}

function mergeList(target: unknown[], source: readonly unknown[], interfaces: ReadonlySet<unknown>): void {
  for (const [index, added] of source.entries()) {
    const present = target[index];
    if (isTreeObject(present)) {
      if (isTreeObject(added)) merge(present, added, interfaces);
    } else if (Array.isArray(present) && Array.isArray(added) && present.length === added.length) {
      mergeList(present, added, interfaces);
    } else if (added !== null) {
      target[index] = added;
    }
  }
}
