import type { FastifyInstance } from 'fastify';

/** Somebody else listens there; the message says what to do about it. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(host: string, port: number, options?: ErrorOptions) {
    super(`Port ${port} on ${host} is in use. Stop what listens there, or set PORT to another one.`, options);
    this.port = port;
  }
}

/** The process may not listen there, or the machine has no such address. */
export class AddressNotUsableError extends Error {
  override readonly name = 'AddressNotUsableError';

  constructor(host: string, port: number, options?: ErrorOptions) {
    super(`Listening on port ${port} of ${host} is not possible here. Set PORT or HOST to others.`, options);
  }
}

export interface Listening {
  /** For people and links: `http://localhost:4000`, or `https:`, where this machine reaches itself. */
  readonly url: string;
  readonly port: number;
}

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

/**
 * @throws {PortInUseError}
 * @throws {AddressNotUsableError}
 */
export async function listen(app: FastifyInstance, { host, port, scheme }: ListenOptions): Promise<Listening> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw new PortInUseError(host, port, { cause });
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new AddressNotUsableError(host, port, { cause });
    throw cause;
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return { url: `${scheme}://${nameOf(host)}:${address.port}`, port: address.port };
}

/** Passkeys and cookies want a name, so a loopback or catch-all address is `localhost`. */
function nameOf(host: string): string {
  if (['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
