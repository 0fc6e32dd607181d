import { read, type TreeObject, write } from '../../execution/tree.ts';
import type { ReadPart } from '../../tests/parts.ts';
import type { DeferredOperation } from '../operations/defer-randomly.ts';
import { holes, type Path, startsWith } from './holes.ts';

type ReadError = NonNullable<ReadPart['errors']>[number];

export interface SeenWhole {
  readonly data: unknown;
  readonly errors: readonly ReadError[];
  readonly effects: readonly string[];
}

export interface SeenInParts extends SeenWhole {
  readonly deliveries: readonly (readonly ReadPart[])[];
}

/** The same operation in one piece: where nothing fails, as it was asked, and with what is deferred left out. */
export interface InOnePiece {
  readonly faultless: SeenWhole;
  /** Undefined where it depends on the requests that are made what fails. */
  readonly whole: SeenWhole | undefined;
  readonly first: SeenWhole | undefined;
}

/** What is wrong with an answer in parts. */
export function differencesInParts(
  { faultless, whole, first }: InOnePiece,
  seen: SeenInParts,
  { within, isOnce }: DeferredOperation,
): string[] {
  const found: string[] = [];
  const parts = seen.deliveries.flat();
  const expect = (name: string, actual: unknown, expected: unknown) => {
    if (text(actual) !== text(expected))
      found.push(`${name}\n  is        ${text(actual)}\n  should be ${text(expected)}`);
  };
  // Plans differ, and with them which faults are met.
  if (first && whole?.errors.length === 0) expect('first answer', seen.data, first.data);
  if (whole) expect('effects', seen.effects, whole.effects);
  const told = new Set<string>();
  const sum = { root: structuredClone(seen.data) };
  for (const { path, label = '', data, errors } of parts) {
    const place = `${label} ${JSON.stringify(path)}`;
    if (isOnce(label) && told.has(place)) found.push(`${place} is told twice`);
    told.add(place);
    const around = within.get(label);
    const isInside = path.some((_, index) => told.has(`${around} ${JSON.stringify(path.slice(0, index))}`));
    if (around !== undefined && !isInside && !told.has(`${around} ${JSON.stringify(path)}`)) {
      found.push(`${place} is told before what it is in`);
    }
    if (!add(sum, path, data)) found.push(`${place} is told of nothing`);
    if (data === null && !errors?.some((error) => startsWith(error.path?.map(String) ?? [], path.map(String)))) {
      found.push(`${place} is null without an error`);
    }
  }
  const errors = [...seen.errors, ...parts.flatMap((part) => part.errors ?? [])];
  if (whole) {
    compareSums(whole, { data: inOrderOf(whole.data, sum.root), errors }, found);
  } else {
    const paths = errors.map(({ path = [] }) => path);
    const isExplained = (place: Path) =>
      paths.some((path) => startsWith(path, place) || (path.length > 0 && startsWith(place, path)));
    found.push(...holes(faultless.data, text(inOrderOf(faultless.data, sum.root)), isExplained));
  }
  return found;
}

/** Equal but for null, which rises farther in one piece: what is above the fragment is gone there too. */
function compareSums(
  whole: Pick<SeenWhole, 'data' | 'errors'>,
  sum: Pick<SeenWhole, 'data' | 'errors'>,
  found: string[],
): void {
  const compare = (expected: unknown, actual: unknown, place: readonly string[]): void => {
    const hasRisen = expected === null && whole.errors.some(({ path = [] }) => startsWith(path.map(String), place));
    if (hasRisen) return;
    if (isObject(expected) && isObject(actual) && Object.keys(expected).join() === Object.keys(actual).join()) {
      for (const [key, value] of Object.entries(expected)) compare(value, actual[key], [...place, key]);
    } else if (text(expected) !== text(actual)) {
      found.push(`${text(actual)} at ${place.join('.')} should be ${text(expected)}`);
    }
  };
  compare(whole.data, sum.data, []);
  const told = new Set(sum.errors.map(errorText));
  for (const error of whole.errors) {
    if (isOfConcern(error, sum.data) && !told.has(errorText(error))) found.push(`untold: ${errorText(error)}`);
  }
  const wrong = whole.errors.length === 0 ? sum.errors : [];
  for (const error of wrong) found.push(`told: ${errorText(error)}`);
}

/** Lists too, by index. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Where the client misses something: what is told of other places concerns what planners ask for themselves. */
function isOfConcern({ path = [] }: ReadError, data: unknown): boolean {
  let holder = data;
  for (const step of path.slice(0, -1)) holder = isObject(holder) ? holder[step] : undefined;
  return isObject(holder) && holder[path.at(-1) ?? ''] === null;
}

function errorText({ message, path = [] }: ReadError): string {
  return `${message} at ${path.join('.')}`;
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

/** False where there is no object to add to. Null of a part is null of the object, as in an answer in one piece. */
function add(sum: { root: unknown }, path: ReadPart['path'], data: unknown): boolean {
  let holder: TreeObject = sum as unknown as TreeObject;
  let last = 'root';
  for (const step of path) {
    const next = read(holder, last);
    // What another part has taken away cannot be added to.
    if (next === null) return true;
    if (typeof next !== 'object') return false;
    holder = next as TreeObject;
    last = String(step);
  }
  const target = read(holder, last);
  if (target === null) return true;
  if (typeof target !== 'object') return false;
  if (data === null) write(holder, last, null);
  else merge(target as TreeObject, data as TreeObject);
  return true;
}

function merge(target: TreeObject, source: TreeObject): void {
  for (const [key, value] of Object.entries(source)) {
    const present = read(target, key);
    const areBoth = typeof present === 'object' && present !== null && typeof value === 'object' && value !== null;
    if (areBoth) merge(present as TreeObject, value as TreeObject);
    else write(target, key, value);
  }
}

/** The order of fields is not that of the answer in one piece. */
function inOrderOf(model: unknown, value: unknown): unknown {
  if (Array.isArray(model) && Array.isArray(value)) return value.map((each, index) => inOrderOf(model[index], each));
  if (typeof model !== 'object' || model === null || typeof value !== 'object' || value === null) return value;
  const ordered: TreeObject = {};
  for (const key of new Set([...Object.keys(model), ...Object.keys(value)])) {
    const inner = read(value as TreeObject, key);
    if (inner !== undefined) write(ordered, key, inOrderOf(read(model as TreeObject, key), inner));
  }
  return ordered;
}
