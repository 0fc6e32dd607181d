import { AppError } from '@trivet/platform';

/** Deeper than any honest input, and far from where recursion over it would exhaust the stack. */
const maxDepth = 200;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON as a client sends it: UTF-8 without exception, at most 200 levels deep, without the key `__proto__`, which some code that
 * copies objects takes for an instruction, and without numbers that are too large to be one: they are read as infinite, and whoever
 * hands them on writes null.
 * @throws {AppError} `BAD_USER_INPUT`
 */
export function decodeJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new AppError('BAD_USER_INPUT', 'The request is not valid UTF-8.');
  }
  return parseJson(text);
}

/** As `decodeJson`, for text that is already decoded. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new AppError('BAD_USER_INPUT', `The request holds JSON of more than ${maxDepth} levels.`);
  const value = parsed(text);
  if (mayHoldInfinity(text) && holdsInfinity(value)) {
    throw new AppError('BAD_USER_INPUT', 'The request holds a number that is too large.');
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    // A reviver makes parsing several times slower, so it comes only where the key could be there, escaped or not.
    return /__proto__|\\u005f/i.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('BAD_USER_INPUT', 'The request is not valid JSON.');
  }
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new AppError('BAD_USER_INPUT', 'The key "__proto__" is not accepted.');
  return value;
}

/** Without so many digits in a row, no exponent of two digits makes a number infinite; of three digits each may. */
const manyDigits = 309 - 99;

/** Never false for a text in which a number is infinite. */
function mayHoldInfinity(text: string): boolean {
  if (/[eE]\+?\d{3}/.test(text)) return true;
  // Of a row that is long enough, one digit stands at a multiple of its length.
  for (let at = manyDigits - 1; at < text.length; at += manyDigits) {
    if (isDigit(text, at) && digitsAround(text, at) >= manyDigits) return true;
  }
  return false;
}

function digitsAround(text: string, at: number): number {
  let [first, last] = [at, at];
  while (isDigit(text, first - 1) && at - first < manyDigits) first -= 1;
  while (isDigit(text, last + 1) && last - at < manyDigits) last += 1;
  return last - first + 1;
}

function isDigit(text: string, at: number): boolean {
  const character = text.charCodeAt(at);
  return character >= 0x30 && character <= 0x39;
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsInfinity);
}

/** Few texts hold as many brackets as they may have levels; those that do are read. */
function isTooDeep(text: string): boolean {
  return occurrences(text, '{') + occurrences(text, '[') > maxDepth && depthExceeds(text);
}

function occurrences(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0 && count <= maxDepth; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}

function depthExceeds(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (inString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (character === 0x7d || character === 0x5d) depth -= 1;
  }
  return false;
}
