import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ContentMissingError, type FileStore, type StoreUpload } from '../modules/files/file-store.ts';
import type { UploadTarget } from '../modules/files/file-upload.model.ts';
import { partCountOf, partOf } from '../modules/files/parts.ts';

export interface StoreUnderTest {
  readonly store: FileStore;
  /** As a client sends it; the status. */
  send(upload: StoreUpload, target: UploadTarget, content: Buffer): Promise<number>;
  /** What a client gets by a link. */
  get(url: string, range?: string): Promise<Buffer>;
  /** Everything that is kept, by any name. */
  kept(): Promise<readonly string[]>;
}

const mebibyte = 1024 * 1024;
const later = () => new Date(Date.now() + 60_000);

/** What holds for files wherever they are. */
export function storeSuite(given: () => StoreUnderTest): void {
  const begin = async (content: Buffer, partSize: number | null = null): Promise<StoreUpload> => {
    const upload = {
      ...{ id: randomUUID(), accountId: randomUUID(), size: content.length, partSize },
      checksum: createHash('sha256').update(content).digest(),
    };
    return { ...upload, storeRef: await given().store.begin({ ...upload, storeRef: null }) };
  };
  const send = async (upload: StoreUpload, content: Buffer, numbers = allOf(upload)): Promise<number[]> => {
    const parts = numbers.map((number) => partOf(upload, number));
    const targets = await given().store.sign(upload, parts, later());
    const statuses: number[] = [];
    for (const target of targets) {
      statuses.push(await given().send(upload, target, content.subarray(target.offset, target.offset + target.size)));
    }
    return statuses;
  };
  const allOf = (upload: StoreUpload) => Array.from({ length: partCountOf(upload) }, (_, index) => index + 1);
  const read = async (id: string, range?: { offset: number; length: number }) =>
    buffer(await given().store.read(id, range));

  it('gives what was sent in one piece, whole and in ranges', async () => {
    const content = randomBytes(100_000);
    const upload = await begin(content);
    const { store } = given();
    expect([...(await store.received(upload))]).toEqual([]);
    await send(upload, content);
    expect([...(await store.received(upload))]).toEqual([[1, content.length]]);
    await store.seal(upload);
    expect((await read(upload.id)).equals(content)).toBe(true);
    expect((await read(upload.id, { offset: 10, length: 20 })).equals(content.subarray(10, 30))).toBe(true);
    const download = { ...upload, type: 'application/octet-stream', disposition: 'attachment; filename="a"' };
    const url = await store.signDownload(download, later());
    expect((await given().get(url)).equals(content)).toBe(true);
    expect((await given().get(url, 'bytes=99990-')).equals(content.subarray(99_990))).toBe(true);
  });

  it('makes one content of parts, in whatever order and however often they came', async () => {
    const content = randomBytes(12 * mebibyte);
    const upload = await begin(content, 5 * mebibyte);
    const { store } = given();
    await send(upload, content, [3]);
    await send(upload, Buffer.alloc(content.length), [1]);
    expect([...(await store.received(upload))].sort()).toEqual([
      [1, 5 * mebibyte],
      [3, 2 * mebibyte],
    ]);
    await expect(store.seal(upload)).rejects.toThrow(ContentMissingError);
    await send(upload, content, [2, 1]);
    await store.seal(upload);
    // Who died after it does it again.
    await store.seal(upload);
    expect((await read(upload.id)).equals(content)).toBe(true);
  });

  it.each([null, 5 * mebibyte])(
    'lets nothing that is sent later change what was sealed, parts of %s',
    async (partSize) => {
      const content = randomBytes(6 * mebibyte);
      const upload = await begin(content, partSize);
      await send(upload, content);
      const { store } = given();
      await store.seal(upload);
      await send(upload, Buffer.alloc(content.length));
      await store.seal(upload);
      expect((await read(upload.id)).equals(content)).toBe(true);
    },
  );

  it('takes no part of another size', async () => {
    const content = randomBytes(1000);
    const upload = await begin(content);
    const { store } = given();
    const [target] = await store.sign(upload, [partOf(upload, 1)], later());
    expect(await given().send(upload, target as UploadTarget, content.subarray(1))).toBeGreaterThanOrEqual(400);
    expect([...(await store.received(upload))]).toEqual([]);
  });

  it('keeps what was sealed when it forgets the parts, and nothing when it forgets all of it', async () => {
    const { store } = given();
    for (const partSize of [null, 5 * mebibyte]) {
      const content = randomBytes(6 * mebibyte);
      const upload = await begin(content, partSize);
      await send(upload, content);
      await store.seal(upload);
      await store.discardParts(upload.id, upload.storeRef);
      expect((await read(upload.id)).equals(content)).toBe(true);
      expect((await given().kept()).filter((name) => name.includes(upload.id))).toHaveLength(1);
      await store.delete(upload.id, upload.storeRef);
      await store.delete(upload.id, upload.storeRef);
      await expect(store.read(upload.id)).rejects.toThrow(ContentMissingError);
      expect((await given().kept()).filter((name) => name.includes(upload.id))).toEqual([]);
    }
  });

  it.each([null, 5 * mebibyte])(
    'takes what we put there ourselves, also by who does it again after the end, parts of %s',
    async (partSize) => {
      const content = randomBytes(6 * mebibyte);
      const upload = await begin(content, partSize);
      const { store } = given();
      const parts = allOf(upload).map((number) => {
        const { offset, size } = partOf(upload, number);
        return { number, content: content.subarray(offset, offset + size) };
      });
      for (const part of [...parts, ...parts]) await store.put(upload, part);
      await store.seal(upload);
      for (const part of parts) await store.put(upload, part);
      await store.seal(upload);
      expect((await read(upload.id)).equals(content)).toBe(true);
      await store.delete(upload.id, upload.storeRef);
      expect((await given().kept()).filter((name) => name.includes(upload.id))).toEqual([]);
    },
  );

  it('forgets what was given up half-way', async () => {
    const content = randomBytes(12 * mebibyte);
    const upload = await begin(content, 5 * mebibyte);
    await send(upload, content, [1, 2]);
    await given().store.delete(upload.id, upload.storeRef);
    expect([...(await given().store.received(upload))]).toEqual([]);
    expect((await given().kept()).filter((name) => name.includes(upload.id))).toEqual([]);
  });
}
