import { BlockList, isIP, isIPv6 } from 'node:net';

/** Addresses and ranges from which alone a credential is taken, such as `192.0.2.1` and `2001:db8::/32`. */
export class Networks {
  readonly #list = new BlockList();

  /** Of what was checked when it was given. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /** An address that is not known is in none. */
  contains(address: string | undefined): boolean {
    const family = address === undefined ? 0 : isIP(address);
    return address !== undefined && family !== 0 && this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}
