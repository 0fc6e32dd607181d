import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('deleted resources', { retention: { historyDays: 40, deletedDays: 30 } });
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});

const state = 'resource { id version data labels updatedAt }';
const errors = 'userErrors { code path ... on VersionConflict { currentVersion } }';
const documents = {
  update: `mutation ($input: ResourceUpdateInput!) { done: resourceUpdate(input: $input) { ${state} ${errors} } }`,
  delete: `mutation ($input: ResourceDeleteInput!) { done: resourceDelete(input: $input) { resourceId ${state} ${errors} } }`,
  restore: `mutation ($input: ResourceRestoreInput!) { done: resourceRestore(input: $input) { ${state} ${errors} } }`,
};

async function send(kind: keyof typeof documents, input: object, { viewer = ada as Viewer, key = '' } = {}) {
  const answer = await stage.ask(viewer, documents[kind], { input }, key ? { idempotencyKey: key } : {});
  expect(answer.errors).toBeUndefined();
  return answer.data.done;
}

async function created(data: object = { title: 'One' }, type = 'document'): Promise<string> {
  const { data: answer } = await stage.create(ada, accountId, { type, data });
  return answer.resourceCreate.resource.id;
}

async function found(id: string): Promise<unknown> {
  return (await stage.ask(ada, 'query ($id: ID!) { resource(id: $id) { version data } }', { id })).data.resource;
}

const listDocument = /* GraphQL */ `
  query ($account: _Any!, $after: Cursor) {
    _entities(representations: [$account]) {
      ... on Account {
        resources { nodes { id } }
        deletedResources(first: 2, after: $after) {
          nodes { resourceId type data labels version deletedAt deletedBy { id } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;
async function listed(after?: string) {
  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  return (await stage.ask(ada, listDocument, { account, after })).data._entities[0];
}

const historyDocument = /* GraphQL */ `
  query ($id: ID!, $first: Int, $after: Cursor) {
    resource(id: $id) {
      history(first: $first, after: $after) {
        nodes { version change changedAt changedBy { id } data labels changedPaths }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;
async function history(id: string, page: { first?: number; after?: string } = {}) {
  return (await stage.ask(ada, historyDocument, { id, ...page })).data.resource.history;
}

async function announced(): Promise<unknown[]> {
  const events = await stage.host.logged();
  return events
    .filter(({ payload }) => payload['accountId'] === accountId)
    .map(({ type, subject }) => [type, subject.version]);
}

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

describe('what is deleted', () => {
  it('is nowhere but among what can be restored, and comes back as it was', async () => {
    const [id, other] = [await created(), await created({ title: 'Other' })];
    await send('update', { id, expectedVersion: 1, labels: ['kept'] });
    expect(await send('delete', { id, expectedVersion: 2 })).toEqual({
      resourceId: id,
      resource: null,
      userErrors: [],
    });
    expect(await found(id)).toBeNull();
    const lists = await listed();
    expect(lists.resources.nodes).toEqual([{ id: other }]);
    expect(lists.deletedResources.nodes).toEqual([
      {
        resourceId: id,
        type: 'document',
        data: { title: 'One' },
        labels: ['kept'],
        version: 3,
        deletedAt: stage.host.clock.now().toISOString(),
        deletedBy: { id: globalId('usr', ada.userId) },
      },
    ]);
    const gone = await send('update', { id, expectedVersion: 3, data: {} });
    expect(gone.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const { resource } = await send('restore', { id, expectedVersion: 3 });
    expect(resource).toMatchObject({ id, version: 4, data: { title: 'One' }, labels: ['kept'] });
    expect((await listed()).deletedResources.nodes).toEqual([]);
    await expect.poll(announced).toEqual([
      ['resource.created', 1],
      ['resource.created', 1],
      ['resource.updated', 2],
      ['resource.deleted', 3],
      ['resource.restored', 4],
    ]);
  });

  it('is deleted and restored by the version that somebody has seen', async () => {
    const id = await created();
    const stale = await send('delete', { id, expectedVersion: 2 });
    expect(stale).toMatchObject({
      resourceId: null,
      resource: { version: 1, data: { title: 'One' } },
      userErrors: [{ code: 'VERSION_CONFLICT', currentVersion: 1 }],
    });
    await send('delete', { id, expectedVersion: 1 });
    const early = await send('restore', { id, expectedVersion: 1 });
    expect(early).toMatchObject({ resource: null, userErrors: [{ code: 'VERSION_CONFLICT', currentVersion: 2 }] });
  });

  it('is deleted by one of those who change it at once, and nothing is lost', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await created();
      const outcomes = await Promise.all([
        send('delete', { id, expectedVersion: 1 }),
        ...[1, 2, 3].map((n) => send('update', { id, expectedVersion: 1, data: { n } })),
      ]);
      const [deletion, ...updates] = outcomes;
      const winners = outcomes.filter(({ userErrors }) => userErrors.length === 0);
      expect(winners).toHaveLength(1);
      const losers = outcomes.filter((outcome) => outcome !== winners[0]).flatMap(({ userErrors }) => userErrors);
      const expected = winners[0] === deletion ? 'NOT_FOUND' : 'VERSION_CONFLICT';
      expect(losers.map(({ code }: { code: string }) => code)).toEqual([expected, expected, expected]);
      // Who lost sees what there is.
      for (const { resource, userErrors } of updates)
        if (userErrors[0]?.code === 'VERSION_CONFLICT') expect(resource).toEqual(winners[0].resource);
    }
  });

  it('is deleted and restored once by requests that came several times', async () => {
    const id = await created();
    const remove = () => send('delete', { id, expectedVersion: 1 }, { key: `delete ${id}` });
    for (const answer of [...(await Promise.all([remove(), remove()])), await remove()])
      expect(answer).toEqual({ resourceId: id, resource: null, userErrors: [] });
    const restore = () => send('restore', { id, expectedVersion: 2 }, { key: `restore ${id}` });
    for (const answer of [await restore(), await restore()])
      expect(answer).toMatchObject({ resource: { version: 3 }, userErrors: [] });
    expect(
      await send('delete', { id: globalId('res', randomUUID()), expectedVersion: 1 }, { key: 'nothing' }),
    ).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    await expect.poll(announced).toHaveLength(3);
  });

  it('keeps its type defined, and has to fit it when it comes back', async () => {
    const { data } = await stage.defineType(ada, accountId, { name: 'page' });
    const { id: typeId } = data.resourceTypeCreate.resourceType;
    const id = await created({ title: 1 }, 'page');
    await send('delete', { id, expectedVersion: 1 });
    const document = 'mutation ($id: ID!) { resourceTypeDelete(input: { id: $id }) { userErrors { code } } }';
    const kept = await stage.ask(ada, document, { id: typeId });
    expect(kept.data.resourceTypeDelete.userErrors).toEqual([{ code: 'RESOURCE_TYPE_IN_USE' }]);
    const schema = { properties: { title: { type: 'string' } } };
    await stage.updateType(ada, typeId, { expectedVersion: 1, schema });
    expect((await send('restore', { id, expectedVersion: 2 })).userErrors).toEqual([
      { code: 'INVALID_INPUT', path: ['input', 'data', 'title'] },
    ]);
    expect((await listed()).deletedResources.nodes).toMatchObject([{ resourceId: id, version: 2 }]);
  });

  it('is listed page by page, what was created last first', async () => {
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.unshift(await created({ n }));
    for (const id of ids) await send('delete', { id, expectedVersion: 1 });
    const seen: string[] = [];
    let after: string | undefined;
    for (let more = true; more; ) {
      const { nodes, pageInfo } = (await listed(after)).deletedResources;
      seen.push(...nodes.map(({ resourceId }: { resourceId: string }) => resourceId));
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    expect(seen).toEqual(ids);
  });

  it('is gone for good with its history after thirty days, unless it came back', async () => {
    const [gone, back] = [await created(), await created()];
    for (const id of [gone, back]) {
      await send('update', { id, expectedVersion: 1, data: { title: 'Two' } });
      await send('delete', { id, expectedVersion: 2 });
    }
    await send('restore', { id: back, expectedVersion: 3 });
    const rows = async () => {
      const ids = [uuidOf(gone), uuidOf(back)];
      const count = async (table: string, column: string) =>
        (await stage.host.admin`select from ${stage.host.admin(table)} where ${stage.host.admin(column)} = any(${ids})`)
          .length;
      return [
        await count('core.resources', 'id'),
        await count('core.deleted_resources', 'id'),
        await count('core.resource_versions', 'resource_id'),
      ];
    };
    const run = async () => (await stage.startAnother()).stop();
    stage.host.clock.advance(29.9 * 86_400_000);
    await run();
    expect(await rows()).toEqual([1, 1, 5]);
    stage.host.clock.advance(0.2 * 86_400_000);
    await run();
    expect(await rows()).toEqual([1, 0, 3]);
    expect((await send('restore', { id: gone, expectedVersion: 3 })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await history(back)).nodes.map(({ version }: { version: number }) => version)).toEqual([4, 3, 2, 1]);
  });
});

describe('its history', () => {
  it('says who changed what, and when, over all states', async () => {
    const grace = stage.person(accountId, 'member');
    const id = await created({ title: 'One', lines: [{ amount: 1 }] });
    const firstAt = stage.host.clock.now();
    stage.host.clock.advance(60_000);
    await send(
      'update',
      { id, expectedVersion: 1, patch: { lines: [{ amount: 2 }, { amount: 3 }] } },
      { viewer: grace },
    );
    await send('update', { id, expectedVersion: 2, labels: ['checked'] });
    await send('delete', { id, expectedVersion: 3 }, { viewer: grace });
    await send('restore', { id, expectedVersion: 4 });
    const [her, his] = [{ id: globalId('usr', ada.userId) }, { id: globalId('usr', grace.userId) }];
    const changedAt = stage.host.clock.now().toISOString();
    const data = { title: 'One', lines: [{ amount: 2 }, { amount: 3 }] };
    const kept = { changedAt, data, labels: ['checked'], changedPaths: [] };
    expect((await history(id)).nodes).toEqual([
      { ...kept, version: 5, change: 'RESTORED', changedBy: her },
      { ...kept, version: 4, change: 'DELETED', changedBy: his },
      { ...kept, version: 3, change: 'UPDATED', changedBy: her },
      {
        ...kept,
        version: 2,
        change: 'UPDATED',
        changedBy: his,
        labels: [],
        changedPaths: ['/lines/0/amount', '/lines/1'],
      },
      {
        ...{ version: 1, change: 'CREATED', changedBy: her, changedAt: firstAt.toISOString() },
        ...{ data: { title: 'One', lines: [{ amount: 1 }] }, labels: [], changedPaths: [] },
      },
    ]);
  });

  it('is read page by page, and for a list of resources in two statements', async () => {
    const ids = await Promise.all([1, 2, 3].map((n) => created({ n })));
    for (const id of ids)
      for (let version = 1; version <= 6; version += 1)
        await send('update', { id, expectedVersion: version, data: { version } });
    const versions: number[] = [];
    let after: string | undefined;
    for (let more = true; more; ) {
      const { nodes, pageInfo } = await history(ids[0] as string, { first: 3, ...(after && { after }) });
      versions.push(...nodes.map(({ version }: { version: number }) => version));
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    expect(versions).toEqual([7, 6, 5, 4, 3, 2, 1]);

    const { admin } = stage.host;
    await admin`create extension if not exists pg_stat_statements`;
    const calls = async () => {
      const [row] = await admin<[{ calls: number }]>`
        select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
        where d.datname = current_database() and query like '%/* resourceVersions.%'`;
      return row.calls;
    };
    const before = await calls();
    const account = { __typename: 'Account', id: globalId('acc', accountId) };
    const query = `query ($account: _Any!) {
      _entities(representations: [$account]) { ... on Account { resources { nodes { history(first: 2) { nodes { version } } } } } }
    }`;
    const { data } = await stage.ask(ada, query, { account });
    const twice = { history: { nodes: [{ version: 7 }, { version: 6 }] } };
    expect(data._entities[0].resources.nodes).toEqual([twice, twice, twice]);
    expect((await calls()) - before).toBe(2);
  });

  it('gives back an earlier version as the next one', async () => {
    const id = await created({ title: 'One' });
    await send('update', { id, expectedVersion: 1, data: { title: 'Two' }, labels: ['second'] });
    const { resource } = await send('restore', { id, expectedVersion: 2, version: 1 });
    expect(resource).toMatchObject({ version: 3, data: { title: 'One' }, labels: [] });
    expect((await history(id)).nodes[0]).toMatchObject({ version: 3, change: 'UPDATED', changedPaths: ['/title'] });
    const unsaid = await send('restore', { id, expectedVersion: 3 });
    expect(unsaid.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'version'] }]);
    for (const version of [0, 9, -1]) {
      const { userErrors } = await send('restore', { id, expectedVersion: 3, version });
      expect(userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'version'] }]);
    }
    await send('delete', { id, expectedVersion: 3 });
    const back = await send('restore', { id, expectedVersion: 4, version: 2 });
    expect(back.resource).toMatchObject({ version: 5, data: { title: 'Two' }, labels: ['second'] });
    await expect.poll(announced).toEqual([
      ['resource.created', 1],
      ['resource.updated', 2],
      ['resource.updated', 3],
      ['resource.deleted', 4],
      ['resource.restored', 5],
    ]);
  });

  it('begins new partitions in time, and goes with them after its retention', async () => {
    const { admin, clock } = stage.host;
    // A partition ends a day after it was found to be old enough.
    clock.advance(2 * 86_400_000);
    const id = await created();
    await send('update', { id, expectedVersion: 1, data: { title: 'Two' } });
    const partitions = async () => {
      const rows = await admin<{ number: number }[]>`select number from core.resource_version_partitions order by 1`;
      return rows.map(({ number }) => number);
    };
    const kept = async () => (await admin`select from core.resource_versions where resource_id = ${uuidOf(id)}`).length;
    const after = async (days: number) => {
      clock.advance(days * 86_400_000);
      await (await stage.startAnother()).stop();
    };
    const holding = (await partitions()).at(-1);
    await after(31);
    await after(32);
    expect((await partitions()).at(-1)).toBeGreaterThan(Number(holding) + 1);
    expect(await kept()).toBe(1);
    await after(15);
    expect(await partitions()).not.toContain(holding);
    expect(await kept()).toBe(0);
    expect((await history(id)).nodes).toMatchObject([{ version: 2 }]);
  });
});
