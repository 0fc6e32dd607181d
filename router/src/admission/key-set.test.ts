import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@trivet/platform';
import { expect, it, onTestFinished } from 'vitest';
import { forwardedRoutes } from '../http/forwarded-routes.ts';
import { keySetFrom } from './key-set.ts';

const logger = createLogger({ service: 'router', level: 'silent' });
const keySet = { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'one' }] };

/** The subgraph users, as far as its keys go; `answer` decides what it says. */
async function startUsers(answer: () => { status: number; body: unknown }): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body } = request.url === '/.well-known/jwks.json' ? answer() : { status: 404, body: {} };
    const headers = {
      'content-type': 'application/json',
      'cache-control': 'max-age=60',
      'x-powered-by': 'secret',
      connection: 'close',
    };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('serves the last keys on when the issuer does not answer', async () => {
  let status = 200;
  const keys = keySetFrom(`${await startUsers(() => ({ status, body: keySet }))}/.well-known/jwks.json`, logger);
  expect(await keys()).toEqual(keySet);
  status = 500;
  expect(await keys()).toEqual(keySet);
});

const issuer = { issue: () => '' };

it('has no keys before the issuer has answered once, and asks again', async () => {
  let body: unknown = 'nonsense';
  const keys = keySetFrom(`${await startUsers(() => ({ status: 200, body }))}/.well-known/jwks.json`, logger);
  await expect(keys()).rejects.toThrow();
  body = keySet;
  expect(await keys()).toEqual(keySet);
});

it('are forwarded to everybody, with the headers that concern them', async () => {
  const url = await startUsers(() => ({ status: 200, body: keySet }));
  const [route] = forwardedRoutes({ subgraphUrls: new Map([['users', url]]), issuer });
  const response = await route?.handle({
    path: '/.well-known/jwks.json',
    headers: {},
    query: {},
    params: {},
    method: 'GET',
    client: undefined,
    body: undefined,
  });
  expect(response).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'max-age=60' },
  });
  expect(response?.headers).not.toHaveProperty('x-powered-by');
  expect(JSON.parse(String(response?.body))).toEqual(keySet);
});

it('are a 503 while users does not answer', async () => {
  const [route] = forwardedRoutes({ subgraphUrls: new Map([['users', 'http://127.0.0.1:1']]), issuer });
  expect(
    await route?.handle({
      path: '/.well-known/jwks.json',
      headers: {},
      query: {},
      params: {},
      method: 'GET',
      client: undefined,
      body: undefined,
    }),
  ).toMatchObject({ status: 503 });
});
