import { randomUUID } from 'node:crypto';
import { sessionSettings } from '@trivet/database';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CoreStage, startCore } from '../../tests/core-fixture.ts';
import { labelIndexId } from '../resource-indexes/index-value.ts';
import type { ResourceIndex } from '../resource-indexes/resource-index.model.ts';
import type { Position } from './resource.model.ts';
import { type Condition, conditionOf, type ResourceFilterInput } from './resource-filter.ts';
import { listStatement, maxLookedAt, type ResourceListRequest } from './resource-list-statement.ts';
import type { ResourceOrderBy } from './resource-order.ts';

/** Of which one account has a third, and 999 the rest. A million, as `RESOURCES`, takes some four minutes. */
const resourceCount = Number(process.env['RESOURCES'] ?? 200_000);
const pageSize = 25;
const farPage = resourceCount / 100;

const accountId = randomUUID();
const creatorId = randomUUID();
let stage: CoreStage;
let indexes: readonly ResourceIndex[];
let runs = 0;

beforeAll(async () => {
  stage = await startCore('a million resources');
  const { admin } = stage.host;
  const ada = stage.person(accountId);
  const fields = [
    { path: '/total', kind: 'NUMBER', filterable: true },
    { path: '/status', kind: 'STRING', filterable: true },
  ];
  await stage.defineType(ada, accountId, { name: 'order', fields });
  indexes = await admin<
    ResourceIndex[]
  >`select id, path, kind, state from core.resource_indexes where account_id = ${accountId}`;
  const idOf = (path: string) => indexes.find((index) => index.path === path)?.id ?? '';
  // Ids in the order of creation, as ours are; of the account every second row until it has its third.
  await admin`
    insert into core.resources (id, account_id, type, data, version, created_by_id, created_at, updated_at, labels)
    select (lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
      case when n % 3 = 0 then ${accountId}::uuid else md5('account ' || n % 999)::uuid end,
      case when n % 100 = 3 then 'note' else 'order' end,
      jsonb_build_object('total', n % 1000, 'status', 'status ' || n % 7, 'text', repeat('x', 200)),
      1 + n % 50, case when n % 100 = 6 then ${creatorId}::uuid end,
      to_timestamp(1700000000 + n), to_timestamp(1700000000 + (n * 7919::bigint) % ${resourceCount}),
      case when n % 10 = 6 then '{red}'::text[] else '{}' end
    from generate_series(1, ${resourceCount}::int) n`;
  await admin`
    insert into core.resource_index_entries (resource_id, index_id, account_id, value)
    select r.id, case when account_id = ${accountId} then ${idOf('/total')}::uuid else md5(account_id || 'total')::uuid end, account_id,
      '\\x01'::bytea || set_byte(float8send((data ->> 'total')::float8), 0, get_byte(float8send((data ->> 'total')::float8), 0) # 128)
    from core.resources r where type = 'order'`;
  await admin`
    insert into core.resource_index_entries (resource_id, index_id, account_id, value)
    select r.id, case when account_id = ${accountId} then ${idOf('/status')}::uuid else md5(account_id || 'status')::uuid end, account_id,
      '\\x01'::bytea || convert_to(data ->> 'status', 'UTF8')
    from core.resources r where type = 'order'`;
  await admin`
    insert into core.resource_index_entries (resource_id, index_id, account_id, value)
    select id, ${labelIndexId(accountId, 'red')}, account_id, '' from core.resources where labels = '{red}' and account_id = ${accountId}`;
  await admin`vacuum analyze core.resources, core.resource_index_entries`;
}, 600_000);
afterAll(() => stage?.stop());

interface Plan {
  readonly 'Node Type': string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function namesOf(nodes: readonly Plan[]): string {
  return nodes.map((node) => [node['Node Type'], node['Index Name']].filter(Boolean).join(' ')).join(', ');
}

interface Asked {
  readonly filter?: ResourceFilterInput;
  readonly by?: ResourceOrderBy;
  readonly field?: string;
  readonly direction?: 'ASC' | 'DESC';
  readonly type?: string | null;
}

function requestOf({
  filter = {},
  by = 'CREATED_AT',
  field,
  direction = 'DESC',
  type = 'order',
}: Asked): ResourceListRequest {
  const indexOf = (path: string) => {
    const index = indexes.find((each) => each.path === path);
    if (!index) throw new Error(path);
    return index;
  };
  const condition: Condition = conditionOf(filter, indexOf);
  return {
    ...{ accountId, type, isBackwards: false, from: null, limit: pageSize + 1 },
    conditions: condition.kind === 'all' ? condition.of : [condition],
    order: { by, direction, index: field ? indexOf(field) : null },
  };
}

/** As the application runs it: its role, its settings, row-level security, the plan for all parameters. */
async function run<Answer>(request: ResourceListRequest, what: (text: string) => string): Promise<readonly Answer[]> {
  const { text, params } = listStatement(request);
  const values: unknown[] = [];
  const numbered = text.replace(/:(p\d+)/g, (_, name: string) => {
    values.push(params[name]);
    return `$${values.length}`;
  });
  return stage.host.admin.begin(async (sql) => {
    await sql`set local role trivet_core`;
    for (const [setting, value] of Object.entries(sessionSettings))
      await sql`select set_config(${setting}, ${String(value)}, true)`;
    await sql`select set_config('statement_timeout', '0', true), set_config('trivet.accounts', ${`{${accountId}}`}, true)`;
    // Of another name each time: after a failure it is still there.
    const name = `list_${runs++}`;
    await sql.unsafe(`prepare ${name} as ${numbered}`);
    const literals = values.map(literal).join(', ');
    const answer = await sql.unsafe(what(`execute ${name}(${literals})`));
    await sql.unsafe(`deallocate ${name}`);
    return [...answer] as unknown as readonly Answer[];
  }) as Promise<readonly Answer[]>;
}

function literal(value: unknown): string {
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Array.isArray(value))
    return `'{${value.map((each) => (Buffer.isBuffer(each) ? `"\\\\x${each.toString('hex')}"` : `"${each}"`)).join(',')}}'`;
  return `'${value}'`;
}

async function planOf(request: ResourceListRequest): Promise<{ nodes: readonly Plan[]; pages: number }> {
  const explain = (text: string) => `explain (analyze, buffers, timing off, format json) ${text}`;
  // Once to warm: what is read from disk counts as what is in memory, but planning reads too.
  await run(request, explain);
  const [row] = await run<{ 'QUERY PLAN': [{ Plan: Plan }] }>(request, explain);
  const plan = row?.['QUERY PLAN'][0].Plan as Plan;
  return { nodes: nodesOf(plan), pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] };
}

/** Where page 10,000 begins; of lists that are shorter, where their last but one does. */
async function farAlong(request: ResourceListRequest): Promise<{ from: Position; page: number } | null> {
  const most = (farPage - 1) * pageSize;
  const rows = await run<Position>({ ...request, limit: most + pageSize }, (text) => text);
  const before = Math.min(most, Math.floor(rows.length / pageSize - 1) * pageSize);
  const position = rows[before - 1];
  return position ? { from: { id: position.id, key: position.key }, page: before / pageSize + 1 } : null;
}

const field = (path: string, more: object): ResourceFilterInput => ({ field: { path, ...more } });
const time = new Date(1_700_000_000_000 + resourceCount * 500);

/** Lists of which one index has all: a page costs what it holds, wherever it is. */
const indexed: readonly (readonly [string, Asked])[] = [
  ['the newest first', { type: null }],
  ['the oldest first', { type: null, direction: 'ASC' }],
  ['of a type', {}],
  ['of a seldom type', { type: 'note' }],
  ['by when they changed', { by: 'UPDATED_AT' }],
  [
    'by when they changed, from a time on',
    { by: 'UPDATED_AT', direction: 'ASC', filter: { updatedAt: { gte: time } } },
  ],
  ['by version', { by: 'VERSION', direction: 'ASC' }],
  ['by a number', { by: 'FIELD', field: '/total', direction: 'ASC' }],
  ['by a text, descending', { by: 'FIELD', field: '/status' }],
  [
    'by a number in a range',
    { by: 'FIELD', field: '/total', filter: field('/total', { number: { gte: 10, lt: 990 } }) },
  ],
  [
    'by a text with a prefix',
    { by: 'FIELD', field: '/status', direction: 'ASC', filter: field('/status', { string: { prefix: 'status ' } }) },
  ],
  ['that have a value, by it', { by: 'FIELD', field: '/total', filter: field('/total', { exists: true }) }],
  ['of one number', { filter: field('/total', { number: { eq: 6 } }) }],
  ['of one text', { filter: field('/status', { string: { eq: 'status 3' } }) }],
  ['of what has no value', { filter: field('/status', { exists: false }) }],
];

/** Lists with more to look at than an index has: bounded by what is looked at. */
const bounded: readonly (readonly [string, Asked])[] = [
  ['with a label', { type: null, filter: { labels: { has: 'red' } } }],
  ['with a label, of a type', { filter: { labels: { has: 'red' } } }],
  ['of a person', { type: null, filter: { createdBy: [globalId('usr', creatorId)] } }],
  ['of two numbers', { filter: field('/total', { number: { in: [6, 9] } }) }],
  ['of a range, the newest first', { filter: field('/total', { number: { lt: 3 } }) }],
  [
    'of one text, by a number',
    { by: 'FIELD', field: '/total', filter: field('/status', { string: { eq: 'status 3' } }) },
  ],
  [
    'of two fields',
    { filter: { and: [field('/status', { string: { eq: 'status 3' } }), field('/total', { number: { lt: 3 } })] } },
  ],
  [
    'of this or that',
    { filter: { or: [field('/status', { string: { eq: 'status 3' } }), { labels: { has: 'red' } }] } },
  ],
  ['of what is not', { filter: { not: field('/status', { string: { prefix: 'status' } }) } }],
  ['of a time', { filter: { createdAt: { gte: new Date(time.getTime() - 1_000_000), lt: time } } }],
  ['of a time with nothing', { filter: { createdAt: { lt: new Date(1_600_000_000_000) } } }],
  [
    'of a time with little, of a person',
    {
      filter: {
        createdAt: { gte: time, lt: new Date(time.getTime() + 30_000) },
        createdBy: [globalId('usr', creatorId)],
      },
    },
  ],
  ['of ids', { filter: { ids: [globalId('res', randomUUID())] } }],
  ['of nobody, by version', { by: 'VERSION', filter: { createdBy: [globalId('usr', randomUUID())] } }],
];

/** Of a page; and where it looks at others besides, of a look into an index and at a resource for each, on trees of four levels. */
const pagesOfPage = 5 * (pageSize + 1) + 20;
const pagesOfLookedAt = 2 * 4 * maxLookedAt + maxLookedAt / 10;

it.each(indexed)('costs a page and no more, whichever it is: %s', { timeout: 120_000 }, async (_name, asked) => {
  for (const isBackwards of [false, true]) {
    const request = { ...requestOf(asked), isBackwards };
    const first = await planOf(request);
    expect(namesOf(first.nodes)).not.toMatch(/Seq Scan|Sort|Bitmap|Hash/);
    expect(first.pages).toBeLessThan(pagesOfPage);
    const along = await farAlong(request);
    if (!along) continue;
    const { from, page } = along;
    const far = await planOf({ ...request, from });
    expect(namesOf(far.nodes)).toBe(namesOf(first.nodes));
    expect(far.pages / first.pages, `page ${page}: ${far.pages}, page 1: ${first.pages}`).toBeLessThan(1.1);
    console.info(
      `${_name}${isBackwards ? ', backwards' : ''}: page 1 ${first.pages} buffers, page ${page} ${far.pages}`,
    );
  }
});

it.each(bounded)(
  'costs what it looks at, and no more, whatever there is: %s',
  { timeout: 120_000 },
  async (_name, asked) => {
    const request = requestOf(asked);
    const { nodes, pages } = await planOf(request);
    expect(namesOf(nodes)).not.toMatch(/Seq Scan|Bitmap|Hash/);
    expect(pages).toBeLessThan(pagesOfLookedAt);
    console.info(`${_name}: ${pages} buffers`);
  },
);
