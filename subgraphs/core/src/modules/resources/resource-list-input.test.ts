import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { listResources } from '../../tests/resource-lists-fixture.ts';

let stage: CoreStage;
let ada: ReturnType<CoreStage['person']>;
const accountId = randomUUID();
beforeAll(async () => {
  stage = await startCore('refused lists');
  ada = stage.person(accountId);
  const fields = [
    { path: '/name', kind: 'STRING', filterable: true },
    { path: '/total', kind: 'NUMBER', filterable: true },
    { path: '/due', kind: 'DATE_TIME', filterable: true },
  ];
  await stage.defineType(ada, accountId, { name: 'order', fields });
  for (const total of [1, 2]) await stage.create(ada, accountId, { type: 'order', data: { total } });
});
afterAll(() => stage?.stop());

const list = (args: object) => listResources(stage, ada, accountId, args);
const name = (path: string, more: object) => ({ field: { path, ...more } });

it.each([
  [{ filter: name('/total', { number: { eq: 1 } }) }, 'say which one by "type"'],
  [{ orderBy: { by: 'VERSION' } }, 'say which one by "type"'],
  [{ type: 'order', filter: name('/none', { exists: true }) }, 'no filterable field'],
  [{ type: 'order', filter: name('/total', { string: { eq: '1' } }) }, 'of the kind NUMBER'],
  [{ type: 'order', filter: name('/total', {}) }, 'Say what'],
  [{ type: 'order', orderBy: { by: 'FIELD' } }, '"FIELD" takes "field"'],
  [{ type: 'order', orderBy: { by: 'VERSION', field: '/total' } }, '"FIELD" takes "field"'],
  [{ filter: { not: { not: { not: { not: { not: { not: {} } } } } } } }, '5 levels'],
  [{ filter: { and: Array.from({ length: 60 }, () => ({})) } }, '50 conditions'],
  [{ filter: { labels: { hasAny: Array.from({ length: 101 }, String) } } }, '100 values'],
  [{ filter: { ids: [globalId('res', accountId), 'none'] } }, '"none" is not an id that begins with "res_"'],
  [{ filter: { ids: [globalId('acc', accountId)] } }, 'not an id that begins with "res_"'],
  [{ filter: { or: [{}, { createdBy: [''] }] } }, '"" is not an id that begins with "usr_"'],
  [{ filter: { createdBy: ['x'.repeat(10_000)] } }, `"${'x'.repeat(64)}" is not an id`],
  [{ last: 101 }, '"last" has to be'],
  [{ last: 5, after: 'x' }, '"first" and "after", or "last"'],
  [{ filter: {}, after: 'x' }, 'not a cursor of this list'],
  [{ filter: { createdAt: { gt: '0000-06-01T00:00:00Z' } } }, 'years 1 to 9999'],
  [{ filter: { updatedAt: { lte: '9999-12-31T23:59:59-01:00' } } }, 'years 1 to 9999'],
  [{ type: 'order', filter: name('/due', { dateTime: { eq: '0000-01-01T00:00:00+01:00' } }) }, 'years 1 to 9999'],
])('refuses a list (%#)', async (args, message) => {
  expect((await list(args)).message).toContain(message);
});

it('says of each field how far it is, and refuses lists by one that is not ready', async () => {
  const account = { __typename: 'Account', id: globalId('acc', accountId) };
  const states = async () => {
    const document = `query ($account: _Any!) {
      _entities(representations: [$account]) { ... on Account { resourceTypes { name fields { path state } } } }
    }`;
    const { data } = await stage.ask(ada, document, { account });
    return data._entities[0].resourceTypes.map(({ fields }: { fields: { state: string }[] }) =>
      fields.map(({ state }) => state),
    );
  };
  await stage.defineType(ada, accountId, {
    name: 'zone',
    fields: [
      { path: '/name', kind: 'STRING', searchable: true },
      { path: '/total', kind: 'NUMBER', filterable: true },
    ],
  });
  expect(await states()).toEqual([
    ['READY', 'READY', 'READY'],
    [null, 'READY'],
  ]);
  const { admin } = stage.host;
  const become = (state: string) =>
    admin`update core.resource_indexes set state = ${state} where type = 'zone' and account_id = ${accountId}`;
  for (const [state, message] of [
    ['BUILDING', 'is being made ready'],
    ['FAILED', 'could not be made ready'],
  ] as const) {
    await become(state);
    expect((await states())[1]).toEqual([null, state]);
    const refused = await list({ type: 'zone', filter: name('/total', { exists: true }) });
    expect(refused.message).toContain(message);
  }
});

it('takes a cursor in its own order only', async () => {
  const at = async (orderBy: object) => (await list({ type: 'order', first: 1, orderBy })).list.pageInfo['endCursor'];
  const byTotal = { by: 'FIELD', field: '/total', direction: 'ASC' };
  const other = { by: 'FIELD', field: '/name', direction: 'ASC' };
  expect((await list({ type: 'order', orderBy: byTotal, after: await at(other) })).message).toContain('another order');
  expect((await list({ type: 'order', orderBy: byTotal, after: await at(byTotal) })).message).toBeUndefined();
});

it.each([
  '2026-13-01 00:00:00+00',
  '2026-02-30 00:00:00+00',
  '0000-01-01 00:00:00+00',
  '2026-01-01 24:00:01+00',
  '2026-01-01 00:00:00+99',
])('takes no cursor that somebody made of the time %s', async (time) => {
  const orderBy = { by: 'UPDATED_AT' };
  const { list: at } = await list({ type: 'order', first: 1, orderBy });
  const cursor = Buffer.from(String(at.pageInfo['endCursor']), 'base64url').toString();
  const [version, sign, id, key = '', ...rest] = cursor.split(':');
  const made = (other: string) => Buffer.from([version, sign, id, other].join(':')).toString('base64url');
  expect((await list({ type: 'order', orderBy, after: made([key, ...rest].join(':')) })).message).toBeUndefined();
  expect((await list({ type: 'order', orderBy, after: made(time) })).message).toContain('not a cursor of this list');
});

it('finds nothing by what nothing can be called', async () => {
  for (const filter of [{ types: ['a\u0000'] }, { types: ['\ud800'] }, { labels: { has: 'a\u0000' } }])
    expect(await list({ filter })).toMatchObject({ list: { nodes: [] }, message: undefined });
});
