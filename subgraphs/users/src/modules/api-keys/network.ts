import { isIP } from 'node:net';
import { UserFault } from '@trivet/platform';

const maxNetworks = 50;

/**
 * Addresses and ranges, as they are to be kept.
 * @throws {UserFault} `INVALID_INPUT`
 */
export function requireNetworks(texts: readonly string[], path: readonly string[]): string[] {
  if (texts.length > maxNetworks) throw invalid(`At most ${maxNetworks} networks can be named.`, path);
  return [...new Set(texts.map((text) => requireNetwork(text.trim(), path)))];
}

function requireNetwork(text: string, path: readonly string[]): string {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const maxBits = family === 6 ? 128 : 32;
  const isRange = bits !== undefined;
  // A zone is a name on one machine, and as long as anybody likes.
  const hasZone = address.includes('%');
  if (family === 0 || hasZone || more.length > 0 || (isRange && !(/^\d{1,3}$/.test(bits) && Number(bits) <= maxBits))) {
    throw invalid('A network is an address such as 192.0.2.1 or a range such as 192.0.2.0/24 or 2001:db8::/32.', path);
  }
  return text.toLowerCase();
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
