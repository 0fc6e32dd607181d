import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { resourceActions } from '../../tests/resource-actions.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('histories', { retention: { historyDays: 40, deletedDays: 30 } });
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});
const { announced, created, history, send } = resourceActions(() => ({ stage, accountId, ada }));

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
});
