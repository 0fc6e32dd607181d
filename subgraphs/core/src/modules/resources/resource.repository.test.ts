import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { Access } from '@trivet/identity';
import { globalId } from '@trivet/platform';
import { directoryOverLog } from '@trivet/subgraph';
import { pagesRead } from '@trivet/subgraph/testing';
import { expect, it, onTestFinished } from 'vitest';
import { schemaPart } from '../../app.ts';
import { startCore } from '../../tests/core-fixture.ts';
import { ResourceBulkRepository } from './resource-bulk.repository.ts';

it('finds resources by their ids and keys, and pages of a seldom type, without looking at the rest of the account', async () => {
  const stage = await startCore('many resources');
  onTestFinished(() => stage.stop());
  const accountId = randomUUID();
  const ada = stage.person(accountId);
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at, external_key)
    select gen_random_uuid(), case when n <= 10000 then ${accountId}::uuid else gen_random_uuid() end,
      case when n % 2000 = 0 then 'seldom' else 'often' end, '{}', 1, now(), now(), case when n % 2 = 0 then 'K' || n end
    from generate_series(1, 20000) as n`;
  await stage.host.admin`analyze core.resources`;

  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  let ids: string[] = [];
  const pagesOfList = await pagesRead(stage.host, 'resources.listByAccountsAndType', async () => {
    const query = `query ($account: _Any!) {
      _entities(representations: [$account]) { ... on Account { resources(type: "seldom", first: 3) { nodes { id type } } } }
    }`;
    const { data } = await stage.ask(ada, query, { account });
    const { nodes } = data._entities[0].resources;
    expect(nodes.map(({ type }: { type: string }) => type)).toEqual(['seldom', 'seldom', 'seldom']);
    ids = nodes.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });
  const pagesOfLookUp = await pagesRead(stage.host, 'resources.findByIds', async () => {
    const { data } = await stage.ask(ada, 'query ($ids: [ID!]!) { _coreNodes(ids: $ids) { id } }', { ids });
    expect(data._coreNodes).toEqual(ids.map((id) => ({ id })));
  });
  const pagesByKey = await pagesRead(stage.host, 'resources.findByExternalKeys', async () => {
    const query = `query ($id: ID!) { resourceByExternalKey(accountId: $id, type: "often", externalKey: "K998") { externalKey } }`;
    const { data } = await stage.ask(ada, query, { id: account.id });
    expect(data.resourceByExternalKey).toEqual({ externalKey: 'K998' });
  });
  const pagesToLock = await pagesRead(stage.host, 'resources.findKeys', async () => {
    const db = new Database({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
    const access = new Access({
      directory: directoryOverLog({ ...stage.host, source: stage.source }),
      logger: stage.host.logger,
    });
    const within = access.system('test', accountId);
    const keys = ['K2', 'K4', 'none'];
    const bulk = new ResourceBulkRepository();
    const locked = await db.transaction(within.rows, (tx) => bulk.lockByExternalKeys(tx, within, 'often', keys));
    expect(locked).toHaveLength(2);
    await db.close();
  });
  const pages = [pagesOfList, pagesOfLookUp, pagesByKey, pagesToLock];
  expect(pages.filter((each) => each >= 20)).toEqual([]);
});

it('reads histories and deleted resources of one account without looking at what others have, or at other states', async () => {
  const stage = await startCore('many states');
  onTestFinished(() => stage.stop());
  const [accountId, resourceId] = [randomUUID(), randomUUID()];
  const ada = stage.person(accountId);
  const { admin } = stage.host;
  await admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    values (${resourceId}, ${accountId}, 'note', '{}', 5001, now(), now())`;
  await admin`
    insert into core.resource_versions (resource_id, account_id, type, data, version, created_at, updated_at, superseded_at)
    select case when n <= 5000 then ${resourceId}::uuid else gen_random_uuid() end, ${accountId}, 'note', '{}', n, now(), now(), now()
    from generate_series(1, 20000) as n`;
  await admin`
    insert into core.deleted_resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), case when n <= 5000 then ${accountId}::uuid else gen_random_uuid() end, 'note', '{}', 2, now(), now()
    from generate_series(1, 20000) as n`;
  await admin`analyze core.resource_versions, core.deleted_resources`;
  const id = globalId('res', resourceId);
  const pagesOfHistory = await pagesRead(stage.host, 'resourceVersions.listPast', async () => {
    const query = 'query ($id: ID!) { resource(id: $id) { history(first: 3) { nodes { version } } } }';
    const { data } = await stage.ask(ada, query, { id });
    expect(data.resource.history.nodes).toEqual([{ version: 5001 }, { version: 5000 }, { version: 4999 }]);
  });
  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  const pagesOfDeleted = await pagesRead(stage.host, 'deletedResources.listByAccounts', async () => {
    const query = `query ($account: _Any!) {
      _entities(representations: [$account]) { ... on Account { deletedResources(first: 3) { nodes { resourceId } } } }
    }`;
    const { data } = await stage.ask(ada, query, { account });
    expect(data._entities[0].deletedResources.nodes).toHaveLength(3);
  });
  expect([pagesOfHistory < 20, pagesOfDeleted < 20], `${pagesOfHistory}, ${pagesOfDeleted}`).toEqual([true, true]);
});
