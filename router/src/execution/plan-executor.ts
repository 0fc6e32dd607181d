import type { Logger } from '@trivet/platform';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { FetchNode, PlanNode } from '../planning/plan.ts';
import type { Transport } from '../transports/transport.ts';
import { Deadline } from './deadline.ts';
import { Losses } from './losses.ts';
import { project } from './project.ts';
import { contentOf, type ErrorContent, unavailable } from './public-errors.ts';
import type { ExecutionRequest, QueryExecutor } from './query-executor.ts';
import { applyRewrites, represent } from './representation.ts';
import { isTreeObject, merge, objectsAt, placesAt, type ResponsePath, type TreeObject } from './tree.ts';

export interface PlanExecutorOptions {
  readonly apiSchema: GraphQLSchema;
  readonly internalSchema: GraphQLSchema;
  readonly transports: ReadonlyMap<string, Transport>;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** Interprets plans, node by node. */
export class PlanExecutor implements QueryExecutor {
  readonly #options: PlanExecutorOptions;

  constructor(options: PlanExecutorOptions) {
    this.#options = options;
  }

  async execute(request: ExecutionRequest): Promise<ExecutionResult> {
    return this.#run(request, async (execution) => {
      if (request.plan.root) await execution.run(request.plan.root, { objects: [execution.root], path: [] });
    });
  }

  async completeEvent(request: ExecutionRequest, event: ExecutionResult): Promise<ExecutionResult> {
    return this.#run(request, async (execution) => {
      const { primary, root } = request.plan;
      if (primary) execution.absorb(primary, { objects: [execution.root], path: [] }, event);
      if (root) await execution.run(root, { objects: [execution.root], path: [] });
    });
  }

  async #run(request: ExecutionRequest, work: (execution: Execution) => Promise<void>): Promise<ExecutionResult> {
    using deadline = new Deadline(this.#options.timeoutMs, request.signal);
    const execution = new Execution(this.#options, request, deadline);
    await work(execution);
    const { root, losses, errors } = execution;
    return project({ schema: this.#options.apiSchema, request, root, losses, errors });
  }
}

/** Where a node of the plan works: the objects that it adds to, all of which stand at `path`. */
interface Cursor {
  readonly objects: readonly TreeObject[];
  readonly path: readonly string[];
}

class Execution {
  readonly root: TreeObject = {};
  readonly losses = new Losses();
  /** Of subgraphs, in the client's tree. */
  readonly errors: { readonly content: ErrorContent; readonly path: ResponsePath }[] = [];
  readonly #options: PlanExecutorOptions;
  readonly #request: ExecutionRequest;
  readonly #deadline: Deadline;

  constructor(options: PlanExecutorOptions, request: ExecutionRequest, deadline: Deadline) {
    this.#options = options;
    this.#request = request;
    this.#deadline = deadline;
  }

  async run(node: PlanNode, cursor: Cursor): Promise<void> {
    switch (node.kind) {
      case 'Sequence':
        for (const each of node.nodes) await this.run(each, cursor);
        return;
      case 'Parallel':
        await Promise.all(node.nodes.map((each) => this.run(each, cursor)));
        return;
      case 'Flatten':
        return this.run(node.node, {
          objects: objectsAt(cursor.objects, node.path),
          path: [...cursor.path, ...node.path],
        });
      case 'Condition': {
        const branch = this.#request.coerced[node.variable] ? node.whenTrue : node.whenFalse;
        return branch && this.run(branch, cursor);
      }
      case 'Fetch':
        if (cursor.objects.length === 0) return;
        return node.requires ? this.#fetchEntities(node, cursor) : this.absorb(node, cursor, await this.#ask(node, {}));
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
      applyRewrites(this.#options.internalSchema, node.outputRewrites, data);
      for (const object of cursor.objects) merge(object, data);
      for (const error of errors) {
        if (!error.path?.length) this.losses.add(contentOf(error), cursor.objects, node.writes);
      }
    } else {
      const explained = new Set(located.map(({ path }) => path?.[0]));
      this.#lose(
        node,
        cursor.objects,
        errors,
        node.writes.filter((key) => !explained.has(key)),
      );
    }
  }

  async #fetchEntities(node: FetchNode, cursor: Cursor): Promise<void> {
    const { representations, targets } = this.#represent(node, cursor.objects);
    if (representations.length === 0) return;
    const { data, errors = [] } = await this.#ask(node, { representations });
    const entities = data?.['_entities'];
    // Fewer or more than were asked for cannot be told apart: nothing of it is used.
    if (!Array.isArray(entities) || entities.length !== representations.length) {
      return this.#lose(node, targets.flat(), errors);
    }
    for (const [index, entity] of entities.entries()) {
      if (!isTreeObject(entity)) continue;
      applyRewrites(this.#options.internalSchema, node.outputRewrites, withTypename(entity, targets[index]?.[0]));
      for (const target of targets[index] ?? []) merge(target, entity);
    }
    let places: ReturnType<typeof placesAt> | undefined;
    for (const error of errors) {
      const [field, index, ...rest] = error.path ?? [];
      const concerned = field === '_entities' && typeof index === 'number' ? (targets[index] ?? []) : targets.flat();
      if (rest.length === 0) {
        this.losses.add(contentOf(error), concerned, node.writes);
        continue;
      }
      places ??= placesAt(this.root, cursor.path);
      this.#locate(
        node,
        error,
        concerned.flatMap((object) => places?.get(object) ?? []),
        rest,
      );
    }
  }

  /** Equal representations are sent once; each has the objects that it stands for. */
  #represent(
    node: FetchNode,
    objects: readonly TreeObject[],
  ): { representations: TreeObject[]; targets: TreeObject[][] } {
    const { internalSchema } = this.#options;
    const byKey = new Map<string, TreeObject[]>();
    const representations: TreeObject[] = [];
    for (const object of objects) {
      const representation = represent(internalSchema, object, node.requires ?? [], (lacking, key) =>
        this.losses.inherit(object, node.writes, lacking, key),
      );
      if (!representation) continue;
      applyRewrites(internalSchema, node.inputRewrites, representation);
      const key = JSON.stringify(representation);
      const same = byKey.get(key);
      if (same) {
        same.push(object);
      } else {
        byKey.set(key, [object]);
        representations.push(representation);
      }
    }
    return { representations, targets: [...byKey.values()] };
  }

  async #ask(node: FetchNode, variables: Record<string, unknown>): Promise<ExecutionResult> {
    const { viewer, requestId, idempotencyKey } = this.#request;
    const transport = this.#options.transports.get(node.subgraph);
    if (this.#deadline.reached) return this.#deadline.result;
    if (!transport) return refusal(unavailable(node.subgraph));
    for (const name of node.variables) {
      // A variable may be called `toString`, and not be given.
      const value = Object.hasOwn(this.#request.variables, name) ? this.#request.variables[name] : undefined;
      if (value !== undefined) variables[name] = value;
    }
    const answer = transport.execute({
      query: node.query,
      operationName: node.operationName,
      variables,
      viewer,
      requestId,
      idempotencyKey: node.operationKind === 'mutation' ? idempotencyKey : undefined,
      signal: this.#deadline.signal,
    });
    return Promise.race([answer, this.#deadline.passed]).catch((error: unknown) => {
      this.#options.logger.error('A transport failed unexpectedly', { requestId, subgraph: node.subgraph, error });
      return refusal(unavailable(node.subgraph));
    });
  }

  /** A fetch that brought no data: all its fields are missing, for the reason that was given. */
  #lose(
    node: FetchNode,
    objects: readonly TreeObject[],
    [error]: readonly GraphQLError[],
    keys: readonly string[] = node.writes,
  ): void {
    if (keys.length > 0) this.losses.add(error ? contentOf(error) : unavailable(node.subgraph), objects, keys);
  }

  #locate(node: FetchNode, error: GraphQLError, places: readonly ResponsePath[], rest: ResponsePath): void {
    const content = contentOf(error);
    const path = rest.map((step) => clientKey(node, step));
    for (const place of places) this.errors.push({ content, path: [...place, ...path] });
  }
}

/** A subgraph's operation may use another key where two of the client's would collide. */
function clientKey({ outputRewrites }: FetchNode, step: string | number): string | number {
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
