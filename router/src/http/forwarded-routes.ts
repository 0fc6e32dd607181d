import type { HttpRoute } from '@trivet/platform';

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

/** Longer than any subgraph should take, and shorter than a client's patience. */
const timeoutMs = 5_000;
const passedHeaders = ['content-type', 'cache-control', 'etag'] as const;

/** Routes that ask the subgraph that owns them; 503 while it does not answer. Nothing of the client's request goes along. */
export function forwardedRoutes(subgraphUrls: ReadonlyMap<string, string>): HttpRoute[] {
  return forwarded.flatMap(({ subgraph, method, path }) => {
    const base = subgraphUrls.get(subgraph);
    if (base === undefined) return [];
    const url = `${base}${path}`;
    return [{ audience: 'public' as const, method, path, handle: () => ask(url) }];
  });
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
