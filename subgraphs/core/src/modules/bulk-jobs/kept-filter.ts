import type { ResourceFilterInput } from '../resources/resource-filter.ts';

export type { ResourceFilterInput };

/** A filter as it is kept. */
export function keptFilter(filter: ResourceFilterInput): string {
  return JSON.stringify(filter);
}

/** A filter that was kept, with its times. */
export function readFilter(text: string): ResourceFilterInput {
  return JSON.parse(text, (name, value: unknown) => (isTime(name) ? timesOf(value) : value)) as ResourceFilterInput;
}

function isTime(name: string): boolean {
  return name === 'createdAt' || name === 'updatedAt' || name === 'dateTime';
}

function timesOf(range: unknown): unknown {
  return Object.fromEntries(
    Object.entries(range ?? {}).map(([name, at]) => [name, typeof at === 'string' ? new Date(at) : at]),
  );
}
