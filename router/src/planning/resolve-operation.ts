import {
  type ArgumentNode,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';
import { isDefer, uniqueLabel } from './deferred-label.ts';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** By variable: what decides `@skip`, `@include` and `@defer`. */
export type ConditionValues = ReadonlyMap<string, boolean>;

/** Stands among the variables for whether the client takes an answer in parts; without that, `@defer` means nothing. */
export const takingParts = '@defer';

/** The variables of `@skip`, `@include` and `@defer` that the operation can come upon, each once, in a fixed order. */
export function conditionVariables(operation: OperationDefinitionNode, fragments: Fragments): string[] {
  const names = new Set<string>();
  const spread = new Set<string>();
  const collect = (node: SelectionSetNode): void => {
    visit(node, {
      Directive: (directive) => {
        if (isDefer(directive)) names.add(takingParts);
        else if (!isCondition(directive)) return;
        const value = conditionOf(directive);
        if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      FragmentSpread: ({ name }) => {
        if (spread.has(name.value)) return;
        spread.add(name.value);
        const fragment = fragments.get(name.value);
        if (fragment) collect(fragment.selectionSet);
      },
    });
  };
  collect(operation.selectionSet);
  return [...names].sort();
}

/**
 * A valid operation in its plainest form, which has the same answer: conditions are decided, fragments stand where they
 * were spread, fragments on types that no object there can have are gone, and so are variables that nothing uses. A
 * selection set may be empty. Fields keep their order. What is deferred stays a fragment, with a label of its own.
 */
export function resolveOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  { fragments, conditions }: { readonly fragments: Fragments; readonly conditions: ConditionValues },
): OperationDefinitionNode {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  const selectionSet = new Resolver(schema, fragments, conditions, operation.operation).resolve(
    operation.selectionSet,
    root,
  );
  return withUsedVariables({ ...operation, selectionSet });
}

/** The names of object types that an object can have. */
type Possible = ReadonlySet<string>;

class Resolver {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Fragments;
  readonly #conditions: ConditionValues;
  readonly #possible = new Map<GraphQLCompositeType, Possible>();
  /** Events of subscriptions come whole, and so does what the router says of its schema. */
  #defers: boolean;
  #deferred = 0;

  constructor(schema: GraphQLSchema, fragments: Fragments, conditions: ConditionValues, kind: string) {
    this.#defers = kind !== 'subscription' && conditions.get(takingParts) === true;
    this.#schema = schema;
    this.#fragments = fragments;
    this.#conditions = conditions;
  }

  resolve(selectionSet: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    const selections = [...this.#selections(selectionSet, type, this.#possibleTypes(type), new Set())];
    return { kind: Kind.SELECTION_SET, selections };
  }

  *#selections(
    { selections }: SelectionSetNode,
    type: GraphQLCompositeType,
    possible: Possible,
    spread: Set<string>,
  ): Generator<SelectionNode> {
    for (const selection of selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        yield this.#field(selection, type);
        continue;
      }
      const deferral = this.#deferralOf(selection);
      if (selection.kind === Kind.FRAGMENT_SPREAD && !deferral) {
        // What is spread again at the same place adds nothing.
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (fragment && deferral) yield* this.#deferredFragment(fragment, type, possible, deferral);
      else if (fragment) yield* this.#fragment(fragment, type, possible, spread);
    }
  }

  *#fragment(
    { typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode,
    type: GraphQLCompositeType,
    possible: Possible,
    spread: Set<string>,
  ): Generator<SelectionNode> {
    const condition = typeCondition ? this.#schema.getType(typeCondition.name.value) : type;
    if (!isCompositeType(condition)) return;
    const rest = possible.intersection(this.#possibleTypes(condition));
    if (rest.size === 0) return;
    if (condition === type || isObjectType(type)) {
      yield* this.#selections(selectionSet, type, possible, spread);
      return;
    }
    // A union has no fields of its own. Apollo's planner (2.14) cannot look for its members behind an interface object.
    const conditions = isUnionType(condition) ? [...rest].map((name) => this.#compositeType(name)) : [condition];
    for (const each of conditions) {
      const inner = rest.intersection(this.#possibleTypes(each));
      const selections = [...this.#selections(selectionSet, each, inner, new Set())];
      if (selections.length > 0) yield inlineFragment(each, selections);
    }
  }

  *#deferredFragment(
    fragment: InlineFragmentNode | FragmentDefinitionNode,
    type: GraphQLCompositeType,
    possible: Possible,
    deferral: DirectiveNode,
  ): Generator<SelectionNode> {
    const condition = fragment.typeCondition ? this.#compositeType(fragment.typeCondition.name.value) : type;
    const own = isObjectType(type) || isUnionType(condition) ? type : condition;
    const rest = possible.intersection(this.#possibleTypes(own));
    const label = labelled(deferral, this.#deferred++);
    const selections = [...this.#fragment(fragment, own, rest, new Set())];
    if (selections.length > 0) yield inlineFragment(own, selections, label);
  }

  #field(field: FieldNode, parent: GraphQLCompositeType): FieldNode {
    const { alias, directives = [], selectionSet, ...rest } = field;
    const defers = this.#defers;
    if (field.name.value.startsWith('__')) this.#defers = false;
    const resolved = {
      ...rest,
      ...(alias && alias.value !== field.name.value && { alias }),
      directives: directives.filter((each) => !isCondition(each)),
      ...(selectionSet && { selectionSet: this.resolve(selectionSet, this.#typeOf(field.name.value, parent)) }),
    };
    this.#defers = defers;
    return resolved;
  }

  #typeOf(field: string, parent: GraphQLCompositeType): GraphQLCompositeType {
    if (field === '__schema') return this.#compositeType('__Schema');
    if (field === '__type') return this.#compositeType('__Type');
    const type = isUnionType(parent) ? undefined : parent.getFields()[field]?.type;
    return this.#compositeType(type ? getNamedType(type).name : field);
  }

  #compositeType(name: string): GraphQLCompositeType {
    const type = this.#schema.getType(name);
    if (!isCompositeType(type)) throw new Error(`${name} is not an object.`);
    return type;
  }

  /** Its `@defer`, if that is in force. */
  #deferralOf({ directives = [] }: SelectionNode): DirectiveNode | undefined {
    const directive = this.#defers ? directives.find(isDefer) : undefined;
    const value = directive && conditionOf(directive);
    return value === undefined || this.#isTrue(value) ? directive : undefined;
  }

  #isTrue(value: ValueNode): boolean {
    if (value.kind === Kind.VARIABLE) return this.#conditions.get(value.name.value) === true;
    return value.kind === Kind.BOOLEAN && value.value;
  }

  #isIncluded({ directives = [] }: SelectionNode): boolean {
    return directives.every((directive) => {
      const value = isCondition(directive) ? conditionOf(directive) : undefined;
      return !value || this.#isTrue(value) === (directive.name.value === 'include');
    });
  }

  #possibleTypes(type: GraphQLCompositeType): Possible {
    const known = this.#possible.get(type);
    if (known) return known;
    const types = isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type);
    const possible = new Set(types.map(({ name }) => name));
    this.#possible.set(type, possible);
    return possible;
  }
}

function inlineFragment(
  { name }: GraphQLCompositeType,
  selections: readonly SelectionNode[],
  deferral?: DirectiveNode,
): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
    ...(deferral && { directives: [deferral] }),
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

function labelled({ arguments: given = [], ...directive }: DirectiveNode, number: number): DirectiveNode {
  const written = given.find(({ name }) => name.value === 'label')?.value;
  const value = uniqueLabel(number, written?.kind === Kind.STRING ? written.value : undefined);
  const label: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'label' },
    value: { kind: Kind.STRING, value },
  };
  return { ...directive, arguments: [label] };
}

function conditionOf({ arguments: given = [] }: DirectiveNode): ValueNode | undefined {
  return given.find(({ name }) => name.value === 'if')?.value;
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return operation;
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  return {
    ...operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
  };
}
