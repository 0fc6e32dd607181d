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
  const [field = 'text', list] = path.toReversed();
  // Of an entry of a list the list has a name.
  const name = /^\d+$/.test(field) && list !== undefined ? `${list}.${field}` : field;
  if (length < 1 || length > max) throw invalid(`"${name}" must have 1 to ${max} characters.`, path);
  if (/\p{Cc}/u.test(trimmed)) throw invalid(`"${name}" must not have control characters.`, path);
  // A lone surrogate has no UTF-8 form, so the database would refuse it.
  if (!trimmed.isWellFormed()) throw invalid(`"${name}" must be well-formed text.`, path);
  return trimmed;
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
