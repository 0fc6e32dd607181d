import { describe, expect, it } from 'vitest';
import { announceFile, completeUpload, newFile, sendPart } from '../../support/files.ts';
import { filesSuite } from './suite.ts';

describe('files on disk, in one process', () => {
  const given = filesSuite({ way: 'standalone', store: 'disk', megabytes: 18 });

  it('leave the router as harmless as core makes them, whatever a browser brings along', async () => {
    const stack = given();
    const person = await stack.person('Ada');
    const account = await person.account('Engines');
    const html = {
      content: Buffer.from('<!doctype html><script>alert(1)</script>'),
      type: 'text/html',
      name: 'ä.html',
    };
    const id = await newFile(person, account, html);
    const { data } = await person.ask('query ($id: ID!) { node(id: $id) { ... on File { downloadUrl } } }', { id });
    const answer = await fetch(data.node.downloadUrl, { headers: { cookie: 'a=b', origin: 'https://evil.test' } });
    expect(await answer.text()).toBe(html.content.toString());
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="_.html"; filename*=UTF-8''%C3%A4.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-site',
      'accept-ranges': 'bytes',
    });
    for (const name of ['set-cookie', 'access-control-allow-origin']) expect(answer.headers.get(name)).toBeNull();
    const head = await fetch(data.node.downloadUrl, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(html.content.length)]);
    stack.keepSecret(new URL(data.node.downloadUrl).searchParams.get('token') ?? '');
  });

  it('are not there when the one who sends them is killed in between, and whole when he goes on', async () => {
    const stack = given();
    const person = await stack.person('Ada');
    const account = await person.account('Engines');
    const content = Buffer.alloc(17 * 1024 * 1024, 'x');
    const { id, targets } = await announceFile(person, account, { content, type: 'text/plain' });
    const [first, second] = targets;
    if (!first || !second) throw new Error('There are two parts.');
    await sendPart(first, content);
    const underWay = sendPart(second, content).catch(() => null);
    await stack.processes.core.kill('SIGKILL');
    await underWay;
    stack.processes.core.restart();
    await stack.ready();
    const { data } = await person.ask('query ($id: ID!) { node(id: $id) { ... on FileUpload { receivedParts } } }', {
      id,
    });
    expect([[1], [1, 2]]).toContainEqual(data.node.receivedParts);
    await sendPart(second, content);
    expect((await completeUpload(person, id)).data.fileUploadComplete).toMatchObject({ userErrors: [], upload: null });
  });
});
