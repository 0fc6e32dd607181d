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
}

export type PlanNode = SequenceNode | ParallelNode | FetchNode | FlattenNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** Its node works on the objects at `path`: keys of the tree, and `@` for each element of a list. */
export interface FlattenNode {
  readonly kind: 'Flatten';
  readonly path: readonly string[];
  readonly node: PlanNode;
}

export interface FetchNode {
  readonly kind: 'Fetch';
  readonly subgraph: string;
  readonly operationKind: OperationKind;
  readonly query: string;
  readonly operationName?: string | undefined;
  /** Variables of the client's that `query` uses. */
  readonly variables: readonly string[];
  /** What a representation consists of; absent for a fetch of root fields. */
  readonly requires?: readonly RequiredSelection[] | undefined;
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  /** The keys that this fetch is to write into its target objects. */
  readonly writes: readonly string[];
}

export type RequiredSelection =
  | { readonly kind: 'Field'; readonly key: string; readonly selections?: readonly RequiredSelection[] | undefined }
  | { readonly kind: 'Fragment'; readonly type: string; readonly selections: readonly RequiredSelection[] };

/** Steps of `path` are response keys, or `... on Type`; the last is a key. */
export type Rewrite =
  | { readonly kind: 'Set'; readonly path: readonly string[]; readonly value: unknown }
  | { readonly kind: 'Rename'; readonly path: readonly string[]; readonly to: string };
