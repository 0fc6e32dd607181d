import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { schemaPart } from '../../app.ts';
import { SearchControl } from '../../search-control.ts';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { resourceActions } from '../../tests/resource-actions.ts';

let stage: CoreStage;
let control: SearchControl;
const accountId = randomUUID();
beforeAll(async () => {
  stage = await startCore('search generations');
  control = new SearchControl(stage.host.database.urlFor(schemaPart.role));
});
afterAll(async () => {
  await control?.close();
  await stage?.stop();
});

const eventually = (expectation: () => Promise<void>) => vi.waitFor(expectation, { timeout: 15_000, interval: 20 });
const actions = (ada: ReturnType<CoreStage['person']>) => resourceActions(() => ({ stage, accountId, ada }));

async function titles(query: string): Promise<string[]> {
  const document = `query ($accountId: ID!, $query: String!) {
    search(accountId: $accountId, query: $query, first: 100) { nodes { node { ... on Resource { data } } } }
  }`;
  const variables = { accountId: globalId('acc', accountId), query };
  const { data, errors } = await stage.ask(stage.person(accountId), document, variables);
  expect(errors).toBeUndefined();
  return data.search.nodes.map(({ node }: { node: { data: { title: string } } }) => node.data.title).sort();
}

/** As they would be in the database of a version before this: no event tells of them. */
async function older(count: number, title: string): Promise<void> {
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), ${accountId}, 'document', jsonb_build_object('title', ${title}::text || ' ' || n), 1, now(), now()
    from generate_series(1, ${count}::int) n`;
}

it('makes a generation anew beside the one that is searched, with what is written and deleted meanwhile', async () => {
  const { created, send } = actions(stage.person(accountId));
  const first = await created({ title: 'Anchor first' });
  const second = await created({ title: 'Anchor second' });
  await eventually(async () => expect(await titles('anchor')).toHaveLength(2));
  // More than are looked at at once, three times.
  await older(250, 'Ballast');
  expect(await titles('ballast')).toEqual([]);
  const number = await control.rebuild();
  expect(number).toBe(2);
  await send('update', { id: first, expectedVersion: 1, data: { title: 'Anchor changed' } });
  await send('delete', { id: second, expectedVersion: 1 });
  await created({ title: 'Anchor third' });
  let built = false;
  while (!built) {
    expect((await titles('anchor')).length).toBeGreaterThan(0);
    built = (await control.list()).some((each) => each.number === number && each.state === 'SEARCHED');
  }
  await eventually(async () => expect(await titles('anchor')).toEqual(['Anchor changed', 'Anchor third']));
  expect(await titles('ballast')).toHaveLength(100);
  // Nothing is left of the one before.
  await eventually(async () => expect((await control.list()).map((each) => each.number)).toEqual([number]));
  const { admin } = stage.host;
  expect(await admin`select from core.search_documents where generation = 1`).toHaveLength(0);
  expect(await admin`select from core.search_words where scope like '1.%'`).toHaveLength(0);
});

it('gives no generation the number of one that is gone', async () => {
  const { admin } = stage.host;
  const given = (await control.rebuild()) ?? 0;
  await admin`delete from core.search_work where generation = ${given}`;
  await admin`delete from core.search_generations where number = ${given}`;
  expect(await control.rebuild()).toBe(given + 1);
  await eventually(async () => expect((await control.list()).map((each) => each.number)).toEqual([given + 1]));
});

it('goes on with what another has begun and left', async () => {
  const { admin, clock } = stage.host;
  await older(1, 'Capstan');
  const number = await control.rebuild();
  // Whoever had its turn was killed: it is another's a minute later.
  await admin`update core.search_work set turn_at = ${new Date(clock.now().getTime() + 60_000)}, revision = revision + 1`;
  expect((await control.list()).find((each) => each.number === number)?.state).toBe('BUILDING');
  clock.advance(61_000);
  await eventually(async () => expect((await control.list()).map((each) => each.number)).toEqual([number]));
  expect(await titles('capstan')).toHaveLength(1);
});

it.each(['account', 'generation'])('leaves nothing of one that is taken away while it writes: %s', async (what) => {
  const { admin } = stage.host;
  const gone = randomUUID();
  const searched = (number: number) =>
    eventually(async () =>
      expect(await control.list()).toContainEqual(expect.objectContaining({ number, state: 'SEARCHED' })),
    );
  await admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    values (gen_random_uuid(), ${gone}, 'document', '{"title": "Halyard"}', 1, now(), now())`;
  let number = 0;
  await admin.begin(async (tx) => {
    await tx`lock table core.search_documents in share mode`;
    const [begun] = await admin`
      with begun as (
        insert into core.search_generations (index, state, begun_at) values ('postgres', 'BUILDING', now()) returning number
      ), work as (
        insert into core.search_work (generation, account_id, resource_type_id, kind, turn_at)
        select number, ${gone}, '00000000-0000-0000-0000-000000000000', 'RESOURCE', 'epoch' from begun
      ) select number from begun`;
    number = begun?.['number'];
    // It has read, and is about to write.
    await eventually(async () => {
      const waiting = admin`select from pg_locks where not granted and relation = 'core.search_documents'::regclass`;
      expect(await waiting).toHaveLength(1);
    });
    await tx`delete from core.resources where account_id = ${gone}`;
    await tx`delete from core.search_accounts where account_id = ${gone}`;
    if (what === 'generation') {
      await tx`delete from core.search_work where generation = ${number}`;
      await tx`delete from core.search_generations where number = ${number}`;
    }
  });
  if (what === 'account') await searched(number);
  const whole = (await control.rebuild()) ?? 0;
  const left = async () =>
    admin`select from core.search_documents where generation = ${number} and account_id = ${gone}`;
  if (what === 'account') expect(await left()).toHaveLength(0);
  await searched(whole);
  expect(await left()).toHaveLength(0);
});

it('begins a type anew whose fields change while it is looked at', async () => {
  const { admin } = stage.host;
  const ada = stage.person(accountId);
  const { created } = actions(ada);
  await created({ title: 'Deck', one: 'Eyelet', two: 'Fairlead' }, 'part');
  await eventually(async () => expect(await titles('deck')).toHaveLength(1));
  const field = (path: string) => ({ path, kind: 'STRING', searchable: true });
  const { resourceType } = (await stage.defineType(ada, accountId, { name: 'part', fields: [field('/one')] })).data
    .resourceTypeCreate;
  await eventually(async () => expect(await titles('eyelet')).toHaveLength(1));
  await stage.updateType(ada, resourceType.id, { expectedVersion: 1, fields: [field('/two')] });
  await eventually(async () => expect(await titles('fairlead')).toHaveLength(1));
  expect(await titles('eyelet')).toEqual([]);
  await eventually(async () => expect(await admin`select from core.search_work`).toHaveLength(0));
  // Nothing is to be looked at where something else changes.
  await stage.updateType(ada, resourceType.id, { expectedVersion: 2, title: 'Part of a ship' });
  expect(await admin`select from core.search_work`).toHaveLength(0);
});

it('takes away words that nothing has any more, a day later', async () => {
  const { admin, clock } = stage.host;
  const { created, send } = actions(stage.person(accountId));
  const id = await created({ title: 'Gangway gunwale' });
  const kept = await created({ title: 'Gunwale' });
  await eventually(async () => expect(await titles('gunwale')).toHaveLength(2));
  await send('delete', { id, expectedVersion: 1 });
  await eventually(async () => {
    const [row] = await admin`select removed_at from core.search_documents where removed_at is not null`;
    expect(row).toBeDefined();
  });
  const words = async () =>
    (await admin`select word from core.search_words where word in ('gangway', 'gunwale') order by 1`).map(
      ({ word }) => word,
    );
  expect(await words()).toEqual(['gangway', 'gunwale']);
  clock.advance(21 * 3_600_000);
  const another = await stage.startAnother();
  await eventually(async () => expect(await words()).toEqual(['gunwale']));
  await another.stop();
  expect(await titles('gunwlae')).toEqual(['Gunwale']);
  expect(kept).toBeDefined();
});

it('tells how far it is behind', async () => {
  await eventually(async () => expect(stage.metrics.text()).toContain('\ntrivet_search_lag_events 0\n'));
});
