import { type FieldNode, type GraphQLObjectType, isNonNullType, TypeNameMetaFieldDef } from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { compileArguments } from './arguments.ts';
import { compileCompletion } from './complete-value.ts';
import { entityUnionOf, executeEntities } from './entities.ts';
import type { ExecutableDocument } from './execution.ts';
import { type AssembledKey, ObjectAssembly } from './object-assembly.ts';
import type { FieldPlan, SelectionPlan, Selections } from './plan.ts';
import { FieldPositions } from './positions.ts';
import { compileResolver } from './resolve-field.ts';
import { after } from './wait.ts';

type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** The variables of `@skip` and `@include`: a selection is compiled for their values. */
export type Conditions = Record<string, unknown>;

/** The fields of the operation's root. @throws where a condition is none. */
export function collectRootFields(
  { schema, fragments, operation }: ExecutableDocument,
  rootType: GraphQLObjectType,
  conditions: Conditions,
): CollectedFields {
  return collectFields(schema, fragments, conditions, rootType, operation.selectionSet);
}

export function compileSelection(
  document: ExecutableDocument,
  type: GraphQLObjectType,
  { collected, conditions }: { readonly collected: CollectedFields; readonly conditions: Conditions },
): SelectionPlan {
  const fields: FieldPlan[] = [];
  const keys: AssembledKey[] = [];
  for (const [key, nodes] of collected) {
    const name = nodes[0]?.name.value ?? '';
    if (name === TypeNameMetaFieldDef.name) {
      keys.push({ key, constant: type.name });
      continue;
    }
    const definition = type.getFields()[name];
    // As graphql-js: a field that is not there is not answered.
    if (!definition) continue;
    fields.push(compileField(document, { key, rank: keys.length, parentType: type, definition, nodes }, conditions));
    keys.push({ key });
  }
  return { type, fields, assembly: new ObjectAssembly(keys) };
}

type UncompiledField = Pick<FieldPlan, 'key' | 'rank' | 'parentType' | 'definition' | 'nodes'>;

function compileField(document: ExecutableDocument, uncompiled: UncompiledField, conditions: Conditions): FieldPlan {
  const { parentType, definition, nodes } = uncompiled;
  const node = nodes[0] as FieldNode;
  const selections = new FieldSelections(document, nodes, conditions);
  const resolve = compileResolver(definition, node);
  const complete = compileCompletion(definition.type, selections);
  const ordinary: FieldPlan['execute'] = (execution, sources, parents) => {
    const at = new FieldPositions(parents, field);
    return after(resolve(execution, sources, at), (values) => complete(execution, values, at));
  };
  const union = entityUnionOf(document.schema, parentType, definition);
  const readArguments = compileArguments(definition, node);
  const execute = union ? executeEntities(() => field, { union, readArguments, selections, ordinary }) : ordinary;
  const field: FieldPlan = { ...uncompiled, nullable: !isNonNullType(definition.type), execute };
  return field;
}

/** Compiled when a value of the type is met: of all types that a value might have, most are not. */
class FieldSelections implements Selections {
  readonly #document: ExecutableDocument;
  readonly #nodes: readonly FieldNode[];
  readonly #conditions: Conditions;
  readonly #plans = new Map<GraphQLObjectType, SelectionPlan>();

  constructor(document: ExecutableDocument, nodes: readonly FieldNode[], conditions: Conditions) {
    this.#document = document;
    this.#nodes = nodes;
    this.#conditions = conditions;
  }

  of(type: GraphQLObjectType): SelectionPlan {
    const compiled = this.#plans.get(type);
    if (compiled) return compiled;
    const plan = this.#compile(type);
    this.#plans.set(type, plan);
    return plan;
  }

  #compile(type: GraphQLObjectType): SelectionPlan {
    const { schema, fragments } = this.#document;
    const conditions = this.#conditions;
    try {
      const collected = collectSubfields(schema, fragments, conditions, type, this.#nodes);
      return compileSelection(this.#document, type, { collected, conditions });
    } catch (fault) {
      return { type, fields: [], assembly: new ObjectAssembly([]), fault };
    }
  }
}
