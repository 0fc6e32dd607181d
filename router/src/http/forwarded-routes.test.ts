import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { forwardedRoutes } from './forwarded-routes.ts';

/** A subgraph's process, which answers everything, and says what it was asked. */
async function subgraph() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.cookie ?? ''}`.trim());
    const headers = {
      'content-type': 'text/html',
      'content-security-policy': "default-src 'none'",
      'set-cookie': 'a=b',
    };
    response.writeHead(200, headers).end('a page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function serve(url: string, options?: { readonly mailbox: boolean }) {
  const issuer = { issue: () => '' };
  const routes = forwardedRoutes({ subgraphUrls: new Map([['notifications', url]]), issuer, ...options });
  const paths = routes.map(({ path }) => path);
  const get = async (path: string, host = 'localhost:4000') => {
    const route = routes.find(
      (each) => each.path === path || (each.path.endsWith('/*') && path.startsWith('/mailbox/')),
    );
    return route?.handle({
      path,
      params: {},
      headers: { host, cookie: 'secret' },
      query: {},
      method: 'GET',
      client: undefined,
      body: undefined,
    });
  };
  return { paths, get };
}

it('forwards the mailbox only where that is said', async () => {
  const { url } = await subgraph();
  const always = serve(url).paths;
  expect(always.filter((path) => path.startsWith('/mailbox'))).toEqual([]);
  expect(serve(url, { mailbox: true }).paths).toEqual([...always, '/mailbox', '/mailbox/*']);
});

it('asks for the path, and passes nothing else of the request, and of the answer what is listed', async () => {
  const { url, asked } = await subgraph();
  const { get } = serve(url, { mailbox: true });
  expect(await get('/mailbox')).toEqual({
    status: 200,
    headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" },
    body: Buffer.from('a page'),
  });
  await get('/mailbox/mails.json');
  expect(asked).toEqual(['GET /mailbox', 'GET /mailbox/mails.json']);
});

it('leads nowhere else, however the path is written', async () => {
  const { url, asked } = await subgraph();
  const { get } = serve(url, { mailbox: true });
  for (const path of ['/mailbox/../readyz', '/mailbox/%2e%2e/readyz', '/mailbox/.%2E/readyz', '/mailbox/x\\..\\..\\y'])
    expect((await get(path))?.status, path).toBe(404);
  expect(asked).toEqual([]);
});

it('shows the mailbox to who calls this machine by its own name, and to no page under another', async () => {
  const { url, asked } = await subgraph();
  const { get } = serve(url, { mailbox: true });
  for (const host of ['evil.example', 'evil.example:4000', '192.0.2.1:4000', ''])
    expect(await get('/mailbox', host), host).toEqual({ status: 404, body: '' });
  expect(asked).toEqual([]);
});
