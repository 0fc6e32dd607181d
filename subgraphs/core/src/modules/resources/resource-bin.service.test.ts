import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';
import { resourceActions } from '../../tests/resource-actions.ts';

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
const { announced, created, found, history, send } = resourceActions(() => ({ stage, accountId, ada }));

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

describe('what is deleted', () => {
  it('keeps its key without holding it, and stays deleted while another has it', async () => {
    const create = `mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { resource { id } userErrors { code } } }`;
    const keyed = async () => {
      const input = { accountId: globalId('acc', accountId), type: 'document', data: {}, externalKey: 'A' };
      return (await stage.ask(ada, create, { input })).data.resourceCreate.resource.id;
    };
    const byKey = async () => {
      const query = `query ($id: ID!) { resourceByExternalKey(accountId: $id, type: "document", externalKey: "A") { id } }`;
      return (await stage.ask(ada, query, { id: globalId('acc', accountId) })).data.resourceByExternalKey?.id ?? null;
    };
    const first = await keyed();
    await send('delete', { id: first, expectedVersion: 1 });
    expect(await byKey()).toBeNull();
    const second = await keyed();
    expect((await send('restore', { id: first, expectedVersion: 2 })).userErrors).toEqual([
      { code: 'EXTERNAL_KEY_TAKEN', path: ['input', 'id'] },
    ]);
    await send('delete', { id: second, expectedVersion: 1 });
    expect((await send('restore', { id: first, expectedVersion: 2 })).userErrors).toEqual([]);
    expect(await byKey()).toBe(first);
  });

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

  it('comes back though its time is over at that moment: neither waits for the other in a circle', async () => {
    const id = await created();
    await send('delete', { id, expectedVersion: 1 });
    stage.host.clock.advance(31 * 86_400_000);
    const { admin } = stage.host;
    const waiting = async () =>
      (await admin`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
        .length;
    let ending: Promise<void> | undefined;
    await admin.begin(async (sql) => {
      // As who restores it: first the resource, then when it is due.
      await sql`select from core.deleted_resources where id = ${uuidOf(id)} for update`;
      ending = stage.startAnother().then((another) => another.stop());
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
      await sql`delete from core.resource_purges where resource_id = ${uuidOf(id)}`;
    });
    await ending;
    expect(stage.host.lines.filter(({ message }) => String(message).includes('deleted resources failed'))).toEqual([]);
    expect((await send('restore', { id, expectedVersion: 2 })).resource).toMatchObject({ version: 3 });
  });

  it('is gone for good in one go, however much there is of it, and though it fails in another account', async () => {
    const { admin } = stage.host;
    const [unlucky, many] = [randomUUID(), randomUUID()];
    const leave = async (owner: string, count: number) => admin`
      with gone as (
        insert into core.deleted_resources (id, account_id, type, data, version, created_at, updated_at)
        select gen_random_uuid(), ${owner}, 'document', '{}', 2, now(), now() from generate_series(1, ${count}::int) returning id
      ) insert into core.resource_purges select id, ${owner}, now() - interval '1 day' from gone`;
    await leave(unlucky, 1_100);
    await leave(many, 1_100);
    const left = async (owner: string) =>
      (await admin`select from core.deleted_resources where account_id = ${owner}`).length;
    await admin.begin(async (sql) => {
      // Somebody has one of them for longer than the job waits.
      await sql`select from core.deleted_resources where account_id = ${unlucky} limit 1 for update`;
      await admin`update core.resource_purges set due_at = now() - interval '2 days' where account_id = ${unlucky}`;
      await (await stage.startAnother()).stop();
      expect([await left(unlucky), await left(many)]).toEqual([1_100, 0]);
    });
    await (await stage.startAnother()).stop();
    expect(await left(unlucky)).toBe(0);
  });

  it('is gone for good with its history after thirty days, unless it came back', async () => {
    const [gone, back] = [await created(), await created()];
    for (const id of [gone, back]) {
      await send('update', { id, expectedVersion: 1, data: { title: 'Two' } });
      await send('delete', { id, expectedVersion: 2 });
    }
    await send('restore', { id: back, expectedVersion: 3 });
    const file = randomUUID();
    await stage.host.admin`insert into core.files (id, account_id, name, type, size, checksum, version, created_at)
      values (${file}, ${accountId}, 'a', 'text/plain', 1, '', 1, now())`;
    await stage.host.admin`insert into core.file_attachments (resource_id, file_id, account_id, attached_at)
      select unnest(${[uuidOf(gone), uuidOf(back)]}::uuid[]), ${file}, ${accountId}, now()`;
    const rows = async () => {
      const ids = [uuidOf(gone), uuidOf(back)];
      const count = async (table: string, column: string) =>
        (await stage.host.admin`select from ${stage.host.admin(table)} where ${stage.host.admin(column)} = any(${ids})`)
          .length;
      return [
        await count('core.resources', 'id'),
        await count('core.deleted_resources', 'id'),
        await count('core.resource_versions', 'resource_id'),
        await count('core.file_attachments', 'resource_id'),
      ];
    };
    const run = async () => (await stage.startAnother()).stop();
    stage.host.clock.advance(29.9 * 86_400_000);
    await run();
    expect(await rows()).toEqual([1, 1, 5, 2]);
    stage.host.clock.advance(0.2 * 86_400_000);
    await run();
    expect(await rows()).toEqual([1, 0, 3, 1]);
    expect((await send('restore', { id: gone, expectedVersion: 3 })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await history(back)).nodes.map(({ version }: { version: number }) => version)).toEqual([4, 3, 2, 1]);
  });
});
