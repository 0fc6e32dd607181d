import type { Column } from './plan.ts';

/** A key of the response's objects: the same text for each of them, or a value of its column. */
export interface AssembledKey {
  readonly key: string;
  readonly constant?: string | undefined;
}

type Assemble = (columns: readonly Column[], count: number) => unknown[];

/** Compiling a function takes longer than some assemblies without one: operations that come once do not pay for it. */
const usesBeforeGeneration = 3;

/**
 * Makes a level's objects of its columns. All objects of a selection have one shape, their keys in the client's order:
 * a literal in generated code, or, where code generation is forbidden, a loop that is about six times slower.
 */
export class ObjectAssembly {
  readonly #keys: readonly AssembledKey[];
  #uses = 0;
  #assemble: Assemble;

  constructor(keys: readonly AssembledKey[]) {
    this.#keys = keys;
    this.#assemble = (columns, count) => assembleByLoop(this.#keys, columns, count);
  }

  /** `columns` are those of the keys that are no constants, in their order. */
  assemble(columns: readonly Column[], count: number): unknown[] {
    this.#uses += 1;
    if (this.#uses === usesBeforeGeneration) this.#assemble = generateAssembly(this.#keys) ?? this.#assemble;
    return this.#assemble(columns, count);
  }
}

export function assembleByLoop(keys: readonly AssembledKey[], columns: readonly Column[], count: number): unknown[] {
  const objects: unknown[] = [];
  for (let index = 0; index < count; index += 1) {
    const object: Record<string, unknown> = {};
    let column = 0;
    for (const { key, constant } of keys) {
      const value = constant ?? columns[column++]?.[index];
      // An alias may be `__proto__`, to which an assignment gives a prototype.
      if (key === '__proto__') Object.defineProperty(object, key, { value, ...ordinary });
      else object[key] = value;
    }
    objects.push(object);
  }
  return objects;
}

const ordinary = { enumerable: true, configurable: true, writable: true };

/** Undefined where code may not be generated from strings, or a key is no GraphQL name. */
export function generateAssembly(keys: readonly AssembledKey[]): Assemble | undefined {
  if (!keys.every(({ key }) => /^[_A-Za-z][_0-9A-Za-z]*$/.test(key))) return undefined;
  let count = 0;
  const properties = keys.map(({ key, constant }) => {
    // In brackets `__proto__` is a key like others.
    const name = key === '__proto__' ? '["__proto__"]' : key;
    return `${name}: ${constant === undefined ? `column${count++}[index]` : JSON.stringify(constant)}`;
  });
  const columns = Array.from({ length: count }, (_, column) => `const column${column} = columns[${column}];`);
  const body = `
    ${columns.join(' ')}
    const objects = [];
    for (let index = 0; index < count; index += 1) objects.push({ ${properties.join(', ')} });
    return objects;`;
  try {
    return new Function('columns', 'count', body) as Assemble;
  } catch {
    return undefined;
  }
}
