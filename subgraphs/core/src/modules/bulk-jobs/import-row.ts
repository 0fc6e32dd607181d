import { type RawJson, UserFault } from '@trivet/platform';
import { UserFaults } from '@trivet/subgraph';
import { isJsonObject } from '../resource-types/plain-json.ts';
import { requireExternalKey, requireLabels, requireResourceData } from '../resources/resource-input.ts';
import type { BulkJob } from './bulk-job.model.ts';
import { duplicateNameIn } from './duplicate-names.ts';

export { requireResourceType } from '../resources/resource-input.ts';

/** Something that is wrong with a line. */
export interface RowFault {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

/** A resource as a line has it, looked at as far as that is possible without its definition. */
export interface ImportRow {
  readonly externalKey: string | null;
  readonly value: unknown;
  readonly data: RawJson;
  /** Null where the line says nothing of them. */
  readonly labels: readonly string[] | null;
}

export type ReadRow =
  | { readonly row: ImportRow; readonly faults?: never }
  | { readonly row?: never; readonly faults: readonly [RowFault, ...RowFault[]]; readonly externalKey: string | null };

/** In a file, of one line. The data of a resource is smaller; how it is written down takes room, too. */
export const maxLineBytes = 1024 * 1024;
/** Of a line; the first are what matters. */
const maxFaults = 5;
const maxNameLength = 200;
/** Names that an export writes, and that say nothing of what a resource is to be. */
const passedOver = ['id', 'type', 'version', 'createdAt', 'updatedAt'];
const known = new Set(['externalKey', 'data', 'labels', ...passedOver]);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a line says. */
export function readRow(bytes: Buffer | null, job: Pick<BulkJob, 'mode'>): ReadRow {
  if (bytes === null) return refused(`A line has at most ${maxLineBytes / 1024} KiB.`, 'LINE_TOO_LONG');
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refused('This is not UTF-8.', 'NOT_UTF8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused('This is not JSON.', 'NOT_JSON');
  }
  return rowOf(text, value, job);
}

/** As a line of the report names what a check has found. @throws what is no fault of the line's. */
export function faultsOf(error: unknown): readonly [RowFault, ...RowFault[]] {
  if (!(error instanceof UserFault)) throw error;
  const faults = error instanceof UserFaults ? error.faults : [error];
  const [first, ...others] = faults.slice(0, maxFaults).map(({ userErrorCode, message, inputPath }) => ({
    code: userErrorCode,
    message,
    path: inputPath ?? [],
  }));
  if (!first) throw error;
  return [first, ...others];
}

function rowOf(text: string, value: unknown, { mode }: Pick<BulkJob, 'mode'>): ReadRow {
  if (!isJsonObject(value)) return refused('A line is a JSON object.');
  let externalKey: string | null = null;
  try {
    externalKey = externalKeyOf(value['externalKey'] ?? null, mode);
    const unknown = Object.keys(value).find((name) => !known.has(name));
    if (unknown !== undefined) throw invalid('A line has nothing of this name.', [unknown.slice(0, maxNameLength)]);
    const data = requireResourceData(value['data']);
    const twice = duplicateNameIn(text);
    if (twice !== null) throw invalid(`An object has "${twice.slice(0, maxNameLength)}" twice.`, []);
    return { row: { externalKey, value: value['data'], data, labels: labelsOf(value['labels'] ?? null) } };
  } catch (error) {
    return { faults: faultsOf(error), externalKey };
  }
}

function externalKeyOf(given: unknown, mode: BulkJob['mode']): string | null {
  const path = ['externalKey'];
  if (given === null && mode === 'UPSERT') throw invalid('A line needs a key, to find its resource by.', path);
  if (given !== null && typeof given !== 'string') throw invalid('A key is a text.', path);
  return given === null ? null : requireExternalKey(given);
}

function labelsOf(given: unknown): readonly string[] | null {
  if (given === null) return null;
  const isList = Array.isArray(given) && given.every((label): label is string => typeof label === 'string');
  if (!isList) throw invalid('Labels are a list of texts.', ['labels']);
  return requireLabels(given);
}

function refused(message: string, code = 'INVALID_INPUT'): ReadRow {
  return { faults: [{ code, message, path: [] }], externalKey: null };
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
