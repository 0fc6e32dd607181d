import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { EntitiesNode, EntityGroup, FetchNode, PlanNode } from '../../planning/plan.ts';
import { callerOf, type SubgraphCaller, type Transport } from '../../transports/transport.ts';
import type { Execution } from '../execution.ts';
import type { Represented } from '../representation.ts';
import { interfaceNames } from '../runtime-type.ts';
import { isTreeObject, type TreeObject } from '../tree.ts';
import { compileMerge } from './merge-fields.ts';
import { compileRepresent, type Numbered } from './represent.ts';
import { compileWalk } from './walk.ts';

/** A node of a plan, ready to run. What is done at once returns nothing to wait for. */
export type Step = (execution: Execution) => Promise<void> | undefined;

export interface PlanCompilerDeps {
  readonly internalSchema: GraphQLSchema;
  readonly transports: ReadonlyMap<string, Transport>;
}

export function compileStep(deps: PlanCompilerDeps, node: PlanNode): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((each) => compileStep(deps, each)));
    case 'Parallel':
      return inParallel(node.nodes.map((each) => compileStep(deps, each)));
    case 'Graph':
      return inOrderOfNeed(node.nodes.map((each) => ({ step: compileStep(deps, each.node), after: each.after })));
    case 'Fetch':
      return announced(fetchRoot(deps, node), node);
    case 'Entities':
      return announced(fetchEntities(deps, node), node);
  }
}

/** Writes one event of a subscription, which the plan's primary fetch delivered. */
export function compileEvent(
  deps: PlanCompilerDeps,
  primary: FetchNode,
): (execution: Execution, event: ExecutionResult) => void {
  const write = compileRootWrite(deps, primary);
  return (execution, event) => write(execution, [execution.root], event);
}

function inSequence(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only && steps.length === 1) return only;
  return (execution) => {
    for (let index = 0; index < steps.length; index++) {
      const waiting = steps[index]?.(execution);
      if (waiting) return goOn(steps, index + 1, execution, waiting);
    }
    return undefined;
  };
}

async function goOn(steps: readonly Step[], from: number, execution: Execution, first: Promise<void>): Promise<void> {
  await first;
  for (let index = from; index < steps.length; index++) {
    const waiting = steps[index]?.(execution);
    if (waiting) await waiting;
  }
}

function inParallel(steps: readonly Step[]): Step {
  return (execution) => {
    let waiting: Promise<void>[] | undefined;
    for (const step of steps) {
      const one = step(execution);
      if (one === undefined) continue;
      if (waiting) waiting.push(one);
      else waiting = [one];
    }
    return waiting && all(waiting);
  };
}

/** Each begins when those that it comes after are done. */
function inOrderOfNeed(steps: readonly { readonly step: Step; readonly after: readonly number[] }[]): Step {
  return (execution) => {
    const begun: (Promise<void> | undefined)[] = [];
    for (const { step, after } of steps) {
      const needed = after.map((number) => begun[number]).filter((each) => each !== undefined);
      begun.push(needed.length === 0 ? step(execution) : all(needed).then(() => step(execution)));
    }
    const waiting = begun.filter((each) => each !== undefined);
    return waiting.length === 0 ? undefined : all(waiting);
  };
}

function all(waiting: readonly Promise<void>[]): Promise<void> {
  const [only] = waiting;
  return only && waiting.length === 1 ? only : Promise.all(waiting).then(nothing);
}

function nothing(): void {}

/** Says when it is over, where a deferred fetch waits for it. */
function announced(fetch: Step, { id }: FetchNode | EntitiesNode): Step {
  if (id === undefined) return fetch;
  return (execution) => {
    const waiting = fetch(execution);
    if (waiting !== undefined) return waiting.then(() => execution.arrivals?.arrive(id));
    execution.arrivals?.arrive(id);
    return undefined;
  };
}

function fetchRoot(deps: PlanCompilerDeps, node: FetchNode): Step {
  const caller = callerFor(deps, node);
  const walk = compileWalk(deps.internalSchema, [node.place]);
  const write = compileRootWrite(deps, node);
  return (execution) => {
    const objects = walk(execution.root);
    if (objects.length === 0) return undefined;
    const answer = execution.ask(node, caller, {});
    if (answer instanceof Promise) return answer.then((result) => write(execution, objects, result));
    write(execution, objects, answer);
    return undefined;
  };
}

function compileRootWrite(
  { internalSchema }: PlanCompilerDeps,
  node: FetchNode,
): (execution: Execution, objects: readonly TreeObject[], result: ExecutionResult) => void {
  const mergeFields = compileMerge(node.writes, interfaceNames(internalSchema));
  const isSimple = node.outputRewrites.length === 0;
  return (execution, objects, result) => {
    const { data, errors } = result;
    if (!isSimple || errors || !isTreeObject(data)) execution.absorb(node, objects, result);
    else for (const object of objects) mergeFields(object, data);
  };
}

/** One group of entities: what to send of it, and where its answer goes. */
interface CompiledGroup {
  readonly variable: string;
  readonly represent: (execution: Execution) => Numbered;
  /** False where the answer is not as it should be: nothing was written. */
  readonly write: (represented: Numbered, data: ExecutionResult['data']) => boolean;
}

function compileGroup({ internalSchema }: PlanCompilerDeps, group: EntityGroup): CompiledGroup {
  const { key, variable, places, writes } = group;
  const walk = compileWalk(internalSchema, places);
  const represent = compileRepresent(internalSchema, group);
  const mergeFields = compileMerge(writes, interfaceNames(internalSchema));
  return {
    variable,
    represent: (execution) => represent(execution, walk(execution.root)),
    write({ objects, representations, numbers }, data) {
      const entities = data?.[key];
      if (!Array.isArray(entities) || entities.length !== representations.length) return false;
      for (let index = 0; index < objects.length; index++) {
        const entity: unknown = entities[numbers[index] as number];
        if (isTreeObject(entity)) mergeFields(objects[index] as TreeObject, entity);
      }
      return true;
    },
  };
}

function fetchEntities(deps: PlanCompilerDeps, node: EntitiesNode): Step {
  const caller = callerFor(deps, node);
  const groups = node.groups.map((group) => compileGroup(deps, group));
  const isSimple = node.groups.every(({ outputRewrites }) => outputRewrites.length === 0);
  const write = (execution: Execution, represented: readonly Numbered[], result: ExecutionResult): void => {
    const isWritten =
      isSimple &&
      !result.errors &&
      groups.every((group, index) => group.write(represented[index] as Numbered, result.data));
    // Writing the same again changes nothing.
    if (!isWritten) execution.absorbEntities(node, represented.map(withTargets), result);
  };
  return (execution) => {
    const variables: Record<string, unknown> = {};
    let count = 0;
    const represented = groups.map((group) => {
      const numbered = group.represent(execution);
      variables[group.variable] = numbered.representations;
      count += numbered.representations.length;
      return numbered;
    });
    if (count === 0) return undefined;
    const answer = execution.ask(node, caller, variables);
    if (answer instanceof Promise) return answer.then((result) => write(execution, represented, result));
    write(execution, represented, answer);
    return undefined;
  };
}

function withTargets({ objects, representations, numbers }: Numbered): Represented {
  const targets = representations.map(() => new Set<TreeObject>());
  for (const [index, object] of objects.entries()) targets[numbers[index] ?? -1]?.add(object);
  return { representations, targets: targets.map((each) => [...each]) };
}

function callerFor({ transports }: PlanCompilerDeps, node: FetchNode | EntitiesNode): SubgraphCaller | undefined {
  const transport = transports.get(node.subgraph);
  return transport && callerOf(transport, node);
}
