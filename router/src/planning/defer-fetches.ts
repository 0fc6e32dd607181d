import type { OperationDefinitionNode } from 'graphql';
import { type FetchedKey, fetchedKeys, narrowedFetch } from './fetched-keys.ts';
import type { DeferredFetch, EntitiesNode, FetchNode, GraphNode, Plan, PlanNode } from './plan.ts';
import { firstAnswer, type WantedField, wantedFields } from './wanted-fields.ts';

/**
 * Divides the plan of a whole operation by the parts of the answer that take what is fetched. A fetch that is for several
 * is made in pieces, and a piece is made as soon as it can be; nothing is asked twice. So it goes with every planner, and
 * all parts together are the answer in one piece. `operation` is what was planned, with its deferred fragments.
 */
export function deferFetches(
  plan: Plan,
  operation: OperationDefinitionNode,
  isObject: (type: string) => boolean,
): Plan {
  const fetches: ReadFetch[] = [];
  if (plan.root) readFetches(plan.root, new Set(), fetches, isObject);
  decideWhoTakes(fetches, wantedFields(operation));
  const pieces = new Map(fetches.map((fetch) => [fetch.node, piecesOf(fetch)]));
  const deferred = [...pieces.values()].flat().filter(({ labels }) => !labels.includes(firstAnswer));
  const whole = [...pieces.values()].flat();
  const changes = whole.filter(({ node }) => node.operationKind === 'mutation');
  const after = new Map(
    deferred.map((piece) => {
      const needed = whole.filter(({ parts }) =>
        parts.some((part) => piece.parts.some(({ needs }) => needs.has(part))),
      );
      return [piece, [...new Set([...changes, ...needed])]];
    }),
  );
  const ids = new Map([...new Set([...after.values()].flat())].map((piece, index) => [piece, String(index)]));
  const withId = (piece: Piece): FetchNode | EntitiesNode => {
    const id = ids.get(piece);
    return id === undefined ? piece.node : { ...piece.node, id };
  };
  return {
    ...plan,
    root:
      plan.root &&
      mapFetches(plan.root, (node) => {
        const first = pieces.get(node)?.find(({ labels }) => labels.includes(firstAnswer));
        return first && withId(first);
      }),
    deferred: deferred.map(
      (piece): DeferredFetch => ({
        node: withId(piece),
        labels: piece.labels,
        after: (after.get(piece) ?? []).flatMap((each) => ids.get(each) ?? []),
      }),
    ),
  };
}

/** One key of a fetch, and what is to be known of it. */
interface Part {
  readonly key: FetchedKey;
  /** The labels of the fragments that take it, or {@link firstAnswer}. */
  readonly by: Set<string>;
  /** What it waits for. */
  readonly needs: Set<Part>;
}

interface ReadFetch {
  readonly node: FetchNode | EntitiesNode;
  /** Those that are over when it begins. */
  readonly before: ReadonlySet<ReadFetch>;
  readonly parts: readonly Part[];
}

/** What is taken of a fetch by the same fragments. */
interface Piece {
  readonly node: FetchNode | EntitiesNode;
  readonly labels: readonly string[];
  readonly parts: readonly Part[];
}

/** Returns what is over when the node is. */
function readFetches(
  node: PlanNode,
  before: ReadonlySet<ReadFetch>,
  into: ReadFetch[],
  isObject: (type: string) => boolean,
): ReadonlySet<ReadFetch> {
  switch (node.kind) {
    case 'Sequence':
      return node.nodes.reduce((over, each) => readFetches(each, over, into, isObject), before);
    case 'Parallel':
      return union([before, ...node.nodes.map((each) => readFetches(each, before, into, isObject))]);
    case 'Graph': {
      const over: ReadonlySet<ReadFetch>[] = [];
      for (const { node: each, after } of node.nodes) {
        over.push(readFetches(each, union([before, ...after.map((index) => over[index])]), into, isObject));
      }
      return union([before, ...over]);
    }
    case 'Fetch':
    case 'Entities': {
      const parts = fetchedKeys(node, isObject).map((key) => ({ key, by: new Set<string>(), needs: new Set<Part>() }));
      const fetch = { node, before, parts };
      into.push(fetch);
      return new Set(before).add(fetch);
    }
  }
}

function union<Item>(sets: readonly (ReadonlySet<Item> | undefined)[]): ReadonlySet<Item> {
  return new Set(sets.flatMap((set) => [...(set ?? [])]));
}

/** Who takes something takes what it needs. */
function decideWhoTakes(fetches: readonly ReadFetch[], wanted: WantedField): void {
  for (const { node, parts, before } of fetches.toReversed()) {
    for (const { key, by } of parts) {
      if (node.operationKind === 'mutation') by.add(firstAnswer);
      for (const path of takenPaths(key)) for (const label of wantedAt(wanted, path)) by.add(label);
    }
    // Nobody takes it, but the planner asks for it.
    const taken = parts.find(({ by }) => by.has(firstAnswer)) ?? parts.find(({ by }) => by.size > 0);
    for (const { by } of parts) if (by.size === 0) for (const label of taken?.by ?? [firstAnswer]) by.add(label);
    const earlier = [...before].flatMap((fetch) => fetch.parts);
    for (const part of parts) {
      for (const other of earlier) {
        if (!other.key.writes.some((path) => part.key.needs.includes(path))) continue;
        part.needs.add(other);
        for (const label of part.by) other.by.add(label);
      }
    }
  }
}

/** Who takes an object takes its type. */
function takenPaths({ key, writes }: FetchedKey): readonly string[] {
  return key === '__typename' ? writes.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('.')))) : writes;
}

function wantedAt(wanted: WantedField, path: string): ReadonlySet<string> {
  let field: WantedField | undefined = wanted;
  for (const key of path === '' ? [] : path.split('.')) field = field?.fields.get(key);
  return field?.by ?? new Set();
}

function piecesOf({ node, parts }: ReadFetch): Piece[] {
  const byTakers = Map.groupBy(parts, ({ by }) => (by.has(firstAnswer) ? firstAnswer : JSON.stringify([...by].sort())));
  const keys = parts.map(({ key }) => key);
  return [...byTakers].map(([takers, parts]) => ({
    node: narrowedFetch(
      node,
      keys,
      parts.map(({ key }) => key),
    ),
    labels: takers === firstAnswer ? [firstAnswer] : [...(parts[0]?.by ?? [])].sort(),
    parts,
  }));
}

/** The same node with other fetches; undefined where none is left. */
function mapFetches(
  node: PlanNode,
  map: (node: FetchNode | EntitiesNode) => FetchNode | EntitiesNode | undefined,
): PlanNode | undefined {
  if (node.kind === 'Fetch' || node.kind === 'Entities') return map(node);
  if (node.kind === 'Graph') return mapGraph(node, map);
  const nodes = node.nodes.flatMap((each) => mapFetches(each, map) ?? []);
  return nodes.length > 1 ? { ...node, nodes } : nodes[0];
}

/** What came after one that is gone comes after what that came after. */
function mapGraph(
  { kind, nodes }: GraphNode,
  map: (node: FetchNode | EntitiesNode) => FetchNode | EntitiesNode | undefined,
): GraphNode | undefined {
  const left: GraphNode['nodes'][number][] = [];
  /** By the old number: the new ones that stand for it. */
  const numbers: (readonly number[])[] = [];
  for (const { node, after } of nodes) {
    const mapped = map(node);
    const before = [...new Set(after.flatMap((number) => numbers[number] ?? []))];
    numbers.push(mapped ? [left.push({ node: mapped, after: before }) - 1] : before);
  }
  return left.length > 0 ? { kind, nodes: left } : undefined;
}
