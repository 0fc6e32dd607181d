import { UserFault } from '@trivet/platform';

/**
 * A line of text without white space around it.
 * @throws {UserFault} `INVALID_INPUT` unless it has 1 to `max` characters, none of them a control character.
 */
export function requireText(
  text: string,
  { path, max }: { readonly path: readonly string[]; readonly max: number },
): string {
  const trimmed = text.trim();
  const length = [...trimmed].length;
  const field = path.at(-1) ?? 'text';
  if (length < 1 || length > max) throw invalid(`"${field}" has 1 to ${max} characters.`, path);
  if (/\p{Cc}/u.test(trimmed)) throw invalid(`"${field}" has no control characters.`, path);
  // A lone surrogate has no UTF-8 form, so the database would refuse it.
  if (!trimmed.isWellFormed()) throw invalid(`"${field}" is not well-formed text.`, path);
  return trimmed;
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
