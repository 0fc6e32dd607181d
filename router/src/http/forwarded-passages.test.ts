import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ViewerTokenIssuer, ViewerTokenVerifier } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import { exportJWK, generateKeyPair } from 'jose';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { startEdge } from '../tests/edge-fixture.ts';
import { forwardedRoutes } from './forwarded-routes.ts';

const contracts = ['auth', 'exports', 'unsubscribe'].map(
  (name) => parse(readFileSync(join(import.meta.dirname, `../../../schema/http/${name}.yaml`), 'utf8')) as Contract,
);

interface Contract {
  readonly paths: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'cookie';
}

/** A router before a subgraph that says what it was told, and answers with `headers`. */
async function start({
  status = 200,
  headers = {},
  body = (response) => void response.end('answer'),
}: {
  status?: number;
  headers?: Record<string, string>;
  body?: (response: ServerResponse) => void;
} = {}) {
  const told: IncomingMessage[] = [];
  const subgraph = createServer((request, response) => {
    told.push(request);
    body(response.writeHead(status, headers));
  });
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void subgraph.close());
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const issuer = new ViewerTokenIssuer({ key: await exportJWK(privateKey), issuer: 'router', clock: systemClock });
  const key = await exportJWK(publicKey);
  const subgraphUrl = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}`;
  const subgraphUrls = new Map(['users', 'notifications'].map((name) => [name, subgraphUrl]));
  const { url } = await startEdge({ routes: forwardedRoutes({ subgraphUrls, issuer }) });
  return { url, told, verifier: new ViewerTokenVerifier({ key, audience: 'users', clock: systemClock }) };
}

const exportId = `dex_${'0'.repeat(26)}`;
const token = 'a'.repeat(67);

const ask = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: 'manual', headers });
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
  const issuer = { issue: () => '' };
  const subgraphUrls = new Map(['users', 'notifications'].map((name) => [name, url]));
  const routes = forwardedRoutes({ subgraphUrls, issuer });
  const described = contracts.flatMap(({ paths, components }) =>
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
        components,
      })),
    ),
  );
  expect(routes.map(({ method, path }) => `${method} ${nameOf(path)}`).sort()).toEqual(
    described.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  for (const { path, method, operation, components } of described) {
    const parameters = (operation.parameters ?? []).map((parameter) =>
      '$ref' in parameter ? (components.parameters[parameter.$ref.split('/').at(-1) ?? ''] as Parameter) : parameter,
    );
    const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    const candidates = new URLSearchParams([...query, 'other'].map((name): [string, string] => [name, 'value']));
    const [mediaType] = Object.keys(operation.requestBody?.content ?? {});
    const filled = path.replace('{provider}', 'test').replace('{export}', exportId).replace('{token}', token);
    await fetch(`${url}${filled}?${candidates}`, {
      method,
      redirect: 'manual',
      headers: { cookie: 'trivet_oidc=browser', ...(mediaType && { 'content-type': mediaType }) },
      ...(mediaType && { body: 'a=b' }),
    });
    const { url: asked = '', headers, method: askedBy } = told.at(-1) ?? { headers: {} };
    expect(askedBy, path).toBe(method);
    expect([...new URL(asked, url).searchParams.keys()].sort(), path).toEqual(query.sort());
    expect(headers.cookie !== undefined, path).toBe(parameters.some((parameter) => parameter.in === 'cookie'));
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
