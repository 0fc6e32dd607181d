import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3Server } from '../../../tests/s3-server.ts';
import { storeSuite } from '../../../tests/store-suite.ts';
import type { StoreUpload } from '../file-store.ts';
import type { UploadTarget } from '../file-upload.model.ts';
import { partOf } from '../parts.ts';
import { S3FileStore } from './s3-file-store.ts';

let server: S3Server;
let store: S3FileStore;
let now = Date.now();
beforeAll(async () => {
  server = await startS3Server(() => new Date(now));
  store = storeOf({});
});
afterAll(() => server?.stop());

function storeOf(options: Partial<ConstructorParameters<typeof S3FileStore>[0]>): S3FileStore {
  return new S3FileStore({
    ...{ bucket: server.bucket, region: 'eu-central-1', endpoint: server.endpoint, pathStyle: true, prefix: 'trivet/' },
    ...{ credentials: server.credentials, encryption: undefined, clock: { now: () => new Date(now) } },
    ...options,
  });
}

async function put(target: UploadTarget, content: Buffer, url = target.url, changed: object = {}): Promise<number> {
  const headers = Object.fromEntries(target.headers.map(({ name, value }) => [name, value]));
  const { 'Content-Length': _, ...given } = { ...headers, ...changed };
  const response = await fetch(url, { method: 'PUT', headers: given, body: content as Uint8Array<ArrayBuffer> });
  await response.arrayBuffer();
  return response.status;
}

describe('files in S3', () => {
  storeSuite(() => ({
    store,
    send: (_upload, target, content) => put(target, content),
    async get(url, range) {
      const response = await fetch(url, { headers: range === undefined ? {} : { range } });
      expect(response.status).toBe(range === undefined ? 200 : 206);
      return Buffer.from(await response.arrayBuffer());
    },
    kept: async () => server.kept(),
  }));

  const content = Buffer.from('what is to be sent');
  const announced = (): StoreUpload => ({
    ...{ id: randomUUID(), accountId: randomUUID(), size: content.length, partSize: null, storeRef: null },
    checksum: createHash('sha256').update(content).digest(),
  });
  const soon = () => new Date(now + 60_000);

  it('are taken by nobody whose request was changed, made by another, or came too late', async () => {
    const upload = announced();
    const [target] = await store.sign(upload, [partOf(upload, 1)], soon());
    if (!target) throw new Error('Nothing was signed.');
    const other = await storeOf({ credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'wrong' } }).sign(
      upload,
      [partOf(upload, 1)],
      soon(),
    );
    const elsewhere = new URL(target.url);
    elsewhere.pathname = elsewhere.pathname.replace(upload.id, randomUUID());
    const longer = new URL(target.url);
    longer.searchParams.set('X-Amz-Expires', '600000');
    expect(await put(target, content, elsewhere.href)).toBe(403);
    expect(await put(target, content, longer.href)).toBe(403);
    expect(await put(other[0] as UploadTarget, content)).toBe(403);
    expect(await put(target, content, target.url.replace(/X-Amz-Signature=\w/, 'X-Amz-Signature=x'))).toBe(403);
    // Another content of the same length, with its own checksum or none.
    const foreign = Buffer.from(content).fill('x');
    expect(await put(target, foreign)).toBe(400);
    const itsOwn = createHash('sha256').update(foreign).digest('base64');
    expect(await put(target, foreign, target.url, { 'x-amz-checksum-sha256': itsOwn })).toBe(403);
    expect(await put(target, Buffer.concat([content, content]))).toBe(403);
    now += 61_000;
    expect(await put(target, content)).toBe(403);
    expect(await store.received(upload)).toEqual(new Map());
  });

  it('are given to nobody whose link was changed, or is over, and leave as they are meant to', async () => {
    const upload = announced();
    const [target] = await store.sign(upload, [partOf(upload, 1)], soon());
    expect(await put(target as UploadTarget, content)).toBe(200);
    await store.seal(upload);
    const disposition = `attachment; filename="_.html"; filename*=UTF-8''%C3%BC.html`;
    const url = await store.signDownload({ ...upload, type: 'application/octet-stream', disposition }, soon());
    const answer = await fetch(url);
    expect(await answer.text()).toBe(content.toString());
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    const shown = new URL(url);
    shown.searchParams.set('response-content-type', 'text/html');
    expect((await fetch(shown)).status).toBe(403);
    now += 61_000;
    expect((await fetch(url)).status).toBe(403);
  });

  it('leave nothing that was begun, though nobody has kept what it is called', async () => {
    const upload = { ...announced(), partSize: 5 * 1024 ** 2 };
    const other = await store.begin({ ...upload, id: randomUUID() });
    const [first] = [await store.begin(upload), await store.begin(upload), await store.begin(upload)];
    const left = () => server.underWay().filter((key) => key.endsWith(upload.id)).length;
    await store.giveUp(upload.id, first ?? '');
    expect(left()).toBe(2);
    await store.discardParts(upload.id, null);
    expect(left()).toBe(0);
    await store.begin(upload);
    await store.delete(upload.id, null);
    expect([left(), server.underWay().length, other]).toEqual([0, 1, expect.any(String)]);
  });

  it('are asked to be encrypted, which who sends them has to say too', async () => {
    const upload = announced();
    const encrypting = storeOf({ encryption: { algorithm: 'AES256' } });
    const [target] = await encrypting.sign(upload, [partOf(upload, 1)], soon());
    expect(target?.headers).toContainEqual({ name: 'x-amz-server-side-encryption', value: 'AES256' });
    expect(await put(target as UploadTarget, content)).toBe(200);
    const without = target?.headers.filter(({ name }) => !name.includes('encryption')) ?? [];
    expect(await put({ ...(target as UploadTarget), headers: without }, content)).toBe(403);
  });
});
