import { isDeepStrictEqual } from 'node:util';
import type { LoadRequest } from '../load/load-generator.ts';
import { type ByQuery, type QueryName, queryNames } from '../variant.ts';
import type { StartedVariant } from './started-variant.ts';

/** Of the 256 sets, those whose answers are compared. */
const compared = [0, 1, 50, 101, 150, 199, 254, 255];
/** What the answers have to hold at least: equal answers of nothing would say nothing. */
const smallestBytes: ByQuery<number> = { Q1: 20_000, Q2: 60, Q3: 10_000 };

/**
 * Asks every variant the same for several persons.
 * @throws {Error} that names the first place at which one answers otherwise than the first variant.
 */
export async function compareAnswers(started: readonly StartedVariant[]): Promise<void> {
  const [reference, ...others] = started;
  if (!reference) return;
  for (const name of queryNames) {
    for (const index of compared) {
      const expected = await answerOf(reference, name, index);
      if (JSON.stringify(expected).length < smallestBytes[name]) {
        throw new Error(`${reference.variant.name} answers ${name} with too little: ${JSON.stringify(expected)}`);
      }
      for (const other of others) {
        const answer = await answerOf(other, name, index);
        const missing = (other.running.missing ?? []).flatMap((path) =>
          path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [],
        );
        const difference = firstDifference(without(expected, missing), without(answer, missing), 'data');
        if (difference) {
          throw new Error(
            `${other.variant.name} answers ${name} otherwise than ${reference.variant.name}, ${difference}`,
          );
        }
      }
    }
  }
}

async function answerOf(
  { variant, running, requests }: StartedVariant,
  name: QueryName,
  index: number,
): Promise<unknown> {
  const request = requests[name][index] as LoadRequest;
  const response = await fetch(running.url, { method: 'POST', headers: request.headers, body: request.body });
  const text = await response.text();
  const answer = response.ok ? (JSON.parse(text) as { data?: unknown; errors?: unknown }) : {};
  if (!answer.data || answer.errors) {
    throw new Error(`${variant.name} does not answer ${name} (${response.status}): ${text.slice(0, 1_000)}`);
  }
  return running.normalize ? running.normalize(name, answer.data) : answer.data;
}

/** A copy that lacks what stands at these paths, such as `viewer.email`. */
function without(value: unknown, paths: readonly string[]): unknown {
  const copy = structuredClone(value);
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop() as string;
    let holder = copy as Record<string, unknown> | undefined;
    for (const name of names) holder = holder?.[name] as Record<string, unknown> | undefined;
    if (holder) delete holder[last];
  }
  return copy;
}

/** Undefined where both are equal; the order of fields does not matter. */
export function firstDifference(expected: unknown, answer: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(expected, answer)) return undefined;
  if (isObject(expected) && isObject(answer) && Array.isArray(expected) === Array.isArray(answer)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(answer)])) {
      const difference = firstDifference(expected[name], answer[name], `${path}.${name}`);
      if (difference) return difference;
    }
  }
  return `at ${path}: ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
