import type { ExecutionResult } from 'graphql';
import type { DeferredFetch, EntitiesNode, FetchNode, PlanNode } from '../planning/plan.ts';
import { callerOf, type SubgraphCaller, type Transport } from '../transports/transport.ts';
import type { Answer } from './answer.ts';
import { Deadline } from './deadline.ts';
import { Deferring } from './deferral/deferring.ts';
import { Execution, type ExecutionDeps } from './execution.ts';
import { objectsAt } from './places.ts';
import type { ExecutionRequest, QueryExecutor } from './query-executor.ts';
import { represented } from './representation.ts';

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
  readonly #deferring: Deferring;
  readonly #callers = new WeakMap<FetchNode | EntitiesNode, SubgraphCaller>();

  constructor(options: PlanExecutorOptions) {
    this.#options = options;
    this.#deferring = new Deferring({
      ...options,
      project: (execution, selected, errors) => execution.projectSelection(selected, errors),
    });
  }

  async execute(request: ExecutionRequest): Promise<Answer> {
    if (request.plan.deferred) return this.#executeInParts(request, request.plan.deferred);
    return this.#run(request, async (execution) => {
      if (request.plan.root) await this.#step(execution, request.plan.root);
    });
  }

  async completeEvent(request: ExecutionRequest, event: ExecutionResult): Promise<Answer> {
    return this.#run(request, async (execution) => {
      const { primary, root } = request.plan;
      if (primary) execution.absorb(primary, [execution.root], event);
      if (root) await this.#step(execution, root);
    });
  }

  #executeInParts(request: ExecutionRequest, deferred: readonly DeferredFetch[]): Promise<Answer> {
    const deadline = new Deadline(this.#options.timeoutMs, request.signal);
    const execution = new Execution(this.#options, request, deadline);
    const step = (node: PlanNode | undefined) => async (execution: Execution) => {
      if (node) await this.#step(execution, node);
    };
    const work = deferred.map(({ node, ...rest }) => ({ ...rest, id: node.id, run: step(node) }));
    return this.#deferring.answer({ execution, deadline, run: step(request.plan.root), work });
  }

  async #run(request: ExecutionRequest, work: (execution: Execution) => Promise<void>): Promise<Answer> {
    using deadline = new Deadline(this.#options.timeoutMs, request.signal);
    const execution = new Execution(this.#options, request, deadline);
    await work(execution);
    return execution.project();
  }

  async #step(execution: Execution, node: PlanNode): Promise<void> {
    switch (node.kind) {
      case 'Sequence':
        for (const each of node.nodes) await this.#step(execution, each);
        return;
      case 'Parallel':
        await Promise.all(node.nodes.map((each) => this.#step(execution, each)));
        return;
      case 'Graph': {
        const begun: Promise<void>[] = [];
        for (const { node: each, after } of node.nodes) {
          begun.push(Promise.all(after.map((number) => begun[number])).then(() => this.#step(execution, each)));
        }
        await Promise.all(begun);
        return;
      }
      case 'Fetch':
        await this.#fetch(execution, node);
        break;
      case 'Entities':
        await this.#fetchEntities(execution, node);
    }
    if (node.id !== undefined) execution.arrivals?.arrive(node.id);
  }

  async #fetch(execution: Execution, node: FetchNode): Promise<void> {
    const objects = objectsAt(this.#options.internalSchema, execution.root, [node.place]);
    if (objects.length === 0) return;
    execution.absorb(node, objects, await execution.ask(node, this.#callerOf(node), {}));
  }

  async #fetchEntities(execution: Execution, node: EntitiesNode): Promise<void> {
    const { internalSchema } = this.#options;
    const variables: Record<string, unknown> = {};
    const groups = node.groups.map((group) => {
      const objects = objectsAt(internalSchema, execution.root, group.places);
      const of = represented(internalSchema, group, objects, execution.losses);
      variables[group.variable] = of.representations;
      return of;
    });
    if (groups.every(({ representations }) => representations.length === 0)) return;
    execution.absorbEntities(node, groups, await execution.ask(node, this.#callerOf(node), variables));
  }

  #callerOf(node: FetchNode | EntitiesNode): SubgraphCaller | undefined {
    const known = this.#callers.get(node);
    if (known) return known;
    const transport = this.#options.transports.get(node.subgraph);
    if (!transport) return undefined;
    const caller = callerOf(transport, node);
    this.#callers.set(node, caller);
    return caller;
  }
}
