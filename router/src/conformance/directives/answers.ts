import { expect } from 'vitest';
import { ask, type TestSubgraph, testGraph } from '../../tests/test-graph.ts';

export interface Expected {
  readonly data: unknown;
  /** Path and code of each error, in any order. */
  readonly errors?: readonly (readonly [path: string, code: string])[];
  readonly variables?: Record<string, unknown>;
}

/**
 * The answer to `query` from every executor, each with subgraphs of its own. Returns what each subgraph was asked the
 * first time, as `name: query`.
 */
export async function expectAnswer(
  subgraphs: () => readonly TestSubgraph[],
  query: string,
  { data, errors = [], variables = {} }: Expected,
): Promise<string[]> {
  const asked: string[][] = [];
  for (const executor of ['compiled', 'reference'] as const) {
    const fresh = subgraphs();
    const answer = await ask(testGraph(fresh, { executor }), query, variables);
    const found = ((answer.errors ?? []) as { path?: unknown[]; extensions: { code: string } }[]).map(
      ({ path = [], extensions }) => [path.join('.'), extensions.code],
    );
    expect({ executor, data: answer.data, errors: found.sort() }).toEqual({
      executor,
      data,
      errors: [...errors].sort(),
    });
    asked.push(fresh.flatMap(({ name, requests }) => requests.map((request) => `${name}: ${request.query}`)));
  }
  return asked[0] ?? [];
}

/** Answers every reference with itself, and what `more` says of it. */
export const byReference =
  <Reference extends object>(more: (reference: Reference) => object = () => ({})) =>
  async (reference: Reference) => ({ ...reference, ...more(reference) });

/** The client's fault, told before anything is asked. */
export async function expectRefused(
  subgraphs: () => readonly TestSubgraph[],
  query: string,
  code: string,
): Promise<void> {
  const { stage, errors } = await ask(testGraph(subgraphs()), query);
  expect({ stage, errors }).toEqual({
    stage: 'refused',
    errors: [expect.objectContaining({ extensions: { code } })],
  });
}
