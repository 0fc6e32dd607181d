import type { Expected, HostileRequest, Scene } from './requests.ts';

/** An account's list, by every operator that a filter has. */
const list = `query ($id: ID!, $type: String, $filter: ResourceFilter, $orderBy: ResourceOrder) {
  account(id: $id) { resources(type: $type, filter: $filter, orderBy: $orderBy) { nodes { id } } }
}`;

/** A filterable field of each kind. */
export const fieldsToFilter = [
  { path: '/text', kind: 'STRING', filterable: true },
  { path: '/number', kind: 'NUMBER', filterable: true },
  { path: '/flag', kind: 'BOOLEAN', filterable: true },
  { path: '/time', kind: 'DATE_TIME', filterable: true },
];
export const typeToFilter = 'filtered';

const comparisons = ['eq', 'gt', 'gte', 'lt', 'lte'] as const;
const field = (path: string, more: object) => ({ field: { path, ...more } });
const nul = 'a\u0000b';
const half = '\ud800';
const long = 'x'.repeat(900_000);

/** Of a filter that holds this text: as it is written, and not as an object, which would be another. */
const raw = (variables: string) => Buffer.from(`{"query":${JSON.stringify(list)},"variables":${variables}}`);

/**
 * Filters that nobody means: each is refused, or finds nothing, and is short to answer.
 */
export function hostileFilters({ accountId: id }: Scene): HostileRequest[] {
  const type = typeToFilter;
  const refused = { status: 200, code: 'BAD_USER_INPUT', path: ['account', 'resources'] } as const;
  const noVariable = { status: 400, code: 'BAD_USER_INPUT' } as const;
  const found = { status: 200 } as const;
  const ask = (name: string, filter: unknown, expected: Expected, more = {}): HostileRequest => ({
    name: `a filter: ${name}`,
    body: { query: list, variables: { id, type, filter, ...more } },
    ...expected,
  });
  const text = (name: string, value: string, expected: Expected) =>
    [...comparisons, 'prefix'].map((by) =>
      ask(`text ${by} ${name}`, field('/text', { string: { [by]: value } }), expected),
    );
  const deep = (levels: number) =>
    `{"id":${JSON.stringify(id)},"filter":${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}}`;
  return [
    // Texts.
    ...text('NUL', nul, refused),
    ...text('half a pair', half, refused),
    ...text('__proto__', '__proto__', found),
    ...(['eq', 'gt'] as const).map((by) =>
      ask(`text ${by} of 900,000 characters`, field('/text', { string: { [by]: long } }), found),
    ),
    ask('a prefix of 900,000 characters', field('/text', { string: { prefix: long } }), refused),
    ask('text in NUL', field('/text', { string: { in: [nul] } }), refused),
    ask('text in half a pair', field('/text', { string: { in: ['a', half] } }), refused),
    ask('text in a thousand', field('/text', { string: { in: Array(1_000).fill('a') } }), refused),
    ...(
      [
        ['ids', refused],
        ['types', found],
        ['createdBy', refused],
      ] as const
    ).flatMap(([by, expected]) =>
      [nul, half, '__proto__', long].map((value) => ask(`${by} ${value.slice(0, 9)}`, { [by]: [value] }, expected)),
    ),
    ...[{ has: nul }, { has: half }, { has: '__proto__' }, { hasAny: [nul, half, long] }].map((labels) =>
      ask('a label', { labels }, found),
    ),
    // Paths.
    ...['', '/', '/__proto__', '/constructor', 'text', '/text/', nul, half, long].map((path) =>
      ask(`path ${path.slice(0, 12)}`, field(path, { exists: true }), refused),
    ),
    ...[nul, '__proto__', long].map((path) =>
      ask('an order by no field', {}, refused, { orderBy: { by: 'FIELD', field: path } }),
    ),
    ...[nul, half, long, ''].map((other) => ask('no type', {}, refused, { type: other })),
    // Numbers.
    ...comparisons.flatMap((by) => [
      {
        name: `a filter: number ${by} 1e400`,
        body: raw(
          `{"id":${JSON.stringify(id)},"type":"${type}","filter":{"field":{"path":"/number","number":{"${by}":1e400}}}}`,
        ),
        ...noVariable,
      },
      {
        name: `a filter: number ${by} -1e400`,
        body: raw(
          `{"id":${JSON.stringify(id)},"type":"${type}","filter":{"field":{"path":"/number","number":{"${by}":-1e400}}}}`,
        ),
        ...noVariable,
      },
      ask(`number ${by} 1e308`, field('/number', { number: { [by]: 1e308 } }), found),
      ask(`number ${by} -0`, field('/number', { number: { [by]: -0 } }), found),
      ask(`number ${by} a text`, field('/number', { number: { [by]: '1' } }), noVariable),
    ]),
    {
      name: 'a filter: number 1e400 in the document',
      body: {
        query: `{ account(id: "${id}") { resources(type: "${type}", filter: { field: { path: "/number", number: { eq: 1e400 } } }) { nodes { id } } } }`,
      },
      ...noVariable,
    },
    // Times.
    ...comparisons.flatMap((by) =>
      ['0000-01-01T00:00:00Z', nul].flatMap((at) => [
        ask(`time ${by} ${at}`, field('/time', { dateTime: { [by]: at } }), refused),
        ask(`updatedAt ${by} ${at}`, { updatedAt: { [by]: at } }, refused),
      ]),
    ),
    ...['', 'now', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', half, long].map((at) =>
      ask(`createdAt of ${at.slice(0, 12)}`, { createdAt: { eq: at } }, refused),
    ),
    // Kinds.
    ...[
      ['/text', { number: { eq: 1 } }],
      ['/number', { string: { prefix: '1' } }],
      ['/flag', { dateTime: { gt: '2026-01-01T00:00:00Z' } }],
      ['/time', { boolean: true }],
      ['/text', {}],
      ['/text', { string: { eq: 'a' }, number: { eq: 1 } }],
    ].map(([path, more]) => ask('another kind', field(path as string, more as object), refused)),
    ...[
      field('/flag', { boolean: 'true' }),
      field('/flag', { exists: {} }),
      field('/text', { string: { eq: { $ne: null } } }),
      field('/text', { string: [] }),
      { ids: { $ne: 1 } },
      { and: [1] },
      { labels: { has: ['a'] } },
      { constructor: {} },
      { toString: null },
      [{}, { or: 1 }],
    ].map((filter) => ask('of another shape', filter, noVariable)),
    // Sizes.
    ask('a thousand conditions', { and: Array(1_000).fill({}) }, refused),
    ask('two hundred ids', { ids: Array(200).fill('res_7zzzzzzzzzzzzzzzzzzzzzzzzz') }, refused),
    { name: 'a filter: 6 levels', body: raw(deep(6)), ...refused },
    { name: 'a filter: 1,000 levels', body: raw(deep(1_000)), status: 400, code: 'BAD_USER_INPUT' },
    { name: 'a filter: 100,000 levels', body: raw(deep(100_000)), status: 400, code: 'BAD_USER_INPUT' },
    {
      name: 'a filter: __proto__',
      body: raw(`{"id":${JSON.stringify(id)},"filter":{"__proto__":{"types":["a"]}}}`),
      ...noVariable,
    },
  ];
}
