import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { decodeGlobalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { storeSuite } from '../../../tests/store-suite.ts';
import { WrongPartError } from '../file.errors.ts';
import { FileLinks } from '../file-link.ts';
import { partOf } from '../parts.ts';
import { rangeOf } from '../range.ts';
import { DiskFileStore } from './disk-file-store.ts';

let directory: string;
let store: DiskFileStore;
const links = new FileLinks(Buffer.alloc(32, 1));
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trivet-disk-'));
  store = new DiskFileStore({ directory, links, publicOrigin: 'http://localhost:4000' });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const kept = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

describe('files on disk', () => {
  storeSuite(() => ({
    store,
    send: (upload, target, content) =>
      store
        .receive(upload.id, partOf(upload, target.number), Readable.from([content], { objectMode: false }), null)
        .then(
          () => 204,
          (error: unknown) => (error instanceof WrongPartError ? 400 : 500),
        ),
    async get(url, range) {
      const id = decodeGlobalId(new URL(url).pathname.split('/').at(-1) ?? '')?.uuid ?? '';
      const whole = await buffer(await store.read(id));
      const wanted = rangeOf({ range }, { size: whole.length, etag: '' });
      return wanted === null || wanted === 'unsatisfiable' ? whole : buffer(await store.read(id, wanted));
    },
    kept: async () => kept(),
  }));

  it('leave nothing of a part whose sender breaks off', async () => {
    const upload = { id: randomUUID(), size: 1000, partSize: null };
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(500);
        throw new Error('He is gone.');
      })(),
    );
    await expect(store.receive(upload.id, partOf(upload, 1), broken, null)).rejects.toThrow('He is gone.');
    expect(kept().filter((path) => path.includes(upload.id))).toEqual([]);
  });

  it('hold one piece of a part at a time: who sends it again ends what was being sent', async () => {
    const upload = { id: randomUUID(), size: 1000, partSize: null };
    const mine = () => kept().filter((path) => path.includes(upload.id));
    const slow = new PassThrough();
    slow.write(randomBytes(500));
    const first = store.receive(upload.id, partOf(upload, 1), slow, null).catch((error: unknown) => error);
    await vi.waitFor(() => expect(mine()).toHaveLength(1));
    const content = randomBytes(1000);
    await store.receive(upload.id, partOf(upload, 1), Readable.from([content], { objectMode: false }), null);
    expect(await first).toBeInstanceOf(WrongPartError);
    expect(slow.destroyed).toBe(true);
    expect(mine().map((path) => basename(path))).toEqual(['1']);
  });

  it('have no name that could be a path', async () => {
    for (const id of ['../../../etc/passwd', '..', 'a/b', '', `${randomUUID()}/..`]) {
      await expect(store.read(id)).rejects.toThrow('not the id of a file');
      await expect(store.delete(id)).rejects.toThrow('not the id of a file');
    }
  });

  it('are not mistaken for what somebody left who died while he wrote it', async () => {
    const upload = {
      id: randomUUID(),
      accountId: randomUUID(),
      size: 4,
      partSize: null,
      checksum: Buffer.alloc(32),
      storeRef: null,
    };
    await store.receive(upload.id, partOf(upload, 1), Readable.from([Buffer.from('full')]), null);
    const [part = ''] = kept().filter((path) => path.includes(upload.id));
    writeFileSync(`${part}.${randomUUID()}`, 'ha');
    expect([...(await store.received(upload))]).toEqual([[1, 4]]);
    await store.seal(upload);
    expect((await buffer(await store.read(upload.id))).toString()).toBe('full');
    const [sealed = ''] = kept().filter((path) => path.includes('files') && path.includes(upload.id));
    writeFileSync(`${sealed}.${randomUUID()}`, 'ha');
    await store.delete(upload.id);
    expect(kept().filter((path) => path.includes(upload.id))).toEqual([]);
  });
});
