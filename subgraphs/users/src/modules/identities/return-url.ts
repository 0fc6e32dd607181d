import { UserFault } from '@trivet/platform';

const maxLength = 2048;
/** What URL parsers read in different ways, or leave out without a word. */
const ambiguous = /[\\\s\p{Cc}]/u;

/**
 * The URL to which a browser may be sent back: absolute, of one of `origins`, with nobody's name in it. Without a fragment,
 * which is where the answer goes.
 * @throws {UserFault} `INVALID_INPUT`
 */
export function requireReturnUrl(text: unknown, origins: readonly string[]): string {
  if (typeof text !== 'string' || text.length > maxLength || ambiguous.test(text) || !URL.canParse(text))
    throw refused();
  const url = new URL(text);
  const isPlain = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === '';
  if (!isPlain || !origins.includes(url.origin)) throw refused();
  return url.href;
}

function refused(): UserFault {
  return new UserFault(
    'BAD_USER_INPUT',
    'INVALID_INPUT',
    'returnTo must be a URL of an application that this installation knows.',
    ['returnTo'],
  );
}
