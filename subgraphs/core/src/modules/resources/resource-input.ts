import { RawJson, UserFault } from '@trivet/platform';

/** Of one resource's data as JSON text. */
const maxDataBytes = 256 * 1024;
const maxDepth = 32;

/** @throws {UserFault} `INVALID_INPUT` for what cannot be the name of a type. */
export function requireResourceType(type: string): string {
  if (!/^[A-Za-z][\w.-]{0,63}$/.test(type)) {
    throw invalid('A type is a letter, then up to 63 letters, digits, "_", "-" and ".".', 'type');
  }
  return type;
}

/** @throws {UserFault} `INVALID_INPUT` unless it is a JSON object that PostgreSQL can keep, of bounded size and depth. */
export function requireResourceData(data: unknown): RawJson {
  if (data === null || typeof data !== 'object' || Array.isArray(data))
    throw invalid('"data" is a JSON object.', 'data');
  requirePlainText(data);
  const text = JSON.stringify(data);
  if (Buffer.byteLength(text) > maxDataBytes) {
    throw invalid(`"data" is larger than ${maxDataBytes / 1024} KiB.`, 'data');
  }
  return new RawJson(text);
}

/** Level by level, because a hostile value may be nested deeper than the stack is. */
function requirePlainText(data: object): void {
  let level: unknown[] = [data];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth + 1) throw invalid(`"data" is nested deeper than ${maxDepth} levels.`, 'data');
    level = level.flatMap((entry) => {
      if (typeof entry === 'string' && !isText(entry)) throw notText();
      if (entry === null || typeof entry !== 'object') return [];
      if (!Object.keys(entry).every(isText)) throw notText();
      return Object.values(entry);
    });
  }
}

/** jsonb knows neither the character NUL nor half a surrogate pair. */
function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

function notText(): UserFault {
  return invalid('"data" holds characters that are not text.', 'data');
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}
