import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Database } from '@trivet/database';
import type { HttpRoute, HttpRouteResponse } from '@trivet/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { upload } from '../../tests/files-fixture.ts';
import { Downloads } from './downloads.ts';
import { FileRepository } from './file.repository.ts';
import { downloadRoute } from './file.route.ts';
import { FileLinks } from './file-link.ts';
import { DiskFileStore } from './stores/disk-file-store.ts';

let stage: CoreStage;
let db: Database;
const directory = mkdtempSync(join(tmpdir(), 'trivet-downloads-'));
const links = new FileLinks(Buffer.alloc(32, 7));
const store = new DiskFileStore({ directory, links, publicOrigin: 'http://localhost:4000' });
beforeAll(async () => {
  stage = await startCore('downloads', {
    files: {
      store: { kind: 'disk', directory },
      linkKey: Buffer.alloc(32, 7),
      downloads: { ofAccount: 2, inAll: 3 },
    },
  });
  db = new Database({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
});
afterAll(async () => {
  await db?.close();
  await stage?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** More than a reader has in memory, so that it is not read to its end before anybody asks. */
const content = Buffer.alloc(2 * 1024 * 1024, 'a');

async function uploaded() {
  const accountId = randomUUID();
  const viewer = stage.person(accountId);
  const { file } = await upload(stage, viewer, accountId, { content });
  if (!file) throw new Error('There is no file.');
  return { viewer, ...file };
}

/** As a client begins it, who has not read anything yet. */
function begin({ downloadUrl }: { downloadUrl: string }, headers = {}, route = stage.core.routes.find(isDownload)) {
  const { pathname, searchParams } = new URL(downloadUrl);
  if (!route) throw new Error('There is no such route.');
  const params = { file: pathname.split('/').at(-1) };
  const query = Object.fromEntries(searchParams);
  return route.handle({ method: 'GET', path: pathname, params, headers, query, client: undefined, body: undefined });
}
const isDownload = ({ method }: HttpRoute) => method === 'GET';
const bodyOf = ({ body }: HttpRouteResponse) => body as Readable;
async function breakOff(answer: HttpRouteResponse): Promise<void> {
  bodyOf(answer).destroy();
  await once(bodyOf(answer), 'close');
}

it('are so many of an account, and so many of all, until they have ended in one way or another', async () => {
  const [mine, another, third] = [await uploaded(), await uploaded(), await uploaded()];
  const [whole, range] = [await begin(mine), await begin(mine, { range: 'bytes=10-' })];
  const refused = await begin(mine);
  expect([whole.status, range.status, refused.status, refused.headers?.['retry-after']]).toEqual([200, 206, 429, '5']);
  const others = await begin(another);
  expect([others.status, (await begin(third)).status]).toEqual([200, 429]);
  await breakOff(whole);
  const next = await begin(third);
  expect((await buffer(bodyOf(next))).equals(content)).toBe(true);
  const last = await begin(mine);
  expect(last.status).toBe(200);
  for (const each of [range, others, last]) await breakOff(each);
});

/** The route, where something happens after a file was found and before its content is opened. */
function routeWith(meanwhile: (id: string) => Promise<unknown>): HttpRoute {
  const found = new FileRepository(db);
  return downloadRoute({
    ...{ store, links, clock: stage.host.clock, downloads: new Downloads({ ofAccount: 1, inAll: 1 }) },
    onMissing: () => {},
    files: {
      findOfAccount: async (accountId, id) => {
        const file = await found.findOfAccount(accountId, id);
        await meanwhile(id);
        return file;
      },
    },
  });
}

it('say of a file that was deleted at that moment what they say of any other that is gone', async () => {
  const { viewer, id, downloadUrl } = await uploaded();
  const route = routeWith(async () => {
    await stage.ask(viewer, 'mutation ($id: ID!) { fileDelete(input: { id: $id }) { deletedFileId } }', { id });
    await store.delete(uuidOf(id));
  });
  const answer = await begin({ downloadUrl }, {}, route);
  const afterwards = await begin({ downloadUrl });
  expect([answer.status, answer.body]).toEqual([404, afterwards.body]);
  expect(answer).toEqual(afterwards);
});

it('say that only the content is missing, to who asks and to who runs it, and count no longer then', async () => {
  const { id, downloadUrl } = await uploaded();
  await store.delete(uuidOf(id));
  const { pathname, searchParams } = new URL(downloadUrl);
  const params = { file: pathname.split('/').at(-1) };
  const request = { path: pathname, params, query: Object.fromEntries(searchParams), headers: {}, client: undefined };
  // As often as would be too many at once.
  for (const method of ['HEAD', 'GET', 'GET']) {
    const answer = await stage.core.routes.find(isDownload)?.handle({ ...request, method, body: undefined });
    expect([answer?.status, answer?.body]).toEqual([404, expect.stringContaining('content of this file is missing')]);
  }
  expect(stage.metrics.text()).toContain('trivet_file_contents_missing_total 3');
  const told = stage.host.lines.filter(({ message }) => message === 'The content of a file is missing in the store');
  expect(told.map(({ level, context }) => [level, context])).toEqual(
    Array(3).fill(['ERROR', { file_id: uuidOf(id), account_id: expect.any(String) }]),
  );
});
