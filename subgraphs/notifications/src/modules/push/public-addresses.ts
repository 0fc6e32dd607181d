import { lookup as lookUpName } from 'node:dns';
import { BlockList, isIPv4, type LookupFunction } from 'node:net';
import { Networks } from '@trivet/identity';

/** By IANA's registries of special-purpose addresses: what is no place in the internet, or one that somebody else stands behind. */
const specialV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Of `2000::/3`, outside of which nothing is public. `2002::/16` would lead to the IPv4 address within it. */
const specialV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special = new Networks([...specialV4, ...specialV6]);
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** An address that is ours to reach and nobody's to have us call. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'PRIVATE_ADDRESS';

  constructor() {
    super('The name leads to an address that is not in the public internet.');
  }
}

/**
 * Names are looked up at the moment of connecting, and by nobody else afterwards: what a name led to when it was registered says nothing.
 * Hosts that are addresses are not looked up, so whoever uses this has to refuse them.
 * @param except private networks in which there is something to be called all the same
 */
export function publicLookup(except: Networks = new Networks([])): LookupFunction {
  const isAllowed = (address: string) => isPublicAddress(address) || except.contains(address);
  return (name, options, callback) => {
    lookUpName(name, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [], 0);
      // One of them is enough to refuse: which one is connected to is not ours to say.
      if (!addresses.every(({ address }) => isAllowed(address))) return callback(new PrivateAddressError(), [], 0);
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/** Whether an IPv4 or IPv6 address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  // As which an IPv4 address may come that was asked for as IPv6.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  if (special.contains(plain)) return false;
  return isIPv4(plain) || global.check(plain, 'ipv6');
}
