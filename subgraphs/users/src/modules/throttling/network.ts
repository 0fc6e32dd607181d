import { isIPv4, isIPv6 } from 'node:net';

/**
 * What a network address is counted as: an address of IPv4, the first 64 bits of one of IPv6, for whoever has one of those
 * has them all. Null for what is no address.
 */
export function networkOf(address: string | undefined): string | null {
  if (address === undefined) return null;
  if (isIPv4(address)) return address;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return null;
  const groups = groupsOf(plain);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight numbers of an address of IPv6, in whichever way it is written. */
function groupsOf(address: string): number[] {
  // `URL` knows all the ways, and writes the last 32 bits in hexadecimal too.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))));
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
