import { randomUUID } from 'node:crypto';
import type { UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { resourceActions } from '../../tests/resource-actions.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('patches');
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});
const { announced, created, found, history, send } = resourceActions(() => ({ stage, accountId, ada }));

describe('a change of some of it', () => {
  it('merges what is given, and holds the whole to its type', async () => {
    const schema = { required: ['title'], properties: { title: { type: 'string' } } };
    await stage.defineType(ada, accountId, { name: 'page', schema });
    const id = await created({ title: 'One', meta: { pages: 3, draft: true } }, 'page');
    const patched = await send('update', { id, expectedVersion: 1, patch: { meta: { draft: null, author: 'Ada' } } });
    expect(patched).toMatchObject({
      resource: { version: 2, data: { title: 'One', meta: { pages: 3, author: 'Ada' } } },
      userErrors: [],
    });
    const faulty = await send('update', { id, expectedVersion: 2, patch: { title: null } });
    expect(faulty).toEqual({
      resource: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'data', 'title'] }],
    });
    expect(await found(id)).toMatchObject({ version: 2, data: { title: 'One' } });
  });

  it('gives labels, each once and in their order, and leaves the data', async () => {
    const id = await created();
    const labels = ['urgent', 'a "b" \\ {c},d', 'urgent', 'null', 'ä'];
    const { resource } = await send('update', { id, expectedVersion: 1, labels });
    expect(resource).toMatchObject({
      version: 2,
      data: { title: 'One' },
      labels: ['a "b" \\ {c},d', 'null', 'urgent', 'ä'],
    });
    const query = 'query ($id: ID!) { resource(id: $id) { labels } }';
    expect((await stage.ask(ada, query, { id })).data.resource.labels).toEqual(resource.labels);
    expect((await send('update', { id, expectedVersion: 2, labels: [] })).resource.labels).toEqual([]);
  });

  it('is one, and of what can be kept', async () => {
    const id = await created();
    const refused: readonly (readonly [path: string, input: object])[] = [
      ['data', {}],
      ['patch', { data: {}, patch: {} }],
      ['patch', { patch: [] }],
      ['patch', { patch: { a: 'nul\u0000' } }],
      ['patch', { patch: { a: Number.POSITIVE_INFINITY } }],
      ['data', { data: { a: Number.NEGATIVE_INFINITY } }],
      ['data', { patch: { text: 'x'.repeat(256 * 1024 - 20) } }],
      ['labels/0', { labels: ['evil\u202e'] }],
      ['labels/1', { labels: ['a', ''] }],
      ['labels', { labels: Array.from({ length: 33 }, (_, n) => `l${n}`) }],
    ];
    for (const [path, input] of refused) {
      const { userErrors } = await send('update', { id, expectedVersion: 1, ...input });
      const told = userErrors.map(({ code, path: at }: { code: string; path: string[] }) => [code, at.join('/')]);
      expect(told, JSON.stringify(input).slice(0, 80)).toEqual([['INVALID_INPUT', `input/${path}`]]);
    }
    expect(await found(id)).toEqual({ version: 1, data: { title: 'One' } });
  });
});

describe('a change that changes nothing', () => {
  it('leaves the resource as it is: no version, nothing in its history, and nobody is told', async () => {
    const id = await created({ title: 'One', lines: [{ n: 1 }, null] });
    const { resource } = await send('update', { id, expectedVersion: 1, labels: ['b', 'a'] });
    const kept = (await history(id)).nodes;
    stage.host.clock.advance(60_000);
    const same = [
      { data: { lines: [{ n: 1.0 }, null], title: 'One' } },
      { patch: {} },
      { patch: { title: 'One', none: null } },
      { labels: ['a', 'b', 'a'] },
      { data: { title: 'One', lines: [{ n: 1 }, null] }, labels: ['b', 'a'] },
    ];
    for (const [index, input] of same.entries())
      for (const key of ['', `same ${id} ${index}`, `same ${id} ${index}`])
        expect(await send('update', { id, expectedVersion: 2, ...input }, { key })).toEqual({
          resource,
          userErrors: [],
        });
    expect((await history(id)).nodes).toEqual(kept);
    // Whoever has not seen the present version is told so first.
    const stale = await send('update', { id, expectedVersion: 1, labels: ['a', 'b'] });
    expect(stale).toMatchObject({ resource, userErrors: [{ code: 'VERSION_CONFLICT', currentVersion: 2 }] });
    const other = await send('update', { id, expectedVersion: 2, data: { title: 'One', lines: [{ n: 1 }] } });
    expect(other.resource).toMatchObject({ version: 3 });
    await expect.poll(announced).toEqual([
      ['resource.created', 1],
      ['resource.updated', 2],
      ['resource.updated', 3],
    ]);
  });
});
