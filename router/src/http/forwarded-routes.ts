import { type HttpRoute, type HttpRouteRequest, isLoopbackHost } from '@trivet/platform';

interface ForwardedRoute {
  readonly subgraph: string;
  readonly method: 'GET';
  readonly path: string;
}

/** What subgraphs serve to everybody, through the router. Nothing that is not listed here passes. */
const forwarded: readonly ForwardedRoute[] = [
  { subgraph: 'users', method: 'GET', path: '/.well-known/jwks.json' },
  { subgraph: 'users', method: 'GET', path: '/.well-known/audit-keys.json' },
];
/** What they serve on a developer's machine, to who is on it. */
const forwardedHere: readonly ForwardedRoute[] = [
  { subgraph: 'notifications', method: 'GET', path: '/mailbox' },
  { subgraph: 'notifications', method: 'GET', path: '/mailbox/*' },
];

/** Longer than any subgraph should take, and shorter than a client's patience. */
const timeoutMs = 5_000;
const passedHeaders = ['content-type', 'cache-control', 'content-security-policy', 'etag'] as const;

/**
 * Routes that ask the subgraph that owns them; 503 while it does not answer. Nothing of the client's request goes along but
 * the path. With `mailbox` the development mailbox is among them.
 */
export function forwardedRoutes(
  subgraphUrls: ReadonlyMap<string, string>,
  { mailbox = false }: { readonly mailbox?: boolean } = {},
): HttpRoute[] {
  const routes = (listed: readonly ForwardedRoute[], mayAsk: (request: HttpRouteRequest) => boolean) =>
    listed.flatMap(({ subgraph, method, path }) => {
      const base = subgraphUrls.get(subgraph);
      if (base === undefined) return [];
      const handle: HttpRoute['handle'] = async (request) => {
        const url = new URL(`${base}${request.path}`);
        // `..` and its like would lead to what is not listed.
        const isListed = url.href === `${base}${request.path}`;
        return isListed && mayAsk(request) ? ask(url.href) : { status: 404, body: '' };
      };
      return [{ audience: 'public' as const, method, path, handle }];
    });
  return [...routes(forwarded, () => true), ...(mailbox ? routes(forwardedHere, isFromHere) : [])];
}

/** Under another name than this machine's own, it is a web page that leads its reader here. */
function isFromHere({ headers }: HttpRouteRequest): boolean {
  return typeof headers['host'] === 'string' && isLoopbackHost(headers['host']);
}

async function ask(url: string): ReturnType<HttpRoute['handle']> {
  let response: Response;
  let body: Buffer;
  try {
    response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    body = Buffer.from(await response.arrayBuffer());
  } catch {
    return {
      status: 503,
      headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' },
      body: JSON.stringify({ error: 'This part is not reachable at the moment. Try again shortly.' }),
    };
  }
  const headers = Object.fromEntries(
    passedHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  return { status: response.status, headers, body };
}
