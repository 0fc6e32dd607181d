import { PassThrough, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ViewerTokenIssuer } from '@trivet/identity';
import type { ClientInfo, HttpRoute, HttpRouteRequest, HttpRouteResponse } from '@trivet/platform';
import type { PeerFetch } from '@trivet/platform/peers';
import { cookiesNamed } from './cookies.ts';
import { drain } from './drain.ts';
import { isFromHere } from './from-here.ts';

/** What goes along of a client's request, and of the answer. All else stays here. */
interface Passage {
  readonly query?: readonly string[];
  readonly cookies?: readonly string[];
  /** The one media type of which a body goes along, as it is; all else that a `POST` brings along stays here. */
  readonly body?: string;
  readonly headers?: readonly string[];
  /** From where the client asks: the subgraph believes it of us alone. */
  readonly client?: boolean;
  readonly answer?: readonly string[];
  /** Bodies may be long: they go through as they come. Only the beginning of the answer has to come in time. */
  readonly isStream?: boolean;
  /** Longer than the subgraph should take, and shorter than a client's patience. */
  readonly timeoutMs?: number;
}

interface ForwardedRoute extends Passage {
  readonly subgraph: string;
  readonly method: HttpRoute['method'];
  /** What is variable in it has a pattern: nothing else gets into the URL that the subgraph is asked by. */
  readonly path: string;
}

const provider = ':provider(^[a-z][a-z0-9-]{0,31}$)';
/** A browser on its way to a provider of OpenID Connect and back. */
const signIn: Passage = {
  cookies: ['__Host-trivet_oidc', 'trivet_oidc'],
  client: true,
  answer: ['location', 'set-cookie'],
  // The provider is asked meanwhile, up to four times.
  timeoutMs: 20_000,
};

const file = '/files/:file(^fil_[0-9a-z]{26}$)';

/** What subgraphs serve to everybody, through the router. Nothing that is not listed here passes. */
const forwarded: readonly ForwardedRoute[] = [
  { subgraph: 'users', method: 'GET', path: '/.well-known/jwks.json' },
  { subgraph: 'users', method: 'GET', path: '/.well-known/audit-keys.json' },
  {
    subgraph: 'users',
    method: 'GET',
    path: `/auth/oidc/${provider}/start`,
    ...signIn,
    query: ['returnTo', 'codeChallenge', 'session'],
  },
  {
    subgraph: 'users',
    method: 'GET',
    path: `/auth/oidc/${provider}/callback`,
    ...signIn,
    query: ['code', 'state', 'iss', 'error'],
  },
  {
    subgraph: 'users',
    method: 'POST',
    path: '/auth/token',
    body: 'application/x-www-form-urlencoded',
    client: true,
    answer: ['pragma', 'retry-after'],
  },
  {
    subgraph: 'users',
    method: 'GET',
    path: '/exports/:export(^dex_[0-9a-z]{26}$)',
    query: ['expires', 'signature'],
    answer: ['content-disposition'],
    isStream: true,
  },
  ...(['GET', 'POST'] as const).map((method) => ({
    subgraph: 'notifications',
    method,
    path: '/unsubscribe/:token(^[A-Za-z0-9_-]{67}$)',
  })),
  {
    subgraph: 'notifications',
    method: 'POST',
    path: '/webhooks/sendgrid',
    body: 'application/json',
    headers: ['x-twilio-email-event-webhook-signature', 'x-twilio-email-event-webhook-timestamp'],
    // Hundreds of events are written down.
    timeoutMs: 20_000,
  },
  {
    subgraph: 'notifications',
    method: 'POST',
    path: '/webhooks/twilio',
    query: ['delivery'],
    body: 'application/x-www-form-urlencoded',
    headers: ['x-twilio-signature'],
  },
  {
    subgraph: 'core',
    method: 'GET',
    path: file,
    query: ['token'],
    headers: ['range', 'if-range', 'if-none-match'],
    answer: [
      ...['content-length', 'content-range', 'content-disposition', 'accept-ranges', 'retry-after'],
      'cross-origin-resource-policy',
    ],
    isStream: true,
  },
  {
    subgraph: 'core',
    method: 'PUT',
    path: file,
    query: ['token'],
    headers: ['content-length', 'content-digest'],
    isStream: true,
    // What has arrived is brought to the disk first.
    timeoutMs: 30_000,
  },
];
/** What they serve on a developer's machine, to who is on it. */
const forwardedHere: readonly ForwardedRoute[] = [
  { subgraph: 'notifications', method: 'GET', path: '/mailbox' },
  { subgraph: 'notifications', method: 'GET', path: '/mailbox/*' },
];

const defaultTimeoutMs = 5_000;
const passedHeaders = ['content-type', 'cache-control', 'content-security-policy', 'etag'] as const;

export interface ForwardedRoutesDeps {
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** Shows subgraphs that it is a router who tells them of a client. */
  readonly issuer: Pick<ViewerTokenIssuer, 'issue'>;
  /** Whether the development mailbox is among them. */
  readonly mailbox?: boolean;
  /** By which subgraphs are asked: Node's own, where they need no certificate of ours. */
  readonly fetch?: PeerFetch | undefined;
}

/** Routes that ask the subgraph that owns them; 503 while it does not answer. */
export function forwardedRoutes({
  subgraphUrls,
  issuer,
  mailbox = false,
  fetch: askPeer = fetch,
}: ForwardedRoutesDeps): HttpRoute[] {
  const routes = (listed: readonly ForwardedRoute[], mayAsk: (request: HttpRouteRequest) => boolean) =>
    listed.flatMap(({ subgraph, method, path, ...passage }) => {
      const base = subgraphUrls.get(subgraph);
      if (base === undefined) return [];
      const handle: HttpRoute['handle'] = async (request) => {
        const url = new URL(`${base}${request.path}`);
        // `..` and its like would lead to what is not listed.
        const isListed = url.href === `${base}${request.path}`;
        if (!isListed || !mayAsk(request)) return { status: 404, body: '' };
        url.search = queryOf(request, passage);
        const token = passage.client ? issuer.issue({ kind: 'service', service: 'router' }, subgraph) : undefined;
        const body = bodyOf(request, passage);
        const headers = {
          ...headersOf(request, passage),
          ...cookieHeader(request, passage),
          ...clientHeaders(request.client, token),
          ...(body && passage.body !== undefined && { 'content-type': passage.body }),
        };
        // What is a stream may be asked for its headers alone.
        const asked = { method: passage.isStream ? request.method : method, headers, ...(body && { body }) };
        const askIt: Ask = (init) => askPeer(url, { ...asked, ...init });
        return passage.isStream ? stream(askIt, request, passage) : ask(askIt, passage);
      };
      // What goes along as it is, is not read before.
      const taken = { takesStream: method === 'PUT', takesBytes: passage.body !== undefined };
      return [{ audience: 'public' as const, method, path, handle, ...taken }];
    });
  return [...routes(forwarded, () => true), ...(mailbox ? routes(forwardedHere, isFromHere) : [])];
}

/** A parameter that comes twice goes along twice: what that means is the subgraph's to say. */
function queryOf({ query }: HttpRouteRequest, { query: names = [] }: Passage): string {
  const passed = names.flatMap((name) =>
    [query[name] ?? []].flat().map((value): [string, string] => [name, String(value)]),
  );
  return new URLSearchParams(passed).toString();
}

function cookieHeader({ headers }: HttpRouteRequest, { cookies: names = [] }: Passage): Record<string, string> {
  const cookie = cookiesNamed(headers['cookie'], names);
  return cookie === '' ? {} : { cookie };
}

function bodyOf(
  { headers, body }: HttpRouteRequest,
  { body: mediaType }: Passage,
): Uint8Array<ArrayBuffer> | undefined {
  const [type = ''] = String(headers['content-type']).split(';');
  const isPassed = mediaType !== undefined && type.trim().toLowerCase() === mediaType && Buffer.isBuffer(body);
  return isPassed ? Uint8Array.from(body) : undefined;
}

/** As the transports write them; none without a token by which they are believed. */
function clientHeaders(client: ClientInfo | undefined, token: string | undefined): Record<string, string> {
  if (!client || !token) return {};
  const { address, agent } = client;
  return {
    authorization: `Bearer ${token}`,
    ...(address !== undefined && { 'x-client-address': address }),
    ...(agent !== undefined && { 'x-client-agent': encodeURIComponent(agent) }),
  };
}

function headersOf({ headers }: HttpRouteRequest, { headers: names = [] }: Passage): Record<string, string> {
  const passed = names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []));
  return Object.fromEntries(passed);
}

/** Asks the subgraph for what was asked of us. */
type Ask = (init: RequestInit) => Promise<Response>;

async function ask(askIt: Ask, { timeoutMs = defaultTimeoutMs, answer = [] }: Passage): Promise<HttpRouteResponse> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  // A redirection is for the client to follow, where one is expected, and for nobody else.
  const redirect = answer.includes('location') ? 'manual' : 'error';
  try {
    const response = await askIt({ redirect, signal: late.signal });
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: passedOf((name) => response.headers.get(name), answer), body };
  } catch {
    return unreachable;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Passes both bodies on as they come: neither is held, and who is slow slows the other down. Who breaks off on one side breaks off on the
 * other.
 */
async function stream(
  askIt: Ask,
  { body }: HttpRouteRequest,
  { timeoutMs = defaultTimeoutMs, answer: names = [] }: Passage,
): Promise<HttpRouteResponse> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expectAnswer = () => {
    timer = setTimeout(() => late.abort(), timeoutMs);
  };
  const sent = body instanceof Readable ? passedOn(body) : undefined;
  // A body takes its time, and its server watches it.
  if (sent) sent.once('end', expectAnswer);
  else expectAnswer();
  const init = { redirect: 'error', signal: late.signal, ...(sent && { body: sent, duplex: 'half' }) };
  try {
    const response = await askIt(init as RequestInit);
    const answer = response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]);
    return { status: response.status, headers: passedOf((name) => response.headers.get(name), names), body: answer };
  } catch {
    return unreachable;
  } finally {
    sent?.off('end', expectAnswer);
    clearTimeout(timer);
    // What is left when the subgraph has answered is for nobody. The client has to get rid of it all the same, to read the answer.
    if (body instanceof Readable) drain(body.unpipe());
  }
}

/** A body apart from its connection, which stays whole whatever becomes of who reads it. */
function passedOn(body: Readable): Readable {
  const passed = new PassThrough();
  body.once('error', (error) => passed.destroy(error));
  return body.pipe(passed);
}

function passedOf(find: (name: string) => string | null, more: readonly string[]): Record<string, string> {
  const passed = [...passedHeaders, ...more].flatMap((name) => {
    const value = find(name);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(passed);
}

const unreachable: HttpRouteResponse = {
  status: 503,
  headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' },
  body: JSON.stringify({ error: 'This part is not reachable at the moment. Try again shortly.' }),
};
