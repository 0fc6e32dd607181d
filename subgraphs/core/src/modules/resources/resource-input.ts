import { type RawJson, UserFault } from '@trivet/platform';
import { requireTypeName } from '../resource-types/definition-input.ts';
import { requireJsonObject } from '../resource-types/plain-json.ts';
import { requireVisibleText } from '../resource-types/visible-text.ts';
import { mergePatch } from './merge-patch.ts';

/** Of one resource's data as JSON text. */
const maxDataBytes = 256 * 1024;
const maxDepth = 32;
const maxLabels = 32;
const maxLabelLength = 64;
const maxExternalKeyLength = 200;

/** @throws {UserFault} `INVALID_INPUT` for what cannot be the name of a type. */
export function requireResourceType(type: string): string {
  return requireTypeName(type, 'type');
}

/** @throws {UserFault} `INVALID_INPUT` unless it is a JSON object that PostgreSQL can keep, of bounded size and depth. */
export function requireResourceData(data: unknown): RawJson {
  return requireJsonObject(data, { path: ['data'], maxBytes: maxDataBytes, maxDepth });
}

/** Each once, in their order. @throws {UserFault} `INVALID_INPUT` for what is no label, or too many. */
export function requireLabels(labels: readonly string[]): string[] {
  if (labels.length > maxLabels) throw invalid(`A resource has at most ${maxLabels} labels.`, 'labels');
  const checked = labels.map((label, index) =>
    requireVisibleText(label, { path: ['labels', String(index)], max: maxLabelLength }),
  );
  return [...new Set(checked)].sort();
}

/** By which another system knows a resource. @throws {UserFault} `INVALID_INPUT` for what is no line of text, or too long. */
export function requireExternalKey(externalKey: string): string {
  return requireVisibleText(externalKey, { path: ['externalKey'], max: maxExternalKeyLength });
}

/** What is to change of a resource; what is missing or null stays. */
export interface ResourceEdit {
  readonly data?: unknown;
  readonly patch?: unknown;
  readonly labels?: readonly string[] | null;
}

/** An edit that was looked at, as far as that is possible without the resource. */
export interface CheckedEdit {
  readonly labels: readonly string[] | null;
  /** The data as it is to be, from the data as it is; null where it stays. */
  readonly dataFrom: ((present: RawJson) => { readonly value: unknown; readonly text: RawJson }) | null;
}

/** @throws {UserFault} `INVALID_INPUT` unless it changes something, and the data in one way only. */
export function requireEdit({ data = null, patch = null, labels = null }: ResourceEdit): CheckedEdit {
  const checked = labels && requireLabels(labels);
  if (data !== null && patch !== null) throw invalid('Give either "data" or "patch".', 'patch');
  if (data !== null) {
    const text = requireResourceData(data);
    return { labels: checked, dataFrom: () => ({ value: data, text }) };
  }
  if (patch !== null) {
    requireJsonObject(patch, { path: ['patch'], maxBytes: maxDataBytes, maxDepth });
    return {
      labels: checked,
      dataFrom: (present) => {
        const value = mergePatch(JSON.parse(present.text), patch);
        return { value, text: requireResourceData(value) };
      },
    };
  }
  if (!checked) throw invalid('Give "data", "patch" or "labels".', 'data');
  return { labels: checked, dataFrom: null };
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}
