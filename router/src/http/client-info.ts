import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';
import type { ClientInfo } from '@trivet/platform';

/** From where a request comes, or a socket's upgrade. */
export type ReadClient = (request: IncomingMessage) => ClientInfo;

const maxAgentLength = 256;

/** `X-Forwarded-For` is believed as far as these wrote it; whoever else sends it is the client himself. */
export function clientReader(trustedProxies: readonly string[]): ReadClient {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => ({
    address: plainAddress(proxyAddr(request, isTrusted)),
    agent: request.headers['user-agent']?.slice(0, maxAgentLength),
  });
}

/** Whether these are addresses, ranges of addresses, or names of ranges: `loopback`, `linklocal`, `uniquelocal`. */
export function areProxies(texts: readonly string[]): boolean {
  try {
    proxyAddr.compile([...texts]);
    return true;
  } catch {
    return false;
  }
}

/** A proxy may have written something else; and IPv4 comes in IPv6 where both are listened to. */
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=[\d.]+$)/i, '');
  return plain !== undefined && isIP(plain) !== 0 ? plain : undefined;
}
