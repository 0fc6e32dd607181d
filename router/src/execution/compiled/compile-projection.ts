import {
  type FieldNode,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { ClientKeys } from '../../planning/client-keys.ts';
import type { PreparedOperation } from '../../planning/prepared-operation.ts';
import { FieldCollector, type Parents } from '../field-collector.ts';
import { type RuntimeType, runtimeType } from '../runtime-type.ts';
import { read, type TreeObject } from '../tree.ts';
import { isPlainKey } from './generated-code.ts';
import { leafText, misfit, quote, type ValueText } from './leaf-text.ts';

type Parts = Record<string, unknown>;

/**
 * Writes an answer's data as JSON text: of the tree, exactly what the operation selects, in its order. One function is
 * generated per place and type; names and commas are literals in it. It is for answers in which nothing is amiss: it
 * throws {@link misfit} at the first value that does not fit the schema, null that would rise included, and the
 * interpreter (`project.ts`) does it again. Changes nothing in the tree.
 *
 * Text of a client gets into the code only as names that the parser has accepted, and as string literals.
 */
export function compileProjection(schema: GraphQLSchema, operation: PreparedOperation): (root: TreeObject) => string {
  const rootType = schema.getRootType(operation.operation.operation);
  if (!rootType) throw new Error('The schema has no such operation.');
  return compileSelection(schema, operation, { type: rootType, parents: [operation.operation] });
}

/** The same for the selection of one object, which a deferred fragment makes. */
export function compileSelection(
  schema: GraphQLSchema,
  { keys }: PreparedOperation,
  { type, parents }: { readonly type: RuntimeType; readonly parents: Parents },
): (object: TreeObject) => string {
  return new ProjectionCompiler(schema, keys).objectText(type, parents);
}

class ProjectionCompiler {
  readonly #schema: GraphQLSchema;
  readonly #collector: FieldCollector;
  readonly #keys: ClientKeys;

  constructor(schema: GraphQLSchema, keys: ClientKeys) {
    this.#schema = schema;
    this.#collector = new FieldCollector(schema);
    this.#keys = keys;
  }

  objectText(type: RuntimeType, parents: Parents): (object: TreeObject) => string {
    const parts: Parts = { misfit, quote, read };
    const collected = this.#collector.collect(type, parents);
    if (this.#collector.isUndecided(collected)) return undecided;
    const fields = [...collected];
    const lines = fields.map(([key, nodes], index) => {
      const name = `${JSON.stringify(key)}:`;
      return this.#fieldLine(type, nodes, { prefix: index === 0 ? `{${name}` : `,${name}`, index, parts });
    });
    const names = Object.keys(parts);
    const body = lines.length === 0 ? 'return "{}";' : `let v, s;\n${lines.join('\n')}\nreturn s + "}";`;
    const code = `return (o) => { if (Array.isArray(o)) throw misfit; ${body} };`;
    return new Function(...names, code)(...names.map((name) => parts[name]));
  }

  /** Code that appends `,"key":value` to `s`. */
  #fieldLine(
    parent: RuntimeType,
    nodes: readonly FieldNode[],
    { prefix, index, parts }: { prefix: string; index: number; parts: Parts },
  ): string {
    const append = index === 0 ? 's =' : 's +=';
    const [node] = nodes;
    const name = node?.name.value ?? '';
    if (name === '__typename') return `${append} ${JSON.stringify(`${prefix}"${parent.name}"`)};`;
    const type = parent.getFields()[name]?.type;
    if (!type || !node) throw new Error(`The operation selects ${parent.name}.${name}, which there is not.`);
    const key = this.#keys.fetched(node);
    const value = isPlainKey(key) ? `o[${JSON.stringify(key)}]` : `read(o, ${JSON.stringify(key)})`;
    const nullable = isNonNullType(type) ? type.ofType : type;
    const whenNull = isNonNullType(type) ? '(() => { throw misfit; })()' : '"null"';
    const text = `f${index}`;
    parts[text] = this.#valueText(nullable, nodes);
    const isText = isLeafType(nullable) && ['String', 'ID'].includes(nullable.name);
    const quick = isText ? `typeof v === "string" ? quote(v) : ` : '';
    return `v = ${value}; ${append} ${JSON.stringify(prefix)} + (${quick}v === undefined || v === null ? ${whenNull} : ${text}(v));`;
  }

  /** Of a value that is not null. */
  #valueText(type: GraphQLOutputType, nodes: readonly FieldNode[]): ValueText {
    if (isListType(type)) return this.#listText(type.ofType, nodes);
    const named = getNamedType(type);
    if (isLeafType(named)) return leafText(named);
    if (isObjectType(named)) return onObject(this.objectText(named, nodes));
    return this.#abstractText(named, nodes);
  }

  #listText(element: GraphQLOutputType, nodes: readonly FieldNode[]): ValueText {
    const mayBeNull = !isNonNullType(element);
    const elementText = this.#valueText(element instanceof GraphQLNonNull ? element.ofType : element, nodes);
    return (list) => {
      if (!Array.isArray(list)) throw misfit;
      let text = '[';
      for (let index = 0; index < list.length; index++) {
        const value: unknown = list[index];
        if (index > 0) text += ',';
        if (value !== null && value !== undefined) text += elementText(value);
        else if (mayBeNull) text += 'null';
        else throw misfit;
      }
      return `${text}]`;
    };
  }

  /** Types are compiled as they come: of the many that an interface may have, few do. */
  #abstractText(type: GraphQLOutputType, nodes: readonly FieldNode[]): ValueText {
    const schema = this.#schema;
    const byName = new Map<unknown, (object: TreeObject) => string>();
    const compile = (name: unknown) => {
      const found = isAbstractType(type) ? runtimeType(schema, type, name) : undefined;
      if (!found) throw misfit;
      const text = this.objectText(found, nodes);
      byName.set(name, text);
      return text;
    };
    return onObject((object) => {
      const name = read(object, '__typename');
      return (byName.get(name) ?? compile(name))(object);
    });
  }
}

/** For a type of which it is not known what it is: found out once, when it is compiled. */
function undecided(): never {
  throw misfit;
}

function onObject(objectText: (object: TreeObject) => string): ValueText {
  return (value) => {
    if (typeof value !== 'object') throw misfit;
    return objectText(value as TreeObject);
  };
}
