import { Readable } from 'node:stream';
import {
  type Clock,
  decodeGlobalId,
  type HttpRoute,
  type HttpRouteRequest,
  type HttpRouteResponse,
} from '@trivet/platform';
import type { Downloads } from './downloads.ts';
import { StoreFullError, WrongPartError } from './file.errors.ts';
import type { File } from './file.model.ts';
import type { FileLinks, Grant } from './file-link.ts';
import { ContentMissingError, type LocalFileStore } from './file-store.ts';
import type { FileUploadRepository } from './file-upload.repository.ts';
import type { FileUploadService } from './file-upload.service.ts';
import { servingOf } from './media-type.ts';
import { type Part, partOf } from './parts.ts';
import { type ByteRange, rangeOf } from './range.ts';

/** A content that is served to who has a link to it. */
export type Served = Pick<File, 'id' | 'accountId' | 'name' | 'type' | 'size' | 'checksum'>;
export interface ServedContent {
  /** Null where there is none, or no more. */
  findOfAccount(accountId: string, id: string): Promise<Served | null>;
}

export interface DownloadDeps {
  readonly store: LocalFileStore;
  readonly links: FileLinks;
  readonly files: ServedContent;
  readonly downloads: Downloads;
  /** A content is not in the store though it should be: for who runs this to look into. */
  readonly onMissing: (content: Pick<Served, 'id' | 'accountId'>) => void;
  readonly clock: Clock;
}

export interface FileRouteDeps extends DownloadDeps {
  readonly uploads: FileUploadRepository;
  readonly fileUploads: FileUploadService;
}

const path = '/files/:file(^fil_[0-9a-z]{26}$)';

/**
 * Where the content of files comes in and goes out, as `schema/http/files.yaml` describes it. A link is all that it takes: no cookie and
 * no header says who somebody is.
 */
export function fileRoutes(deps: FileRouteDeps): HttpRoute[] {
  return [
    downloadRoute(deps),
    { audience: 'public', method: 'PUT', path, takesStream: true, handle: (request) => upload(deps, request) },
  ];
}

/** Where it goes out. */
export function downloadRoute(deps: DownloadDeps): HttpRoute {
  return { audience: 'public', method: 'GET', path, handle: (request) => download(deps, request) };
}

async function upload(deps: FileRouteDeps, request: HttpRouteRequest): Promise<HttpRouteResponse> {
  const { store, uploads, fileUploads } = deps;
  const grant = grantOf(deps, request);
  if (grant?.kind !== 'upload') return refusal(403, 'The link is not good for this, or no longer.');
  const found = await uploads.findOfAccount(grant.accountId, grant.fileId);
  if (!found) return noSuchUpload;
  if (!fileUploads.isReceiving(found)) return refusal(409, 'Nothing more can be sent to it.');
  const part = partOf(found, grant.part);
  const { 'content-length': length, 'content-digest': digest } = request.headers;
  if (length === undefined) return refusal(411, 'Say how long it is, by Content-Length.');
  if (Number(length) !== part.size) return refusal(413, `This part has ${part.size} bytes.`);
  const sha256 = digestOf(digest);
  if (sha256 === null) return refusal(400, 'Content-Digest has to hold a sha-256, as RFC 9530 writes it.');
  return receive(store, grant.fileId, part, request.body, sha256);
}

async function receive(
  store: LocalFileStore,
  id: string,
  part: Part,
  body: unknown,
  digest: Buffer | undefined,
): Promise<HttpRouteResponse> {
  try {
    await store.receive(id, part, body instanceof Readable ? body : Readable.from([]), digest ?? null);
    return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
  } catch (error) {
    if (error instanceof WrongPartError) return refusal(400, error.message);
    if (error instanceof ContentMissingError) return noSuchUpload;
    if (error instanceof StoreFullError) return refusal(507, 'There is no room left in the store. Try again later.');
    // He has gone: nobody hears the answer.
    if (body instanceof Readable && !body.readableEnded) return refusal(400, 'Not all of it has arrived.');
    throw error;
  }
}

async function download(deps: DownloadDeps, request: HttpRouteRequest): Promise<HttpRouteResponse> {
  const grant = grantOf(deps, request);
  if (grant?.kind !== 'download') return refusal(403, 'The link is not good for this, or no longer.');
  const file = await deps.files.findOfAccount(grant.accountId, grant.fileId);
  if (!file) return gone;
  const etag = `"${file.checksum.toString('base64url')}"`;
  const common = { ...headersOf(file), etag };
  if (knows(request.headers['if-none-match'], etag)) return { status: 304, headers: common, body: '' };
  const range = rangeOf(request.headers, { size: file.size, etag });
  if (range === 'unsatisfiable') {
    return { ...refusal(416, 'There is nothing in this range.', { 'content-range': `bytes */${file.size}` }) };
  }
  const part = range ?? { offset: 0, length: file.size };
  const headers = {
    ...common,
    'content-length': String(part.length),
    ...(range && { 'content-range': `bytes ${range.offset}-${range.offset + range.length - 1}/${file.size}` }),
  };
  const answer = { status: range ? 206 : 200, headers };
  const begun = await begin(deps, file, part, answer);
  if (request.method !== 'HEAD' || !(begun.body instanceof Readable)) return begun;
  begun.body.destroy();
  return { ...begun, body: Readable.from([]) };
}

/** Counted from before it is opened until it is closed, whatever ends it. */
async function begin(
  { store, files, downloads, onMissing }: DownloadDeps,
  { id, accountId }: Pick<Served, 'id' | 'accountId'>,
  part: ByteRange,
  answer: Omit<HttpRouteResponse, 'body'>,
): Promise<HttpRouteResponse> {
  const end = downloads.begin(accountId);
  if (!end) return refusal(429, 'Too much is being downloaded at once. Try again shortly.', { 'retry-after': '5' });
  try {
    const body = await store.read(id, part);
    return { ...answer, body: body.once('close', end) };
  } catch (error) {
    end();
    if (!(error instanceof ContentMissingError)) throw error;
    // Somebody has deleted it meanwhile.
    if (!(await files.findOfAccount(accountId, id))) return gone;
    onMissing({ id, accountId });
    return missing;
  }
}

/** Nothing in it is executed, and nothing beside it is reached, whatever a browser takes it for. */
function headersOf(file: Served): Record<string, string> {
  const { type, disposition } = servingOf(file);
  return {
    'content-type': type,
    'content-disposition': disposition,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=900',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-site',
    'x-content-type-options': 'nosniff',
  };
}

function grantOf(
  { links, clock }: Pick<DownloadDeps, 'links' | 'clock'>,
  { params, query }: HttpRouteRequest,
): Grant | null {
  const id = decodeGlobalId(params['file'] ?? '');
  const { token } = query;
  return id?.prefix === 'fil' && typeof token === 'string' ? links.verify(token, id.uuid, clock.now()) : null;
}

/** Of `Content-Digest: sha-256=:…:`; undefined without one, null for one that cannot be checked. */
function digestOf(header: string | string[] | undefined): Buffer | undefined | null {
  if (header === undefined) return undefined;
  const encoded = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(header))?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64');
}

function knows(header: string | string[] | undefined, etag: string): boolean {
  const tags = typeof header === 'string' ? header.split(',').map((tag) => tag.trim().replace(/^W\//, '')) : [];
  return tags.includes(etag) || tags.includes('*');
}

const noSuchUpload = refusal(404, 'There is no such upload any more.');
const gone = refusal(404, 'There is no such file any more.');
const missing = refusal(
  404,
  'The content of this file is missing. That is a fault of ours: send the file again, or ask whoever runs this.',
);

function refusal(status: number, message: string, more: Readonly<Record<string, string>> = {}): HttpRouteResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...more };
  return { status, headers, body: `${message}\n` };
}
