import type { OperationKind } from '../execution/operations.ts';

/**
 * How an operation is executed: which subgraph is asked what, in which order, and where the answer goes. Conditions are
 * decided before it is made, so it has none. Keys may be others than the client's (`ClientKeys`).
 */
export interface Plan {
  readonly kind: OperationKind;
  /** Absent when nothing has to be fetched: introspection and `__typename` of the root. */
  readonly root?: PlanNode | undefined;
  /** Of subscriptions only: where events come from. `root` is what follows each of them. */
  readonly primary?: FetchNode | undefined;
  /**
   * Of operations with deferred fragments only: what is fetched for nothing but these; `root` is what the first answer
   * takes. Each comes after those that it waits for.
   */
  readonly deferred?: readonly DeferredFetch[] | undefined;
}

export interface DeferredFetch {
  readonly node: FetchNode | EntitiesNode;
  /** The fragments, by the labels that they have in the operation's plainest form, that are told of when it is over. */
  readonly labels: readonly string[];
  /** Fetches that have to be over before it, by `id`. */
  readonly after: readonly string[];
}

export type PlanNode = SequenceNode | ParallelNode | GraphNode | FetchNode | EntitiesNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** Requests that each begin when those that they come after are done. */
export interface GraphNode {
  readonly kind: 'Graph';
  /** None stands before one that it comes after. */
  readonly nodes: readonly {
    readonly node: FetchNode | EntitiesNode;
    /** Places of others in this list. */
    readonly after: readonly number[];
  }[];
}

/**
 * Where objects stand in the tree: response keys, `@` for each element of a list, and `... on A|B` for those that are of
 * one of these types.
 */
export type Place = readonly string[];

/** Asks a subgraph for fields of a root type. */
export interface FetchNode {
  readonly kind: 'Fetch';
  /** Where a deferred fetch waits for it. */
  readonly id?: string | undefined;
  /** The root, or a value of a root type somewhere below. */
  readonly place: Place;
  readonly subgraph: string;
  readonly operationKind: OperationKind;
  readonly query: string;
  readonly operationName?: string | undefined;
  /** Variables of the client's that `query` uses. */
  readonly variables: readonly string[];
  readonly outputRewrites: readonly Rewrite[];
  /** The keys that this fetch is to write into its objects. */
  readonly writes: readonly string[];
}

/** Asks a subgraph about entities, those of all groups in one request. */
export interface EntitiesNode {
  readonly kind: 'Entities';
  /** Where a deferred fetch waits for it. */
  readonly id?: string | undefined;
  readonly subgraph: string;
  readonly operationKind: 'query';
  readonly query: string;
  readonly operationName?: string | undefined;
  /** Variables of the client's that `query` uses. */
  readonly variables: readonly string[];
  readonly groups: readonly EntityGroup[];
}

/** Entities of which the same is asked. */
export interface EntityGroup {
  /** The response key of their `_entities`. */
  readonly key: string;
  /** The variable that takes their representations. */
  readonly variable: string;
  /** Where they stand; equal ones are asked about once. */
  readonly places: readonly Place[];
  /** What a representation consists of. */
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  /** The keys that are to be written into each of them. */
  readonly writes: readonly string[];
}

export type RequiredSelection =
  | { readonly kind: 'Field'; readonly key: string; readonly selections?: readonly RequiredSelection[] | undefined }
  | { readonly kind: 'Fragment'; readonly type: string; readonly selections: readonly RequiredSelection[] };

/** Steps of `path` are response keys, or `... on A|B`; the last is a key. */
export type Rewrite =
  | { readonly kind: 'Set'; readonly path: readonly string[]; readonly value: unknown }
  | { readonly kind: 'Rename'; readonly path: readonly string[]; readonly to: string };
