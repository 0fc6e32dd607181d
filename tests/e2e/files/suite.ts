import { createHash, randomBytes } from 'node:crypto';
import { startS3Server } from '@trivet/core/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { announceFile, completeUpload, sendPart, targetFields } from '../../support/files.ts';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';

export interface FilesSuiteOptions {
  readonly way: Way;
  readonly store: 'disk' | 's3';
  readonly megabytes: number;
}

/** Until the outcome is there: what is large is looked at for longer than an answer waits. */
async function outcomeOf(person: Person, uploadId: string) {
  return eventually(async () => {
    const { data } = await completeUpload(person, uploadId);
    expect(data.fileUploadComplete.upload?.status).not.toBe('VERIFYING');
    return data.fileUploadComplete;
  });
}

async function start({ way, store }: FilesSuiteOptions): Promise<Stack> {
  const name = `files ${way} ${store}`;
  if (store === 'disk') return startStack(way, { name });
  const server = await startS3Server();
  const environment = {
    ...{ FILE_STORE: 's3', S3_ENDPOINT: server.endpoint, S3_BUCKET: server.bucket, S3_PATH_STYLE: 'on' },
    S3_ACCESS_KEY_ID: server.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
  };
  const stack = await startStack(way, { name, environment });
  return {
    ...stack,
    async stop() {
      await stack.stop();
      await server.stop();
    },
  };
}

/** Files, as clients send and take them. Gives the stack, for more. */
export function filesSuite(options: FilesSuiteOptions): () => Stack {
  let stack: Stack;
  beforeAll(async () => {
    stack = await start(options);
  });
  afterAll(() => stack?.stop());
  const { megabytes } = options;

  it(`brings ${megabytes} MB in parts, goes on after a break, and gives them back in ranges`, async () => {
    const person = await stack.person('Ada');
    const account = await person.account('Engines');
    const content = randomBytes(megabytes * 1024 * 1024);
    const file = { content, name: 'engine.bin', type: 'application/octet-stream' };
    const { id, fileId, targets } = await announceFile(person, account, file);
    expect(targets.length).toBe(Math.ceil(megabytes / 16));
    // It breaks off after the first, which nobody has told him about.
    const [first] = targets;
    if (!first) throw new Error('There is nothing to send to.');
    expect((await sendPart(first, content)).ok).toBe(true);
    expect((await completeUpload(person, id)).data.fileUploadComplete.userErrors).toMatchObject([
      { code: 'UPLOAD_INCOMPLETE' },
    ]);
    const again = await person.ask(`query ($id: ID!) { node(id: $id) { ... on FileUpload { ${targetFields} } } }`, {
      id,
    });
    expect(again.data.node.targets).toHaveLength(targets.length - 1);
    for (const target of again.data.node.targets) expect((await sendPart(target, content)).ok).toBe(true);
    const completed = await outcomeOf(person, id);
    expect(completed).toMatchObject({
      file: { id: fileId, size: content.length, checksum: createHash('sha256').update(content).digest('hex') },
      userErrors: [],
    });

    const { downloadUrl } = completed.file;
    const half = await fetch(downloadUrl, { headers: { range: `bytes=0-${content.length / 2 - 1}` } });
    const rest = await fetch(downloadUrl, {
      headers: { range: `bytes=${content.length / 2}-`, 'if-range': half.headers.get('etag') ?? '' },
    });
    expect([half.status, rest.status]).toEqual([206, 206]);
    const taken = Buffer.concat([Buffer.from(await half.arrayBuffer()), Buffer.from(await rest.arrayBuffer())]);
    expect(taken.equals(content)).toBe(true);
    expect(half.headers.get('content-disposition')).toMatch(/^attachment; filename="engine.bin"/);
  });

  it('takes nothing that is another by one bit, and nothing by a link that was changed', async () => {
    const person = await stack.person('Ada');
    const account = await person.account('Engines');
    const content = randomBytes(18 * 1024 * 1024);
    const type = 'application/octet-stream';
    const { id, targets } = await announceFile(person, account, { content, type });
    const flipped = Buffer.from(content);
    flipped.writeUInt8(flipped.readUInt8(17_000_000) ^ 1, 17_000_000);
    for (const target of targets) {
      const changed = { ...target, url: target.url.replace(/.(?=&|$)/, (last) => (last === '0' ? '1' : '0')) };
      expect((await sendPart(changed, flipped)).status).toBe(403);
      expect((await sendPart(target, flipped)).ok).toBe(true);
    }
    expect(await outcomeOf(person, id)).toMatchObject({ file: null, userErrors: [{ code: 'CHECKSUM_MISMATCH' }] });
    const { data } = await person.ask('query ($id: ID!) { account(id: $id) { fileUsage { size count } } }', {
      id: account,
    });
    expect(data.account.fileUsage).toEqual({ size: 0, count: 0 });
  });
  return () => stack;
}
