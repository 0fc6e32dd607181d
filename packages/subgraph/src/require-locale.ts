import { UserFault } from '@trivet/platform';

/** As long as a tag can be without extensions that nobody uses (RFC 5646, 4.4.1). */
const maxLength = 35;

/**
 * The tag of a language (BCP 47) as everybody writes it: `de-at` is `de-AT`.
 * @throws {UserFault} `INVALID_INPUT` for a language that is not known here.
 */
export function requireLocale(tag: string, path: readonly string[]): string {
  if (tag.length <= maxLength) {
    try {
      const [canonical] = Intl.DateTimeFormat.supportedLocalesOf(tag);
      if (canonical !== undefined) return canonical;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const message = 'This is not the tag of a language that is known here, such as "de-AT".';
  throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
