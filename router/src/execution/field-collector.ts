import {
  doTypesOverlap,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RuntimeType } from './runtime-type.ts';

type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/** The fields of an object by response key, as the specification collects them; worked out once per place and type. */
export class FieldCollector {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #known = new Map<readonly unknown[], Map<RuntimeType, Collected>>();
  readonly #undecided = new WeakSet<Collected>();

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** `parents`, whose selections are merged, must be the same array for the same place. */
  collect(type: RuntimeType, parents: readonly { readonly selectionSet?: SelectionSetNode | undefined }[]): Collected {
    const byType = this.#known.get(parents) ?? new Map<RuntimeType, Collected>();
    this.#known.set(parents, byType);
    const known = byType.get(type);
    if (known) return known;
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const { selectionSet } of parents) {
      if (selectionSet) this.#collect(type, selectionSet, fields, spread);
    }
    byType.set(type, fields);
    return fields;
  }

  /** Whether more could belong to it, because the type of the object is not known, but an interface of it. */
  isUndecided(collected: Collected): boolean {
    return this.#undecided.has(collected);
  }

  #collect(
    type: RuntimeType,
    selectionSet: SelectionSetNode,
    fields: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void {
    for (const selection of selectionSet.selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        if (selection.name.value === '__typename' && isInterfaceType(type)) this.#undecided.add(fields);
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (fragment && this.#applies(condition, type)) this.#collect(type, fragment.selectionSet, fields, spread);
      else if (fragment && isInterfaceType(type) && this.#mayAdd(condition, type, fragment.selectionSet)) {
        this.#undecided.add(fields);
      }
    }
  }

  #isIncluded(selection: SelectionNode): boolean {
    if (!selection.directives?.length) return true;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, this.#variables);
    if (skip?.['if'] === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, selection, this.#variables)?.['if'] !== false;
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
    return selections.some((selection) => {
      if (!this.#isIncluded(selection)) return false;
      if (selection.kind === Kind.FIELD) return true;
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      return fragment !== undefined && this.#mayAdd(fragment.typeCondition?.name.value, type, fragment.selectionSet);
    });
  }
}
