import { expect, it } from 'vitest';
import { startEdge } from '../tests/edge-fixture.ts';

const json = { 'content-type': 'application/json' };
const bodyOf = (query: string) => ({ method: 'POST', headers: json, body: JSON.stringify({ query }) });

/** What is answered, refused or not, by every part of the edge. */
const requests: [what: string, path: string, request: RequestInit][] = [
  ['data', '/graphql', bodyOf('{ whoami }')],
  ['data by GET', '/graphql?query={whoami}', {}],
  ['a document that is refused', '/graphql', bodyOf('{ nothing }')],
  ['a failure of ours', '/graphql', bodyOf('{ fails }')],
  ['a body that is none', '/graphql', { ...bodyOf(''), body: '{' }],
  ['a body of another type', '/graphql', { method: 'POST', body: 'query={whoami}' }],
  ['a token that is none', '/graphql', { ...bodyOf('{ whoami }'), headers: { ...json, authorization: 'Bearer x' } }],
  ['another method', '/graphql', { method: 'DELETE' }],
  ['a path that is not there', '/nowhere', {}],
  ['health', '/livez', {}],
  ['readiness', '/readyz', {}],
];

it.each(requests)(
  'says of %s what it is, in UTF-8, and that it is not to be kept, guessed at or framed',
  async (_, path, request) => {
    const { url } = await startEdge();
    const response = await fetch(`${url}${path}`, request);
    expect(JSON.parse(await response.text())).toBeTypeOf('object');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': expect.stringMatching(/^application\/(graphql-response\+)?json; charset=utf-8$/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect([response.headers.get('server'), response.headers.get('x-powered-by')]).toEqual([null, null]);
  },
);

it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
  'does nothing by %s, wherever it is sent',
  async (method) => {
    const { url, log } = await startEdge();
    const answers = await Promise.all(
      ['/', '/livez', '/graphql', '/nowhere'].map(async (path) => [
        path,
        (await fetch(`${url}${path}`, { method })).status,
      ]),
    );
    const atGraphql = { PUT: 405, PATCH: 405, DELETE: 405, OPTIONS: 204, PROPFIND: 404 }[method];
    expect(answers).toEqual([
      ['/', 404],
      ['/livez', 404],
      ['/graphql', atGraphql],
      ['/nowhere', 404],
    ]);
    expect(log.filter(({ level }) => level !== 'INFO')).toEqual([]);
  },
);
