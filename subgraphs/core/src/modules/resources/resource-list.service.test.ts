import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { listResources } from '../../tests/resource-lists-fixture.ts';

interface Order {
  readonly id: string;
  readonly at: number;
  readonly updatedAt: number;
  readonly version: number;
  readonly labels: readonly string[];
  readonly data: {
    readonly name?: string | null;
    readonly total?: number | null;
    readonly open?: boolean;
    readonly due?: string;
  };
}

const fields = [
  { path: '/name', kind: 'STRING', filterable: true },
  { path: '/total', kind: 'NUMBER', filterable: true },
  { path: '/open', kind: 'BOOLEAN', filterable: true },
  { path: '/due', kind: 'DATE_TIME', filterable: true },
];
const names = ['a', 'ab', 'abc', 'b', 'B', 'é', 'ﬀ', '😀', '', 'a\u0001', null, undefined];
const totals = [0, -0, 1, -1, 1.5, -1.5, 1e300, -1e300, 5e-324, 2 ** 53, null, undefined];
const dues = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T01:00:00+02:00',
  '2025-12-31T23:59:59.999999999z',
  '1969-07-20t20:17:40Z',
];

let stage: CoreStage;
let ada: ReturnType<CoreStage['person']>;
const accountId = randomUUID();
let orders: Order[];

beforeAll(async () => {
  stage = await startCore('narrowed lists');
  ada = stage.person(accountId);
  await stage.defineType(ada, accountId, { name: 'order', fields });
  orders = [];
  for (let n = 0; n < 60; n += 1) {
    stage.host.clock.advance(n % 3 === 0 ? 0 : 90_000);
    const data = {
      name: names[n % names.length],
      total: totals[(n * 7) % totals.length],
      open: n % 4 === 0,
      ...(n % 5 > 0 && { due: dues[n % 4] }),
    };
    const labels = ['red', 'green', 'blue'].filter((_, bit) => (n >> bit) % 2 === 1);
    const input = { accountId: globalId('acc', accountId), type: 'order', data, labels };
    const created = await stage.ask(
      ada,
      'mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { resource { id createdAt } userErrors { message } } }',
      { input },
    );
    const { id, createdAt } = created.data.resourceCreate.resource;
    const at = Date.parse(createdAt);
    orders.push({ id, at, updatedAt: at, version: 1, labels, data: JSON.parse(JSON.stringify(data)) });
  }
  // Changed, so that states and entries are not those of the beginning.
  for (let n = 0; n < orders.length; n += 4) {
    stage.host.clock.advance(1_000);
    const order = orders[n] as Order;
    const data = { ...order.data, total: n % 8 === 0 ? 7 : null };
    await stage.update(ada, order.id, { expectedVersion: 1, data });
    orders[n] = { ...order, data, version: 2, updatedAt: stage.host.clock.now().getTime() };
  }
  await stage.create(ada, accountId, { type: 'other', data: { name: 'a', total: 7 } });
}, 30_000);
afterAll(() => stage?.stop());

const list = (args: object, viewer = ada, account = accountId) => listResources(stage, viewer, account, args);

/** All pages, until none is left. */
async function all(args: Record<string, unknown>, size: number, isBackwards = false): Promise<string[]> {
  const found: string[] = [];
  let cursor: unknown = null;
  for (;;) {
    const page = isBackwards ? { last: size, before: cursor } : { first: size, after: cursor };
    const { list: at, message } = await list({ ...args, ...page });
    if (!at) throw new Error(message);
    const ids = at.nodes.map(({ id }) => id);
    if (isBackwards) found.unshift(...ids);
    else found.push(...ids);
    cursor = isBackwards ? at.pageInfo['startCursor'] : at.pageInfo['endCursor'];
    if (!at.pageInfo[isBackwards ? 'hasPreviousPage' : 'hasNextPage']) return found;
  }
}

const bytes = (text: string) => Buffer.from(text);
const before = (a: string, b: string) => bytes(a).compare(bytes(b)) < 0;
const instant = (text: string) => Date.parse(text.replace(/\.\d+/, (digits) => digits.slice(0, 4)).toUpperCase());
const name = (path: string, more: object) => ({ field: { path, ...more } });

/** What a filter is in the words of the program that it is tested with. */
const filters: readonly (readonly [object, (order: Order) => boolean])[] = [
  [{}, () => true],
  [name('/name', { string: { eq: 'a' } }), ({ data }) => data.name === 'a'],
  [name('/name', { string: { in: ['a', 'é', 'none'] } }), ({ data }) => ['a', 'é'].includes(data.name as string)],
  [name('/name', { string: { prefix: 'a' } }), ({ data }) => data.name?.startsWith('a') ?? false],
  [name('/name', { string: { prefix: '' } }), ({ data }) => data.name != null],
  [
    name('/name', { string: { gt: 'a', lte: 'b' } }),
    ({ data: { name: n } }) => n != null && before('a', n) && !before('b', n),
  ],
  [name('/name', { string: { gte: 'ﬀ' } }), ({ data: { name: n } }) => n != null && !before(n, 'ﬀ')],
  [name('/name', { exists: false }), ({ data }) => data.name == null],
  [{ not: name('/name', { string: { eq: 'a' } }) }, ({ data }) => data.name !== 'a'],
  [name('/total', { number: { eq: 0 } }), ({ data }) => data.total === 0],
  [name('/total', { number: { gte: -1.5, lt: 1.5 } }), ({ data: { total: t } }) => t != null && t >= -1.5 && t < 1.5],
  [name('/total', { number: { gt: 1 } }), ({ data: { total: t } }) => t != null && t > 1],
  [name('/total', { exists: true }), ({ data }) => data.total != null],
  [name('/total', { number: { in: [7, -1e300] } }), ({ data }) => [7, -1e300].includes(data.total as number)],
  [name('/open', { boolean: true }), ({ data }) => data.open === true],
  [
    name('/due', { dateTime: { lt: '2026-01-01T00:00:00Z' } }),
    ({ data }) => data.due !== undefined && instant(data.due) < Date.parse('2026-01-01T00:00:00Z'),
  ],
  [name('/due', { dateTime: { eq: '2025-12-31T23:00:00Z' } }), ({ data }) => data.due === dues[1]],
  [{ labels: { has: 'red' } }, ({ labels }) => labels.includes('red')],
  [{ labels: { hasAny: ['red', 'blue'] } }, ({ labels }) => labels.includes('red') || labels.includes('blue')],
  [
    { labels: { has: 'red' }, not: { labels: { has: 'blue' } } },
    ({ labels }) => labels.includes('red') && !labels.includes('blue'),
  ],
  [
    {
      or: [
        name('/name', { string: { eq: 'b' } }),
        { and: [name('/open', { boolean: true }), { labels: { has: 'green' } }] },
      ],
    },
    ({ data, labels }) => data.name === 'b' || (data.open === true && labels.includes('green')),
  ],
  [{ or: [] }, () => false],
  [{ types: ['other', 'none'] }, () => false],
  [name('/name', { string: { eq: 'a', gt: 'a' } }), () => false],
];
const orderings: readonly (readonly [object | null, (a: Order, b: Order) => number])[] = [
  [null, () => 0],
  [{ by: 'UPDATED_AT', direction: 'ASC' }, (a, b) => a.updatedAt - b.updatedAt],
  [{ by: 'VERSION', direction: 'DESC' }, (a, b) => a.version - b.version],
  [
    { by: 'FIELD', field: '/total', direction: 'ASC' },
    (a, b) => (a.data.total ?? Infinity) - (b.data.total ?? Infinity) || 0,
  ],
  [
    { by: 'FIELD', field: '/name', direction: 'DESC' },
    ({ data: { name: a } }, { data: { name: b } }) =>
      a == null || b == null ? Number(a == null) - Number(b == null) : bytes(a).compare(bytes(b)),
  ],
];

it.each(orderings)(
  'lists what a filter leaves, in order, page by page, from both ends: %j',
  async (orderBy, compare) => {
    const sign = orderBy === null || (orderBy as { direction: string }).direction === 'DESC' ? -1 : 1;
    const sorted = orders.toSorted((a, b) => sign * (compare(a, b) || (a.id < b.id ? -1 : 1)));
    for (const [index, [filter, isWanted]] of filters.entries()) {
      const wanted = sorted.filter(isWanted).map(({ id }) => id);
      const args = { type: 'order', filter, orderBy };
      expect(await all(args, [7, 20, 100][index % 3] as number, index % 2 === 1), JSON.stringify(filter)).toEqual(
        wanted,
      );
    }
  },
);

it('finds by times, persons and ids, with or without a type', async () => {
  const [third, ninth] = [orders[2], orders[8]] as [Order, Order];
  const time = { gt: new Date(third.at).toISOString(), lte: new Date(ninth.at).toISOString() };
  const within = orders
    .filter(({ at }) => at > third.at && at <= ninth.at)
    .map(({ id }) => id)
    .toReversed();
  expect(within.length).toBeGreaterThan(3);
  expect(await all({ filter: { createdAt: time } }, 2)).toEqual(within);
  expect(await all({ filter: { createdAt: time, labels: { has: 'red' } } }, 2)).toEqual(
    within.filter((id) => orders.find((order) => order.id === id)?.labels.includes('red')),
  );
  const changed = {
    type: 'order',
    filter: { updatedAt: { gte: new Date(Math.max(...orders.map(({ at }) => at)) + 1).toISOString() } },
  };
  expect((await all(changed, 4, true)).toSorted()).toEqual(
    orders
      .filter(({ version }) => version === 2)
      .map(({ id }) => id)
      .toSorted(),
  );
  const ids = [third.id, ninth.id, globalId('res', randomUUID())];
  expect(await all({ filter: { ids } }, 1)).toEqual([ninth.id, third.id]);
  const eve = stage.person(accountId);
  const { data } = await stage.create(eve, accountId, { type: 'note' });
  const createdBy = [globalId('usr', eve.userId)];
  expect(await all({ filter: { createdBy } }, 1)).toEqual([data.resourceCreate.resource.id]);
  expect(await all({ type: 'order', filter: { createdBy } }, 1)).toEqual([]);
});

it('goes on where it was while others insert and change: nothing twice, and nothing left out of what stayed', async () => {
  const account = randomUUID();
  const viewer = stage.person(account);
  await stage.defineType(viewer, account, { name: 'order', fields });
  const create = async (total: number) => {
    const { data } = await stage.create(viewer, account, { type: 'order', data: { total, open: true } });
    return data.resourceCreate.resource.id as string;
  };
  const stayed = [];
  for (let n = 0; n < 12; n += 1) stayed.push(await create(n % 4));
  const found: string[] = [];
  let after: unknown = null;
  for (let page = 0; ; page += 1) {
    const args = {
      type: 'order',
      first: 3,
      after,
      filter: name('/open', { boolean: true }),
      orderBy: { by: 'FIELD', field: '/total', direction: 'ASC' },
    };
    const { list: at } = await list(args, viewer, account);
    found.push(...at.nodes.map(({ id }) => id));
    after = at.pageInfo['endCursor'];
    if (!at.pageInfo['hasNextPage'] || page > 20) break;
    if (page < 4) await Promise.all([create(-1), create(page), create(99)]);
  }
  expect(new Set(found).size).toBe(found.length);
  expect(stayed.filter((id) => !found.includes(id))).toEqual([]);
});

it('follows deleting and restoring', async () => {
  const account = randomUUID();
  const viewer = stage.person(account);
  await stage.defineType(viewer, account, { name: 'order', fields });
  const { data } = await stage.create(viewer, account, { type: 'order', data: { total: 3 } });
  const { id } = data.resourceCreate.resource;
  const three = async () =>
    (await list({ type: 'order', filter: name('/total', { number: { eq: 3 } }) }, viewer, account)).list.nodes.length;
  const counts = [await three()];
  const change = async (field: string, input: object) => {
    await stage.ask(
      viewer,
      `mutation { ${field}(input: {${Object.entries(input).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)}}) { userErrors { code } } }`,
    );
    counts.push(await three());
  };
  await change('resourceDelete', { id, expectedVersion: 1 });
  const entries = await stage.host.admin`select from core.resource_index_entries where account_id = ${account}`;
  await change('resourceRestore', { id, expectedVersion: 2 });
  await stage.update(viewer, id, { expectedVersion: 3, data: { total: 4 } });
  counts.push(await three());
  await change('resourceRestore', { id, expectedVersion: 4, version: 3 });
  expect([counts, entries.length]).toEqual([[1, 0, 1, 0, 1], 0]);
});

it('builds what a type declares later, says so until it is ready, and takes away what it declares no longer', async () => {
  const account = randomUUID();
  const viewer = stage.person(account);
  const { data } = await stage.defineType(viewer, account, { name: 'order' });
  const { id } = data.resourceTypeCreate.resourceType;
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), ${account}, 'order', jsonb_build_object('total', n % 10), 1, now(), now() from generate_series(1, 250) n`;
  const seven = { type: 'order', first: 100, filter: name('/total', { number: { eq: 7 } }) };
  const find = () => list(seven, viewer, account);
  expect((await find()).message).toContain('no filterable field');
  // Held, as by another process that builds.
  let early: Awaited<ReturnType<typeof find>> | undefined;
  await stage.host.admin.begin(async (sql) => {
    await sql`select from core.resources where account_id = ${account} limit 1 for update`;
    await stage.updateType(viewer, id, { expectedVersion: 1, fields });
    early = await find();
    const written = await stage.create(viewer, account, { type: 'order', data: { total: 7 } });
    expect(written.data.resourceCreate.userErrors).toEqual([]);
  });
  expect(early?.message).toContain('being made ready');
  await vi.waitFor(async () => expect((await find()).list?.nodes).toHaveLength(26), { timeout: 10_000, interval: 50 });
  await stage.updateType(viewer, id, { expectedVersion: 2, fields: fields.slice(0, 1) });
  expect((await find()).message).toContain('no filterable field');
  const left = () => stage.host.admin`
    select distinct i.path from core.resource_index_entries e join core.resource_indexes i on i.id = e.index_id where e.account_id = ${account}`;
  await vi.waitFor(async () => expect(await left()).toEqual([{ path: '/name' }]), { timeout: 10_000, interval: 50 });
}, 30_000);

it('ends a page that looked at too much, and goes on from there', async () => {
  const account = randomUUID();
  const viewer = stage.person(account);
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, labels, version, created_at, updated_at)
    select gen_random_uuid(), ${account}, 'order', '{}', case when n = 1 then '{a,b}'::text[] else '{}' end, 1, now(), now() from generate_series(1, 12000) n`;
  const filter = { labels: { hasAny: ['a', 'b'] } };
  const pages = [];
  for (let after: unknown = null; ; ) {
    const { list: at } = await list({ filter, after, first: 5 }, viewer, account);
    pages.push(at.nodes.length);
    after = at.pageInfo['endCursor'];
    if (!at.pageInfo['hasNextPage']) break;
  }
  expect([pages.length, pages.reduce((sum, count) => sum + count)]).toEqual([3, 1]);
});

it('ends at once where a filter can be true of nothing, however much there is', async () => {
  const account = randomUUID();
  const viewer = stage.person(account);
  await stage.defineType(viewer, account, { name: 'order', fields });
  await stage.host.admin`
    insert into core.resources (id, account_id, type, data, version, created_at, updated_at)
    select gen_random_uuid(), ${account}, 'order', '{}', 1, now(), now() from generate_series(1, 6000) n`;
  const nothings = [
    ...[{ or: [] }, { and: [{}, { or: [] }] }, { or: [{ or: [] }, { types: [] }] }, { not: { not: { or: [] } } }],
    ...[{ not: {} }, { not: { or: [{ ids: [] }, {}] } }],
    ...[{ ids: [] }, { types: [] }, { createdBy: [] }, { labels: { hasAny: [] } }],
    ...[name('/name', { string: { in: [] } }), name('/total', { number: { in: [] } })],
    name('/total', { number: { eq: 1, gt: 1 } }),
  ];
  const end = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  const first = await list({ type: 'order', filter: {}, first: 1 }, viewer, account);
  const cursor = first.list.pageInfo['endCursor'];
  for (const filter of nothings)
    for (const page of [{ first: 5 }, { last: 5 }, { first: 5, after: cursor }, { last: 5, before: cursor }])
      expect(await list({ type: 'order', filter, ...page }, viewer, account), JSON.stringify({ filter, page })).toEqual(
        {
          list: { nodes: [], pageInfo: end },
          message: undefined,
        },
      );
  const something = { not: { or: [{ ids: [] }, { labels: { has: 'red' } }] } };
  expect((await list({ type: 'order', filter: something, first: 5 }, viewer, account)).list.nodes).toHaveLength(5);
});
