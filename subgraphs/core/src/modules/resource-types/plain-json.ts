import { RawJson, UserFault } from '@trivet/platform';

export interface JsonBounds {
  /** Of the input field, for failures. */
  readonly path: readonly [string, ...string[]];
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/**
 * The text of a JSON object.
 * @throws {UserFault} `INVALID_INPUT` unless PostgreSQL can keep it as it is, and it is of bounded size and depth.
 */
export function requireJsonObject(value: unknown, bounds: JsonBounds): RawJson {
  const fault = (message: string) =>
    new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', `"${bounds.path[0]}" ${message}`, bounds.path);
  if (!isJsonObject(value)) throw fault('must be a JSON object.');
  const problem = problemOf(value, bounds.maxDepth);
  if (problem) throw fault(problem);
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > bounds.maxBytes) throw fault(`is larger than ${bounds.maxBytes / 1024} KiB.`);
  return new RawJson(text);
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Level by level, because a hostile value may be nested deeper than the stack is. */
function problemOf(value: object, maxDepth: number): string | null {
  let level: unknown[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth + 1) return `is nested deeper than ${maxDepth} levels.`;
    const next: unknown[] = [];
    for (const entry of level) {
      if (typeof entry === 'string' && !isText(entry)) return notText;
      // As a number it has been read already; written again it would be null.
      if (typeof entry === 'number' && !Number.isFinite(entry)) return 'holds a number that is too large.';
      if (entry === null || typeof entry !== 'object') continue;
      for (const [name, inner] of Object.entries(entry)) {
        if (!isText(name)) return notText;
        next.push(inner);
      }
    }
    level = next;
  }
  return null;
}

const notText = 'holds characters that are not text.';

/** jsonb knows neither the character NUL nor half a surrogate pair. */
function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
