import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { startEdge } from '../tests/edge-fixture.ts';
import { forwardedRoutes } from './forwarded-routes.ts';

const contracts = ['auth', 'exports', 'files', 'unsubscribe', 'webhooks'].map(
  (name) => parse(readFileSync(join(import.meta.dirname, `../../../schema/http/${name}.yaml`), 'utf8')) as Contract,
);

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<'get' | 'post' | 'put', Operation>>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'cookie' | 'header';
}

/** A router before a subgraph that says what it was told, and answers with `headers`. */
async function start({
  status = 200,
  headers = {},
  body = (response) => void response.end('answer'),
}: {
  status?: number;
  headers?: Record<string, string>;
  body?: (response: ServerResponse, request: IncomingMessage) => void;
} = {}) {
  const told: IncomingMessage[] = [];
  const subgraph = createServer((request, response) => {
    told.push(request);
    body(response.writeHead(status, headers), request);
  });
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void subgraph.close());
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const issuer = new ViewerTokenIssuer({ key: await exportJWK(privateKey), issuer: 'router', clock: systemClock });
  const key = await exportJWK(publicKey);
  const base = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}`;
  const subgraphUrls = new Map(['users', 'core', 'notifications'].map((name): [string, string] => [name, base]));
  const { url } = await startEdge({ routes: forwardedRoutes({ subgraphUrls, issuer }) });
  return { url, told, verifier: new ViewerTokenVerifier({ key, audience: 'users', clock: systemClock }) };
}

const exportId = `dex_${'0'.repeat(26)}`;
const token = 'a'.repeat(67);
const fileId = `fil_${'0'.repeat(26)}`;

const ask = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers });
/** Begins to send something, and gives the request to write to. */
function put(url: string, size: number) {
  const request = httpRequest(url, { method: 'PUT', headers: { 'content-length': String(size) } });
  const status = new Promise<number | undefined>((resolve, reject) => {
    request.once('response', (response) => resolve(response.resume().statusCode));
    request.once('error', reject);
  });
  return { request, status };
}

/** Until a value is the same for a while. */
async function settled(value: () => number): Promise<void> {
  let [last, since] = [value(), performance.now()];
  await vi.waitFor(
    () => {
      if (value() !== last) [last, since] = [value(), performance.now()];
      expect(performance.now() - since).toBeGreaterThan(200);
    },
    { timeout: 10_000, interval: 20 },
  );
}

const everything = {
  cookie: 'session=mine; trivet_oidc=browser; __Host-trivet_oidc=safer; trivet_oidc_other=no',
  authorization: 'Bearer somebody',
  'x-client-address': '203.0.113.9',
  'x-forwarded-for': '203.0.113.9',
  'x-request-id': 'request-1',
  referer: 'https://app.test/secret',
  'user-agent': 'Browser/1.0',
};

it('tell the subgraph what is listed of a request, who tells it and from where the client asks, and nothing else', async () => {
  const { url, told, verifier } = await start();
  await ask(`${url}/auth/oidc/test/start?returnTo=a%26b&codeChallenge=c&admin=true&returnTo=d`, everything);
  const [request] = told;
  expect(request?.url).toBe('/auth/oidc/test/start?returnTo=a%26b&returnTo=d&codeChallenge=c');
  const { host: _, authorization, ...headers } = request?.headers ?? {};
  const ofFetch = ['accept', 'accept-encoding', 'accept-language', 'connection', 'sec-fetch-mode', 'user-agent'];
  const own = Object.entries(headers).filter(([name]) => !ofFetch.includes(name));
  expect(Object.fromEntries(own)).toEqual({
    cookie: 'trivet_oidc=browser; __Host-trivet_oidc=safer',
    'x-client-address': '127.0.0.1',
    'x-client-agent': 'Browser%2F1.0',
  });
  expect(headers['user-agent']).not.toContain('Browser');
  expect(await verifier.verify(String(authorization).slice('Bearer '.length))).toEqual({
    kind: 'service',
    service: 'router',
  });
});

it('tell nothing of a request for keys', async () => {
  const { url, told } = await start({ headers: { 'set-cookie': 'a=b', location: 'https://evil.test' } });
  const response = await ask(`${url}/.well-known/jwks.json?a=b`, everything);
  expect(told[0]?.url).toBe('/.well-known/jwks.json');
  for (const name of ['cookie', 'authorization', 'x-client-address', 'x-client-agent', 'referer']) {
    expect(told[0]?.headers[name], name).toBeUndefined();
  }
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(response.headers.get('location')).toBeNull();
});

it('pass on where a browser is sent and the cookie that it gets, and no other header', async () => {
  const { url } = await start({
    status: 303,
    headers: {
      location: 'https://provider.test/auth',
      'set-cookie': 'trivet_oidc=browser; HttpOnly',
      'cache-control': 'no-store',
      'x-internal': 'secret',
      'access-control-allow-origin': '*',
    },
  });
  const response = await ask(`${url}/auth/oidc/test/callback?code=c`);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('https://provider.test/auth');
  expect(response.headers.getSetCookie()).toEqual(['trivet_oidc=browser; HttpOnly']);
  expect(response.headers.get('cache-control')).toBe('no-store');
  for (const name of ['x-internal', 'access-control-allow-origin']) expect(response.headers.get(name)).toBeNull();
});

it.each(['Test', '1test', '..', '%2e%2e', 'te%2Fst', 'te.st', 't'.repeat(33), 'te?st', 'te%00st'])(
  'ask for no provider of the name "%s"',
  async (name) => {
    const { url, told } = await start();
    expect((await ask(`${url}/auth/oidc/${name}/start`)).status).toBe(404);
    expect(told).toEqual([]);
  },
);

it('follow no redirection of a subgraph that has no business with one', async () => {
  const { url } = await start({ status: 302, headers: { location: 'http://127.0.0.1:1/' } });
  expect((await ask(`${url}/.well-known/jwks.json`)).status).toBe(503);
});

it('are those that schema/http describes, with the parameters that it names', async () => {
  const { url, told } = await start();
  const nameOf = (path: string) => path.replaceAll(/:(\w+)\([^)]*\)/g, '{$1}');
  const subgraphUrls = new Map(['users', 'core', 'notifications'].map((name): [string, string] => [name, url]));
  const routes = forwardedRoutes({ subgraphUrls, issuer: { issue: () => '' } });
  const contracted = contracts.flatMap(({ paths, components }) =>
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ path, method, operation, components })),
    ),
  );
  expect(routes.map(({ method, path }) => `${method.toLowerCase()} ${nameOf(path)}`).sort()).toEqual(
    contracted.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  for (const { path, method, operation, components } of contracted) {
    const parameters = (operation.parameters ?? []).map((parameter) =>
      '$ref' in parameter ? (components.parameters[parameter.$ref.split('/').at(-1) ?? ''] as Parameter) : parameter,
    );
    const namesIn = (place: Parameter['in']) =>
      parameters.filter((parameter) => parameter.in === place).map(({ name }) => name.toLowerCase());
    const names = [...parameters.map(({ name }) => name), 'other'];
    const candidates = new URLSearchParams(names.map((name): [string, string] => [name, 'value']));
    const concrete = path
      .replace('{provider}', 'test')
      .replace('{export}', exportId)
      .replace('{file}', fileId)
      .replace('{token}', token);
    const headers = {
      ...{ cookie: 'trivet_oidc=browser', range: 'bytes=0-1', 'if-range': '"a"', 'if-none-match': '"b"' },
      ...{ 'content-digest': 'sha-256=:a:', 'x-other': 'value' },
      'x-twilio-email-event-webhook-signature': 'a',
      'x-twilio-email-event-webhook-timestamp': '1',
      'x-twilio-signature': 'a',
    };
    const [described] = Object.keys(operation.requestBody?.content ?? {});
    const mediaType = described === '*/*' ? 'application/octet-stream' : described;
    await fetch(`${url}${concrete}?${candidates}`, {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: { ...headers, ...(mediaType && { 'content-type': mediaType }) },
      ...(mediaType && { body: 'a=b' }),
    });
    const { url: asked = '', headers: passed = {}, method: askedBy }: Partial<IncomingMessage> = told.at(-1) ?? {};
    expect(askedBy, path).toBe(method.toUpperCase());
    expect([...new URL(asked, url).searchParams.keys()].sort(), path).toEqual(
      parameters
        .filter((parameter) => parameter.in === 'query')
        .map(({ name }) => name)
        .sort(),
    );
    expect(passed.cookie !== undefined, path).toBe(namesIn('cookie').length > 0);
    const listed = Object.keys(headers).filter((name) => name !== 'cookie');
    expect(listed.filter((name) => passed[name] !== undefined).sort(), path).toEqual(
      namesIn('header')
        .filter((name) => name !== 'content-length')
        .sort(),
    );
  }
});

it('pass on that somebody unsubscribes, and nothing of what he sends', async () => {
  const { url, told } = await start();
  const response = await fetch(`${url}/unsubscribe/${token}`, {
    method: 'POST',
    headers: everything,
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  expect(await response.text()).toBe('answer');
  const [{ method, url: asked, headers }] = told as [IncomingMessage];
  expect([method, asked, headers['content-length']]).toEqual(['POST', `/unsubscribe/${token}`, '0']);
  for (const name of ['cookie', 'authorization', 'x-client-address', 'referer', 'content-type'])
    expect(headers[name], name).toBeUndefined();
  expect((await fetch(`${url}/unsubscribe/${token}`, { method: 'PUT' })).status).toBe(404);
  expect((await fetch(`${url}/unsubscribe/${token}a`, { method: 'POST' })).status).toBe(404);
  expect(told).toHaveLength(1);
});

it('pass on what a provider has signed byte by byte', async () => {
  const bodies: Buffer[] = [];
  const { url } = await start({
    body: async (response, request) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      bodies.push(Buffer.concat(chunks));
      response.end();
    },
  });
  // Neither what JSON would become when it is read and written again, nor what is none.
  for (const body of ['[ {"a":1.0, "a":2, "b":"\\u00e9é" }\r\n]', '{', ''].map((text) => Buffer.from(text))) {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await fetch(`${url}/webhooks/sendgrid`, { method: 'POST', headers, body })).status).toBe(200);
    expect(bodies.at(-1)).toEqual(body);
  }
});

it('pass on an export as it comes, and break off where the subgraph does', async () => {
  const more = Promise.withResolvers<void>();
  const { url } = await start({
    body: (response) => void response.write('first\n', () => more.promise.then(() => response.destroy())),
  });
  const response = await ask(`${url}/exports/${exportId}?expires=1&signature=s`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('first\n');
  more.resolve();
  await expect(reader.read()).rejects.toThrow();
});

it('pass on a form as it is, and no body of another sort', async () => {
  const bodies: string[] = [];
  const { url, told } = await start({
    status: 429,
    headers: {
      'retry-after': '7',
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'set-cookie': 'a=b',
    },
  });
  const send = (body: string, type: string) =>
    fetch(`${url}/auth/token`, { method: 'POST', body, headers: { ...everything, 'content-type': type } });
  const response = await send(
    'grant_type=a&scope=%C3%A9%20b&scope=c',
    'application/x-www-form-urlencoded; charset=UTF-8',
  );
  expect([response.status, response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual([
    429,
    '7',
    'no-store',
  ]);
  expect(response.headers.get('set-cookie')).toBeNull();
  await send('{"grant_type":"a"}', 'application/json');
  await send('grant_type=a', 'text/plain');
  for (const request of told) bodies.push(String(request.headers['content-length'] ?? 0));
  expect(bodies).toEqual([String('grant_type=a&scope=%C3%A9%20b&scope=c'.length), '0', '0']);
  expect(told.map(({ headers }) => headers['content-type'])).toEqual([
    'application/x-www-form-urlencoded',
    undefined,
    undefined,
  ]);
  for (const { headers } of told) expect(headers).toMatchObject({ 'x-client-address': '127.0.0.1' });
  expect(told[0]?.headers.cookie).toBeUndefined();
  expect((await fetch(`${url}/auth/token`)).status).toBe(404);
});

/** A subgraph that takes what is sent to it only when it is told to. */
function reluctant() {
  const may = Promise.withResolvers<void>();
  const taken = { bytes: 0, aborted: Promise.withResolvers<void>() };
  const body = (response: ServerResponse, request: IncomingMessage) => {
    request.on('error', () => taken.aborted.resolve());
    void may.promise.then(() => {
      request.on('data', (piece: Buffer) => {
        taken.bytes += piece.length;
      });
      request.on('end', () => response.end());
    });
  };
  return { may, taken, body };
}

describe('an upload', () => {
  const size = 64 * 1024 * 1024;
  const target = `/files/${fileId}?token=t`;

  it('goes through as it comes, and waits where the subgraph does: the router holds little of it', async () => {
    const { may, taken, body } = reluctant();
    const { url, told } = await start({ status: 204, body });
    const { request, status } = put(`${url}${target}`, size);
    let sent = 0;
    const piece = Buffer.alloc(1024 * 1024);
    const send = () => {
      while (sent < size) {
        sent += piece.length;
        if (!request.write(piece)) return void request.once('drain', send);
      }
      request.end();
    };
    send();
    await vi.waitFor(() => expect(told).toHaveLength(1));
    // What fits into sockets on the way, and no more.
    await settled(() => sent);
    expect(sent).toBeLessThan(size / 2);
    may.resolve();
    expect(await status).toBe(204);
    expect(taken.bytes).toBe(size);
    expect(told[0]?.headers['content-length']).toBe(String(size));
  });

  it('is broken off at the subgraph where its client breaks it off', async () => {
    const { may, taken, body } = reluctant();
    const { url } = await start({ body });
    may.resolve();
    const { request, status } = put(`${url}${target}`, size);
    status.catch(() => {});
    request.write(Buffer.alloc(1000));
    await vi.waitFor(() => expect(taken.bytes).toBe(1000));
    request.destroy();
    await taken.aborted.promise;
  });

  it('that is refused before it was read is told so, however long it is', async () => {
    const { url } = await start({ status: 403, body: (response) => void response.end('no') });
    const answer = await fetch(`${url}${target}`, { method: 'PUT', body: new Uint8Array(8 * 1024 * 1024) });
    expect([answer.status, await answer.text()]).toEqual([403, 'no']);
  });
});
