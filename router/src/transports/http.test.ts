import type { RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { createLogger } from '@trivet/platform';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { shop } from '../tests/shop.ts';
import { ada, ask, testGraph, testSubgraph } from '../tests/test-graph.ts';
import { wires } from '../tests/wires.ts';
import { deadlineOf } from './transport.ts';

describe.each(wires)('by $scheme', ({ httpTransport, listen, serve }) => {
  const request = { query: '{ a }', viewer: ada, requestId: 'req-1' };
  const unavailable = { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] };

  describe('a subgraph over HTTP', () => {
    it('answers as it does in-process', async () => {
      const { users, core, inbox, all } = shop();
      const query = `{ viewer { unread accounts { name plan { name } price owner { displayName } } }
      named { name ... on Resource { data createdBy { unread } } } anything { __typename ... on Node { id } } }`;
      const servers = await Promise.all([users, core, inbox].map((subgraph) => serve(subgraph)));
      const transports = [users, core, inbox].map(({ name }, index) => httpTransport(name, servers[index]?.url ?? ''));
      expect(await ask(testGraph(all, { transports }), query)).toEqual(await ask(testGraph(all), query));
      expect(await Promise.all(transports.map((transport) => transport.ready()))).toEqual([true, true, true]);
    });

    it('gets the viewer by a token of its own, the request id, and with mutations the client and his key', async () => {
      const one = testSubgraph('one', 'type Query { who: String } type Mutation { who: String }', {
        Query: { who: (_: unknown, __: unknown, context: unknown) => JSON.stringify(context) },
        Mutation: { who: (_: unknown, __: unknown, context: unknown) => JSON.stringify(context) },
      });
      const graph = testGraph([one], { transports: [httpTransport('one', (await serve(one)).url)] });
      const client = { address: '2001:db8::1', agent: 'Schlüssel/1.0 (%41)' };
      const more = { viewer: ada, requestId: 'req-9', idempotencyKey: 'key-1', client };
      const whom = async (query: string) => {
        const { result } = await graph.execute({ query, ...more });
        return JSON.parse(String(result.data?.['who'])).request;
      };
      // As text, as it comes here.
      const viewer = JSON.parse(JSON.stringify(ada));
      expect(await whom('{ who }')).toMatchObject({ viewer, requestId: 'req-9' });
      expect(await whom('{ who }')).not.toHaveProperty('idempotencyKey');
      expect(await whom('{ who }')).not.toHaveProperty('client');
      expect(await whom('mutation { who }')).toMatchObject({ viewer, idempotencyKey: 'key-1', client });
    });

    it('is unavailable to a router whose token it does not accept', async () => {
      const one = testSubgraph('one', 'type Query { a: Int }', { Query: { a: () => 1 } });
      const impostor = httpTransport('one', (await serve(one)).url, { issuer: { issue: () => 'forged' } });
      expect(await impostor.execute(request)).toMatchObject({
        errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
      });
    });

    it('says what is wrong with a variable of a scalar that only it can check', async () => {
      const even = new GraphQLScalarType({
        name: 'Even',
        parseValue: (value) => {
          if (Number(value) % 2 === 0) return value;
          throw new GraphQLError(`${value} is odd.`);
        },
      });
      const one = testSubgraph('one', 'scalar Even type Query { half(of: Even!): Int }', { Even: even });
      const graph = testGraph([one], { transports: [httpTransport('one', (await serve(one)).url)] });
      const { data, errors } = await ask(graph, 'query($of: Even!) { h: half(of: $of) }', { of: 3 });
      expect(data).toEqual({ h: null });
      expect(errors).toEqual([
        { message: expect.stringContaining('3 is odd.'), path: ['h'], extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    });
  });

  describe('what goes over the wire', () => {
    it('is the operation with its name and variables, and nothing that was not given', async () => {
      const bodies: string[] = [];
      const transport = httpTransport('core', await listen(answering(bodies)));
      const query = 'query Q($id:ID!){a(id:$id)}';
      const ask = transport.prepare({ query, operationName: 'Q', operationKind: 'query' });
      for (const id of ['1', '"\u2028€']) await ask({ ...request, variables: { id }, deadline: deadlineOf() });
      await transport.execute({ ...request, query });
      expect(bodies.map((body) => JSON.parse(body))).toEqual([
        { query, operationName: 'Q', variables: { id: '1' } },
        { query, operationName: 'Q', variables: { id: '"\u2028€' } },
        { query, variables: {} },
      ]);
    });

    it('is read whole, in however many pieces it comes', async () => {
      const data = { text: '€'.repeat(200_001) };
      const transport = httpTransport('core', await listen((_, response) => response.end(JSON.stringify({ data }))));
      expect(await transport.execute(request)).toEqual({ data });
    });

    it('is read no further than the router takes, and not asked for again', async () => {
      const closed = Promise.withResolvers<void>();
      let asked = 0;
      const url = await listen((_, response) => {
        asked++;
        response.on('close', () => closed.resolve());
        response.write('{"data":{"text":"');
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      });
      const { logger, lines } = recordingLogger();
      const transport = httpTransport('core', url, { logger, maxResponseBytes: 1_000_000 });
      expect(await transport.execute(request)).toMatchObject(unavailable);
      await closed.promise;
      expect(asked).toBe(1);
      expect(lines()).toMatchObject([
        { context: { error: { message: 'The answer is larger than the router takes.' } } },
      ]);
    });

    it('is an answer whatever its status, if it is GraphQL', async () => {
      const body = '{"errors":[{"message":"later","extensions":{"code":"CONFLICT"}}]}';
      const url = await listen((_, response) => response.writeHead(503).end(body));
      expect(await httpTransport('core', url).execute(request)).toMatchObject({ errors: [{ message: 'later' }] });
    });
  });

  describe('a question that failed in passing', () => {
    const failures: [string, RequestListener][] = [
      ['the connection was lost', (message) => message.socket.destroy()],
      [
        'the answer broke off',
        (message, response) => response.writeHead(200).write('{', () => message.socket.destroy()),
      ],
      ['the subgraph is starting', (_, response) => response.writeHead(503).end('{"statusCode":503}')],
      ['something before it did not reach it', (_, response) => response.writeHead(502).end('<html>')],
    ];
    /** Fails with the first question, and answers those that follow. */
    const flaky = (fail: RequestListener, bodies: string[]): RequestListener => {
      const answer = answering(bodies);
      return (message, response) => {
        if (bodies.length > 0) return answer(message, response);
        bodies.push('');
        fail(message, response);
      };
    };

    it.each(failures)('is asked again, if it is a query: %s', async (_, fail) => {
      const bodies: string[] = [];
      const transport = httpTransport('core', await listen(flaky(fail, bodies)));
      expect(await transport.execute(request)).toEqual({ data: { a: 1 } });
      expect(bodies).toHaveLength(2);
    });

    it.each(failures)('is not asked again, if it is a mutation, which may have had its effect: %s', async (_, fail) => {
      const bodies: string[] = [];
      const transport = httpTransport('core', await listen(flaky(fail, bodies)));
      expect(await transport.execute({ ...request, query: 'mutation M{a}' })).toMatchObject(unavailable);
      expect(bodies).toHaveLength(1);
    });
  });

  describe('a subgraph most of whose answers failed', () => {
    async function setup() {
      const subgraph = { isBroken: true, asked: 0 };
      const url = await listen((message, response) => {
        if (message.url === '/readyz') return response.end();
        subgraph.asked++;
        return subgraph.isBroken ? message.socket.destroy() : response.end('{"data":{"a":1}}');
      });
      const { logger, lines } = recordingLogger();
      const clock = { ms: 0 };
      const transport = httpTransport('core', url, {
        logger,
        now: () => clock.ms,
        breaker: { minAnswers: 3, probeEveryMs: 250 },
      });
      expect(await transport.execute(request)).toMatchObject(unavailable);
      expect(subgraph.asked).toBe(3);
      return { subgraph, clock, transport, lines };
    }
    const changes = [
      { level: 'WARN', context: { subgraph: 'core', failures: 3, answers: 3 } },
      { level: 'INFO', message: 'A subgraph answers again', context: { subgraph: 'core' } },
    ];

    it('is not asked for a while, and then once to see; which is logged when it begins and when it ends', async () => {
      const { subgraph, clock, transport, lines } = await setup();
      for (let round = 0; round < 3; round++) expect(await transport.execute(request)).toMatchObject(unavailable);
      expect(subgraph.asked).toBe(3);
      clock.ms = 250;
      expect(await transport.execute(request)).toMatchObject(unavailable);
      expect(subgraph.asked).toBe(4);
      subgraph.isBroken = false;
      expect(await transport.execute(request)).toMatchObject(unavailable);
      clock.ms = 500;
      for (let round = 0; round < 3; round++) expect(await transport.execute(request)).toEqual({ data: { a: 1 } });
      expect(lines().filter(({ message }) => message !== 'A subgraph did not answer')).toMatchObject(changes);
    });

    it('is asked whether it is ready all the same, and asked again as soon as it says so', async () => {
      const { subgraph, transport, lines } = await setup();
      subgraph.isBroken = false;
      expect(await transport.execute(request)).toMatchObject(unavailable);
      expect(await transport.ready()).toBe(true);
      const both = await Promise.all([transport.execute(request), transport.execute(request)]);
      expect(both).toEqual([{ data: { a: 1 } }, { data: { a: 1 } }]);
      expect(lines().filter(({ message }) => message !== 'A subgraph did not answer')).toMatchObject(changes);
    });
  });

  describe('more questions than a subgraph is asked at once', () => {
    it('wait for their turn, and are refused when too many wait', async () => {
      const held: ServerResponse[] = [];
      const arrivals = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const url = await listen((_, response) => arrivals[held.push(response) - 1]?.resolve());
      const transport = httpTransport('core', url, { maxRunning: 1, maxWaiting: 1 });
      const answers = [transport.execute(request), transport.execute(request)];
      await arrivals[0]?.promise;
      expect(await transport.execute(request)).toMatchObject(unavailable);
      expect(held).toHaveLength(1);
      held[0]?.end('{"data":{"a":1}}');
      expect(await answers[0]).toEqual({ data: { a: 1 } });
      await arrivals[1]?.promise;
      held[1]?.end('{"data":{"a":2}}');
      expect(await answers[1]).toEqual({ data: { a: 2 } });
    });
  });

  describe('the log', () => {
    it('says why, with the request id, and nothing that was in the answer', async () => {
      const { logger, lines } = recordingLogger();
      const url = await listen((_, response) => response.end('<html>the secret</html>'));
      await httpTransport('core', url, { logger }).execute(request);
      expect(lines()).toMatchObject([
        { level: 'WARN', message: 'A subgraph did not answer', context: { request_id: 'req-1', subgraph: 'core' } },
      ]);
      expect(JSON.stringify(lines())).not.toContain('secret');
    });
  });
});

/** Answers each question, and keeps what was asked. */
function answering(bodies: string[]): RequestListener {
  return (message, response) =>
    void text(message).then((body) => {
      bodies.push(body);
      response.end('{"data":{"a":1}}');
    });
}

function recordingLogger() {
  const written: string[] = [];
  const logger = createLogger({ service: 'router', destination: { write: (line) => written.push(line) } });
  return { logger, lines: () => written.map((line) => JSON.parse(line)) };
}
