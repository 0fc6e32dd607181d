import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { FetchNode, PlanNode } from '../planning/plan.ts';
import { callerOf, type SubgraphCaller, type Transport } from '../transports/transport.ts';
import type { Answer } from './answer.ts';
import { Deadline } from './deadline.ts';
import { type Cursor, Execution, type ExecutionDeps } from './execution.ts';
import type { ExecutionRequest, QueryExecutor } from './query-executor.ts';
import { applyRewrites, represent } from './representation.ts';
import { objectsAt, type TreeObject } from './tree.ts';

export interface PlanExecutorOptions extends ExecutionDeps {
  readonly transports: ReadonlyMap<string, Transport>;
  readonly timeoutMs: number;
}

/**
 * Interprets plans, node by node: what a plan means, written plainly. The compiled executor is held against it, and it
 * serves where code may not be generated.
 */
export class PlanExecutor implements QueryExecutor {
  readonly #options: PlanExecutorOptions;
  readonly #callers = new WeakMap<FetchNode, SubgraphCaller>();

  constructor(options: PlanExecutorOptions) {
    this.#options = options;
  }

  async execute(request: ExecutionRequest): Promise<Answer> {
    return this.#run(request, async (execution) => {
      if (request.plan.root) await this.#step(execution, request.plan.root, { objects: [execution.root], path: [] });
    });
  }

  async completeEvent(request: ExecutionRequest, event: ExecutionResult): Promise<Answer> {
    return this.#run(request, async (execution) => {
      const { primary, root } = request.plan;
      if (primary) execution.absorb(primary, { objects: [execution.root], path: [] }, event);
      if (root) await this.#step(execution, root, { objects: [execution.root], path: [] });
    });
  }

  async #run(request: ExecutionRequest, work: (execution: Execution) => Promise<void>): Promise<Answer> {
    using deadline = new Deadline(this.#options.timeoutMs, request.signal);
    const execution = new Execution(this.#options, request, deadline);
    await work(execution);
    return execution.project();
  }

  async #step(execution: Execution, node: PlanNode, cursor: Cursor): Promise<void> {
    switch (node.kind) {
      case 'Sequence':
        for (const each of node.nodes) await this.#step(execution, each, cursor);
        return;
      case 'Parallel':
        await Promise.all(node.nodes.map((each) => this.#step(execution, each, cursor)));
        return;
      case 'Flatten':
        return this.#step(execution, node.node, {
          objects: objectsAt(cursor.objects, node.path),
          path: [...cursor.path, ...node.path],
        });
      case 'Fetch':
        if (cursor.objects.length === 0) return;
        if (node.requires) return this.#fetchEntities(execution, node, cursor);
        execution.absorb(node, cursor, await execution.ask(node, this.#callerOf(node), {}));
    }
  }

  async #fetchEntities(execution: Execution, node: FetchNode, cursor: Cursor): Promise<void> {
    const { representations, targets } = represented(this.#options.internalSchema, execution, node, cursor.objects);
    if (representations.length === 0) return;
    const result = await execution.ask(node, this.#callerOf(node), { representations });
    execution.absorbEntities(node, cursor.path, targets, result);
  }

  #callerOf(node: FetchNode): SubgraphCaller | undefined {
    const known = this.#callers.get(node);
    if (known) return known;
    const transport = this.#options.transports.get(node.subgraph);
    if (!transport) return undefined;
    const caller = callerOf(transport, node);
    this.#callers.set(node, caller);
    return caller;
  }
}

/** Equal representations are sent once; each has the objects that it stands for. */
export function represented(
  schema: GraphQLSchema,
  execution: Execution,
  node: FetchNode,
  objects: readonly TreeObject[],
): { readonly representations: TreeObject[]; readonly targets: TreeObject[][] } {
  const byKey = new Map<string, TreeObject[]>();
  const representations: TreeObject[] = [];
  for (const object of objects) {
    const representation = represent(schema, object, node.requires ?? [], (lacking, key) =>
      execution.losses.inherit(object, node.writes, lacking, key),
    );
    if (!representation) continue;
    applyRewrites(schema, node.inputRewrites, representation);
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
