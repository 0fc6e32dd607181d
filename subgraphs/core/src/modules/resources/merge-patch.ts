import { isJsonObject } from '../resource-types/plain-json.ts';

/**
 * The value with a JSON Merge Patch (RFC 7396) applied: null takes a member away, an object is merged, all else replaces. Names
 * that objects have are names like others: nothing is assigned to them.
 */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged = new Map<string, unknown>(isJsonObject(value) ? Object.entries(value) : []);
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), change));
  }
  return Object.fromEntries(merged);
}
