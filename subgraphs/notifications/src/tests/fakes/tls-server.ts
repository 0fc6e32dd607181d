import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TestAuthority } from '@trivet/platform/tls/testing';

/** A vendor's server in the process of a test, with a certificate of an authority of its own. */
export interface FakeServer {
  /** By its name, as vendors are called. */
  readonly origin: string;
  readonly ca: string;
  stop(): Promise<void>;
}

export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<IncomingMessage['headers']>;
  readonly body: Buffer;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * @param name of the authority: of two with one name nobody could say which has vouched.
 * @param answer null hangs up without a word.
 */
export async function startTlsServer(
  name: string,
  answer: (request: FakeRequest, origin: string) => Promise<FakeAnswer | null>,
): Promise<FakeServer> {
  const authority = await TestAuthority.create(name);
  const { cert, key, ca } = await authority.issue({ names: ['localhost'], usage: 'server' });
  let origin = '';
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', headers, url = '/' } = request;
    const asked = { method, headers, url: new URL(url, origin), body: Buffer.concat(chunks) };
    const said = await answer(asked, origin);
    if (said === null) return void request.socket.destroy();
    const text = said.body === undefined ? '' : JSON.stringify(said.body);
    response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers }).end(text);
  };
  const server = createServer({ cert, key }, (request, response) => void respond(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    ca,
    async stop() {
      server.closeAllConnections();
      await new Promise((stopped) => server.close(stopped));
    },
  };
}
