import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { faultInSignature } from './s3-signature.ts';

/** A part of an upload that has arrived. */
interface Part {
  readonly size: number;
  readonly etag: string;
}

/** What is known of an upload in parts: s3rver neither lists nor aborts one. */
interface Multipart {
  readonly key: string;
  readonly parts: Map<number, Part>;
}

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Of how many contents it has begun to take. */
  begun(): number;
  /** Objects and parts. */
  kept(): readonly string[];
  /** The keys of uploads in parts that were begun, and neither finished nor aborted. */
  underWay(): readonly string[];
  /** Does `work` while the next upload in parts has been begun and nobody has been told so. */
  beforeBegun(work: () => Promise<unknown>): void;
  stop(): Promise<void>;
}

const bucket = 'files';
/** Those that s3rver takes. */
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/**
 * s3rver, behind a door that refuses what S3 refuses and s3rver does not: requests that are not signed, or for something else, or too
 * long ago; content of another length or checksum than was signed. It also lists and aborts uploads in parts.
 */
export async function startS3Server(now: () => Date = () => new Date()): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'trivet-s3-'));
  const store = new S3rver({
    ...{ directory, address: '127.0.0.1', port: 0, silent: true, resetOnClose: false },
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port: storePort } = (await store.run()) as AddressInfo;
  const uploads = new Map<string, Multipart>();
  let begun = 0;
  let beforeBegun: (() => Promise<unknown>) | undefined;
  const door = createServer((request, response) => {
    const fault = faultInSignature(request, credentials, now());
    if (fault) return refuse(request, response, 403, fault);
    if (request.method === 'PUT') begun += 1;
    const url = new URL(request.url ?? '/', 'http://s3');
    const uploadId = url.searchParams.get('uploadId');
    const upload = uploadId === null ? undefined : uploads.get(uploadId);
    if (uploadId !== null && !upload) return refuse(request, response, 404, 'NoSuchUpload');
    if (uploadId !== null && upload && request.method === 'GET') return listParts(response, uploadId, upload);
    if (uploadId !== null && request.method === 'DELETE') {
      uploads.delete(uploadId);
      return void response.writeHead(204).end();
    }
    if (request.method === 'GET' && url.searchParams.has('uploads')) return listUploads(response, url, uploads);
    const work = request.method === 'POST' && url.searchParams.has('uploads') ? beforeBegun : undefined;
    if (work) beforeBegun = undefined;
    pass(request, response, { storePort, url, uploads, upload, work });
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    credentials,
    begun: () => begun,
    kept: () => [
      ...readdirSync(join(directory, bucket), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('._S3rver_object') && !name.includes('._S3rver_uploads'))
        .map((name) => name.slice(0, -'._S3rver_object'.length)),
      ...[...uploads].flatMap(([id, { key, parts }]) => [...parts.keys()].map((number) => `${key} ${id} ${number}`)),
    ],
    underWay: () => [...uploads.values()].map(({ key }) => nameOf(key)),
    beforeBegun(work) {
      beforeBegun = work;
    },
    async stop() {
      door.closeAllConnections();
      await new Promise<void>((resolve) => door.close(() => resolve()));
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Passing {
  readonly storePort: number;
  readonly url: URL;
  readonly uploads: Map<string, Multipart>;
  readonly upload: Multipart | undefined;
  /** Before it is answered. */
  readonly work: (() => Promise<unknown>) | undefined;
}

function pass(request: IncomingMessage, response: ServerResponse, passing: Passing): void {
  const { storePort, url, uploads, upload, work = async () => {} } = passing;
  const uploadId = url.searchParams.get('uploadId');
  const length = Number(request.headers['content-length'] ?? 0);
  const checksum = request.headers['x-amz-checksum-sha256'];
  // Whole, so that nothing of what is wrong gets behind the door.
  const held: Buffer[] = [];
  const checked = new Transform({
    transform(piece: Buffer, _encoding, done) {
      held.push(piece);
      done();
    },
    flush(done) {
      const content = Buffer.concat(held);
      const isRight = checksum === undefined || createHash('sha256').update(content).digest('base64') === checksum;
      done(isRight ? null : new Error('BadDigest'), content);
    },
  });
  const { host: _, ...headers } = request.headers;
  const asked = httpRequest({ port: storePort, host: '127.0.0.1', method: request.method, path: request.url, headers });
  asked.on('response', (answer) => {
    const isMade = (answer.statusCode ?? 500) < 300;
    const number = Number(url.searchParams.get('partNumber'));
    if (isMade && upload && request.method === 'PUT') {
      upload.parts.set(number, { size: length, etag: String(answer.headers.etag) });
    }
    if (isMade && uploadId !== null && request.method === 'POST') uploads.delete(uploadId);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    if (!url.searchParams.has('uploads')) return pipeline(answer, response, () => {});
    buffer(answer)
      .then(async (content) => {
        const [, id] = /<UploadId>(\w+)</.exec(content.toString()) ?? [];
        if (id !== undefined) uploads.set(id, { key: url.pathname, parts: new Map() });
        await work();
        response.end(content);
      })
      .catch((error: Error) => response.destroy(error));
  });
  asked.on('error', () => refuse(request, response, 400, 'BadDigest'));
  pipeline(request, checked, asked, () => {});
}

function listUploads(response: ServerResponse, url: URL, uploads: ReadonlyMap<string, Multipart>): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const listed = [...uploads]
    .map(([id, { key }]) => ({ id, name: nameOf(key) }))
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ id, name }) => `<Upload><Key>${name}</Key><UploadId>${id}</UploadId></Upload>`);
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListMultipartUploadsResult><Bucket>${bucket}</Bucket>${listed.join('')}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`,
  );
}

/** Of a path, without its bucket. */
const nameOf = (path: string) => path.slice(`/${bucket}/`.length);

function listParts(response: ServerResponse, id: string, { key, parts }: Multipart): void {
  const rows = [...parts].sort(([a], [b]) => a - b);
  const listed = rows.map(
    ([number, { size, etag }]) =>
      `<Part><PartNumber>${number}</PartNumber><Size>${size}</Size><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`,
  );
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListPartsResult><Key>${key}</Key><UploadId>${id}</UploadId>${listed.join('')}<IsTruncated>false</IsTruncated></ListPartsResult>`,
  );
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume();
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/xml' });
  const isHead = request.method === 'HEAD';
  response.end(isHead ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
