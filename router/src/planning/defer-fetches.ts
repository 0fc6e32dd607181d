import type { OperationDefinitionNode } from 'graphql';
import { type FetchedKey, fetchedKeys, narrowedFetch } from './fetched-keys.ts';
import type { DeferredFetch, EntitiesNode, FetchNode, GraphNode, Plan, PlanNode } from './plan.ts';
import { firstAnswer, type WantedField, wantedFields } from './wanted-fields.ts';

export interface DivisionOptions {
  /** What was planned, with its deferred fragments. */
  readonly operation: OperationDefinitionNode;
  readonly isObject: (type: string) => boolean;
  /** Makes the same plan with fewer requests: before it is divided, it would make what is not deferred wait for the rest. */
  readonly join: (plan: Plan) => Plan;
}

/**
 * Divides the plan of a whole operation by the parts of the answer that take what is fetched. A fetch that is for several
 * is made in pieces, and a piece is made as soon as it can be; nothing is asked twice. So it goes with every planner, and
 * all parts together are the answer in one piece.
 */
export function deferFetches(plan: Plan, { operation, isObject, join }: DivisionOptions): Plan {
  const fetches: ReadFetch[] = [];
  if (plan.root) readFetches(plan.root, new Set(), fetches, isObject);
  decideWhoTakes(fetches, wantedFields(operation));
  const pieces = new Map(fetches.map((fetch) => [fetch.node, piecesOf(fetch)]));
  const isFirst = ({ labels }: Piece) => labels.includes(firstAnswer);
  const root = plan.root && mapFetches(plan.root, (node) => pieces.get(node)?.find(isFirst)?.node);
  const joined = join({ ...plan, root }).root;
  const first = joined ? fetchesIn(joined) : [];
  const written = new Map(
    first.map((node) => [node, new Set(fetchedKeys(node, isObject).flatMap(({ writes }) => writes))]),
  );
  const deferred = [...pieces.values()].flat().filter((piece) => !isFirst(piece));
  const after = new Map(
    deferred.map((piece) => [piece, [...firstNeeded(piece, written), ...deferredNeeded(piece, deferred)]]),
  );
  const ids = new Map([...new Set([...after.values()].flat())].map((each, index) => [each, String(index)]));
  const withId = (node: AnyFetch, of: AnyFetch | Piece = node): AnyFetch => {
    const id = ids.get(of);
    return id === undefined ? node : { ...node, id };
  };
  return {
    ...plan,
    root: joined && mapFetches(joined, (node) => withId(node)),
    deferred: deferred.flatMap((piece) =>
      fetchesIn(join({ ...plan, root: piece.node }).root ?? piece.node).map(
        (node): DeferredFetch => ({
          node: withId(node, piece),
          labels: piece.labels,
          after: (after.get(piece) ?? []).flatMap((each) => ids.get(each) ?? []),
        }),
      ),
    ),
  };
}

type AnyFetch = FetchNode | EntitiesNode;

/** What is deferred of a mutation is about what has become of it. */
function firstNeeded({ parts }: Piece, written: ReadonlyMap<AnyFetch, ReadonlySet<string>>): AnyFetch[] {
  const needs = parts.flatMap(({ key }) => key.needs);
  return [...written].flatMap(([node, paths]) =>
    node.operationKind === 'mutation' || needs.some((path) => paths.has(path)) ? [node] : [],
  );
}

function deferredNeeded({ parts }: Piece, deferred: readonly Piece[]): Piece[] {
  return deferred.filter((other) => other.parts.some((part) => parts.some(({ needs }) => needs.has(part))));
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
  readonly node: AnyFetch;
  /** Those that are over when it begins. */
  readonly before: ReadonlySet<ReadFetch>;
  readonly parts: readonly Part[];
}

/** What is taken of a fetch by the same fragments. */
interface Piece {
  readonly node: AnyFetch;
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

function fetchesIn(node: PlanNode): AnyFetch[] {
  const found: AnyFetch[] = [];
  mapFetches(node, (fetch) => {
    found.push(fetch);
    return fetch;
  });
  return found;
}

/** The same node with other fetches; undefined where none is left. */
function mapFetches(node: PlanNode, map: (node: AnyFetch) => AnyFetch | undefined): PlanNode | undefined {
  if (node.kind === 'Fetch' || node.kind === 'Entities') return map(node);
  if (node.kind === 'Graph') return mapGraph(node, map);
  const nodes = node.nodes.flatMap((each) => mapFetches(each, map) ?? []);
  return nodes.length > 1 ? { ...node, nodes } : nodes[0];
}

/** What came after one that is gone comes after what that came after. */
function mapGraph({ kind, nodes }: GraphNode, map: (node: AnyFetch) => AnyFetch | undefined): GraphNode | undefined {
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
