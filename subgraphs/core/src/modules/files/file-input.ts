import { UserFault } from '@trivet/platform';

const maxNameLength = 255;
/** Characters that are not seen, or turn around what is read: control characters, marks of direction, line separators, and what is none. */
const unseen = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/u;

/**
 * What somebody calls his file. It never becomes a path of ours; but it becomes one on the machine of who downloads it.
 * @throws {UserFault} `INVALID_INPUT`
 */
export function requireFileName(text: string): string {
  if (!text.isWellFormed() || unseen.test(text)) {
    throw invalid('The name holds characters that are not seen.', 'name');
  }
  const name = text.normalize('NFC').trim();
  if (name.length === 0 || name.length > maxNameLength) {
    throw invalid(`A name has 1 to ${maxNameLength} characters.`, 'name');
  }
  if (/[/\\]/.test(name) || /^\.+$/.test(name)) throw invalid('A name is no path.', 'name');
  return name;
}

/** @throws {UserFault} `INVALID_INPUT` for what is no media type, or has parameters. */
export function requireMediaType(text: string): string {
  const type = text.toLowerCase();
  if (type.length > 127 || !/^[a-z0-9][\w!#$&^.+-]*\/[a-z0-9][\w!#$&^.+-]*$/.test(type)) {
    throw invalid('A type is a media type without parameters, such as "image/png".', 'type');
  }
  return type;
}

/** @throws {UserFault} `INVALID_INPUT` */
export function requireSize(size: number, maxSize: number): number {
  if (!Number.isSafeInteger(size) || size < 1) throw invalid('A file has at least one byte.', 'size');
  if (size > maxSize) throw invalid(`A file has at most ${maxSize} bytes.`, 'size');
  return size;
}

/** @throws {UserFault} `INVALID_INPUT` */
export function requireChecksum(text: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw invalid('A checksum is SHA-256 in 64 hexadecimal digits.', 'checksum');
  }
  return Buffer.from(text, 'hex');
}

/** @throws {UserFault} `INVALID_INPUT` unless all are numbers of parts. */
export function requirePartNumbers(numbers: readonly number[], count: number): readonly number[] {
  if (numbers.length > maxPartsAtOnce || !numbers.every((number) => number >= 1 && number <= count)) {
    throw invalid(`Parts have numbers from 1 to ${count}; at most ${maxPartsAtOnce} at once.`, 'parts');
  }
  return [...new Set(numbers)];
}

/** Of which one answer gives the targets. */
export const maxPartsAtOnce = 100;

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}
