import { merge, read, type TreeObject, write } from '../tree.ts';
import { isPlainKey, mayGenerateCode } from './generated-code.ts';

/** Writes the fields that one fetch brought of one object into the tree. */
export type MergeFields = (target: TreeObject, source: TreeObject) => void;

/**
 * As `merge`, for the keys that a fetch is known to bring, and `__typename`, which another subgraph may know better. The
 * keys are literals in the code, so that the objects of one place have one hidden class.
 */
export function compileMerge(keys: readonly string[], interfaces: ReadonlySet<unknown>): MergeFields {
  const all = ['__typename', ...keys];
  const add = (target: TreeObject, key: string, value: unknown): void => {
    const single: TreeObject = {};
    write(single, key, value);
    merge(target, single, interfaces);
  };
  if (!mayGenerateCode || !all.every(isPlainKey)) {
    return (target, source) => {
      for (const key of all) {
        const added = read(source, key);
        if (added !== undefined) add(target, key, added);
      }
    };
  }
  const lines = all.map((key) => {
    const name = JSON.stringify(key);
    return `v = s[${name}]; if (v !== undefined) { if (t[${name}] === undefined) t[${name}] = v; else if (t[${name}] !== v) add(t, ${name}, v); }`;
  });
  return new Function('add', `return (t, s) => { let v; ${lines.join('\n')} }`)(add) as MergeFields;
}
