/** An account as this subgraph knows it: by its id. Its rows are the users subgraph's. */
export interface AccountReference {
  readonly id: string;
}
