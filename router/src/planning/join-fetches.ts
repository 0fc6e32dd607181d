import type { OperationDefinitionNode } from 'graphql';
import { joinEntities } from './join-entities.ts';
import type { EntitiesNode, FetchNode, Plan, PlanNode } from './plan.ts';

/**
 * The same plan with fewer requests: entities that one subgraph is asked about at one level are asked about together, also
 * where they stand in branches that do not wait for each other. Such branches then go on level by level; branches that have
 * nothing to join stay as they are. Order is what mutations are about, so plans with several are left alone.
 */
export function joinFetches(plan: Plan, operation: OperationDefinitionNode): Plan {
  if (!plan.root) return plan;
  const branches = plan.root.kind === 'Parallel' ? plan.root.nodes.map(readBranch) : [readBranch(plan.root)];
  const fetches = branches.flatMap((branch) => branch.fetches);
  if (fetches.filter(({ node }) => node.operationKind === 'mutation').length > 1) return plan;
  for (const branch of branches) waitForSamePlaces(branch.fetches);
  const nodes = connected(branches).map((joint) => {
    const levels = joinLevels(
      joint.flatMap((branch) => branch.fetches),
      operation,
    );
    return levels ? inSequence(levels.map(inParallel)) : inParallel(joint.map(({ root }) => root));
  });
  return { ...plan, root: inParallel(nodes) };
}

/** One fetch, and when it can be made at the earliest: after `level` others that wait for each other. */
interface Placed {
  readonly node: FetchNode | EntitiesNode;
  level: number;
  /** Whether nothing waits for it. */
  readonly isLast: boolean;
}

interface Branch {
  readonly root: PlanNode;
  readonly fetches: readonly Placed[];
}

function readBranch(root: PlanNode): Branch {
  const fetches: Placed[] = [];
  /** Returns the first level at which what follows may begin. */
  const read = (node: PlanNode, from: number, isLast: boolean): number => {
    switch (node.kind) {
      case 'Sequence':
        return node.nodes.reduce(
          (level, each, index) => read(each, level, isLast && index === node.nodes.length - 1),
          from,
        );
      case 'Parallel':
        return Math.max(from, ...node.nodes.map((each) => read(each, from, isLast)));
      case 'Fetch':
      case 'Entities':
        fetches.push({ node, level: from, isLast });
        return from + 1;
    }
  };
  read(root, 0, true);
  return { root, fetches };
}

/** What is asked about objects that the same subgraph has to be asked about later anyway is asked then. */
function waitForSamePlaces(fetches: readonly Placed[]): void {
  for (const fetch of fetches) {
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
    const [first, ...others] = sets.filter((set) => [...keys].some((key) => set.keys.has(key)));
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

/** Undefined where there is nothing to join. */
function joinLevels(fetches: readonly Placed[], operation: OperationDefinitionNode): PlanNode[][] | undefined {
  const last = Math.max(...fetches.map(({ level }) => level));
  const levels = Array.from({ length: last + 1 }, () => new Map<string, PlanNode[]>());
  let isJoined = false;
  for (const [index, fetch] of fetches.entries()) {
    const level = levels[fetch.level] ?? new Map<string, PlanNode[]>();
    const key = joinKey(fetch) ?? `alone ${index}`;
    const same = level.get(key);
    if (same) same.push(fetch.node);
    else level.set(key, [fetch.node]);
    isJoined ||= same !== undefined || isAmbiguous(fetch.node);
  }
  if (!isJoined) return undefined;
  return levels
    .filter(({ size }) => size > 0)
    .map((level) => [...level.values()].map((same) => joined(same, operation)));
}

function joined(nodes: readonly PlanNode[], operation: OperationDefinitionNode): PlanNode {
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

function inSequence(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Sequence', nodes };
}

function inParallel(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
}
