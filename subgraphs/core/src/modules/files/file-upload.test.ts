import { randomBytes, randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { announce, complete, http, send, sha256, type Upload, upload, usageOf } from '../../tests/files-fixture.ts';

let stage: CoreStage;
const maxSize = 100 * 1024 * 1024;
beforeAll(async () => {
  stage = await startCore('file uploads', { files: { quota: { maxSize, maxCount: 60 } } });
});
afterAll(() => stage?.stop());

const text = Buffer.from('What is written here is text.\n');

function somebody() {
  const accountId = randomUUID();
  return { accountId, viewer: stage.person(accountId, 'member') };
}

/** What was announced of the account, when something was. */
function toldOf(accountId: string) {
  return vi.waitFor(async () => {
    const told = (await stage.host.logged()).filter(({ stream }) => stream.account === accountId);
    expect(told).not.toEqual([]);
    return told;
  });
}

describe('an upload', () => {
  it('becomes a file that is what was sent, and tells so', async () => {
    const { accountId, viewer } = somebody();
    const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
    expect(announced).toMatchObject({ status: 'RECEIVING', partCount: 1, receivedParts: [] });
    await send(stage, announced as never, text);
    const { file, userErrors } = await complete(stage, viewer, announced?.id ?? '');
    expect(userErrors).toEqual([]);
    expect(file).toMatchObject({
      ...{ id: announced?.fileId, name: 'notes.txt', type: 'text/plain', size: text.length },
      checksum: sha256(text),
    });
    expect((await http(stage, 'GET', file?.downloadUrl ?? '')).content).toEqual(text);
    expect(await usageOf(stage, accountId)).toEqual({
      ...{ used_size: text.length, used_count: 1 },
      ...{ reserved_size: 0, reserved_count: 0 },
    });
    expect((await toldOf(accountId)).map(({ type, payload }) => [type, payload])).toEqual([
      ['file.created', { accountId, fileId: uuidOf(file?.id ?? ''), version: 1 }],
    ]);
  });

  it('is nothing to anybody before it is complete', async () => {
    const { accountId, viewer } = somebody();
    const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
    await send(stage, announced as never, text);
    const document = 'query ($ids: [ID!]!) { _coreNodes(ids: $ids) { ... on File { id } ... on FileUpload { id } } }';
    const seen = async (asking = viewer) =>
      (await stage.ask(asking, document, { ids: [announced?.fileId, announced?.id] })).data?.['_coreNodes'];
    expect(await seen()).toEqual([null, { id: announced?.id }]);
    expect(await seen(stage.person(accountId, 'viewer'))).toEqual([null, null]);
    expect(await seen(somebody().viewer)).toEqual([null, null]);
  });

  it('comes in parts, any of them again, and goes on where it was broken off', async () => {
    const { accountId, viewer } = somebody();
    const content = randomBytes(40 * 1024 * 1024);
    const sent = { content, type: 'application/octet-stream', name: 'blob' };
    const { upload: announced } = await announce(stage, viewer, accountId, sent);
    expect(announced?.targets.map(({ part, size, offset }) => [part, offset, size])).toEqual([
      [1, 0, 16 * 1024 * 1024],
      [2, 16 * 1024 * 1024, 16 * 1024 * 1024],
      [3, 32 * 1024 * 1024, 8 * 1024 * 1024],
    ]);
    const [first, second] = announced?.targets ?? [];
    await send(stage, { targets: [first as never] }, Buffer.alloc(content.length));
    await send(stage, { targets: [first as never, second as never] }, content);
    expect(await complete(stage, viewer, announced?.id ?? '')).toMatchObject({
      file: null,
      upload: { id: announced?.id, status: 'RECEIVING' },
      userErrors: [{ code: 'UPLOAD_INCOMPLETE', message: 'Part 3 has not arrived.' }],
    });
    const resumed = await stage.ask(
      viewer,
      `query ($ids: [ID!]!) { _coreNodes(ids: $ids) { ... on FileUpload { receivedParts targets { part url offset size } } } }`,
      { ids: [announced?.id] },
    );
    const [present] = (resumed.data as { _coreNodes: [Pick<Upload, 'receivedParts' | 'targets'>] })._coreNodes;
    expect([present.receivedParts, present.targets.map(({ part }) => part)]).toEqual([[1, 2], [3]]);
    await send(stage, present, content);
    const { file } = await complete(stage, viewer, announced?.id ?? '');
    expect((await http(stage, 'GET', file?.downloadUrl ?? '')).content.equals(content)).toBe(true);
  });

  it('is refused for one bit that is another, and says so to who asks again; its room is free', async () => {
    const { accountId, viewer } = somebody();
    const content = randomBytes(100_000);
    const flipped = Buffer.from(content);
    flipped.writeUInt8(flipped.readUInt8(50_000) ^ 1, 50_000);
    const { upload: announced } = await announce(stage, viewer, accountId, {
      content,
      type: 'application/octet-stream',
    });
    await send(stage, announced as never, flipped);
    for (let times = 0; times < 2; times += 1) {
      expect(await complete(stage, viewer, announced?.id ?? '')).toMatchObject({
        file: null,
        userErrors: [{ code: 'CHECKSUM_MISMATCH' }],
      });
    }
    expect(await usageOf(stage, accountId)).toMatchObject({ used_size: 0, reserved_size: 0, reserved_count: 0 });
  });

  it('is shown by its completion to who sent it, and when it is a file to who may see files', async () => {
    const { accountId, viewer } = somebody();
    const writer = stage.person(accountId);
    stage.source.grant(writer.userId, accountId, ['account:read', 'files:write']);
    const { file } = await upload(stage, viewer, accountId, { content: text });
    const again = globalId('upl', uuidOf(file?.id ?? ''));
    expect(await complete(stage, writer, again)).toMatchObject({ file: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await complete(stage, viewer, again)).toMatchObject({ file: { id: file?.id }, userErrors: [] });
    const reader = stage.person(accountId, 'viewer');
    expect(await complete(stage, reader, again)).toMatchObject({ file: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await upload(stage, writer, accountId, { content: text })).toMatchObject({ userErrors: [], upload: null });
  });

  it('is completed once, whoever asks for it at once and however often', async () => {
    const { accountId, viewer } = somebody();
    const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
    await send(stage, announced as never, text);
    const answers = await Promise.all(Array.from({ length: 10 }, () => complete(stage, viewer, announced?.id ?? '')));
    expect(new Set(answers.map(({ file }) => file?.id))).toEqual(new Set([announced?.fileId]));
    expect(await usageOf(stage, accountId)).toMatchObject({ used_count: 1, reserved_count: 0 });
    expect(await toldOf(accountId)).toHaveLength(1);
  });

  it('is completed by who asks later, when the one who looked at it has died', async () => {
    const { accountId, viewer } = somebody();
    const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
    await send(stage, announced as never, text);
    const id = uuidOf(announced?.id ?? '');
    const dies = new Date(stage.host.clock.now().getTime() + 60_000);
    await stage.host.admin`update core.file_uploads set verifying_until = ${dies} where id = ${id}`;
    expect(await complete(stage, viewer, announced?.id ?? '')).toMatchObject({
      file: null,
      upload: { status: 'VERIFYING' },
      userErrors: [],
    });
    stage.host.clock.advance(60_000);
    expect((await complete(stage, viewer, announced?.id ?? '')).file?.id).toBe(announced?.fileId);
  });

  it('is announced once by two requests with one key', async () => {
    const { accountId, viewer } = somebody();
    const sent = { content: text, key: 'once' };
    const [first, second] = [
      await announce(stage, viewer, accountId, sent),
      await announce(stage, viewer, accountId, sent),
    ];
    expect(second.upload?.id).toBe(first.upload?.id);
    expect(await usageOf(stage, accountId)).toMatchObject({ reserved_count: 1 });
  });

  it('takes nothing more when it is given up, and its room is free', async () => {
    const { accountId, viewer } = somebody();
    const { upload: announced } = await announce(stage, viewer, accountId, { content: text });
    const { data } = await stage.ask(
      viewer,
      'mutation ($id: ID!) { fileUploadAbort(input: { uploadId: $id }) { abortedUploadId userErrors { code } } }',
      { id: announced?.id },
    );
    expect(data?.['fileUploadAbort']).toEqual({ abortedUploadId: announced?.id, userErrors: [] });
    const { status } = await http(stage, 'PUT', announced?.targets[0]?.url ?? '', { body: text });
    expect(status).toBe(404);
    expect(await usageOf(stage, accountId)).toMatchObject({ reserved_size: 0, reserved_count: 0 });
    expect((await complete(stage, viewer, announced?.id ?? '')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('the quota', () => {
  it('is kept to the byte by fifty who come at once to its edge', async () => {
    const { accountId, viewer } = somebody();
    // Room for twenty of them, and one byte less than for another.
    const size = 4_000_000;
    const content = Buffer.alloc(0);
    const filler = { content, size: maxSize - 21 * size + 1, checksum: sha256(content) };
    expect((await announce(stage, viewer, accountId, filler)).upload).not.toBeNull();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => announce(stage, viewer, accountId, { content, size })),
    );
    const taken = answers.filter(({ upload: announced }) => announced !== null);
    expect(taken).toHaveLength(20);
    expect(answers.find(({ upload: announced }) => announced === null)?.userErrors).toEqual([
      { code: 'QUOTA_EXCEEDED', path: ['input', 'size'], remainingSize: size - 1, remainingCount: 39 },
    ]);
    expect(await usageOf(stage, accountId)).toMatchObject({ reserved_size: maxSize - size + 1, reserved_count: 21 });
    const last = await announce(stage, viewer, accountId, { content, size: size - 1 });
    expect(last.upload).not.toBeNull();
  });

  it('counts files too, and gives back what is deleted', async () => {
    const { accountId, viewer } = somebody();
    const { file } = await upload(stage, viewer, accountId, { content: text });
    for (let count = 1; count < 60; count += 1) await announce(stage, viewer, accountId, { content: text });
    const over = await announce(stage, viewer, accountId, { content: text });
    expect(over.userErrors).toMatchObject([{ code: 'QUOTA_EXCEEDED', remainingCount: 0 }]);
    const { data } = await stage.ask(
      viewer,
      'mutation ($id: ID!) { fileDelete(input: { id: $id }) { deletedFileId userErrors { code } } }',
      { id: file?.id },
    );
    expect(data?.['fileDelete']).toEqual({ deletedFileId: file?.id, userErrors: [] });
    expect((await announce(stage, viewer, accountId, { content: text })).upload).not.toBeNull();
  });

  it('is shown with what is used of it', async () => {
    const { accountId, viewer } = somebody();
    await upload(stage, viewer, accountId, { content: text });
    const { data } = await stage.ask(
      viewer,
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on Account { fileUsage { size count maxSize maxCount } files { nodes { name } } }
        }
      }`,
      { representations: [{ __typename: 'Account', id: globalId('acc', accountId) }] },
    );
    expect(data?.['_entities']).toEqual([
      { fileUsage: { size: text.length, count: 1, maxSize, maxCount: 60 }, files: { nodes: [{ name: 'notes.txt' }] } },
    ]);
  });
});
