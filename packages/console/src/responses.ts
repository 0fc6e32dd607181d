import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpRouteRequest, HttpRouteResponse } from '@trivet/platform';
import type { Build, BuiltFile } from './build-manifest.ts';

const A_YEAR = 'public, max-age=31536000, immutable';

/** A page that is made here, whatever the build does. Never stored: it is about this moment. */
export function pageResponse(request: HttpRouteRequest, status: number, body: string): HttpRouteResponse {
  const headers = {
    ...securityHeaders(request),
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  };
  return { status, headers, body };
}

export function notFoundResponse(request: HttpRouteRequest): HttpRouteResponse {
  return textResponse(request, 404, 'Not found\n');
}

/** For an asset while there is no build. */
export function unavailableResponse(request: HttpRouteRequest): HttpRouteResponse {
  return textResponse(request, 503, 'The explorer is not ready\n');
}

function textResponse(request: HttpRouteRequest, status: number, body: string): HttpRouteResponse {
  const headers = {
    ...securityHeaders(request),
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  };
  return { status, headers, body };
}

/** A file of the build, compressed where the client takes that. @throws when it is gone from the disk */
export async function fileResponse(
  request: HttpRouteRequest,
  { directory }: Build,
  name: string,
  file: BuiltFile,
): Promise<HttpRouteResponse> {
  const isGzipped = file.gzip && acceptsGzip(request.headers['accept-encoding']);
  // One representation, one tag: a cache must not take the compressed bytes for the plain ones.
  const etag = isGzipped ? `${file.etag.slice(0, -1)}-gzip"` : file.etag;
  const headers: Record<string, string> = {
    ...securityHeaders(request),
    'content-type': file.contentType,
    'cache-control': file.immutable ? A_YEAR : 'no-cache',
    etag,
    ...(file.gzip ? { vary: 'accept-encoding' } : {}),
    ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
  };
  if (matches(request.headers['if-none-match'], etag)) {
    delete headers['content-encoding'];
    return { status: 304, headers, body: '' };
  }
  return { status: 200, headers, body: await readFile(join(directory, isGzipped ? `${name}.gz` : name)) };
}

/** Workers take their policy from their own file, so every answer carries it. */
function securityHeaders(request: HttpRouteRequest): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self' blob:",
      // Monaco and React set styles on elements; GraphiQL's fonts and icons are inside its style sheet.
      "style-src 'self' 'unsafe-inline'",
      "font-src 'self' data:",
      "img-src 'self' data:",
      `connect-src 'self'${socketOrigins(one(request.headers.host))}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

/** `'self'` covers the WebSocket of the same origin in current browsers, but not in Safari before 15.4. */
function socketOrigins(host: string | undefined): string {
  return host !== undefined && /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host)
    ? ` ws://${host} wss://${host}`
    : '';
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  const codings = (one(header) ?? '').toLowerCase().split(',');
  const gzip = codings
    .map((coding) => coding.trim().split(/\s*;\s*/))
    .find(([name]) => name === 'gzip' || name === '*');
  return gzip !== undefined && !/^q=0(\.0*)?$/.test(gzip[1] ?? '');
}

function matches(header: string | string[] | undefined, etag: string): boolean {
  const tags = (one(header) ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
