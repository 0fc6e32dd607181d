import type { RawJson } from '@trivet/platform';
import { requireTypeName } from '../resource-types/definition-input.ts';
import { requireJsonObject } from '../resource-types/plain-json.ts';

/** Of one resource's data as JSON text. */
const maxDataBytes = 256 * 1024;
const maxDepth = 32;

/** @throws {UserFault} `INVALID_INPUT` for what cannot be the name of a type. */
export function requireResourceType(type: string): string {
  return requireTypeName(type, 'type');
}

/** @throws {UserFault} `INVALID_INPUT` unless it is a JSON object that PostgreSQL can keep, of bounded size and depth. */
export function requireResourceData(data: unknown): RawJson {
  return requireJsonObject(data, { path: ['data'], maxBytes: maxDataBytes, maxDepth });
}
