import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  executeSync,
  GraphQLError,
  GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
} from 'graphql';
import { pickRequired, requiredSelections } from '../data/required.ts';
import type { Handle } from '../data/values.ts';
import type { World } from '../data/world.ts';
import { type FieldModel, fieldsOf, type Model } from '../model/model.ts';
import { wholeSdl } from '../model/sdl.ts';

interface Context {
  readonly requestId: string;
  readonly sideErrors: SideError[];
  readonly positions: Map<string, Position>;
}

/** A field that was executed at some place of the answer. */
export interface Position {
  /** The type of the object that has it. */
  readonly object: string;
  readonly field: FieldModel;
  /** As the schema has it, with non-null types or without (`allErrors`). */
  readonly type: GraphQLOutputType;
}

/** An error of a field that nobody selected: a field of the object at `path` requires it. */
export interface SideError {
  readonly path: readonly (string | number)[];
  /** Where the required field stands in that object, by names. */
  readonly required: readonly (string | number)[];
  readonly error: GraphQLError;
}

export interface WholeRequest {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
  readonly requestId: string;
}

export interface WholeResult extends ExecutionResult {
  readonly sideErrors: readonly SideError[];
  /** By path, as JSON. Below a null that rose some may not be there. */
  readonly positions: ReadonlyMap<string, Position>;
}

/** The graph in one piece, executed by graphql-js over the same data: what a federated one has to answer. */
export class WholeGraph {
  readonly schema: GraphQLSchema;
  /** Without non-null types, so that no null rises: all errors that there are show. */
  readonly #relaxed: GraphQLSchema;
  /** By name: what required fields are read from, with the hidden ones. */
  readonly #readers = new Map<string, GraphQLSchema>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.schema = this.#withResolvers(buildSchema(wholeSdl(world.model, { hidden: false })));
    this.#relaxed = relax(this.#withResolvers(buildSchema(wholeSdl(world.model, { hidden: false }))));
    const whole = this.#withResolvers(buildSchema(wholeSdl(world.model, { hidden: true })));
    for (const { name, kind } of world.model.objects.values()) {
      if (kind !== 'entity') continue;
      const query = whole.getType(name) as GraphQLObjectType;
      this.#readers.set(name, new GraphQLSchema({ query, types: Object.values(whole.getTypeMap()) }));
    }
  }

  /** What mutations have done. Behind one whose null rose, others may be done or left: graphql-js leaves them. */
  takeEffects(request: WholeRequest): { readonly least: readonly string[]; readonly most: readonly string[] } {
    const least = this.#world.effects(request.requestId);
    const all = this.#world.effects(relaxedId(request));
    return { least, most: all.length > 0 ? all : least };
  }

  get model(): Model {
    return this.#world.model;
  }

  async execute(request: WholeRequest): Promise<WholeResult> {
    return this.#execute(this.schema, request);
  }

  /** Every error that the operation meets if none hides another. */
  async allErrors(request: WholeRequest): Promise<Omit<WholeResult, 'data'>> {
    return this.#execute(this.#relaxed, { ...request, requestId: relaxedId(request) });
  }

  async #execute(schema: GraphQLSchema, request: WholeRequest): Promise<WholeResult> {
    const sideErrors: SideError[] = [];
    const positions = new Map<string, Position>();
    const { document, variables, operationName, requestId } = request;
    const result = await execute({
      schema,
      document,
      variableValues: variables,
      operationName: operationName ?? null,
      contextValue: { requestId, sideErrors, positions } satisfies Context,
    });
    return { ...result, sideErrors, positions };
  }

  #withResolvers(schema: GraphQLSchema): GraphQLSchema {
    for (const object of this.#world.model.objects.values()) {
      const type = schema.getType(object.name);
      if (!isObjectType(type)) continue;
      for (const field of fieldsOf(this.#world.model, object)) {
        const target = type.getFields()[field.name];
        if (!target) continue;
        target.resolve = (parent: Handle | undefined, args: unknown, context: Context, { path, returnType }) => {
          const { requestId, sideErrors, positions } = context;
          const place = pathOf(path);
          positions.set(JSON.stringify(place), { object: object.name, field, type: returnType });
          const inputs =
            parent && field.requires !== undefined
              ? this.#read(field, parent, requestId, (required, error) =>
                  sideErrors.push({ path: place.slice(0, -1), required, error }),
                )
              : undefined;
          return this.#world.resolve(field, parent?.$id ?? 'root', args, requestId, inputs);
        };
      }
    }
    return schema;
  }

  /** What a representation would hold. */
  #read(
    { requires = '' }: FieldModel,
    parent: Handle,
    requestId: string,
    onError: (required: readonly (string | number)[], error: GraphQLError) => void,
  ): unknown {
    const schema = this.#readers.get(parent.__typename);
    if (!schema) throw new Error(`${parent.__typename} is no entity.`);
    // A required field may require others itself.
    const inner: SideError[] = [];
    const { data, errors = [] } = executeSync({
      schema,
      document: {
        kind: Kind.DOCUMENT,
        definitions: [
          {
            kind: Kind.OPERATION_DEFINITION,
            operation: OperationTypeNode.QUERY,
            selectionSet: requiredSelections(requires),
          },
        ],
      },
      rootValue: parent,
      contextValue: { requestId, sideErrors: inner, positions: new Map() } satisfies Context,
    });
    for (const error of errors) onError(error.path ?? [], error);
    for (const { path, required, error } of inner) onError([...path, ...required], error);
    return pickRequired(requires, JSON.parse(JSON.stringify(data)));
  }
}

/** Of the same faults, and another run. */
const relaxedId = ({ requestId }: WholeRequest): string => requestId.replace(/[^.]*$/, 'relaxed');

function pathOf(path: { readonly prev: unknown; readonly key: string | number } | undefined): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let step = path; step; step = step.prev as typeof path) steps.unshift(step.key);
  return steps;
}

/** Null where it may not be becomes an error there, and nothing more. */
function relax(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const { type: strict, resolve } = field;
      field.type = withoutNonNull(strict);
      if (!resolve) continue;
      const coordinate = `${type.name}.${field.name}`;
      field.resolve = async (...given) => {
        const value = refuseNull(strict, await resolve(...given), coordinate);
        if (value instanceof Error) throw value;
        return value;
      };
    }
  }
  return schema;
}

function withoutNonNull(type: GraphQLOutputType): GraphQLOutputType {
  if (isNonNullType(type)) return withoutNonNull(type.ofType as GraphQLOutputType);
  return isListType(type) ? new GraphQLList(withoutNonNull(type.ofType as GraphQLOutputType)) : type;
}

/** graphql-js takes an `Error` in a list for one that was thrown there. */
function refuseNull(type: GraphQLOutputType, value: unknown, coordinate: string): unknown {
  if (value === null || value === undefined) {
    return isNonNullType(type) ? new GraphQLError(`Cannot return null for non-nullable field ${coordinate}.`) : value;
  }
  const inner = isNonNullType(type) ? (type.ofType as GraphQLOutputType) : type;
  if (!isListType(inner) || !Array.isArray(value)) return value;
  return value.map((element) => refuseNull(inner.ofType as GraphQLOutputType, element, coordinate));
}
