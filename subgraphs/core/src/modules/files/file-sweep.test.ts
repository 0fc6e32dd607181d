import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Database, newId } from '@trivet/database';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { announce, complete, http, send, upload, usageOf } from '../../tests/files-fixture.ts';
import { FileDutyRepository } from './file-duty.repository.ts';
import { FileLinks } from './file-link.ts';
import { FileUsageRepository } from './file-usage.repository.ts';
import { KeptContentService } from './kept-content.service.ts';
import { DiskFileStore } from './stores/disk-file-store.ts';

let stage: CoreStage;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'trivet-sweep-'));
  stage = await startCore('file sweep', { files: { store: { kind: 'disk', directory } } });
});
afterAll(async () => {
  await stage?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const text = Buffer.from('text');
const dayMs = 24 * 3_600_000;
/** What was begun before the end arrives within it. */
const arrivalMs = 2 * 3_600_000;

/** What the store has of it. */
function kept(id: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1))
    .filter((path) => path.includes(uuidOf(id)))
    .map((path) => path.split('/', 1)[0] ?? '');
}

/** Another process begins with a sweep, and ends when it is done. */
async function sweep(): Promise<void> {
  const another = await stage.startAnother();
  await another.stop();
}

async function duties(): Promise<number> {
  return (await stage.host.admin`select from core.file_duties`).length;
}

function somebody() {
  const accountId = randomUUID();
  return { accountId, viewer: stage.person(accountId) };
}

it('forgets the parts of what became a file, and its duty when nobody can send any more', async () => {
  const { accountId, viewer } = somebody();
  const { file } = await upload(stage, viewer, accountId, { content: text });
  expect(kept(file?.id ?? '').sort()).toEqual(['files', 'parts']);
  await sweep();
  expect([kept(file?.id ?? ''), await duties()]).toEqual([['files'], 1]);
  stage.host.clock.advance(dayMs + arrivalMs);
  await sweep();
  expect([kept(file?.id ?? ''), await duties()]).toEqual([['files'], 0]);
});

it('gives up what nobody completed within a day, with its room', async () => {
  const { accountId, viewer } = somebody();
  const { upload: abandoned } = await announce(stage, viewer, accountId, { content: text });
  await send(stage, abandoned as never, text);
  stage.host.clock.advance(dayMs - 1);
  await sweep();
  expect(await usageOf(stage, accountId)).toMatchObject({ reserved_count: 1 });
  stage.host.clock.advance(1);
  // For everybody it is over at once.
  expect((await complete(stage, viewer, abandoned?.id ?? '')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  await sweep();
  expect(await usageOf(stage, accountId)).toMatchObject({ reserved_size: 0, reserved_count: 0 });
  expect([kept(abandoned?.id ?? ''), await duties()]).toEqual([[], 1]);
  stage.host.clock.advance(arrivalMs);
  await sweep();
  expect([kept(abandoned?.id ?? ''), await duties()]).toEqual([[], 0]);
});

it('tells who is still sending when his upload has ended that it is no more', async () => {
  const { accountId, viewer } = somebody();
  const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
  const slow = new PassThrough();
  slow.write(text.subarray(0, 1));
  const headers = { 'content-length': String(text.length) };
  const sent = http(stage, 'PUT', announced?.targets[0]?.url ?? '', { headers, body: slow });
  await vi.waitFor(() => expect(kept(announced?.id ?? '')).toEqual(['parts']));
  stage.host.clock.advance(dayMs);
  await sweep();
  slow.end(text.subarray(1));
  expect((await sent).status).toBe(404);
  expect(kept(announced?.id ?? '')).toEqual([]);
  stage.host.clock.advance(arrivalMs);
  await sweep();
  expect(await duties()).toBe(0);
});

it('takes away what was refused, and keeps for its day that it was', async () => {
  const { accountId, viewer } = somebody();
  const sent = { content: text, type: 'image/png' };
  const { upload: announced } = await announce(stage, viewer, accountId, sent);
  await send(stage, announced as never, text);
  await complete(stage, viewer, announced?.id ?? '');
  await sweep();
  expect(kept(announced?.id ?? '')).toEqual([]);
  expect((await complete(stage, viewer, announced?.id ?? '')).userErrors).toMatchObject([{ code: 'TYPE_MISMATCH' }]);
  stage.host.clock.advance(dayMs);
  await sweep();
  expect(await stage.host.admin`select from core.file_uploads where account_id = ${accountId}`).toHaveLength(0);
  stage.host.clock.advance(arrivalMs);
  await sweep();
  expect([await usageOf(stage, accountId), await duties()]).toEqual([expect.objectContaining({ reserved_size: 0 }), 0]);
});

it('takes away what was deleted, and what a link brought after that', async () => {
  const { accountId, viewer } = somebody();
  const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
  await send(stage, announced as never, text);
  const { file } = await complete(stage, viewer, announced?.id ?? '');
  await stage.ask(viewer, 'mutation ($id: ID!) { fileDelete(input: { id: $id }) { deletedFileId } }', { id: file?.id });
  expect((await http(stage, 'GET', file?.downloadUrl ?? '')).status).toBe(404);
  await sweep();
  expect([kept(file?.id ?? ''), await duties()]).toEqual([[], 1]);
  stage.host.clock.advance(dayMs + arrivalMs);
  await sweep();
  expect(await duties()).toBe(0);
});

it('goes on with what another process was at when it was killed', async () => {
  const { accountId, viewer } = somebody();
  const { file } = await upload(stage, viewer, accountId, { content: text });
  await stage.ask(viewer, 'mutation ($id: ID!) { fileDelete(input: { id: $id }) { deletedFileId } }', { id: file?.id });
  // It has claimed it, and done nothing.
  await stage.host.admin`update core.file_duties set due_at = ${new Date(stage.host.clock.now().getTime() + 300_000)}`;
  await sweep();
  expect(kept(file?.id ?? '')).not.toEqual([]);
  stage.host.clock.advance(300_000);
  await sweep();
  expect(kept(file?.id ?? '')).toEqual([]);
});

it('takes away all of a deleted account and nothing of another', async () => {
  const [gone, other] = [somebody(), somebody()];
  const { file } = await upload(stage, gone.viewer, gone.accountId, { content: text });
  const { file: stays } = await upload(stage, other.viewer, other.accountId, { content: text });
  const { upload: underWay } = await announce(stage, gone.viewer, gone.accountId, { content: text });
  await send(stage, underWay as never, text);
  const resource = (await stage.create(gone.viewer, gone.accountId)).data as {
    resourceCreate: { resource: { id: string } };
  };
  await stage.ask(
    gone.viewer,
    `mutation ($input: FileAttachInput!) { fileAttach(input: $input) { userErrors { code } } }`,
    { input: { fileId: file?.id, resourceId: resource.resourceCreate.resource.id } },
  );
  const event = {
    ...{ id: newId(), type: 'account.deleted', version: 1, stream: { account: gone.accountId } },
    ...{ subject: { type: 'account', id: gone.accountId, version: 2 }, actor: null, credential: null },
    ...{ requestId: 'request', readableWith: 'account:read', bulk: false, occurredAt: stage.host.clock.now() },
    payload: { accountId: gone.accountId, version: 2 },
  };
  await stage.host.log.append([event]);
  await vi.waitFor(async () => expect(await stage.host.admin`select from core.account_removals`).toHaveLength(1));
  stage.host.clock.advance(90_000);
  await sweep();
  for (const table of ['files', 'file_uploads', 'file_usage', 'file_attachments']) {
    const rows = await stage.host
      .admin`select from core.${stage.host.admin(table)} where account_id = ${gone.accountId}`;
    expect([table, rows.length]).toEqual([table, 0]);
  }
  await sweep();
  expect([kept(file?.id ?? ''), kept(underWay?.id ?? '')]).toEqual([[], []]);
  expect(kept(stays?.id ?? '')).toContain('files');
});

it('is of files and resources of one account only, what is attached', async () => {
  const [mine, foreign] = [somebody(), somebody()];
  const { file } = await upload(stage, mine.viewer, mine.accountId, { content: text });
  const made = async ({ viewer, accountId }: typeof mine) =>
    ((await stage.create(viewer, accountId)).data as { resourceCreate: { resource: { id: string } } }).resourceCreate
      .resource.id;
  const [own, others] = [await made(mine), await made(foreign)];
  const both = stage.person(mine.accountId);
  stage.source.grant(both.userId, foreign.accountId, 'owner');
  const attach = async (field: 'fileAttach' | 'fileDetach', resourceId: string) => {
    const document = `mutation ($input: ${field === 'fileAttach' ? 'FileAttachInput' : 'FileDetachInput'}!) {
      ${field}(input: $input) { file { id } resource { id files { nodes { id } } } userErrors { code path } }
    }`;
    return (await stage.ask(both, document, { input: { fileId: file?.id, resourceId } })).data?.[field];
  };
  const attached = {
    file: { id: file?.id },
    resource: { id: own, files: { nodes: [{ id: file?.id }] } },
    userErrors: [],
  };
  expect([await attach('fileAttach', own), await attach('fileAttach', own)]).toEqual([attached, attached]);
  const refused = { file: null, resource: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'resourceId'] }] };
  expect(await attach('fileAttach', others)).toEqual(refused);
  expect(await attach('fileAttach', globalId('res', newId()))).toEqual(refused);
  expect(await attach('fileDetach', own)).toMatchObject({ resource: { files: { nodes: [] } } });
  await vi.waitFor(async () => {
    const told = (await stage.host.logged()).filter(({ stream }) => stream.account === mine.accountId);
    expect(
      told.map(({ type, subject }) => [type, subject.version]).filter(([type]) => String(type).startsWith('file')),
    ).toEqual([
      ['file.created', 1],
      ['file.attached', 2],
      ['file.detached', 3],
    ]);
  });
});

it('takes away what we make ourselves when it has ended, and what somebody was storing of it meanwhile', async () => {
  const { host, files } = stage;
  const db = new Database({ url: host.database.urlFor(schemaPart.role), applicationName: 'test' });
  onTestFinished(() => db.close());
  const store = new DiskFileStore({ directory, links: new FileLinks(files.linkKey), publicOrigin: files.publicOrigin });
  const [duties, usage] = [new FileDutyRepository(db), new FileUsageRepository(db)];
  const retentionClock = { now: async () => host.clock.now() };
  const { quota, maxFileSize } = files;
  const contents = new KeptContentService({ store, duties, usage, quota, maxFileSize, retentionClock });
  const own = { id: newId(), accountId: randomUUID(), size: 8, partSize: 4, checksum: Buffer.alloc(0), storeRef: null };
  const id = globalId('fil', own.id);
  await db.transaction({ accounts: [own.accountId] }, (tx) => contents.lookAfter(tx, own, 60 * dayMs));
  await contents.put(own, { number: 1, content: text });
  await db.transaction({ accounts: [own.accountId] }, (tx) => contents.endAt(tx, [own]));
  await sweep();
  expect(kept(id)).toEqual([]);
  await contents.put(own, { number: 2, content: text });
  host.clock.advance(arrivalMs);
  await sweep();
  expect(kept(id)).toEqual([]);
  expect(await host.admin`select from core.file_duties where file_id = ${own.id}`).toHaveLength(0);
});
