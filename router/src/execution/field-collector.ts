import {
  doTypesOverlap,
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { labelOf } from '../planning/deferred-label.ts';
import type { RuntimeType } from './runtime-type.ts';

/** Whose selections are merged at one place. */
export type Parents = readonly { readonly selectionSet?: SelectionSetNode | undefined }[];
type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * The fields of an object by response key, as the specification collects them; worked out once per place and type. Of
 * operations in their plainest form: without conditions and named fragments.
 */
export class FieldCollector {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<readonly unknown[], Map<RuntimeType, Collected>>();
  readonly #undecided = new WeakSet<Collected>();
  readonly #deferred = new WeakMap<Collected, InlineFragmentNode[]>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** `parents`, whose selections are merged, must be the same array for the same place. */
  collect(type: RuntimeType, parents: Parents): Collected {
    const byType = this.#known.get(parents) ?? new Map<RuntimeType, Collected>();
    this.#known.set(parents, byType);
    const known = byType.get(type);
    if (known) return known;
    const fields = new Map<string, FieldNode[]>();
    for (const { selectionSet } of parents) {
      if (selectionSet) this.#collect(type, selectionSet, fields);
    }
    byType.set(type, fields);
    return fields;
  }

  /** Whether more could belong to it, because the type of the object is not known, but an interface of it. */
  isUndecided(collected: Collected): boolean {
    return this.#undecided.has(collected);
  }

  /** The deferred fragments that belong to the same object: nothing of them is collected. */
  deferredOf(collected: Collected): readonly InlineFragmentNode[] {
    return this.#deferred.get(collected) ?? [];
  }

  #collect(type: RuntimeType, selectionSet: SelectionSetNode, fields: Map<string, FieldNode[]>): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        if (selection.name.value === '__typename' && isInterfaceType(type)) this.#undecided.add(fields);
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('Fragments stand where they were spread.');
      const condition = selection.typeCondition?.name.value;
      if (labelOf(selection) !== undefined) this.#defer(type, selection, fields);
      else if (this.#applies(condition, type)) this.#collect(type, selection.selectionSet, fields);
      else if (isInterfaceType(type) && this.#mayAdd(condition, type, selection.selectionSet)) {
        this.#undecided.add(fields);
      }
    }
  }

  #defer(type: RuntimeType, fragment: InlineFragmentNode, fields: Collected): void {
    const condition = fragment.typeCondition?.name.value;
    const mayConcern =
      this.#applies(condition, type) || (isInterfaceType(type) && this.#mayAdd(condition, type, fragment.selectionSet));
    if (!mayConcern) return;
    const deferred = this.#deferred.get(fields);
    if (deferred) deferred.push(fragment);
    else this.#deferred.set(fields, [fragment]);
  }

  #applies(condition: string | undefined, type: RuntimeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = this.#schema.getType(condition);
    return isAbstractType(abstract) && this.#schema.isSubType(abstract, type);
  }

  /** Whether a fragment adds something for some of the types that are behind an interface. */
  #mayAdd(condition: string | undefined, type: RuntimeType, { selections }: SelectionSetNode): boolean {
    const other = condition === undefined ? type : this.#schema.getType(condition);
    if (!(isAbstractType(other) || isObjectType(other)) || !doTypesOverlap(this.#schema, other, type)) return false;
    return selections.some(
      (selection) =>
        selection.kind !== Kind.INLINE_FRAGMENT ||
        this.#mayAdd(selection.typeCondition?.name.value, type, selection.selectionSet),
    );
  }
}
