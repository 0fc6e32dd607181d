import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { announce, type Completed, complete, http, send, upload } from '../../tests/files-fixture.ts';

let stage: CoreStage;
beforeAll(async () => {
  stage = await startCore('file routes');
});
afterAll(() => stage?.stop());

const text = Buffer.from('0123456789');

async function announced(content = text) {
  const accountId = randomUUID();
  const viewer = stage.person(accountId);
  const { upload: found } = await announce(stage, viewer, accountId, { content });
  const [target] = found?.targets ?? [];
  if (!found || !target) throw new Error('Nothing was announced.');
  return { viewer, found, url: target.url };
}

async function uploaded(sent: Partial<Parameters<typeof upload>[3]> = {}): Promise<NonNullable<Completed['file']>> {
  const accountId = randomUUID();
  const { file } = await upload(stage, stage.person(accountId), accountId, { content: text, ...sent });
  if (!file) throw new Error('There is no file.');
  return file;
}

/** With one character of the parameter another. */
function tampered(url: string, position: number): string {
  const changed = new URL(url);
  const token = changed.searchParams.get('token') ?? '';
  const at = position < 0 ? token.length + position : position;
  changed.searchParams.set('token', `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`);
  return changed.href;
}

/** The same bytes, written otherwise: the last character of a signature has two bits that say nothing. */
function rewritten(url: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return url.replace(/.$/, (last) => alphabet[alphabet.indexOf(last) ^ 1] ?? '');
}

describe('a link', () => {
  it('is refused when anything of it was changed, when its time is over, and for anything else', async () => {
    const [{ downloadUrl }, { url, found }] = [await uploaded(), await announced()];
    const other = await uploaded();
    const foreign = new URL(other.downloadUrl);
    foreign.searchParams.set('token', new URL(downloadUrl).searchParams.get('token') ?? '');
    for (const bad of [
      tampered(downloadUrl, 5),
      tampered(downloadUrl, 90),
      tampered(downloadUrl, -10),
      foreign.href,
      url,
    ]) {
      expect((await http(stage, 'GET', bad)).status, bad).toBe(403);
    }
    for (const bad of [rewritten(url), tampered(url, 5), tampered(url, 90), tampered(url, -10), downloadUrl]) {
      expect((await http(stage, 'PUT', bad, { body: text })).status, bad).toBe(403);
    }
    expect((await http(stage, 'GET', downloadUrl)).status).toBe(200);
    stage.host.clock.advance(15 * 60_000);
    expect((await http(stage, 'GET', downloadUrl)).status).toBe(403);
    stage.host.clock.advance(45 * 60_000);
    expect((await http(stage, 'PUT', url, { body: text })).status).toBe(403);
    expect(found.receivedParts).toEqual([]);
  });

  it('leads to nothing when the file is gone', async () => {
    const accountId = randomUUID();
    const viewer = stage.person(accountId);
    const { file } = await upload(stage, viewer, accountId, { content: text });
    await stage.ask(viewer, 'mutation ($id: ID!) { fileDelete(input: { id: $id }) { deletedFileId } }', {
      id: file?.id,
    });
    expect((await http(stage, 'GET', file?.downloadUrl ?? '')).status).toBe(404);
  });
});

describe('what is sent', () => {
  it('has the size that was announced, to the byte, and says so beforehand', async () => {
    const { url } = await announced();
    for (const [body, length, status] of [
      [text, undefined, 411],
      [Buffer.concat([text, text]), '20', 413],
      [text.subarray(1), '9', 413],
      // Who lies about it.
      [Buffer.concat([text, text]), '10', 400],
      [text.subarray(1), '10', 400],
    ] as const) {
      const headers = { 'content-length': length as string };
      expect((await http(stage, 'PUT', url, { body, headers })).status, `${body.length} as ${length}`).toBe(status);
    }
    expect((await http(stage, 'PUT', url, { body: text })).status).toBe(204);
  });

  it('is held against its digest, where there is one', async () => {
    const { url } = await announced();
    const digestOf = (content: Buffer) => `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;
    const put = async (digest: string) =>
      (await http(stage, 'PUT', url, { body: text, headers: { 'content-digest': digest } })).status;
    expect(await put(digestOf(text.subarray(1)))).toBe(400);
    expect(await put('sha-256=nonsense')).toBe(400);
    expect(await put(`md5=:x:, ${digestOf(text)}`)).toBe(204);
  });

  it('is not taken any more when it has become a file', async () => {
    const { viewer, found, url } = await announced();
    await send(stage, found, text);
    await complete(stage, viewer, found.id);
    expect((await http(stage, 'PUT', url, { body: Buffer.from('9876543210') })).status).toBe(404);
  });
});

describe('a download', () => {
  it('can be executed by no browser, and reaches nothing beside it', async () => {
    const { downloadUrl } = await uploaded();
    expect((await http(stage, 'GET', downloadUrl)).headers).toMatchObject({
      'content-type': 'text/plain',
      'content-disposition': `attachment; filename="notes.txt"; filename*=UTF-8''notes.txt`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-site',
      'cache-control': 'private, max-age=900',
      'content-length': '10',
    });
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=5-', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-100', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, 'There is nothing in this range.\n', 'bytes */10'],
    ['bytes=-0', 416, 'There is nothing in this range.\n', 'bytes */10'],
    // What cannot be read, and more than one, is all of it.
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['bytes=5-4', 200, '0123456789', undefined],
    ['lines=0-1', 200, '0123456789', undefined],
  ])('gives the range %s', async (range, status, content, contentRange) => {
    const { downloadUrl } = await uploaded();
    const answer = await http(stage, 'GET', downloadUrl, { headers: { range } });
    expect([answer.status, answer.content.toString(), answer.headers?.['content-range']]).toEqual([
      ...[status, content],
      contentRange,
    ]);
  });

  it('goes on only with the same content, and is not sent again to who has it', async () => {
    const { downloadUrl } = await uploaded();
    const { headers: { etag = '' } = {} } = await http(stage, 'GET', downloadUrl);
    const get = async (headers: Record<string, string>) => (await http(stage, 'GET', downloadUrl, { headers })).status;
    expect(await get({ range: 'bytes=1-', 'if-range': etag })).toBe(206);
    expect(await get({ range: 'bytes=1-', 'if-range': '"another"' })).toBe(200);
    expect(await get({ 'if-none-match': `"x", ${etag}` })).toBe(304);
    const head = await http(stage, 'HEAD', downloadUrl);
    expect([head.status, head.headers?.['content-length'], head.content.length]).toEqual([200, '10', 0]);
  });
});

describe('hostile content', () => {
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const gif = Buffer.concat([Buffer.from('GIF89a/*'), Buffer.alloc(20), Buffer.from('*/=1;alert(1)')]);

  it.each([
    ['HTML', 'text/html', html],
    ['SVG', 'image/svg+xml', svg],
    ['a script', 'application/javascript', Buffer.from('alert(1)')],
    [
      'XML with a style sheet',
      'application/xml',
      Buffer.from('<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'),
    ],
  ])('%s is kept, and is bytes to every browser', async (_what, type, content) => {
    const { downloadUrl, type: kept } = await uploaded({ content, type, name: 'a' });
    const { headers } = await http(stage, 'GET', downloadUrl);
    expect(kept).toBe(type);
    expect(headers?.['content-type']).toBe('application/octet-stream');
    expect(headers?.['content-disposition']).toMatch(/^attachment;/);
  });

  it('is an image to a browser where it is an image too: nothing in it runs', async () => {
    const { downloadUrl } = await uploaded({ content: gif, type: 'image/gif', name: 'polyglot.gif' });
    const { headers } = await http(stage, 'GET', downloadUrl);
    expect(headers).toMatchObject({
      'content-type': 'image/gif',
      'content-disposition': expect.stringMatching(/^inline;/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
  });

  it.each([
    ['HTML as an image', 'image/png', html],
    ['a polyglot as another type', 'image/png', gif],
    ['a script in an image as a script', 'text/javascript', gif],
    ['bytes as text', 'text/plain', Buffer.from([1, 2, 0, 3])],
    ['half a character as text', 'application/json', Buffer.from([0x22, 0xc3])],
    ['text as an archive', 'application/zip', text],
  ])('%s is refused', async (_what, type, content) => {
    const accountId = randomUUID();
    const { userErrors } = await upload(stage, stage.person(accountId), accountId, { content, type });
    expect(userErrors).toMatchObject([{ code: 'TYPE_MISMATCH' }]);
  });

  it('a zip bomb is a file like others: nobody unpacks it', async () => {
    // Its one entry says that it is 4 GiB, and expands without end.
    const head = Buffer.from('504b0304140000000800000000000000000000000000ffffffff0a000000', 'hex');
    const content = Buffer.concat([head, Buffer.from('mimetype.x'), randomBytes(2_000_000)]);
    const { type } = await uploaded({ content, type: 'application/zip' });
    expect(type).toBe('application/zip');
  });

  it('is of no type where nothing is known of it', async () => {
    const { type } = await uploaded({ content: Buffer.from([1, 2, 3, 0]), type: 'application/x-invented' });
    expect(type).toBe('application/octet-stream');
  });
});

describe('a name', () => {
  it.each([
    ['NUL', 'a\u0000.txt'],
    ['a line break', 'a\r\nSet-Cookie: b'],
    ['a mark that turns what is read around', 'photo\u202Egpj.exe'],
    ['half a surrogate pair', 'a\uD800'],
    ['a path', '../../etc/passwd'],
    ['a path of another system', '..\\..\\boot.ini'],
    ['nothing but dots', '..'],
    ['nothing', '   '],
    ['too much', 'a'.repeat(256)],
  ])('holds no %s', async (_what, name) => {
    const accountId = randomUUID();
    const { userErrors } = await announce(stage, stage.person(accountId), accountId, { content: text, name });
    expect(userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'name'] }]);
  });

  it('is offered as it is, to who knows how, and harmless to the others', async () => {
    const { downloadUrl, name } = await uploaded({ name: `Übergröße "1"; 100%'s.txt` });
    expect(name).toBe(`Übergröße "1"; 100%'s.txt`);
    const { headers } = await http(stage, 'GET', downloadUrl);
    expect(headers?.['content-disposition']).toBe(
      `attachment; filename="_bergr__e _1__ 100_'s.txt"; filename*=UTF-8''%C3%9Cbergr%C3%B6%C3%9Fe%20%221%22%3B%20100%25%27s.txt`,
    );
  });
});
