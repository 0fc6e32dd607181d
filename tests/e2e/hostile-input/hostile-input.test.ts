import { isDeepStrictEqual } from 'node:util';
import { errorCodes } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { ask } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { fieldsToFilter, hostileFilters, typeToFilter } from './filters.ts';
import { RawSocket } from './raw-socket.ts';
import {
  cursorBeyond,
  type HostileRequest,
  hostileOperations,
  hostileSecrets,
  malformedRequests,
  type Scene,
} from './requests.ts';

/** Generous on a busy machine, and far below what a blocked process would take. */
const patienceMs = 5_000;

// The edge is the same in both ways of running; `random-input.full.test.ts` goes through the other.
describe('hostile input', () => {
  let stack: Stack;
  let scene: Scene;
  let bystander: Bystander;

  beforeAll(async () => {
    stack = await startStack('standalone', { name: 'hostile input' });
    for (const secret of hostileSecrets) stack.keepSecret(secret);
    const person = await stack.person('Mallory');
    const accountId = await person.account('Mischief');
    const resourceId = await person.resource(accountId);
    const type = { accountId, name: typeToFilter, title: 'Filtered', schema: {}, fields: fieldsToFilter };
    await person.ask(
      'mutation ($input: ResourceTypeCreateInput!) { resourceTypeCreate(input: $input) { userErrors { code } } }',
      { input: type },
    );
    const filtered = { text: '\ufffd', number: 1, flag: true, time: '2026-01-01T00:00:00Z' };
    await person.tell('CreateResource', { accountId, type: typeToFilter, data: filtered });
    const { data } = await person.ask('{ viewer { accounts { pageInfo { endCursor } } } }');
    scene = {
      person,
      accountId,
      resourceId,
      accountCursor: data.viewer.accounts.pageInfo.endCursor,
      eventCursor: await headOf(person, accountId),
    };
    bystander = new Bystander(stack.url);
  });
  afterAll(async () => {
    await bystander?.leave();
    await stack?.stop();
  });

  const send = async ({ body, headers = {} }: HostileRequest) => {
    const response = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${scene.person.accessToken}`,
        ...headers,
      },
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };

  /** What the answer says in the terms in which requests expect it. */
  const outcomeOf = (status: number, text: string): Record<string, unknown> => {
    expect(text, 'no stack trace').not.toMatch(/node_modules|\.ts:\d|^\s+at /m);
    const { data, errors = [] } = JSON.parse(text);
    for (const { extensions } of errors) expect(errorCodes).toContain(extensions.code);
    const [error] = errors;
    const userError = Object.values<{ userErrors?: { code: string }[] } | null>(data ?? {})[0]?.userErrors?.[0]?.code;
    return { status, code: error?.extensions.code, path: error?.path, userError };
  };

  const expectAll = async (requests: readonly HostileRequest[]) => {
    const different: unknown[] = [];
    for (const request of requests) {
      const { name, body: _body, headers: _headers, ...expected } = request;
      const { status, text } = await send(request);
      const { path, ...outcome } = outcomeOf(status, text);
      const seen = { ...outcome, ...(expected.path && { path }) };
      // Nobody is sent back what he sent.
      if (expected.code && text.length > 10_000) different.push({ name, length: text.length });
      if (!isDeepStrictEqual(seen, { code: undefined, userError: undefined, ...expected }))
        different.push({ name, expected, seen, text: text.slice(0, 300) });
    }
    expect(different).toEqual([]);
  };

  it('is refused before it is an operation', () => expectAll(malformedRequests(scene)));
  it('is refused where it stands', () => expectAll(hostileOperations(scene)));
  it('is refused as a filter, or finds nothing', { timeout: 60_000 }, () => expectAll(hostileFilters(scene)));

  it('is refused when it is ten times as long as it may be, or cut off', async () => {
    const body = { query: '{ plans { id } }', variables: { filter: { types: ['x'.repeat(10_000_000)] } } };
    // Who goes on sending may lose his connection before he reads the answer.
    const answer = await send({ name: '10 MB', body, status: 413 }).catch(() => null);
    expect(answer?.status ?? 413).toBe(413);
    expect((await scene.person.ask('{ plans { id } }')).status).toBe(200);
  });

  it('is answered under the names that it chose', async () => {
    const { person, accountId } = scene;
    const { data } = await person.ask(
      '{ constructor: viewer { toString: id __proto__: displayName } __proto__: plans { id } }',
    );
    expect(JSON.stringify(data)).toBe(
      `{"constructor":{"toString":"${person.id}","__proto__":"Mallory"},"__proto__":[{"id":"free"}]}`,
    );
    const odd = {
      constructor: { prototype: { polluted: true } },
      toString: 1,
      'a.b': [],
      '': null,
      $ne: '\u2028\ud83d\ude00',
    };
    const created = await person.tell('CreateResource', { accountId, type: 'odd', data: odd });
    expect(created.data.resourceCreate.resource.data).toEqual(odd);
  });

  describe('on a socket', () => {
    const subscribe = (query: string, variables: object = {}, id = '1') => ({
      id,
      type: 'subscribe',
      payload: { query, variables },
    });
    const ticking =
      'subscription($id: ID!, $after: Cursor) { resourceChanged(accountId: $id, after: $after) { cursor } }';
    const init = { type: 'connection_init', payload: {} };
    const [secret = ''] = hostileSecrets;

    it.each<[string, number, readonly (string | Buffer | object)[]]>([
      ['no JSON', 4400, [`{"password":"${secret}"`]],
      ['bytes', 4400, [Buffer.from([0, 1, 2, 3])]],
      ['an unknown message', 4400, [{ type: secret }]],
      ['a message of another shape', 4400, [init, { type: 'subscribe', id: 7, payload: secret }]],
      ['the key __proto__', 4400, [`{"type":"connection_init","payload":{"__proto__":{"authorization":"${secret}"}}}`]],
      [
        'JSON of 100,000 levels',
        4400,
        [`{"type":"connection_init","payload":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`],
      ],
      ['more than 1 MiB', 1009, [init, 'x'.repeat(1024 * 1024 + 1)]],
      ['an operation before the beginning', 4401, [subscribe('{ plans { id } }')]],
      ['two beginnings', 4429, [init, init]],
      ['a token that is none', 4401, [{ type: 'connection_init', payload: { authorization: `Bearer ${secret}` } }]],
    ])('closes after %s', async (_name, code, frames) => {
      const socket = await RawSocket.open(stack.url);
      for (const frame of frames) socket.send(frame);
      expect(await socket.closed).toBe(code);
    });

    it('closes after text that is not UTF-8', async () => {
      const socket = await RawSocket.open(stack.url);
      socket.sendInvalidText();
      expect(await socket.closed).toBe(1007);
    });

    it('refuses operations one by one, and lives on', async () => {
      const { person, accountId, resourceId, accountCursor, eventCursor } = scene;
      const stranger = await stack.person('Stranger');
      const elsewhere = await stranger.account('Elsewhere');
      const nodes = `{ ${Array.from({ length: 10_000 }, (_, n) => `a${n}: plans { id }`).join(' ')} }`;
      const refusals: readonly (readonly [code: string, message: object])[] = [
        ['GRAPHQL_PARSE_FAILED', subscribe(`subscription { "${secret}`)],
        ['GRAPHQL_VALIDATION_FAILED', subscribe(`subscription { password }`)],
        [
          'GRAPHQL_VALIDATION_FAILED',
          subscribe('subscription { a: notificationReceived { cursor } b: notificationReceived { cursor } }'),
        ],
        ['GRAPHQL_VALIDATION_FAILED', subscribe('subscription { notificationReceived @skip(if: false) { cursor } }')],
        ['OPERATION_LIMIT_EXCEEDED', subscribe(nodes)],
        ['BAD_USER_INPUT', subscribe(ticking)],
        ['BAD_USER_INPUT', subscribe(ticking, { id: '' })],
        ['BAD_USER_INPUT', subscribe(ticking, { id: `${accountId}\u0000` })],
        ['BAD_USER_INPUT', subscribe(ticking, { id: resourceId })],
        ['BAD_USER_INPUT', subscribe(ticking, { id: accountId, after: 'x' })],
        ['BAD_USER_INPUT', subscribe(ticking, { id: accountId, after: accountCursor })],
        ['BAD_USER_INPUT', subscribe(ticking, { id: accountId, after: '' })],
        ['CURSOR_EXPIRED', subscribe(ticking, { id: accountId, after: cursorBeyond(eventCursor) })],
        ['NOT_FOUND', subscribe(ticking, { id: elsewhere })],
        ['NOT_FOUND', subscribe(ticking, { id: 'acc_00000000000000000000000000' })],
      ];
      const socket = await RawSocket.initialised(stack.url, `Bearer ${person.accessToken}`);
      for (const [index, [code, message]] of refusals.entries()) {
        const id = `${index} __proto__`;
        socket.send({ ...message, id });
        const answer = await socket.message((received) => received.id === id);
        expect(answer, JSON.stringify(message).slice(0, 200)).toMatchObject({
          type: 'error',
          payload: [{ extensions: { code } }],
        });
      }
      socket.send(subscribe('{ plans { id } }', {}, '__proto__'));
      expect(await socket.message(({ id }) => id === '__proto__')).toMatchObject({
        type: 'next',
        payload: { data: { plans: [{ id: 'free' }] } },
      });
      socket.close();
    });
  });

  it('keeps nobody else waiting', () => {
    const { answered, slowestMs, failures } = bystander;
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(10);
    console.info(`somebody else was answered ${answered} times meanwhile, in ${Math.round(slowestMs)} ms at most.`);
    expect(slowestMs).toBeLessThan(patienceMs);
  });

  it('is no error in the logs', () => {
    expect(stack.logLines().length).toBeGreaterThan(100);
    expect(stack.logLines().filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});

/** Somebody who only wants an answer, again and again. */
class Bystander {
  answered = 0;
  slowestMs = 0;
  readonly failures: unknown[] = [];
  readonly #running: Promise<void>;
  #left = false;

  constructor(url: string) {
    this.#running = this.#run(url);
  }

  async leave(): Promise<void> {
    this.#left = true;
    await this.#running;
  }

  async #run(url: string): Promise<void> {
    while (!this.#left) {
      const askedAt = performance.now();
      const answer = await ask(url, '{ plans { id } }').catch((error: unknown) => error);
      if ((answer as { status?: number }).status !== 200) this.failures.push(answer);
      this.answered += 1;
      this.slowestMs = Math.max(this.slowestMs, performance.now() - askedAt);
    }
  }
}
