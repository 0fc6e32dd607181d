import type { Logger } from '@trivet/platform';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { FetchNode } from '../planning/plan.ts';
import type { FetchCall, SubgraphCaller } from '../transports/transport.ts';
import { Answer } from './answer.ts';
import type { Deadline } from './deadline.ts';
import { Losses } from './losses.ts';
import { project } from './project.ts';
import { contentOf, type ErrorContent, unavailable } from './public-errors.ts';
import type { ExecutionRequest } from './query-executor.ts';
import { applyRewrites } from './representation.ts';
import { interfaceNames } from './runtime-type.ts';
import { isTreeObject, merge, placesAt, type ResponsePath, type TreeObject } from './tree.ts';

/** What executions of one supergraph have in common. */
export interface ExecutionDeps {
  readonly apiSchema: GraphQLSchema;
  readonly internalSchema: GraphQLSchema;
  readonly logger: Logger;
}

/** Where a node of the plan works: the objects that it adds to, all of which stand at `path`. */
export interface Cursor {
  readonly objects: readonly TreeObject[];
  readonly path: readonly string[];
}

/** One execution under way: the tree that fetches write into, and what went wrong meanwhile. */
export class Execution {
  readonly root: TreeObject = {};
  readonly losses = new Losses();
  /** Of subgraphs, in the client's tree. */
  readonly errors: { readonly content: ErrorContent; readonly path: ResponsePath }[] = [];
  readonly request: ExecutionRequest;
  readonly #deps: ExecutionDeps;
  readonly #deadline: Deadline;

  constructor(deps: ExecutionDeps, request: ExecutionRequest, deadline: Deadline) {
    this.#deps = deps;
    this.request = request;
    this.#deadline = deadline;
  }

  /** Whether nothing went wrong so far. */
  get isClean(): boolean {
    return this.errors.length === 0 && this.losses.isEmpty;
  }

  /** What a fetch brought, at once where the subgraph answers at once; never rejects. */
  ask(
    node: FetchNode,
    caller: SubgraphCaller | undefined,
    variables: Record<string, unknown>,
  ): ExecutionResult | Promise<ExecutionResult> {
    if (this.#deadline.reached) return this.#deadline.result;
    if (!caller) return refusal(unavailable(node.subgraph));
    try {
      const answer = caller(this.#callOf(node, variables));
      if (!(answer instanceof Promise)) return answer;
      return this.#deadline.orPassed(answer).catch((error: unknown) => this.#fault(node, error));
    } catch (error) {
      return this.#fault(node, error);
    }
  }

  /** Writes what a fetch of root fields brought. */
  absorb(node: FetchNode, cursor: Cursor, { data, errors = [] }: ExecutionResult): void {
    const located = errors.filter(({ path }) => path !== undefined && path.length > 0);
    if (located.length > 0) {
      const places = [...placesAt(this.root, cursor.path).values()].flat();
      for (const error of located) this.#locate(node, error, places, error.path ?? []);
    }
    if (isTreeObject(data)) {
      applyRewrites(this.#deps.internalSchema, node.outputRewrites, data);
      for (const object of cursor.objects) merge(object, data, interfaceNames(this.#deps.internalSchema));
      for (const error of errors) {
        if (!error.path?.length) this.losses.add(contentOf(error), cursor.objects, node.writes);
      }
    } else {
      const failed = new Set(located.map(({ path }) => path?.[0]));
      const keys = node.writes.filter((key) => !failed.has(key));
      const isTold = errors.length > 0 && located.length === errors.length;
      if (keys.length > 0) this.losses.add(reasonOf(node, errors), cursor.objects, keys, { isTold });
    }
  }

  /** Writes what a fetch of entities brought: one for each of `targets`, each of which are the objects that it is for. */
  absorbEntities(
    node: FetchNode,
    path: readonly string[],
    targets: readonly (readonly TreeObject[])[],
    { data, errors = [] }: ExecutionResult,
  ): void {
    const entities = data?.['_entities'];
    // Fewer or more than were asked for cannot be told apart: nothing of it is used.
    if (!Array.isArray(entities) || entities.length !== targets.length) {
      this.losses.add(reasonOf(node, errors), targets.flat(), lostKeys(node));
      return;
    }
    for (const [index, entity] of entities.entries()) {
      if (!isTreeObject(entity)) continue;
      applyRewrites(this.#deps.internalSchema, node.outputRewrites, withTypename(entity, targets[index]?.[0]));
      for (const target of targets[index] ?? []) merge(target, entity, interfaceNames(this.#deps.internalSchema));
    }
    let places: ReturnType<typeof placesAt> | undefined;
    for (const error of errors) {
      const [field, index, ...rest] = error.path ?? [];
      const concerned = field === '_entities' && typeof index === 'number' ? (targets[index] ?? []) : targets.flat();
      if (rest.length === 0) {
        this.losses.add(contentOf(error), concerned, lostKeys(node));
        continue;
      }
      // What else was asked of this entity is gone with it.
      if (!isTreeObject(entities[Number(index)]))
        this.losses.add(contentOf(error), concerned, lostKeys(node), { isTold: true });
      places ??= placesAt(this.root, path);
      this.#locate(
        node,
        error,
        concerned.flatMap((object) => places?.get(object) ?? []),
        rest,
      );
    }
  }

  /** The client's answer: projected with all errors at their places. */
  project(): Answer {
    const { request, root, losses, errors } = this;
    return Answer.of(project({ schema: this.#deps.apiSchema, request, root, losses, errors }));
  }

  #callOf(node: FetchNode, variables: Record<string, unknown>): FetchCall {
    const { viewer, requestId, idempotencyKey, variables: given } = this.request;
    for (const name of node.variables) {
      // A variable may be called `toString`, and not be given.
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value !== undefined) variables[name] = value;
    }
    return {
      variables,
      viewer,
      requestId,
      idempotencyKey: node.operationKind === 'mutation' ? idempotencyKey : undefined,
      deadline: this.#deadline,
    };
  }

  #fault(node: FetchNode, error: unknown): ExecutionResult {
    const { requestId } = this.request;
    this.#deps.logger.error('A transport failed unexpectedly', { requestId, subgraph: node.subgraph, error });
    return refusal(unavailable(node.subgraph));
  }

  #locate(node: FetchNode, error: GraphQLError, places: readonly ResponsePath[], rest: ResponsePath): void {
    const content = contentOf(error);
    const path = rest.map((step) => renamed(node, step));
    const { keys } = this.request.operation;
    for (const place of places) {
      this.errors.push({ content, path: [...place, ...path].map((step) => keys.client(step)) });
    }
  }
}

/** Why a fetch brought no data. */
function reasonOf({ subgraph }: FetchNode, [error]: readonly GraphQLError[]): ErrorContent {
  return error ? contentOf(error) : unavailable(subgraph);
}

/** What a fetch of entities does not bring when it fails: the names of their types too, if they were not known. */
function lostKeys({ writes }: FetchNode): string[] {
  return [...writes, '__typename'];
}

/** A subgraph's operation may use another key where two would collide. */
function renamed({ outputRewrites }: FetchNode, step: string | number): string | number {
  for (const rewrite of outputRewrites) {
    if (rewrite.kind === 'Rename' && rewrite.path.at(-1) === step) return rewrite.to;
  }
  return step;
}

/** Rewrites tell types apart; a subgraph answers `__typename` only where it was asked for. */
function withTypename(entity: TreeObject, target: TreeObject | undefined): TreeObject {
  if (entity['__typename'] === undefined && target?.['__typename'] !== undefined) {
    entity['__typename'] = target['__typename'];
  }
  return entity;
}

function refusal({ message, code }: ErrorContent): ExecutionResult {
  return { errors: [new GraphQLError(message, { extensions: { code } })] };
}
