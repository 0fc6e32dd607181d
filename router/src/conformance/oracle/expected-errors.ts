import { AppError } from '@trivet/platform';
import { type GraphQLError, visit } from 'graphql';
import { type Model, membersOf, nameOf } from '../model/model.ts';
import type { SeenAnswer } from '../subjects.ts';
import type { WholeGraph, WholeRequest, WholeResult } from './whole-graph.ts';

type Path = readonly (string | number)[];

/** What a client sees of an error, if nothing but its cause tells its message apart. */
interface SeenError {
  readonly path: Path;
  readonly code: string;
  /** Nothing where it is masked: router and subgraph mask with other words. */
  readonly message: string;
}

/** Of a field of the object at `path` that another requires. */
interface SideError extends SeenError {
  readonly required: Path;
}

/**
 * How an answer differs from what the graph in one piece answers; nothing where it does not. Data are equal, with the
 * order of their fields. Errors are equal, each told once, but for what the specification leaves open, and a federated graph
 * cannot know:
 *
 * - Below a null that rose, other fields may have failed as well. One error there is enough, any of them will do
 *   (section 6.4.4: who has found one may cancel what is beside it).
 * - A subgraph that lost its part of an object to such a null has lost what else it had there.
 * - Of what is lost below such a null nobody knows where it would have stood, so its error may have no path.
 * - A field that nobody selected fails, and another requires it. Its error is told of at the object that has it, or at what
 *   the client has selected of what is required.
 * - Where an interface object does not know its type, more may be asked below its fields than the client wants of this type;
 *   what fails there is told of at the object, below its fields where null rose, or without a path.
 */
export async function differences(
  whole: WholeGraph,
  request: WholeRequest,
  actual: Pick<SeenAnswer, 'dataText' | 'errors'>,
): Promise<{ readonly found: string[]; readonly met: readonly string[] }> {
  const expected = await whole.execute(request);
  const text = JSON.stringify(expected.data);
  const found = actual.dataText === text ? [] : [`data\n  is        ${actual.dataText}\n  should be ${text}`];
  const {
    errors: every = [],
    sideErrors,
    positions,
  } = expected.errors?.length ? await whole.allErrors(request) : expected;
  const all = every.map(seenInWhole);
  const side = sideErrors.map(({ path, required, error }): SideError => ({ ...seenInWhole(error), path, required }));
  const data: unknown = JSON.parse(text);
  const isVague = ({ path }: SeenError) => isObjectAt(data, path) || riseOf(data, path) !== undefined;
  const actualErrors = actual.errors.map(seen);
  const keys = addedKeys(whole, request);
  const mayBeMore = (error: SeenError) => isVague(error) && isOfAdded(error, whole.model, positions, keys);
  const expectation = { data, all, side, positions, mayBeMore };
  found.push(...compareErrors(expectation, actualErrors), ...repeated(data, actualErrors));
  return { found, met: metIn(text, data, all, side) };
}

/** What an answer shows of the ways in which things fail. */
function metIn(text: string, data: unknown, all: readonly SeenError[], side: readonly SideError[]): string[] {
  const met: string[] = [];
  if (text.includes('null')) met.push('null');
  if (all.some(({ path }) => riseOf(data, path) !== undefined)) met.push('null that rises');
  if (all.some(({ code }) => code === 'INTERNAL_SERVER_ERROR')) met.push('masked error');
  if (all.some(({ code }) => code !== 'INTERNAL_SERVER_ERROR')) met.push('error with a code');
  if (all.some(({ path }) => typeof path.at(-1) === 'number')) met.push('error of an element');
  if (side.length > 0) met.push('error of a required field');
  if (all.length === 0 && text.length > 40) met.push('data without errors');
  return met;
}

interface Expected {
  readonly data: unknown;
  readonly all: readonly SeenError[];
  readonly side: readonly SideError[];
  readonly positions: WholeResult['positions'];
  /** Whether it may be the error of a field that the client does not want of this type. */
  readonly mayBeMore: (error: SeenError) => boolean;
}

function compareErrors({ data, all, side, positions, mayBeMore }: Expected, actual: readonly SeenError[]): string[] {
  const found: string[] = [];
  const actualTexts = new Set(actual.map(textOf));
  const allTexts = new Set(all.map(textOf));
  const isLostWith = ({ path, code }: SeenError) =>
    code === 'INTERNAL_SERVER_ERROR' &&
    riseOf(data, path) !== undefined &&
    all.some((each) => path.length > 0 && path.slice(0, -1).every((step, index) => step === each.path[index]));
  const isLostBelow = ({ path, code, message }: SeenError) =>
    path.length === 0 &&
    all.some((each) => each.code === code && each.message === message && riseOf(data, each.path) !== undefined);
  const isSide = (error: SeenError, each: SideError) => isSideError(error, each, data, positions);
  const risen = new Map<string, string[]>();
  for (const error of all) {
    const text = textOf(error);
    const nulled = riseOf(data, error.path);
    if (nulled === undefined) {
      if (!actualTexts.has(text)) found.push(`error is missing: ${text}`);
    } else {
      const place = JSON.stringify(nulled);
      risen.set(place, [...(risen.get(place) ?? []), text]);
    }
  }
  for (const each of side) {
    const isThere = isObjectAt(data, each.path);
    if (isThere && !actual.some((error) => isSide(error, each)))
      found.push(`error is missing of what is required: ${textOf(each)}`);
  }
  for (const [place, texts] of risen) {
    if (!texts.some((text) => actualTexts.has(text)))
      found.push(`none of the errors below ${place}: ${texts.join(' ')}`);
  }
  for (const error of actual) {
    const isExpected =
      allTexts.has(textOf(error)) ||
      isLostWith(error) ||
      isLostBelow(error) ||
      side.some((each) => isSide(error, each));
    if (!isExpected && !mayBeMore(error)) found.push(`error is not expected: ${textOf(error)}`);
  }
  return found;
}

/** One error for each place that failed; what clients cannot follow ends at an object, and there may be several of it. */
function repeated(data: unknown, errors: readonly SeenError[]): string[] {
  const told = new Set<string>();
  return errors.flatMap((error) => {
    const mayBeSeveral = error.path.length === 0 || isObjectAt(data, error.path);
    const key = mayBeSeveral ? textOf(error) : JSON.stringify(error.path);
    const isRepeated = told.has(key);
    told.add(key);
    return isRepeated ? [`error is told twice: ${textOf(error)}`] : [];
  });
}

/** Where null rose to from this path; undefined where the path can be followed to its end. */
function riseOf(data: unknown, path: Path): Path | undefined {
  let value = data;
  for (const [depth, step] of path.entries()) {
    if (value === null) return path.slice(0, depth);
    value = (value as Record<string | number, unknown> | undefined)?.[step];
  }
  return undefined;
}

/**
 * The path ends where the client has selected no more of what is required; below null nobody knows what he has, or it ends
 * where there is null.
 */
function isSideError(
  { path, code, message }: SeenError,
  side: SideError,
  data: unknown,
  positions: WholeResult['positions'],
): boolean {
  const depth = side.path.length;
  if (code !== side.code || message !== side.message) return false;
  if (path.length < depth)
    return path.every((step, index) => step === side.path[index]) && valueAt(data, path) === null;
  if (side.path.some((step, index) => step !== path[index])) return false;
  if (riseOf(data, path) !== undefined) return path.length <= depth + side.required.length;
  return path.slice(depth).every((step, index) => {
    const name =
      typeof step === 'number' ? step : positions.get(JSON.stringify(path.slice(0, depth + index + 1)))?.field.name;
    return name === side.required[index];
  });
}

const textOf = ({ path, code, message }: SeenError): string => `${JSON.stringify(path)} ${code} ${message}`;

function seen({ path = [], message, extensions }: GraphQLError): SeenError {
  const code = String(extensions['code']);
  return { path, code, message: code === 'INTERNAL_SERVER_ERROR' ? '' : message };
}

function seenInWhole({ path = [], message, originalError }: GraphQLError): SeenError {
  if (originalError instanceof AppError) return { path, code: originalError.code, message };
  return { path, code: 'INTERNAL_SERVER_ERROR', message: '' };
}

/** The response keys of fields that interface objects add. */
function addedKeys({ model }: WholeGraph, { document }: WholeRequest): ReadonlySet<unknown> {
  const keys = new Set<string>();
  visit(document, {
    Field: ({ name, alias }) => {
      const isAdded = [...model.interfaces.values()].some(({ objectFields }) => objectFields.has(name.value));
      if (isAdded) keys.add((alias ?? name).value);
    },
  });
  return keys;
}

/** At such a field or below, for a type that the client does not ask it of too; or at an object that has such fields. */
function isOfAdded(
  { path }: SeenError,
  model: Model,
  positions: WholeResult['positions'],
  keys: ReadonlySet<unknown>,
): boolean {
  if (keys.size === 0) return false;
  if (path.length === 0) return true;
  const fieldAt = (depth: number) => positions.get(JSON.stringify(path.slice(0, depth)))?.field;
  const isBelow = path.some((step, index) => {
    const field = keys.has(step) ? fieldAt(index + 1) : undefined;
    return keys.has(step) && (!field || model.interfaces.has(field.coordinate.split('.')[0] ?? ''));
  });
  const holder = fieldAt(path.findLastIndex((step) => typeof step === 'string') + 1);
  const members = [...model.interfaces.values()].flatMap((each) => (each.objectFields.size > 0 ? each.members : []));
  return (
    isBelow || (holder !== undefined && membersOf(model, nameOf(holder.type)).some((name) => members.includes(name)))
  );
}

function isObjectAt(data: unknown, path: Path): boolean {
  const value = valueAt(data, path);
  return typeof value === 'object' && value !== null;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}
