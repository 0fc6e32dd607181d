import {
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { noStep } from '../planning/client-keys.ts';
import type { LocatedError } from './execution.ts';
import { FieldCollector, type Parents } from './field-collector.ts';
import { introspect } from './introspection.ts';
import type { Loss, Losses } from './losses.ts';
import { type ErrorContent, internalError, maxErrors, publicError } from './public-errors.ts';
import type { ExecutionRequest } from './query-executor.ts';
import { type RuntimeType, runtimeType } from './runtime-type.ts';
import { isTreeObject, type ResponsePath, read, type TreeObject, write } from './tree.ts';

export interface Executed {
  readonly schema: GraphQLSchema;
  readonly request: ExecutionRequest;
  readonly root: TreeObject;
  readonly losses: Losses;
  readonly errors: readonly LocatedError[];
}

/** A selection of one object: of the root, by an operation; of some other, by a deferred fragment. */
export interface Selected {
  readonly source: TreeObject;
  readonly type: RuntimeType;
  readonly parents: Parents;
  /** Where the object stands in the client's tree. */
  readonly path: ResponsePath;
  /** The fields that lead there, in the tree: where one was lost in part, something may be missing here. */
  readonly way: readonly { readonly object: TreeObject; readonly key: string }[];
}

/** What the client gets of a selection. */
export interface Projected {
  readonly dataText: string;
  /** As values; undefined where nothing of the tree is missing. */
  readonly answered: unknown;
  /** What is to be told with it, but that an error whose place is in none of it may be told elsewhere. */
  readonly errors: (isToldElsewhere: (error: LocatedError) => boolean) => readonly GraphQLError[];
}

/**
 * The client's answer: of the tree that fetches have written, exactly what the operation selects, in its order, completed
 * by the API schema as the specification wants it (section 6.4.3). Changes nothing in the tree, whose objects may be shared.
 */
export function project(executed: Executed): ExecutionResult {
  const { schema, request, root } = executed;
  const rootType = schema.getRootType(request.operation.operation.operation);
  if (!rootType) return { errors: [publicError(internalError, request.requestId)] };
  const parents = [request.operation.operation];
  const [data, told] = complete(executed, rootType, { source: root, parents, path: [], way: [] });
  const errors = [...told(() => false), ...homelessErrors(executed.losses, request.requestId)].slice(0, maxErrors);
  return errors.length > 0 ? { errors, data } : { data };
}

/** Part of an answer: completed by itself, so that null rises to the top of the selection at most. */
export function projectSelection(executed: Executed, selected: Selected): Projected {
  const [data, errors] = complete(executed, selected.type, selected);
  return { dataText: JSON.stringify(data), answered: data, errors };
}

function complete(
  executed: Executed,
  type: RuntimeType,
  { source, parents, path, way }: Omit<Selected, 'type'>,
): [TreeObject | null, Projected['errors']] {
  const projection = new Projection(executed);
  const place = path.reduce<Place | undefined>((parent, key) => ({ parent, key }), undefined);
  for (const { object, key } of way) {
    const lacking = executed.losses.find(object, key);
    if (lacking && place) place.lacking = lacking;
  }
  const data = projection.object(type, source, parents, place);
  const answered = data === bubble ? null : data;
  return [answered, (isToldElsewhere) => projection.errors(answered, path.length, isToldElsewhere)];
}

/** What stands nowhere, each reason once: it concerned only what the planner needed for itself. */
export function homelessErrors(losses: Losses, requestId: string): GraphQLError[] {
  const reasons = new Map(losses.unreported().map((loss) => [`${loss.code} ${loss.message}`, loss]));
  return [...reasons.values()].map((loss) => publicError(loss, requestId));
}

/** Null that the surrounding field may not hold: it rises. */
const bubble: unique symbol = Symbol('bubble');
type Completed<Value> = Value | null | typeof bubble;

/** A path while it grows: shared by all that is below, and written out only for an error. */
interface Place {
  readonly parent: Place | undefined;
  readonly key: string | number;
  /** Why a part of the value is missing, of which another subgraph has brought the rest. */
  lacking?: Loss;
}

class Projection {
  readonly #executed: Executed;
  readonly #collector: FieldCollector;
  /** Of losses and of values that do not fit the schema, in the order of the answer. */
  readonly #found: GraphQLError[] = [];
  #explained: Set<string> | undefined;

  constructor(executed: Executed) {
    this.#executed = executed;
    this.#collector = new FieldCollector(executed.schema);
  }

  object(type: RuntimeType, source: TreeObject, parents: Parents, place: Place | undefined): Completed<TreeObject> {
    const output: TreeObject = {};
    const collected = this.#collector.collect(type, parents);
    if (place && this.#collector.isUndecided(collected)) return this.#unknownType(source, place);
    for (const [key, nodes] of collected) {
      const name = nodes[0]?.name.value ?? '';
      if (name === '__typename') {
        write(output, key, type.name);
      } else if (name === '__schema' || name === '__type') {
        write(output, key, introspect(this.#executed, nodes));
      } else {
        const value = this.#field(type, source, nodes, { parent: place, key });
        if (value === bubble) return bubble;
        write(output, key, value);
      }
    }
    return output;
  }

  /** With paths from the root, as the client knows them; `data` stands `depth` steps below it. */
  errors(data: TreeObject | null, depth: number, isToldElsewhere: (error: LocatedError) => boolean): GraphQLError[] {
    const { errors, request } = this.#executed;
    const told = new Set<string>();
    const located = errors.slice(0, maxErrors).flatMap((error) => {
      const { content, path } = error;
      const { seen, isFollowed } = visible(data, path, depth);
      if (!isFollowed && isToldElsewhere(error)) return [];
      // Each subgraph that has a part of an object may have failed with it; and a field has one error at most.
      const key = JSON.stringify(isFollowed ? seen : [seen, content]);
      if (told.has(key)) return [];
      told.add(key);
      return [publicError(content, request.requestId, seen)];
    });
    return [...located, ...this.#found].slice(0, maxErrors);
  }

  #field(parent: RuntimeType, source: TreeObject, nodes: readonly FieldNode[], place: Place): Completed<unknown> {
    const [node] = nodes;
    const field = parent.getFields()[node?.name.value ?? ''];
    if (!field || !node) return null;
    const key = this.#executed.request.operation.keys.fetched(node);
    const value = read(source, key);
    const own = this.#executed.losses.find(source, key);
    const loss = value === undefined ? (own ?? lackingAbove(place)) : undefined;
    if (loss) {
      if (!loss.isTold) this.#reportLoss(loss, place);
      return isNonNullType(field.type) ? bubble : null;
    }
    if (own) place.lacking = own;
    return this.#complete(field.type, value ?? null, nodes, place, `${parent.name}.${field.name}`);
  }

  #complete(
    type: GraphQLOutputType,
    value: unknown,
    nodes: readonly FieldNode[],
    place: Place,
    coordinate: string,
  ): Completed<unknown> {
    if (isNonNullType(type)) {
      const completed = this.#complete(type.ofType, value, nodes, place, coordinate);
      if (completed !== null) return completed;
      if (!this.#isExplained(place)) this.#misfit(`Cannot return null for non-nullable field ${coordinate}.`, place);
      return bubble;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) return this.#list(type.ofType, value, nodes, place, coordinate);
    if (isLeafType(type)) return this.#leaf(type, value, place, coordinate);
    if (!isTreeObject(value)) return this.#misfit(`The value of ${coordinate} is not an object.`, place);
    const found = isAbstractType(type) ? runtimeType(this.#executed.schema, type, read(value, '__typename')) : type;
    if (!found) return this.#misfit(`The value of ${coordinate} is of a type that the API does not have there.`, place);
    const object = this.object(found, value, nodes, place);
    return object === bubble ? null : object;
  }

  #list(
    type: GraphQLOutputType,
    value: unknown,
    nodes: readonly FieldNode[],
    place: Place,
    coordinate: string,
  ): Completed<unknown[]> {
    if (!Array.isArray(value)) return this.#misfit(`The value of ${coordinate} is not a list.`, place);
    const output: unknown[] = new Array(value.length);
    for (const [index, element] of value.entries()) {
      const completed = this.#complete(type, element, nodes, { parent: place, key: index }, coordinate);
      if (completed === bubble) return null;
      output[index] = completed;
    }
    return output;
  }

  #leaf(type: GraphQLLeafType, value: unknown, place: Place, coordinate: string): unknown {
    try {
      return type.serialize(value) ?? null;
    } catch {
      return this.#misfit(`The value of ${coordinate} is not a valid ${type.name}.`, place);
    }
  }

  /** Known only behind an interface, whose members the operation tells apart. */
  #unknownType(source: TreeObject, place: Place): null {
    const loss = this.#executed.losses.find(source, '__typename');
    if (!loss) return this.#misfit('The type of an object is not known.', place);
    if (!loss.isTold) this.#reportLoss(loss, place);
    return null;
  }

  #reportLoss(loss: Loss, place: Place): void {
    loss.reported = true;
    this.#report(loss, place);
  }

  #misfit(message: string, place: Place): null {
    this.#report({ message, code: 'INTERNAL_SERVER_ERROR' }, place);
    return null;
  }

  #report(content: ErrorContent, place: Place): void {
    const path = pathOf(place);
    this.#found.push(publicError(content, this.#executed.request.requestId, path));
    if (this.#explained) addPrefixes(this.#explained, path);
  }

  /** Whether an error here or below already says why there is null. */
  #isExplained(place: Place): boolean {
    if (!this.#explained) {
      this.#explained = new Set();
      for (const { path } of this.#executed.errors) addPrefixes(this.#explained, path);
      for (const { path } of this.#found) addPrefixes(this.#explained, path ?? []);
    }
    return this.#explained.has(JSON.stringify(pathOf(place)));
  }
}

function lackingAbove(place: Place): Loss | undefined {
  for (let step = place.parent; step; step = step.parent) if (step.lacking) return step.lacking;
  return undefined;
}

function addPrefixes(prefixes: Set<string>, path: ResponsePath): void {
  for (let length = path.length; length > 0; length--) {
    const prefix = JSON.stringify(path.slice(0, length));
    if (prefixes.has(prefix)) return;
    prefixes.add(prefix);
  }
}

function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let step: Place | undefined = place; step; step = step.parent) path.push(step.key);
  return path.reverse();
}

/** The part of a path that the client can follow: what the planner asked for on its own account is none of his. */
function visible(
  data: TreeObject | null,
  path: ResponsePath,
  depth: number,
): { readonly seen: ResponsePath; readonly isFollowed: boolean } {
  let value: unknown = data;
  for (let index = depth; index < path.length; index++) {
    const step = path[index] ?? '';
    // Below null nobody can follow it, but it has to be a path of the client's.
    if (value === null) return { seen: path.at(-1) === noStep ? path.slice(0, -1) : path, isFollowed: true };
    const next: unknown = Array.isArray(value)
      ? value[Number(step)]
      : isTreeObject(value)
        ? read(value, String(step))
        : undefined;
    if (next === undefined) return { seen: path.slice(0, index), isFollowed: false };
    value = next;
  }
  return { seen: path, isFollowed: true };
}
