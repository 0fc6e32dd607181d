import {
  type ASTNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  visit,
} from 'graphql';
import { labelOf } from '../../planning/deferred-label.ts';
import type { PreparedOperation } from '../../planning/prepared-operation.ts';
import { FieldCollector, type Parents } from '../field-collector.ts';
import type { Selected } from '../project.ts';
import { type RuntimeType, runtimeType } from '../runtime-type.ts';
import { isTreeObject, type ResponsePath, read, type TreeObject } from '../tree.ts';

/** One object of which a deferred fragment selects something. */
export interface DeferredPlace {
  readonly fragment: DeferredFragment;
  readonly source: TreeObject;
  /** Of the place: what the object is in fact may be known later only. */
  readonly type: GraphQLCompositeType;
  /** As the client knows it. */
  readonly path: ResponsePath;
  readonly way: Selected['way'];
}

export interface DeferredFragment {
  /** Unique in the operation. */
  readonly label: string;
  readonly condition: string | undefined;
  /** What it selects, as the selection of a field would be; the same array for as long as the operation is known. */
  readonly parents: Parents;
}

/** Finds in a tree the objects that the deferred fragments of one operation are about. */
export class DeferredPlaces {
  /** Of the whole operation. */
  readonly root: Parents;
  readonly #schema: GraphQLSchema;
  readonly #keys: PreparedOperation['keys'];
  readonly #collector: FieldCollector;
  readonly #fragments = new Map<InlineFragmentNode, DeferredFragment>();
  /** Fields with a deferred fragment somewhere below. */
  readonly #leading = new Set<ASTNode>();

  constructor(schema: GraphQLSchema, { operation, keys }: PreparedOperation) {
    this.root = [operation];
    this.#schema = schema;
    this.#keys = keys;
    this.#collector = new FieldCollector(schema);
    visit(operation, {
      InlineFragment: (fragment, _key, _parent, _path, ancestors) => {
        const label = labelOf(fragment);
        if (label === undefined) return;
        this.#fragments.set(fragment, deferredFragment(fragment, label));
        for (const ancestor of ancestors.flat()) if (isField(ancestor)) this.#leading.add(ancestor);
      },
    });
  }

  /**
   * Where the outermost deferred fragments of a selection begin. `answered` is what the client got of it, where null may
   * have risen over objects that the tree has; undefined where nothing is missing.
   */
  find({ source, type, parents, path, way }: Selected, answered: unknown): DeferredPlace[] {
    const found: DeferredPlace[] = [];
    this.#composite(type, source, { answered, parents, path, way, found });
    return found;
  }

  #value(type: GraphQLOutputType, value: unknown, at: Position): void {
    if (value === null || value === undefined || at.answered === null) return;
    if (isNonNullType(type)) {
      this.#value(type.ofType, value, at);
    } else if (isListType(type)) {
      if (!Array.isArray(value)) return;
      for (const [index, element] of value.entries()) {
        const answered = Array.isArray(at.answered) ? at.answered[index] : undefined;
        this.#value(type.ofType, element, { ...at, answered, path: [...at.path, index] });
      }
    } else if (isCompositeType(type)) {
      this.#composite(type, value, at);
    }
  }

  #composite(type: GraphQLCompositeType, source: unknown, at: Position): void {
    if (!isTreeObject(source) || at.answered === null) return;
    const runtime = isAbstractType(type) ? runtimeType(this.#schema, type, read(source, '__typename')) : type;
    if (!runtime) return;
    const collected = this.#collector.collect(runtime, at.parents);
    for (const node of this.#collector.deferredOf(collected)) {
      const fragment = this.#fragments.get(node);
      if (fragment) at.found.push({ fragment, source, type, path: at.path, way: at.way });
    }
    for (const [key, nodes] of collected) {
      if (nodes.some((node) => this.#leading.has(node))) this.#field(runtime, source, nodes, { ...at, key });
    }
  }

  #field(parent: RuntimeType, source: TreeObject, nodes: readonly FieldNode[], at: Position & { key: string }): void {
    const [node] = nodes;
    const field = node && parent.getFields()[node.name.value];
    if (!field) return;
    const answered = isTreeObject(at.answered) ? read(at.answered, at.key) : undefined;
    const key = this.#keys.fetched(node);
    const path = [...at.path, at.key];
    const way = [...at.way, { object: source, key }];
    this.#value(field.type, read(source, key), { ...at, answered, parents: nodes, path, way });
  }
}

interface Position {
  readonly answered: unknown;
  readonly parents: Parents;
  readonly path: ResponsePath;
  readonly way: Selected['way'];
  readonly found: DeferredPlace[];
}

function deferredFragment(fragment: InlineFragmentNode, label: string): DeferredFragment {
  const { directives: _deferred, ...whole } = fragment;
  return {
    label,
    condition: fragment.typeCondition?.name.value,
    parents: [{ selectionSet: { kind: Kind.SELECTION_SET, selections: [whole] } }],
  };
}

function isField(node: ASTNode | readonly ASTNode[]): node is FieldNode {
  return 'kind' in node && node.kind === Kind.FIELD;
}

/** Whether a fragment says anything of an object of this type; of an object behind an interface it may. */
export function concerns(schema: GraphQLSchema, { condition }: DeferredFragment, type: RuntimeType): boolean {
  if (!isObjectType(type) || condition === undefined || condition === type.name) return true;
  const abstract = schema.getType(condition);
  return isAbstractType(abstract) && schema.isSubType(abstract, type);
}
