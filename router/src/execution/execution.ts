import type { Logger } from '@trivet/platform';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { EntitiesNode, EntityGroup, FetchNode, Rewrite } from '../planning/plan.ts';
import type { FetchCall, SubgraphCaller } from '../transports/transport.ts';
import { Answer } from './answer.ts';
import type { Deadline } from './deadline.ts';
import type { Arrivals } from './deferral/arrivals.ts';
import { Losses, type Missing } from './losses.ts';
import { pathsOf } from './places.ts';
import { type Projected, project, projectSelection, type Selected } from './project.ts';
import { contentOf, type ErrorContent, maxErrors, unavailable } from './public-errors.ts';
import type { ExecutionRequest } from './query-executor.ts';
import { applyRewrites, lostKeys, type Represented } from './representation.ts';
import { interfaceNames } from './runtime-type.ts';
import { isTreeObject, merge, type ResponsePath, read, type TreeObject, write } from './tree.ts';

/** What executions of one supergraph have in common. */
export interface ExecutionDeps {
  readonly apiSchema: GraphQLSchema;
  readonly internalSchema: GraphQLSchema;
  readonly logger: Logger;
}

/** What a fetch is asked and told by. */
type AnyFetch = FetchNode | EntitiesNode;

/** What a subgraph said of a place in the client's tree. */
export interface LocatedError {
  readonly content: ErrorContent;
  readonly path: ResponsePath;
}

/** One execution under way: the tree that fetches write into, and what went wrong meanwhile. */
export class Execution {
  readonly root: TreeObject;
  readonly losses: Losses;
  readonly errors: LocatedError[] = [];
  /** Of an operation with deferred fragments: told of each fetch that something waits for. */
  arrivals: Arrivals | undefined;
  readonly request: ExecutionRequest;
  readonly #deps: ExecutionDeps;
  readonly #deadline: Deadline;

  constructor(deps: ExecutionDeps, request: ExecutionRequest, deadline: Deadline, part?: PartOf) {
    this.root = part ? part.whole.root : {};
    this.losses = new Losses(part?.causes);
    this.arrivals = part?.whole.arrivals;
    this.#deps = deps;
    this.request = request;
    this.#deadline = deadline;
  }

  /** Of the same tree, for what is deferred: has what goes wrong for itself, with `others` as possible causes. */
  part(others: readonly Execution[]): Execution {
    const causes = [this, ...others].map(({ losses }) => losses);
    return new Execution(this.#deps, this.request, this.#deadline, { whole: this, causes });
  }

  /** Whether nothing went wrong so far. */
  get isClean(): boolean {
    return this.errors.length === 0 && this.losses.isEmpty;
  }

  /** What a fetch brought, at once where the subgraph answers at once; never rejects. */
  ask(
    node: AnyFetch,
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
  absorb(node: FetchNode, objects: readonly TreeObject[], { data, errors = [] }: ExecutionResult): void {
    const located = errors.filter(({ path }) => path !== undefined && path.length > 0);
    if (located.length > 0) {
      const paths = [...pathsOf(this.#deps.internalSchema, this.root, [node.place]).values()].flat();
      for (const error of located) this.#locate(node.outputRewrites, error, paths, error.path ?? []);
    }
    if (isTreeObject(data)) {
      this.#write(node.outputRewrites, data, objects);
      for (const error of errors) {
        if (!error.path?.length) this.losses.add(contentOf(error), [{ objects, keys: node.writes }]);
      }
    } else {
      const failed = new Set(located.map(({ path }) => path?.[0]));
      const keys = node.writes.filter((key) => !failed.has(key));
      const isTold = errors.length > 0 && located.length === errors.length;
      if (keys.length > 0) this.losses.add(reasonOf(node, errors), [{ objects, keys }], { isTold });
    }
  }

  /** Writes what a fetch of entities brought: for each of its groups, one entity for each representation. */
  absorbEntities(
    node: EntitiesNode,
    represented: readonly Represented[],
    { data, errors = [] }: ExecutionResult,
  ): void {
    const keys = new Set<unknown>(node.groups.map(({ key }) => key));
    const common = errors.filter(({ path }) => !keys.has(path?.[0]));
    const missing: Missing[] = [];
    for (const [index, group] of node.groups.entries()) {
      const { representations, targets } = represented[index] ?? none;
      const own = errors.filter(({ path }) => path?.[0] === group.key);
      const entities = data?.[group.key];
      const all = { objects: targets.flat(), keys: lostKeys(group) };
      // Fewer or more than were asked for cannot be told apart: nothing of it is used.
      const isAnswered = Array.isArray(entities) && entities.length === representations.length;
      if (isAnswered) this.#absorbGroup({ group, targets, entities }, own);
      else if (own.length > 0 || common.length === 0) this.losses.add(reasonOf(node, own), [all]);
      if (isAnswered || own.length === 0) missing.push(all);
    }
    // An error that stands nowhere concerns whatever nothing else is known of.
    for (const error of common) if (missing.length > 0) this.losses.add(contentOf(error), missing);
  }

  #absorbGroup({ group, targets, entities }: Answered, errors: readonly GraphQLError[]): void {
    for (const [index, entity] of entities.entries()) {
      const same = targets[index] ?? [];
      if (isTreeObject(entity)) this.#write(group.outputRewrites, withTypename(entity, same[0]), same);
    }
    let paths: ReturnType<typeof pathsOf> | undefined;
    for (const error of errors) {
      const [, index, ...rest] = error.path ?? [];
      const objects = typeof index === 'number' ? (targets[index] ?? []) : targets.flat();
      const missing = [{ objects, keys: lostKeys(group) }];
      if (rest.length === 0) {
        this.losses.add(contentOf(error), missing);
        continue;
      }
      // What else was asked of this entity is gone with it.
      if (!isTreeObject(entities[Number(index)])) this.losses.add(contentOf(error), missing, { isTold: true });
      paths ??= pathsOf(this.#deps.internalSchema, this.root, group.places);
      const places = objects.flatMap((object) => paths?.get(object) ?? []);
      this.#locate(group.outputRewrites, error, places, rest);
    }
  }

  /** A part of the client's answer, which these errors are about. */
  projectSelection(selected: Selected, errors: readonly LocatedError[]): Projected {
    const { request, root, losses } = this;
    return projectSelection({ schema: this.#deps.apiSchema, request, root, losses, errors }, selected);
  }

  /** The client's answer: projected with all errors at their places. */
  project(): Answer {
    const { request, root, losses, errors } = this;
    return Answer.of(project({ schema: this.#deps.apiSchema, request, root, losses, errors }));
  }

  #callOf(node: AnyFetch, variables: Record<string, unknown>): FetchCall {
    const { viewer, requestId, idempotencyKey, client, variables: given } = this.request;
    const isMutation = node.operationKind === 'mutation';
    for (const name of node.variables) {
      // A variable may be called `toString` and not be given, or be called `__proto__`.
      const value = read(given, name);
      if (value !== undefined) write(variables, name, value);
    }
    return {
      variables,
      viewer,
      requestId,
      idempotencyKey: isMutation ? idempotencyKey : undefined,
      client: isMutation ? client : undefined,
      deadline: this.#deadline,
    };
  }

  #fault(node: AnyFetch, error: unknown): ExecutionResult {
    const { requestId } = this.request;
    this.#deps.logger.error('A transport failed unexpectedly', { requestId, subgraph: node.subgraph, error });
    return refusal(unavailable(node.subgraph));
  }

  /** Writes one answered object into those that it stands for. */
  #write(rewrites: readonly Rewrite[], answered: TreeObject, objects: readonly TreeObject[]): void {
    const { internalSchema } = this.#deps;
    applyRewrites(internalSchema, rewrites, answered);
    for (const object of objects) merge(object, answered, interfaceNames(internalSchema));
  }

  #locate(
    rewrites: readonly Rewrite[],
    error: GraphQLError,
    places: readonly ResponsePath[],
    rest: ResponsePath,
  ): void {
    const content = contentOf(error);
    const path = rest.map((step) => renamed(rewrites, step));
    const { keys, operation } = this.request.operation;
    const { selectionSet } = operation;
    for (const place of places) {
      // One error of an object stands wherever the object does.
      if (this.errors.length >= maxErrors) return;
      this.errors.push({ content, path: keys.clientPath(selectionSet, [...place, ...path]) });
    }
  }
}

interface PartOf {
  readonly whole: Execution;
  readonly causes: readonly Losses[];
}

/** A group of which there are entities. */
interface Answered {
  readonly group: EntityGroup;
  readonly targets: Represented['targets'];
  readonly entities: readonly unknown[];
}

const none: Represented = { representations: [], targets: [] };

/** Why a fetch brought no data. */
function reasonOf({ subgraph }: AnyFetch, [error]: readonly GraphQLError[]): ErrorContent {
  return error ? contentOf(error) : unavailable(subgraph);
}

/** A subgraph's operation may use another key where two would collide. */
function renamed(rewrites: readonly Rewrite[], step: string | number): string | number {
  for (const rewrite of rewrites) {
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
