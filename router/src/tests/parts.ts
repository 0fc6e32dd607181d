import type { AnswerPart, AnswerRest } from '../execution/answer.ts';
import type { GraphOperations } from '../execution/graph-operations.ts';
import { read, type TreeObject, write } from '../execution/tree.ts';
import { ada } from './test-graph.ts';

/** A later part as a client reads it. */
export interface ReadPart {
  readonly path: readonly (string | number)[];
  readonly label?: string;
  readonly data: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

export interface InParts {
  /** `data` and `errors`, as a client reads them. */
  readonly first: { readonly data: unknown; readonly errors?: ReadPart['errors'] };
  /** Absent where everything was in the first answer. */
  readonly rest: AnswerRest | undefined;
}

/** Asks as a client does that takes parts. */
export async function askInParts(
  graph: GraphOperations,
  query: string,
  { variables = {}, signal }: { readonly variables?: Record<string, unknown>; readonly signal?: AbortSignal } = {},
): Promise<InParts> {
  const { result } = await graph.execute({
    query,
    variables,
    viewer: ada,
    requestId: 'req-1',
    signal,
    takesParts: true,
  });
  return { first: JSON.parse(JSON.stringify(result)), rest: result.rest };
}

/** What is left of an answer, by deliveries. */
export async function collect(rest: AnswerRest | undefined): Promise<ReadPart[][]> {
  const deliveries: ReadPart[][] = [];
  for await (const { parts } of rest ?? []) deliveries.push(parts.map(readPart));
  return deliveries;
}

export function readPart({ path, label, dataText, errors }: AnswerPart): ReadPart {
  return {
    path,
    ...(label !== undefined && { label }),
    data: JSON.parse(dataText),
    ...(errors.length > 0 && { errors: JSON.parse(JSON.stringify(errors)) }),
  };
}

/** What a client makes of all of it, as Apollo's does: objects are merged, and null of a part is nothing. */
export function sumOf(first: unknown, parts: readonly Pick<ReadPart, 'path' | 'data'>[]): unknown {
  const sum = { root: structuredClone(first) };
  for (const { path, data } of parts) {
    if (data === null) continue;
    let target: unknown = sum.root;
    for (const step of path) target = read(target as TreeObject, String(step));
    merge(target as TreeObject, data as TreeObject);
  }
  return sum.root;
}

function merge(target: TreeObject, source: TreeObject): void {
  for (const [key, value] of Object.entries(source)) {
    const present = read(target, key);
    if (typeof present === 'object' && present !== null && typeof value === 'object' && value !== null) {
      merge(present as TreeObject, value as TreeObject);
    } else {
      write(target, key, value);
    }
  }
}
