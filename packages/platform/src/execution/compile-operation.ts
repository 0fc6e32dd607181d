import {
  assertValidSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  visit,
} from 'graphql';
import { type Conditions, collectRootFields, compileSelection } from './compile-selection.ts';
import { executeSelection, executeSerially } from './execute-selection.ts';
import { type ExecutableDocument, Execution } from './execution.ts';
import type { Column, SelectionPlan } from './plan.ts';
import { rootPositions } from './positions.ts';
import { type CoerceVariables, compileVariables } from './variables.ts';

export interface OperationSource {
  readonly schema: GraphQLSchema;
  /** Valid but for literals of scalars, as a router's are; an invalid one gets the answer that graphql-js gives. */
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
}

export interface OperationCall {
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly context?: unknown;
  readonly rootValue?: unknown;
}

/** An operation that can be executed any number of times. Without promises in its resolvers it answers at once. */
export interface PreparedOperation {
  execute(call: OperationCall): ExecutionResult | Promise<ExecutionResult>;
}

/** Executes as graphql-js does, by graphql-js. */
export function referenceOperation({ schema, document, operationName }: OperationSource): PreparedOperation {
  return {
    execute: ({ variables, context, rootValue }) =>
      execute({ schema, document, operationName, variableValues: variables, contextValue: context, rootValue }),
  };
}

/**
 * Executes as graphql-js does, level by level: each field for all objects of its level, with one wait for all their
 * promises and one reading of the arguments. What differs is written in the package's README.
 */
export function compileOperation(source: OperationSource): PreparedOperation {
  assertValidSchema(source.schema);
  const document = executableDocument(source);
  const rootType = document && source.schema.getRootType(document.operation.operation);
  return rootType ? new CompiledOperation(source, document, rootType) : referenceOperation(source);
}

/** Undefined where the document does not say which operation is meant. */
function executableDocument({ schema, document, operationName }: OperationSource): ExecutableDocument | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return { schema, operation, fragments };
}

/** With more combinations of conditions than that, the one compiled first is compiled again when it comes again. */
const maxVariants = 32;

class CompiledOperation implements PreparedOperation {
  readonly #document: ExecutableDocument;
  readonly #rootType: GraphQLObjectType;
  readonly #reference: PreparedOperation;
  readonly #coerce: CoerceVariables;
  readonly #conditionNames: readonly string[];
  readonly #variants = new Map<string, Variant>();

  constructor(source: OperationSource, document: ExecutableDocument, rootType: GraphQLObjectType) {
    this.#document = document;
    this.#rootType = rootType;
    this.#reference = referenceOperation(source);
    this.#coerce = compileVariables(source.schema, document.operation.variableDefinitions ?? []);
    this.#conditionNames = conditionNamesOf(source.document);
  }

  execute(call: OperationCall): ExecutionResult | Promise<ExecutionResult> {
    const { errors, coerced: variables } = this.#coerce(call.variables ?? {});
    if (errors) return { errors };
    const { selection, fault } = this.#variantFor(variables);
    if (fault) return { errors: [fault], data: null };
    if (!selection) return this.#reference.execute(call);
    const { context, rootValue } = call;
    const execution = new Execution(this.#document, { context, rootValue, variables });
    const column =
      this.#document.operation.operation === OperationTypeNode.MUTATION
        ? executeSerially(execution, selection, rootValue, rootPositions)
        : executeSelection(execution, selection, [rootValue], rootPositions);
    return column instanceof Promise ? column.then((done) => answer(execution, done)) : answer(execution, column);
  }

  #variantFor(variables: Record<string, unknown>): Variant {
    let key = '';
    for (const name of this.#conditionNames) key += `${variables[name]},`;
    const compiled = this.#variants.get(key);
    if (compiled) return compiled;
    const [oldest] = this.#variants.keys();
    if (oldest !== undefined && this.#variants.size === maxVariants) this.#variants.delete(oldest);
    const variant = this.#compile(variables);
    this.#variants.set(key, variant);
    return variant;
  }

  #compile(variables: Record<string, unknown>): Variant {
    // Not the request's other variables: a variant lives longer than the request.
    const given = this.#conditionNames.filter((name) => Object.hasOwn(variables, name));
    const conditions: Conditions = Object.fromEntries(given.map((name) => [name, variables[name]]));
    try {
      const collected = collectRootFields(this.#document, this.#rootType, conditions);
      const names = [...collected.values()].map(([node]) => node?.name.value);
      if (names.some((name) => name === SchemaMetaFieldDef.name || name === TypeMetaFieldDef.name)) return {};
      return { selection: compileSelection(this.#document, this.#rootType, { collected, conditions }) };
    } catch (error) {
      if (error instanceof GraphQLError) return { fault: error };
      throw error;
    }
  }
}

/** What is executed for one combination of conditions; neither where the operation asks about the schema. */
interface Variant {
  readonly selection?: SelectionPlan;
  readonly fault?: GraphQLError;
}

/** The variables of `@skip` and `@include`. */
function conditionNamesOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const condition = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
      if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
    },
  });
  return [...names];
}

function answer(execution: Execution, [data]: Column): ExecutionResult {
  const { hasFailures } = execution;
  return hasFailures
    ? { errors: execution.errors(), data: data as Record<string, unknown> | null }
    : { data: data as Record<string, unknown> };
}
