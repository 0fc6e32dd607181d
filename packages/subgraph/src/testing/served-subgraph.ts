import { randomUUID } from 'node:crypto';
import { AccessTokenIssuer, ViewerTokenIssuer } from '@trivet/identity';
import { anonymous, globalId, type IdPrefix, type Viewer } from '@trivet/platform';
import { serveSubgraph } from '@trivet/platform/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubgraphContext } from '../context.ts';
import type { RunnableSubgraph } from '../runnable-subgraph.ts';
import { subgraphSocket } from './subgraph-socket.ts';
import { asUser } from './tell.ts';
import { newViewerTokenKey, type TestHost } from './test-host.ts';

export interface ServedSubgraph {
  readonly url: string;
  stop(): Promise<void>;
}

/** A subgraph in a process of its own, as far as a test needs it: behind HTTP and viewer tokens. */
export function serveForTest<Context extends SubgraphContext>(
  host: TestHost,
  subgraph: RunnableSubgraph<Context>,
): Promise<ServedSubgraph> {
  const verifier = host.verifierFor(subgraph.name);
  const authenticate = (token: string) => verifier.verify(token);
  return serveSubgraph({ subgraph, authenticate, host: '127.0.0.1', port: 0, logger: host.logger });
}

export interface Posted {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes, and fail where they are others.
  readonly body: any;
}

/** One request as a router would send it; without a token, as anybody would. */
export async function post(
  url: string,
  operation: { readonly query: string; readonly variables?: object },
  headers: { readonly authorization?: string; readonly 'x-request-id'?: string } = {},
): Promise<Posted> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) };
}

export interface ServedSubgraphSubject<Context extends SubgraphContext = SubgraphContext> {
  readonly host: TestHost;
  readonly subgraph: RunnableSubgraph<Context>;
  /** Every entity type and its ids' prefix. `reference`: a person's stub, which exists as far as this subgraph knows. */
  readonly entities: readonly { readonly typename: string; readonly prefix: IdPrefix; readonly stub?: boolean }[];
  /** A query that fails once `broken` has taken its table away. */
  readonly failing: { readonly viewer: Viewer; readonly query: string; readonly table: string };
  readonly stop: () => Promise<void>;
}

const entitiesQuery =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';

/** What holds for every subgraph in a process of its own. */
export function servedSubgraphSuite<Context extends SubgraphContext>(
  name: string,
  start: () => Promise<ServedSubgraphSubject<Context>>,
): void {
  describe(`${name} over HTTP`, () => {
    let subject: ServedSubgraphSubject<Context>;
    let served: ServedSubgraph;
    const ada = asUser(randomUUID());
    const bearer = async (viewer: Viewer, audience = name) => `Bearer ${subject.host.tokens.issue(viewer, audience)}`;
    const entities = async (viewer: Viewer, representations: readonly object[]) => {
      const request = { query: entitiesQuery, variables: { representations } };
      return (await post(served.url, request, { authorization: await bearer(viewer) })).body;
    };

    beforeAll(async () => {
      subject = await start();
      served = await serveForTest(subject.host, subject.subgraph);
    });
    afterAll(async () => {
      await served?.stop();
      await subject?.stop();
    });

    /** What a stranger could think of, by what is wrong with it. */
    async function badAuthorizations(): Promise<Record<string, string | undefined>> {
      const { host } = subject;
      const { clock, viewerTokenKey: key } = host;
      const old = new Date(clock.now().getTime() - 121_000);
      const later = new Date(clock.now().getTime() + 121_000);
      const signedBy = (signer: typeof key, at = clock.now()) =>
        new ViewerTokenIssuer({ key: signer, issuer: 'router', clock: { now: () => at } }).issue(ada, name);
      const accessTokens = new AccessTokenIssuer({ key, issuer: 'router', audience: name, clock });
      const accessToken = await accessTokens.issue({ ...ada, authenticatedAt: clock.now(), sessionEndsAt: later });
      const good = host.tokens.issue(ada, name);
      return {
        none: undefined,
        empty: 'Bearer ',
        'of another installation': `Bearer ${await signedBy(newViewerTokenKey())}`,
        expired: `Bearer ${await signedBy(key, old)}`,
        'for another subgraph': await bearer(ada, 'another'),
        'an access token': `Bearer ${accessToken.token}`,
        'another scheme': `Basic ${good}`,
        'cut short': `Bearer ${good.slice(0, -3)}`,
      };
    }

    it('serves nothing to who has no viewer token of this installation, for this subgraph, of now', async () => {
      const queries = {
        query: { query: '{ __typename }' },
        entities: { query: entitiesQuery, variables: { representations: [] } },
        nodes: { query: `{ _${name}Nodes(ids: []) { id } }` },
        schema: { query: '{ _service { sdl } }' },
      };
      const refused = await badAuthorizations();
      for (const [operation, request] of Object.entries(queries)) {
        for (const [what, authorization] of Object.entries(refused)) {
          const { status, body } = await post(
            served.url,
            request,
            authorization === undefined ? {} : { authorization },
          );
          expect({ status, body }, `${operation}, token ${what}`).toEqual({
            status: 401,
            body: { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] },
          });
        }
        for (const viewer of [ada, anonymous, { kind: 'service', service: 'router' } as const]) {
          const { status, body } = await post(served.url, request, { authorization: await bearer(viewer) });
          expect({ status, errors: body.errors }, `${operation} for ${viewer.kind}`).toEqual({ status: 200 });
        }
      }
    });

    it('opens a socket for services of this installation only', async () => {
      const refused = await badAuthorizations();
      refused['of a person'] = await bearer(ada);
      refused['of a visitor'] = await bearer(anonymous);
      for (const [what, authorization] of Object.entries(refused)) {
        const socket = await subgraphSocket(served.url, authorization === undefined ? {} : { authorization });
        expect(await socket.next(), `token ${what}`).toBe('close 4403');
      }
      const early = await subgraphSocket(served.url, { authorization: refused['none'] });
      early.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { anything }' } });
      expect(await early.next()).toMatch(/^close 44/);
    });

    it('begins a live operation only with the token of its viewer', async () => {
      const socket = await subgraphSocket(served.url, {
        authorization: await bearer({ kind: 'service', service: 'router' }),
      });
      expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
      for (const [what, authorization] of Object.entries(await badAuthorizations())) {
        const viewer = authorization?.replace(/^Bearer ?/, '');
        for (const query of ['subscription { anything }', '{ __typename }']) {
          socket.send({ type: 'subscribe', id: what, payload: { query, extensions: { viewer } } });
          expect(await socket.next(), `token ${what}`).toMatchObject({
            type: 'error',
            id: what,
            payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
          });
        }
      }
      const viewer = subject.host.tokens.issue(ada, name);
      socket.send({ type: 'subscribe', id: 'good', payload: { query: '{ __typename }', extensions: { viewer } } });
      expect(await socket.next()).toEqual({ type: 'next', id: 'good', payload: { data: { __typename: 'Query' } } });
      expect(await socket.next()).toEqual({ type: 'complete', id: 'good' });
      await socket.close();
    });

    it('answers null for references that are malformed, of another type or unknown', async () => {
      for (const { typename, prefix, stub = false } of subject.entities) {
        const other = prefix === 'usr' ? 'acc' : 'usr';
        const valid = globalId(prefix, randomUUID());
        const ids = [
          globalId(other, randomUUID()),
          globalId('evt', randomUUID()),
          randomUUID(),
          valid.toUpperCase(),
          valid.slice(0, -1),
          `${valid}0`,
          `${prefix}_`,
          `${prefix}_\u0000`,
          `${prefix}_zzzzzzzzzzzzzzzzzzzzzzzzzz`,
          '',
          "'; drop table users; --",
        ];
        for (const viewer of [ada, anonymous]) {
          const { data, errors } = await entities(
            viewer,
            ids.map((id) => ({ __typename: typename, id })),
          );
          expect({ data, errors }, `${typename} for ${viewer.kind}`).toEqual({
            data: { _entities: ids.map(() => null) },
          });
          const unknown = await entities(viewer, [{ __typename: typename, id: valid }]);
          const expected = stub ? { __typename: typename } : null;
          expect(unknown, `${typename} for ${viewer.kind}`).toEqual({ data: { _entities: [expected] } });
        }
      }
    });

    it('answers null for nodes that are malformed, of another subgraph or unknown', async () => {
      const query = `query ($ids: [ID!]!) { _${name}Nodes(ids: $ids) { __typename id } }`;
      const prefixes = ['usr', 'acc', 'mbr', 'ses', 'res', 'ntf', 'evt'] as const;
      const ids = [
        ...prefixes.map((prefix) => globalId(prefix, randomUUID())),
        '',
        'usr_',
        randomUUID(),
        'toString_1',
        '__proto___1',
      ];
      for (const viewer of [ada, anonymous, { kind: 'service', service: 'notifications' } as const]) {
        const { body } = await post(served.url, { query, variables: { ids } }, { authorization: await bearer(viewer) });
        expect(body, viewer.kind).toEqual({ data: { [`_${name}Nodes`]: ids.map(() => null) } });
      }
    });

    it('hides why something failed, and says under which id it stands in the log', async () => {
      const { host, failing } = subject;
      const requestId = `request-${randomUUID()}`;
      const headers = { authorization: await bearer(failing.viewer), 'x-request-id': requestId };
      const before = await post(served.url, failing, headers);
      expect(before.body.errors).toBeUndefined();

      const [schema = '', table = ''] = failing.table.split('.');
      await host.admin`alter table ${host.admin(schema)}.${host.admin(table)} rename to away`;
      const { body, text } = await post(served.url, { query: failing.query }, headers);
      await host.admin`alter table ${host.admin(schema)}.away rename to ${host.admin(table)}`;
      const masked = { code: 'INTERNAL_SERVER_ERROR', requestId };
      expect(body.errors.length).toBeGreaterThan(0);
      for (const error of body.errors) expect(error.extensions).toEqual(masked);
      expect(text).not.toMatch(/stack|node_modules|\.ts\b|relation|select|42P01/i);
      expect(text).not.toContain(table);
      const logged = host.lines.filter(
        ({ level, context }) => level === 'ERROR' && context['request_id'] === requestId,
      );
      expect(logged).toHaveLength(body.errors.length);
      expect(logged[0]).toMatchObject({ message: 'An operation failed unexpectedly' });
    });

    it('answers a document that is none, or does not fit, without a fault of its own', async () => {
      const headers = { authorization: await bearer(ada) };
      for (const query of ['', '{', '{ nothing }', '{ __schema { types { name } } }']) {
        const { status, body } = await post(served.url, { query }, headers);
        expect(status, query).toBe(400);
        expect(body.errors[0].extensions, query).toEqual({ code: 'BAD_USER_INPUT' });
      }
    });
  });
}
