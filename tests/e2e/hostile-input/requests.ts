import type { ErrorCode } from '@trivet/platform';
import type { Person } from '../../support/person.ts';

/** Things of somebody who may see them, for requests that misuse them. */
export interface Scene {
  readonly person: Person;
  readonly accountId: string;
  readonly resourceId: string;
  /** Of the list of accounts. */
  readonly accountCursor: string;
  readonly eventCursor: string;
}

export interface Expected {
  readonly status: number;
  /** Of the first error; none where there is none. */
  readonly code?: ErrorCode;
  readonly path?: readonly (string | number)[];
  /** Of the first user error of the one mutation. */
  readonly userError?: string;
}

export interface HostileRequest extends Expected {
  readonly name: string;
  /** As it is sent; an object is sent as JSON. */
  readonly body: Buffer | object;
  readonly headers?: Readonly<Record<string, string>>;
}

const deepObject = (levels: number): object => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;
const secret = 'hunter2-Tr0ub4dor';

/** What no log may hold: hostile input is full of what people mistype into the wrong field. */
export const hostileSecrets: readonly string[] = [secret];

/** Refused before they are operations. */
export function malformedRequests({ person }: Scene): HostileRequest[] {
  const json = (text: string | Buffer) => Buffer.from(text as string);
  const refused = { status: 400, code: 'BAD_USER_INPUT' } as const;
  const query = '{ viewer { id } }';
  const nested = (levels: number) =>
    `{ viewer ${'{ accounts { nodes { owner '.repeat(levels / 3)} { id } ${'} } }'.repeat(levels / 3)} }`;
  return [
    { name: 'nothing', body: json(''), ...refused },
    { name: 'no JSON', body: json(`{"query": ${secret}`), ...refused },
    {
      name: 'JSON cut short',
      body: json(`{"query":"{ viewer { id } }","variables":{"password":"${secret}`),
      ...refused,
    },
    { name: 'JSON with NUL', body: json(`{"query":"{ viewer { id } }"}\u0000`), ...refused },
    { name: 'a byte order mark', body: json(Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])), ...refused },
    {
      name: 'invalid UTF-8',
      body: Buffer.concat([json('{"query":"{ viewer { id } }","a":"'), Buffer.from([0xc3, 0x28, 0xff]), json('"}')]),
      ...refused,
    },
    { name: 'a list', body: [{ query }], ...refused },
    { name: 'a number', body: json('42'), ...refused },
    { name: 'null', body: json('null'), ...refused },
    { name: 'no query', body: { variables: { password: secret } }, ...refused },
    { name: 'a query of another type', body: { query: { toString: secret } }, ...refused },
    { name: 'variables of another type', body: { query, variables: [secret] }, ...refused },
    { name: 'extensions of another type', body: { query, extensions: secret }, ...refused },
    { name: 'an operation name of another type', body: { query, operationName: { a: secret } }, ...refused },
    {
      name: 'an operation that is not there',
      body: { query: 'query A { viewer { id } }', operationName: `${secret} x` },
      ...refused,
    },
    {
      name: 'an operation named __proto__',
      body: { query: 'query A { viewer { id } }', operationName: '__proto__' },
      ...refused,
    },
    {
      name: 'an operation named constructor',
      body: { query: 'query A { viewer { id } }', operationName: 'constructor' },
      ...refused,
    },
    {
      name: 'the key __proto__',
      body: json(`{"query":"{ viewer { id } }","variables":{"__proto__":{"polluted":"${secret}"}}}`),
      ...refused,
    },
    {
      name: 'the key __proto__, escaped',
      body: json('{"query":"{ viewer { id } }","\\u005f_proto__":{"polluted":true}}'),
      ...refused,
    },
    {
      name: 'more than 1 MiB',
      body: { query, variables: { a: 'a'.repeat(1024 * 1024) } },
      status: 413,
      code: 'OPERATION_LIMIT_EXCEEDED',
    },
    {
      name: 'JSON of 100,000 levels',
      body: json(`{"query":"{ viewer { id } }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`),
      ...refused,
    },
    {
      name: 'variables of 150 levels',
      body: { query: 'query($a: JSON!) { viewer { id } }', variables: { a: deepObject(150) } },
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      name: 'another content type',
      body: { query },
      headers: { 'content-type': 'text/plain' },
      status: 415,
      code: 'BAD_USER_INPUT',
    },
    {
      name: 'another charset',
      body: { query },
      headers: { 'content-type': 'application/json; charset=utf-16' },
      status: 415,
      code: 'BAD_USER_INPUT',
    },
    {
      name: 'a compressed body',
      body: { query },
      headers: { 'content-encoding': 'gzip' },
      status: 415,
      code: 'BAD_USER_INPUT',
    },
    {
      name: 'an answer that nobody can give',
      body: { query },
      headers: { accept: 'image/png' },
      status: 406,
      code: 'BAD_USER_INPUT',
    },
    {
      name: 'a token that is none',
      body: { query },
      headers: { authorization: `Bearer ${secret}` },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
    {
      name: 'a token with another signature',
      body: { query },
      headers: { authorization: `Bearer ${person.accessToken.slice(0, -20)}${'A'.repeat(20)}` },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
    {
      name: 'another scheme',
      body: { query },
      headers: { authorization: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}` },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
    {
      name: 'an idempotency key of 10,000 characters',
      body: { query },
      headers: { 'idempotency-key': secret.repeat(588) },
      ...refused,
    },
    {
      name: 'a syntax error',
      body: { query: `{ viewer(password: "${secret}) { id } }` },
      status: 400,
      code: 'GRAPHQL_PARSE_FAILED',
    },
    { name: 'an empty selection', body: { query: '{ }' }, status: 400, code: 'GRAPHQL_PARSE_FAILED' },
    {
      name: 'NUL in the document',
      body: { query: '{ viewer\u0000 { id } }' },
      status: 400,
      code: 'GRAPHQL_PARSE_FAILED',
    },
    {
      name: 'an unknown field',
      body: { query: `{ viewer { password_${secret.replace('-', '_')} } }` },
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      name: 'the hidden fields of subgraphs',
      body: { query: '{ _entities(representations: []) { __typename } _service { sdl } _coreNodes(ids: []) { id } }' },
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      name: 'fragments in a circle',
      body: { query: '{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...A }' },
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      name: 'a schema definition',
      body: { query: 'type Query { a: Int }' },
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      name: '10,000 aliases',
      body: { query: `{ ${Array.from({ length: 10_000 }, (_, n) => `a${n}: plans { id }`).join(' ')} }` },
      status: 400,
      code: 'OPERATION_LIMIT_EXCEEDED',
    },
    {
      name: '10,000 directives',
      body: { query: `{ viewer { id ${'@include(if: true) '.repeat(10_000)} } }` },
      status: 400,
      code: 'OPERATION_LIMIT_EXCEEDED',
    },
    {
      name: '10,000 brackets',
      body: { query: `{ viewer(a: ${'['.repeat(10_000)}` },
      status: 400,
      code: 'OPERATION_LIMIT_EXCEEDED',
    },
    { name: 'a query of 100 levels', body: { query: nested(99) }, status: 400, code: 'OPERATION_LIMIT_EXCEEDED' },
    {
      name: 'fragments that double',
      body: {
        query: `{ viewer { ...F0 } } ${Array.from({ length: 40 }, (_, n) => `fragment F${n} on User { a: id ...F${n + 1} ...F${n + 1} }`).join(' ')} fragment F40 on User { id }`,
      },
      status: 400,
      code: 'OPERATION_LIMIT_EXCEEDED',
    },
    {
      name: 'a literal of 30 levels',
      body: {
        query: `mutation { resourceCreate(input: { accountId: "", type: "", data: ${'['.repeat(30)}${']'.repeat(30)} }) { userErrors { code } } }`,
      },
      status: 400,
      code: 'OPERATION_LIMIT_EXCEEDED',
    },
  ];
}

/** Operations, with input that cannot be accepted. */
export function hostileOperations({
  person,
  accountId,
  resourceId,
  accountCursor,
  eventCursor,
}: Scene): HostileRequest[] {
  const bad = (...path: (string | number)[]) => ({ status: 200, code: 'BAD_USER_INPUT', path }) as const;
  const variables = { status: 400, code: 'BAD_USER_INPUT' } as const;
  const invalid = { status: 200, userError: 'INVALID_INPUT' } as const;
  const foreign = person.id;
  const long = 'x'.repeat(500_000);
  const node = 'query($id: ID!) { node(id: $id) { id } }';
  const create =
    'mutation($accountId: ID!, $type: String!, $data: JSON!) { resourceCreate(input: { accountId: $accountId, type: $type, data: $data }) { resource { id data } userErrors { code } } }';
  const update =
    'mutation($id: ID!, $version: Int!, $data: JSON!) { resourceUpdate(input: { id: $id, expectedVersion: $version, data: $data }) { userErrors { code } } }';
  const register =
    'mutation($email: EmailAddress!, $password: String!, $name: String!) { userRegister(input: { email: $email, password: $password, displayName: $name }) { userErrors { code } } }';
  const accounts =
    'query($first: Int, $after: Cursor) { viewer { accounts(first: $first, after: $after) { nodes { id } } } }';
  const events =
    'query($id: ID!, $first: Int, $after: Cursor) { events(accountId: $id, first: $first, after: $after) { nodes { id } } }';
  const resources =
    'query($first: Int, $after: Cursor, $type: String) { viewer { accounts { nodes { resources(first: $first, after: $after, type: $type) { nodes { id } } } } } }';
  const wellFormed = { email: `mallory-${resourceId.slice(-8)}@example.com`, password: secret, name: 'Mallory' };
  const badIds = [
    '',
    'x',
    'acc_',
    'acc_00000000000000000000000000',
    `${accountId}x`,
    accountId.toUpperCase(),
    `${accountId}\u0000`,
    '../../etc/passwd',
    "' or 1=1 --",
    '__proto__',
    '0190a5c0-0000-7000-8000-000000000000',
    long,
  ];
  const ids = badIds.flatMap((id): HostileRequest[] => {
    const shown = JSON.stringify(id).slice(0, 40);
    return [
      {
        name: `account(id: ${shown})`,
        body: { query: 'query($id: ID!) { account(id: $id) { id name } }', variables: { id } },
        ...(id === 'acc_00000000000000000000000000' ? { status: 200 } : bad('account')),
      },
      {
        name: `resource(id: ${shown})`,
        body: { query: 'query($id: ID!) { resource(id: $id) { id } }', variables: { id } },
        ...bad('resource'),
      },
      {
        name: `events(accountId: ${shown})`,
        body: { query: events, variables: { id } },
        ...(id === 'acc_00000000000000000000000000' ? { status: 200 } : bad('events')),
      },
      {
        name: `resourceUpdate(id: ${shown})`,
        body: { query: update, variables: { id, version: 1, data: {} } },
        ...bad('resourceUpdate'),
      },
    ];
  });
  const nodes = badIds
    .filter((id) => !id.startsWith('acc_0'))
    .map(
      (id): HostileRequest => ({
        name: `node(id: ${JSON.stringify(id).slice(0, 40)})`,
        body: { query: node, variables: { id } },
        ...bad('node'),
      }),
    );
  return [
    ...ids,
    ...nodes,
    { name: 'an id of another type', body: { query: `{ account(id: "${foreign}") { id } }` }, ...bad('account') },
    {
      name: 'an id of another type in a mutation',
      body: { query: create, variables: { accountId: foreign, type: 'a', data: {} } },
      ...bad('resourceCreate'),
    },
    {
      name: 'ids of another type to mark as read',
      body: {
        query: 'mutation($ids: [ID!]!) { notificationMarkRead(input: { ids: $ids }) { userErrors { code } } }',
        variables: { ids: [foreign] },
      },
      ...bad('notificationMarkRead'),
    },
    {
      name: '101 ids',
      body: {
        query: 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        variables: { ids: Array(101).fill(accountId) },
      },
      ...bad('nodes'),
    },
    { name: 'an id that is a number', body: { query: node, variables: { id: 1e100 } }, ...bad('node') },
    { name: 'an id that is an object', body: { query: node, variables: { id: { $ne: null } } }, ...variables },
    { name: 'a missing variable', body: { query: node }, ...variables },
    { name: 'null for what is required', body: { query: node, variables: { id: null } }, ...variables },
    {
      name: 'a version that is no Int',
      body: { query: update, variables: { id: resourceId, version: 2 ** 40, data: {} } },
      ...variables,
    },
    {
      name: 'a password that is a list',
      body: { query: register, variables: { ...wellFormed, password: [secret] } },
      ...variables,
    },
    { name: 'a negative first', body: { query: accounts, variables: { first: -1 } }, ...bad('viewer', 'accounts') },
    { name: 'first of zero', body: { query: accounts, variables: { first: 0 } }, ...bad('viewer', 'accounts') },
    {
      name: 'a huge first',
      body: { query: accounts, variables: { first: 2 ** 31 - 1 } },
      ...bad('viewer', 'accounts'),
    },
    { name: 'a first beyond Int', body: { query: accounts, variables: { first: 2 ** 31 } }, ...variables },
    {
      name: 'a huge first of events',
      body: { query: events, variables: { id: accountId, first: 1_000_000 } },
      ...bad('events'),
    },
    {
      name: 'a negative first of events',
      body: { query: events, variables: { id: accountId, first: -1 } },
      ...bad('events'),
    },
    {
      name: 'a huge first of resources',
      body: { query: resources, variables: { first: 101 } },
      ...bad('viewer', 'accounts', 'nodes', 0, 'resources'),
    },
    ...['x', '%%%', '\u0000', 'azE6', Buffer.from("k1:' or 1=1 --").toString('base64url'), eventCursor].map(
      (after): HostileRequest => ({
        name: `accounts(after: ${JSON.stringify(after).slice(0, 40)})`,
        body: { query: accounts, variables: { after } },
        ...bad('viewer', 'accounts'),
      }),
    ),
    // What the scalar itself refuses never reaches the list, so it is the fetch that fails.
    ...['', long].map(
      (after): HostileRequest => ({
        name: `accounts(after: ${JSON.stringify(after).slice(0, 40)})`,
        body: { query: accounts, variables: { after } },
        ...bad('viewer'),
      }),
    ),
    ...['', 'x', '%%%', '\u0000', accountCursor, long].map(
      (after): HostileRequest => ({
        name: `events(after: ${JSON.stringify(after).slice(0, 40)})`,
        body: { query: events, variables: { id: accountId, after } },
        ...bad('events'),
      }),
    ),
    {
      name: 'a cursor beyond the log',
      body: { query: events, variables: { id: accountId, after: cursorBeyond(eventCursor) } },
      status: 200,
      code: 'CURSOR_EXPIRED',
      path: ['events'],
    },
    {
      name: 'a cursor of another log',
      body: { query: events, variables: { id: accountId, after: ofAnotherLog(eventCursor) } },
      status: 200,
      code: 'CURSOR_EXPIRED',
      path: ['events'],
    },
    {
      name: 'the cursor of another connection',
      body: { query: resources, variables: { after: accountCursor } },
      status: 200,
    },
    {
      name: 'NUL in a filter',
      body: { query: resources, variables: { type: 'a\u0000b' } },
      ...bad('viewer', 'accounts', 'nodes', 0, 'resources'),
    },
    {
      name: 'a very long filter',
      body: { query: resources, variables: { type: long } },
      ...bad('viewer', 'accounts', 'nodes', 0, 'resources'),
    },
    {
      name: 'half a surrogate pair in a filter',
      body: { query: resources, variables: { type: '\ud800' } },
      ...bad('viewer', 'accounts', 'nodes', 0, 'resources'),
    },
    {
      name: 'NUL in a name',
      body: {
        query: 'mutation($name: String!) { accountCreate(input: { name: $name }) { userErrors { code } } }',
        variables: { name: 'a\u0000b' },
      },
      ...invalid,
    },
    {
      name: 'a very long name',
      body: {
        query: 'mutation($name: String!) { accountCreate(input: { name: $name }) { userErrors { code } } }',
        variables: { name: long },
      },
      ...invalid,
    },
    {
      name: 'half a surrogate pair in a name',
      body: {
        query: 'mutation($name: String!) { accountCreate(input: { name: $name }) { userErrors { code } } }',
        variables: { name: 'a\ud800b' },
      },
      ...invalid,
    },
    { name: 'NUL in a type', body: { query: create, variables: { accountId, type: 'a\u0000', data: {} } }, ...invalid },
    {
      name: 'NUL in data',
      body: { query: create, variables: { accountId, type: 'a', data: { a: ['\u0000'] } } },
      ...invalid,
    },
    {
      name: 'NUL in a key of data',
      body: { query: create, variables: { accountId, type: 'a', data: { '\u0000': 1 } } },
      ...invalid,
    },
    {
      name: 'data of 50 levels',
      body: { query: create, variables: { accountId, type: 'a', data: deepObject(50) } },
      ...invalid,
    },
    {
      name: 'data of 500,000 characters',
      body: { query: create, variables: { accountId, type: 'a', data: { long } } },
      ...invalid,
    },
    {
      name: 'data that is a list',
      body: { query: create, variables: { accountId, type: 'a', data: [1] } },
      ...invalid,
    },
    {
      name: 'data with keys of prototypes',
      body: {
        query: create,
        variables: {
          accountId,
          type: 'a',
          data: { constructor: { prototype: { polluted: true } }, toString: 1, hasOwnProperty: null },
        },
      },
      status: 200,
    },
    {
      name: 'the largest numbers',
      body: Buffer.from(
        JSON.stringify({ query: create, variables: { accountId, type: 'a', data: { a: 'N' } } }).replace(
          '"N"',
          '1.7976931348623157e308',
        ),
      ),
      status: 200,
    },
    {
      name: 'a number that is larger than the largest',
      body: Buffer.from(
        JSON.stringify({ query: create, variables: { accountId, type: 'a', data: { a: 'N' } } }).replace(
          '"N"',
          '1e309',
        ),
      ),
      ...variables,
    },
    {
      name: 'a number that is larger than the largest, in the document',
      body: {
        query: `mutation { resourceCreate(input: { accountId: "${accountId}", type: "a", data: { a: 1e309 } }) { resource { id } } }`,
      },
      ...variables,
    },
    {
      name: 'an address that is none',
      body: { query: register, variables: { ...wellFormed, email: `${secret}@` } },
      ...bad('userRegister'),
    },
    {
      name: 'an address with NUL',
      body: { query: register, variables: { ...wellFormed, email: 'a\u0000@example.com' } },
      ...bad('userRegister'),
    },
    {
      name: 'a very long address',
      body: { query: register, variables: { ...wellFormed, email: `${long}@example.com` } },
      ...invalid,
    },
    {
      name: 'a very long password',
      body: { query: register, variables: { ...wellFormed, password: secret.repeat(1000) } },
      ...invalid,
    },
    { name: 'a short password', body: { query: register, variables: { ...wellFormed, password: 'x' } }, ...invalid },
    { name: 'an empty name', body: { query: register, variables: { ...wellFormed, name: ' ' } }, ...invalid },
    {
      name: 'a password with NUL that belongs to nobody',
      body: {
        query:
          'mutation($email: EmailAddress!, $password: String!) { sessionCreate(input: { email: $email, password: $password }) { userErrors { code } } }',
        variables: { email: wellFormed.email, password: `${secret}\u0000` },
      },
      status: 200,
      userError: 'INVALID_CREDENTIALS',
    },
    {
      name: 'a refresh token that is none',
      body: {
        query: 'mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) { userErrors { code } } }',
        variables: { token: `${secret}\u0000` },
      },
      status: 200,
      userError: 'INVALID_REFRESH_TOKEN',
    },
    {
      name: 'a very long refresh token',
      body: {
        query: 'mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) { userErrors { code } } }',
        variables: { token: long },
      },
      status: 200,
      userError: 'INVALID_REFRESH_TOKEN',
    },
    {
      name: 'keys of prototypes as aliases',
      body: {
        query:
          '{ constructor: plans { toString: id } hasOwnProperty: viewer { valueOf: id __proto__: displayName } __proto__: plans { id } }',
      },
      status: 200,
    },
    {
      name: 'variables named like keys of prototypes',
      body: {
        query:
          'query($constructor: ID!, $toString: Int) { account(id: $constructor) { id members(first: $toString) { nodes { id } } } }',
        variables: { constructor: accountId },
      },
      status: 200,
    },
    {
      name: 'a required variable named like a key of prototypes that is not given',
      body: { query: 'query($constructor: ID!) { account(id: $constructor) { id } }', variables: {} },
      ...variables,
    },
    { name: 'a skipped everything', body: { query: '{ viewer @skip(if: true) { id } }' }, status: 200 },
    {
      name: 'the whole schema, twice',
      body: {
        query:
          '{ __schema { types { name fields { name type { name ofType { name } } } } } b: __schema { types { name } } }',
      },
      status: 200,
    },
    {
      name: 'a subscription by POST',
      body: { query: 'subscription { notificationReceived { cursor } }' },
      status: 400,
      code: 'BAD_USER_INPUT',
    },
  ];
}

/** A cursor of the same log, for an event that there is not yet. */
export function cursorBeyond(eventCursor: string): string {
  const bytes = Buffer.from(eventCursor, 'base64url');
  bytes.writeBigUInt64BE(1n << 40n, 17);
  return bytes.toString('base64url');
}

function ofAnotherLog(eventCursor: string): string {
  const bytes = Buffer.from(eventCursor, 'base64url');
  bytes[5] = (bytes[5] ?? 0) ^ 0xff;
  return bytes.toString('base64url');
}
