import { isIP } from 'node:net';

/** Whether a host, with or without a port, is this machine by its own name: as somebody on it would write it, and nobody else can. */
export function isLoopbackHost(host: string): boolean {
  if (isIP(host) === 6) return isLoopbackName(`[${host}]`);
  return isLoopbackName(host.replace(/:\d*$/, ''));
}

function isLoopbackName(name: string): boolean {
  return name.toLowerCase() === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));
}
