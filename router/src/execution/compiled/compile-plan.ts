import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { FetchNode, PlanNode } from '../../planning/plan.ts';
import { callerOf, type SubgraphCaller, type Transport } from '../../transports/transport.ts';
import type { Execution } from '../execution.ts';
import { interfaceNames } from '../runtime-type.ts';
import { isTreeObject, type TreeObject } from '../tree.ts';
import { compileMerge } from './merge-fields.ts';
import { compileRepresent, type Represented } from './represent.ts';
import { compileWalk } from './walk.ts';

/** A node of a plan, ready to run. What is done at once returns nothing to wait for. */
export type Step = (execution: Execution) => Promise<void> | undefined;

export interface PlanCompilerDeps {
  readonly internalSchema: GraphQLSchema;
  readonly transports: ReadonlyMap<string, Transport>;
}

/** `path` is where the node works, in the tree. */
export function compileStep(deps: PlanCompilerDeps, node: PlanNode, path: readonly string[] = []): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((each) => compileStep(deps, each, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((each) => compileStep(deps, each, path)));
    case 'Flatten':
      return compileStep(deps, node.node, [...path, ...node.path]);
    case 'Fetch':
      return node.requires ? fetchEntities(deps, node, path) : fetchRoot(deps, node, path);
  }
}

/** Writes one event of a subscription, which the plan's primary fetch delivered. */
export function compileEvent(
  deps: PlanCompilerDeps,
  primary: FetchNode,
): (execution: Execution, event: ExecutionResult) => void {
  const write = compileRootWrite(deps, primary, []);
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
    const waiting = steps.map((step) => step(execution)).filter((each) => each !== undefined);
    if (waiting.length <= 1) return waiting[0];
    return Promise.all(waiting).then(nothing);
  };
}

function nothing(): void {}

function fetchRoot(deps: PlanCompilerDeps, node: FetchNode, path: readonly string[]): Step {
  const caller = callerFor(deps, node);
  const walk = compileWalk(path);
  const write = compileRootWrite(deps, node, path);
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
  path: readonly string[],
): (execution: Execution, objects: readonly TreeObject[], result: ExecutionResult) => void {
  const mergeFields = compileMerge(node.writes, interfaceNames(internalSchema));
  const isSimple = node.outputRewrites.length === 0;
  return (execution, objects, result) => {
    const { data, errors } = result;
    if (!isSimple || errors || !isTreeObject(data)) execution.absorb(node, { objects, path }, result);
    else for (const object of objects) mergeFields(object, data);
  };
}

function fetchEntities(deps: PlanCompilerDeps, node: FetchNode, path: readonly string[]): Step {
  const caller = callerFor(deps, node);
  const walk = compileWalk(path);
  const represent = compileRepresent(deps.internalSchema, node);
  const write = compileEntitiesWrite(deps, node, path);
  return (execution) => {
    const objects = walk(execution.root);
    if (objects.length === 0) return undefined;
    const represented = represent(execution, objects);
    const { representations } = represented;
    if (representations.length === 0) return undefined;
    const answer = execution.ask(node, caller, { representations });
    if (answer instanceof Promise) return answer.then((result) => write(execution, represented, result));
    write(execution, represented, answer);
    return undefined;
  };
}

function compileEntitiesWrite(
  { internalSchema }: PlanCompilerDeps,
  node: FetchNode,
  path: readonly string[],
): (execution: Execution, represented: Represented, result: ExecutionResult) => void {
  const mergeFields = compileMerge(node.writes, interfaceNames(internalSchema));
  const isSimple = node.outputRewrites.length === 0;
  return (execution, represented, result) => {
    const { objects, representations, numbers } = represented;
    const entities = result.data?.['_entities'];
    if (!isSimple || result.errors || !Array.isArray(entities) || entities.length !== representations.length) {
      execution.absorbEntities(node, path, targetsOf(represented), result);
      return;
    }
    for (let index = 0; index < objects.length; index++) {
      const entity: unknown = entities[numbers[index] as number];
      if (isTreeObject(entity)) mergeFields(objects[index] as TreeObject, entity);
    }
  };
}

function targetsOf({ objects, representations, numbers }: Represented): TreeObject[][] {
  const targets = representations.map((): TreeObject[] => []);
  for (const [index, object] of objects.entries()) targets[numbers[index] ?? -1]?.push(object);
  return targets;
}

function callerFor({ transports }: PlanCompilerDeps, node: FetchNode): SubgraphCaller | undefined {
  const transport = transports.get(node.subgraph);
  return transport && callerOf(transport, node);
}
