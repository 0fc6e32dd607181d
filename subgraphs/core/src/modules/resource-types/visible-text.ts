import { UserFault } from '@trivet/platform';
import { requireText } from '@trivet/subgraph';

/**
 * A line that reads as it is stored: as `requireText`, and without what turns the direction of writing, by which a name can be
 * made to look like another.
 * @throws {UserFault} `INVALID_INPUT`
 */
export function requireVisibleText(
  text: string,
  { path, max }: { readonly path: readonly string[]; readonly max: number },
): string {
  const line = requireText(text, { path, max });
  if (!/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(line)) return line;
  throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'This has no characters that turn the direction.', path);
}
