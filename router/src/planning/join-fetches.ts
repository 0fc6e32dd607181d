import type { OperationDefinitionNode } from 'graphql';
import { joinEntities } from './join-entities.ts';
import type { EntitiesNode, FetchNode, Plan, PlanNode } from './plan.ts';

/**
 * The same plan with fewer requests: what branches that run side by side ask one subgraph about entities at one level, they
 * ask together. Each request begins when what it needs is there; branches that have nothing to join stay as they are.
 * `operation` is what was planned.
 */
export function joinFetches(plan: Plan, operation: OperationDefinitionNode): Plan {
  return plan.root ? { ...plan, root: joinNode(plan.root, operation) } : plan;
}

function joinNode(node: PlanNode, operation: OperationDefinitionNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'Sequence', nodes: node.nodes.map((each) => joinNode(each, operation)) };
    case 'Parallel':
      return inParallel(joinBranches(node.nodes.map(readBranch), operation));
    case 'Entities':
      return isAmbiguous(node) ? joinEntities([node], operation) : node;
    case 'Fetch':
    case 'Graph':
      return node;
  }
}

/** One fetch of a branch. */
interface Placed {
  readonly node: FetchNode | EntitiesNode;
  readonly after: readonly Placed[];
  /** After so many others that wait for each other it is made. */
  level: number;
  /** Whether nothing waits for it. */
  isLast: boolean;
}

interface Branch {
  readonly root: PlanNode;
  readonly fetches: readonly Placed[];
}

function readBranch(root: PlanNode): Branch {
  const fetches: Placed[] = [];
  /** Returns what the next node of a sequence waits for. */
  const read = (node: PlanNode, after: readonly Placed[]): readonly Placed[] => {
    switch (node.kind) {
      case 'Sequence':
        return node.nodes.reduce((before, each) => read(each, before), after);
      case 'Parallel':
        return node.nodes.length === 0 ? after : node.nodes.flatMap((each) => read(each, after));
      case 'Fetch':
      case 'Entities': {
        const level = Math.max(-1, ...after.map((each) => each.level)) + 1;
        const placed = { node, after, level, isLast: true };
        for (const each of after) each.isLast = false;
        fetches.push(placed);
        return [placed];
      }
      case 'Graph':
        throw new Error('A plan is joined once.');
    }
  };
  read(root, []);
  return { root, fetches };
}

function joinBranches(branches: readonly Branch[], operation: OperationDefinitionNode): PlanNode[] {
  waitForSamePlaces(branches.flatMap(({ fetches }) => fetches));
  return connected(branches).map((joint) => {
    const [only] = joint;
    return only && joint.length === 1 ? joinNode(only.root, operation) : graphOf(joint, operation);
  });
}

/** What is asked about objects that the same subgraph has to be asked about later anyway is asked then. */
function waitForSamePlaces(fetches: readonly Placed[]): void {
  for (const fetch of fetches.toSorted((one, other) => other.level - one.level)) {
    const key = fetch.isLast ? objectsKey(fetch) : undefined;
    if (key === undefined) continue;
    const later = fetches.filter((other) => other.level > fetch.level && objectsKey(other) === key);
    if (later.length > 0) fetch.level = Math.min(...later.map(({ level }) => level));
  }
}

function objectsKey({ node }: Placed): string | undefined {
  return node.kind === 'Entities'
    ? JSON.stringify([node.subgraph, ...node.groups.map(({ places }) => places)])
    : undefined;
}

/** Branches that have something to join with each other, together. */
function connected(branches: readonly Branch[]): Branch[][] {
  const sets: { readonly branches: Branch[]; readonly keys: Set<string> }[] = [];
  for (const branch of branches) {
    const keys = new Set(branch.fetches.flatMap((fetch) => joinKey(fetch) ?? []));
    const [first, ...others] = sets.filter((set) => !set.keys.isDisjointFrom(keys));
    if (!first) {
      sets.push({ branches: [branch], keys });
      continue;
    }
    for (const other of [{ branches: [branch], keys }, ...others]) {
      first.branches.push(...other.branches);
      for (const key of other.keys) first.keys.add(key);
    }
    for (const other of others) sets.splice(sets.indexOf(other), 1);
  }
  return sets.map((set) => set.branches);
}

/** Equal for entities that one request can ask about. */
function joinKey({ node, level }: Placed): string | undefined {
  return node.kind === 'Entities' ? `${level} ${node.subgraph}` : undefined;
}

/** The fetches of branches, joined: what waits for another has a higher level, so those of one level never do. */
function graphOf(branches: readonly Branch[], operation: OperationDefinitionNode): PlanNode {
  const requests = new Map<string, Placed[]>();
  const fetches = branches.flatMap((branch) => branch.fetches).toSorted((one, other) => one.level - other.level);
  for (const [index, fetch] of fetches.entries()) {
    const key = joinKey(fetch) ?? `alone ${index}`;
    requests.set(key, [...(requests.get(key) ?? []), fetch]);
  }
  const numbers = new Map([...requests.values()].flatMap((same, number) => same.map((fetch) => [fetch, number])));
  return {
    kind: 'Graph',
    nodes: [...requests.values()].map((same) => ({
      node: joined(same, operation),
      after: [...new Set(same.flatMap(({ after }) => after.map((each) => numbers.get(each) ?? 0)))],
    })),
  };
}

function joined(fetches: readonly Placed[], operation: OperationDefinitionNode): FetchNode | EntitiesNode {
  const nodes = fetches.map(({ node }) => node);
  const [only] = nodes;
  if (only && nodes.length === 1 && !isAmbiguous(only)) return only;
  return joinEntities(
    nodes.filter((node) => node.kind === 'Entities'),
    operation,
  );
}

/** A variable of the client's is called as one that the planner has made up. */
function isAmbiguous(node: PlanNode): boolean {
  return node.kind === 'Entities' && node.groups.some(({ variable }) => node.variables.includes(variable));
}

function inParallel(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
}
