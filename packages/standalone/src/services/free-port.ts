import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * The port, or any free one for 0.
 * @throws the system's error when the port cannot be listened on.
 */
export async function freePort(port: number, host: string): Promise<number> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address.port;
}
