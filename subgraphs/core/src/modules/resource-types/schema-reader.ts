import { UserFault } from '@trivet/platform';
import { formats } from './formats.ts';
import { compilePattern, type Pattern } from './patterns.ts';
import { isJsonObject } from './plain-json.ts';
import { dialect, type KeywordKind, keywordKinds, typeNames } from './schema-keywords.ts';
import { emptyNode, type SchemaNode } from './schema-node.ts';

/** Bounds of one schema: compiling it, and each step of a check, has to be short. */
const bounds = { schemas: 150, depth: 16, weight: 1_000, patternSize: 2_000 } as const;
/** To look whether an object has a name, which most of them may not have. */
const stepsOfProperty = 0.25;
/** To count the names of an object, for each. */
const stepsOfCount = 1.5;
/** To note which names a schema within has looked at, for each name and schema. */
const stepsOfNote = 3;

/** A schema that was read: only what is known is in it. */
export interface ReadSchema {
  /** To be compiled. Without notes, which could be taken for schemas. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly node: SchemaNode;
  readonly patterns: ReadonlyMap<string, Pattern>;
}

type Path = readonly string[];
type Keywords = Record<string, unknown>;

/**
 * Reads a schema of draft 2020-12 that a tenant has written.
 * @throws {UserFault} `INVALID_INPUT` for a keyword that is not known, a value that does not fit, or a schema whose bounds are exceeded.
 */
export function readSchema(schema: Readonly<Record<string, unknown>>, path: Path): ReadSchema {
  return new SchemaReader(path).read(schema);
}

class SchemaReader {
  readonly #path: Path;
  readonly #definitions = new Map<string, SchemaNode>();
  readonly #references: { readonly from: SchemaNode; readonly to: string; readonly path: Path }[] = [];
  readonly #patterns = new Map<string, Pattern>();
  readonly #nodes: SchemaNode[] = [];
  /** Where something is said of names that nothing else is said of, it is noted everywhere of which something was said. */
  #notesNames = false;
  #schemas = 0;
  #weight = 0;
  #patternSize = 0;

  constructor(path: Path) {
    this.#path = path;
  }

  read(schema: Readonly<Record<string, unknown>>): ReadSchema {
    const node = this.#node();
    const kept = this.#keywords(schema, node, this.#path);
    this.#definitions.set('#', node);
    for (const { from, to, path } of this.#references) {
      const target = this.#definitions.get(to);
      if (!target) throw fault('"$ref" must be "#", or "#/$defs/" and the name of a definition that there is.', path);
      from.inPlace.push(target);
    }
    requireEnd(node, this.#path);
    if (this.#notesNames)
      for (const each of this.#nodes) each.perName += stepsOfNote * (each.inPlace.length + each.branches.length);
    return { schema: kept, node, patterns: this.#patterns };
  }

  #schema(value: unknown, path: Path): { readonly node: SchemaNode; readonly kept: unknown } {
    this.#schemas += 1;
    if (this.#schemas > bounds.schemas) throw fault(`A schema has at most ${bounds.schemas} schemas in it.`, path);
    if (path.length > this.#path.length + 2 * bounds.depth) throw fault('The schema is nested too deep.', path);
    const node = this.#node();
    if (typeof value === 'boolean') return { node, kept: value };
    if (!isJsonObject(value)) throw fault('A schema is an object, true or false.', path);
    return { node, kept: this.#keywords(value, node, path) };
  }

  #node(): SchemaNode {
    const node = emptyNode();
    this.#nodes.push(node);
    return node;
  }

  #keywords(schema: Readonly<Record<string, unknown>>, node: SchemaNode, path: Path): Keywords {
    const kept: Keywords = {};
    for (const [keyword, value] of Object.entries(schema)) {
      const kind = keywordKinds.get(keyword);
      const here = [...path, keyword];
      if (!kind) throw fault(`"${keyword.slice(0, 64)}" is no keyword that is supported.`, here);
      this.#add(node, 1, here);
      if (keyword === 'unevaluatedProperties') this.#notesNames = true;
      const read = this.#keyword({ kind, keyword, value, node, path: here });
      if (read !== undefined) kept[keyword] = read;
    }
    return kept;
  }

  /** What is kept of a keyword for the compiler; undefined for notes. */
  #keyword(given: {
    readonly kind: KeywordKind;
    readonly keyword: string;
    readonly value: unknown;
    readonly node: SchemaNode;
    readonly path: Path;
  }): unknown {
    const { kind, keyword, value, node, path } = given;
    switch (kind) {
      case 'note':
        return note(typeof value === 'string', 'a text', path);
      case 'notes':
        return note(Array.isArray(value), 'a list', path);
      case 'flagNote':
        return note(typeof value === 'boolean', 'true or false', path);
      case 'anyNote':
        return undefined;
      case 'dialect':
        return note(value === dialect, `"${dialect}"`, path);
      case 'type':
        return required(value, isType, 'the name of a type, or a list of different ones', path);
      case 'number':
        return required(value, (given) => typeof given === 'number', 'a number', path);
      case 'divisor':
        return required(value, (given) => typeof given === 'number' && given > 0, 'a number greater than 0', path);
      case 'count':
        if (keyword.endsWith('Length')) node.perCharacter += 0.05;
        if (keyword.endsWith('Properties')) node.perName += stepsOfCount;
        return required(value, (given) => Number.isSafeInteger(given) && Number(given) >= 0, 'a whole number', path);
      case 'unique':
        node.uniqueItems = required(value, (given) => typeof given === 'boolean', 'true or false', path) === true;
        return value;
      case 'pattern':
        node.perCharacter += this.#pattern(value, path).perCharacter;
        return value;
      case 'format':
        node.perCharacter += 0.5;
        return required(value, isFormat, `one of ${Object.keys(formats).join(', ')}`, path);
      case 'names':
        return this.#names(value, node, path);
      case 'namesByProperty':
        return mapped(value, path, (names, at) => this.#names(names, node, at));
      case 'values':
        if (!Array.isArray(value) || value.length === 0) throw fault('This is a list of one value or more.', path);
        this.#add(node, sizeOf(value), path);
        return value;
      case 'value':
        this.#add(node, sizeOf(value), path);
        return value;
      default:
        return this.#applied(kind, value, node, path);
    }
  }

  /** Keywords that hold schemas. */
  #applied(kind: KeywordKind, value: unknown, node: SchemaNode, path: Path): unknown {
    const take = (inner: unknown, at: Path, place: (applied: SchemaNode) => void) => {
      const { node: applied, kept } = this.#schema(inner, at);
      place(applied);
      return kept;
    };
    switch (kind) {
      case 'definitions':
        if (path.length !== this.#path.length + 1) throw fault('"$defs" stands at the top of a schema only.', path);
        return mapped(value, path, (inner, at, name) => {
          // Nothing that a pointer or a URI would write in another way.
          if (!/^[\w.-]{1,64}$/.test(name))
            throw fault('The name of a definition is of letters, digits, "_", "-", ".".', at);
          return take(inner, at, (applied) => this.#definitions.set(`#/$defs/${name}`, applied));
        });
      case 'reference':
        if (typeof value !== 'string') throw fault('"$ref" must be a text.', path);
        this.#references.push({ from: node, to: value, path });
        return value;
      case 'inPlace':
        return take(value, path, (applied) => node.inPlace.push(applied));
      case 'inPlaceList':
        return listed(value, path, (inner, at) => take(inner, at, (applied) => node.inPlace.push(applied)));
      case 'branch':
        return take(value, path, (applied) => node.branches.push(applied));
      case 'branchList':
        return listed(value, path, (inner, at) => take(inner, at, (applied) => node.branches.push(applied)));
      case 'inPlaceByProperty':
        return mapped(value, path, (inner, at) => take(inner, at, (applied) => node.inPlace.push(applied)));
      case 'properties':
        return mapped(value, path, (inner, at, name) =>
          take(inner, at, (applied) => {
            node.properties.set(name, applied);
            node.weight += stepsOfProperty;
          }),
        );
      case 'patternProperties':
        return mapped(value, path, (inner, at, source) => {
          const { perCharacter } = this.#pattern(source, at);
          return take(inner, at, (applied) => node.patterns.push({ perCharacter, node: applied }));
        });
      case 'additionalProperties':
        return take(value, path, (applied) => {
          node.additionalProperties = applied;
        });
      case 'propertyNames':
        return take(value, path, (applied) => {
          node.propertyNames = applied;
        });
      case 'prefixItems':
        return listed(value, path, (inner, at) => take(inner, at, (applied) => node.prefixItems.push(applied)));
      case 'items':
        return take(value, path, (applied) => {
          node.items = applied;
        });
      default:
        return take(value, path, (applied) => node.each.push(applied));
    }
  }

  #pattern(value: unknown, path: Path): Pattern {
    if (typeof value !== 'string') throw fault('A pattern is a text.', path);
    const known = this.#patterns.get(value);
    if (known) return known;
    try {
      const pattern = compilePattern(value);
      this.#patternSize += pattern.size;
      if (this.#patternSize > bounds.patternSize) throw new SyntaxError('The schema has too many patterns.');
      this.#patterns.set(value, pattern);
      return pattern;
    } catch (error) {
      if (error instanceof SyntaxError) throw fault(error.message, path);
      throw error;
    }
  }

  #names(value: unknown, node: SchemaNode, path: Path): unknown {
    const names = required(value, isNames, 'a list of different names', path) as readonly string[];
    this.#add(node, names.length, path);
    return names;
  }

  #add(node: SchemaNode, weight: number, path: Path): void {
    node.weight += weight;
    this.#weight += weight;
    if (this.#weight > bounds.weight)
      throw fault('The schema says too much: it has too many keywords and values.', path);
  }
}

/** A schema that is applied to a value because it is applied to that very value would be applied without end. */
function requireEnd(root: SchemaNode, path: Path): void {
  const open = new Set<SchemaNode>();
  const done = new Set<SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (open.has(node)) throw fault('A "$ref" leads back to itself without going into the value.', path);
    if (done.has(node)) return;
    open.add(node);
    for (const applied of [...node.inPlace, ...node.branches]) visit(applied);
    open.delete(node);
    done.add(node);
    const { additionalProperties, propertyNames, items } = node;
    const within = [...node.properties.values(), ...node.patterns.map((pattern) => pattern.node), ...node.prefixItems];
    for (const inner of [...within, additionalProperties, propertyNames, items, ...node.each])
      if (inner) later.push(inner);
  };
  const later: SchemaNode[] = [root];
  for (let node = later.pop(); node; node = later.pop()) visit(node);
}

function note(fits: boolean, what: string, path: Path): undefined {
  if (!fits) throw fault(`This must be ${what}.`, path);
}

function required(value: unknown, fits: (value: unknown) => boolean, what: string, path: Path): unknown {
  if (!fits(value)) throw fault(`This must be ${what}.`, path);
  return value;
}

function mapped(value: unknown, path: Path, read: (inner: unknown, at: Path, name: string) => unknown): object {
  if (!isJsonObject(value)) throw fault('This must be an object.', path);
  // The compiler would pass over it in silence.
  if (Object.hasOwn(value, '__proto__')) throw fault('A property "__proto__" cannot be described.', path);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, read(inner, [...path, name], name)]));
}

function listed(value: unknown, path: Path, read: (inner: unknown, at: Path) => unknown): unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw fault('This must be a list of one schema or more.', path);
  return value.map((inner, index) => read(inner, [...path, String(index)]));
}

function isType(value: unknown): boolean {
  const names = Array.isArray(value) ? value : [value];
  return names.length > 0 && new Set(names).size === names.length && names.every((name) => typeNames.has(name));
}

function isFormat(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(formats, value);
}

function isNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    new Set(value).size === value.length &&
    value.every((name) => typeof name === 'string' && name !== '__proto__')
  );
}

function sizeOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 1;
  return Object.values(value).reduce((size: number, inner) => size + sizeOf(inner), 1);
}

function fault(message: string, path: Path): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path.map((name) => name.slice(0, 200)).slice(0, 64));
}
