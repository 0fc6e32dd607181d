import { describe, expect, it } from 'vitest';
import { askInParts, collect, readPart } from '../../tests/parts.ts';
import { people, whole } from '../../tests/people.ts';
import { ask } from '../../tests/test-graph.ts';
import type { ExecutorKind } from '../create-executor.ts';

describe.each<ExecutorKind>(['reference', 'compiled'])('by the %s executor', (executor) => {
  it('answers what is not deferred while a slow subgraph is still asked for the rest', async () => {
    const { graph, hold, asked } = people(executor);
    const { first, rest } = await askInParts(graph, '{ me { name ... @defer(label: "later") { age } } }');
    expect(first).toEqual({ data: { me: { name: 'user 1' } } });
    await asked;
    hold.resolve();
    expect(await collect(rest)).toEqual([[{ path: ['me'], label: 'later', data: { age: 10 } }]]);
  });

  it('tells the first parts of something while others are waited for', async () => {
    const { graph, hold } = people(executor);
    const query = '{ me { id ... @defer(label: "slow") { age } ... @defer(label: "quick") { settings { theme } } } }';
    const { rest } = await askInParts(graph, query);
    const { value } = (await rest?.next()) ?? {};
    expect(value?.hasNext).toBe(true);
    expect(value?.parts.map(readPart)).toEqual([
      { path: ['me'], label: 'quick', data: { settings: { theme: 'dark' } } },
    ]);
    hold.resolve();
    expect(await collect(rest)).toEqual([[{ path: ['me'], label: 'slow', data: { age: 10 } }]]);
  });

  it('says with the last parts that they are the last', async () => {
    const { graph } = people(executor, false);
    const { rest } = await askInParts(graph, '{ me { ... @defer { age } } }');
    expect(await rest?.next()).toMatchObject({ done: false, value: { hasNext: false, parts: [{ path: ['me'] }] } });
    expect(await rest?.next()).toMatchObject({ done: true });
  });

  it('tells of each object of a list, with its index, and of none that is null', async () => {
    const { graph } = people(executor, false);
    const { first, deliveries } = await whole(
      graph,
      '{ users { name ... @defer { age } } grid { ... @defer { age } } }',
    );
    expect(first.data).toEqual({
      users: [{ name: 'user 1' }, null, { name: 'user 2' }],
      grid: [[{}], [{}, {}]],
    });
    expect(
      deliveries
        .flat()
        .map(({ path }) => path.join('.'))
        .sort(),
    ).toEqual(['grid.0.0', 'grid.1.0', 'grid.1.1', 'users.0', 'users.2']);
  });

  it('tells of what is nested after what it is nested in', async () => {
    const { graph, hold } = people(executor);
    const query = `{ me { ... @defer(label: "outer") { age posts { title ... @defer(label: "inner") { likes } } }
                          ... @defer(label: "around") { age ... @defer(label: "within") { name } } } }`;
    const { rest } = await askInParts(graph, query);
    hold.resolve();
    const parts = (await collect(rest)).flat();
    const order = parts.map(({ label }) => label);
    expect(order.indexOf('outer')).toBeLessThan(order.indexOf('inner'));
    expect(order.indexOf('around')).toBeLessThan(order.indexOf('within'));
    expect(parts.filter(({ label }) => label === 'inner')).toEqual([
      { path: ['me', 'posts', 0], label: 'inner', data: { likes: 4 } },
      { path: ['me', 'posts', 1], label: 'inner', data: { likes: 4 } },
    ]);
  });

  it('defers nothing where `if` says so, in the document or by a variable', async () => {
    const { graph } = people(executor, false);
    const literal = await askInParts(graph, '{ me { name ... @defer(if: false) { age } } }');
    expect(literal).toEqual({ first: { data: { me: { name: 'user 1', age: 10 } } }, rest: undefined });
    const query = 'query ($later: Boolean!) { me { name ... @defer(if: $later) { age } } }';
    expect((await whole(graph, query, { later: false })).parts).toEqual([]);
    expect((await whole(graph, query, { later: true })).parts).toHaveLength(1);
    const byDefault = 'query ($later: Boolean! = false) { me { name ... @defer(if: $later) { age } } }';
    expect((await whole(graph, byDefault)).parts).toEqual([]);
    const skipped = 'query ($no: Boolean!) { me { name ... @defer @skip(if: $no) { age } } }';
    expect(await whole(graph, skipped, { no: true })).toMatchObject({ sum: { me: { name: 'user 1' } }, parts: [] });
  });

  it('answers in one piece whom it was not asked to answer in parts', async () => {
    const { graph } = people(executor, false);
    const query = '{ me { name ... @defer(label: "a") { age ... @defer(label: "b") { score } } } }';
    expect(await ask(graph, query)).toEqual({
      stage: 'executed',
      data: { me: { name: 'user 1', age: 10, score: 11 } },
    });
    expect((await whole(graph, query)).parts).toHaveLength(2);
  });

  it('says nothing of what is null, or has become it', async () => {
    const { graph } = people(executor, false);
    expect(await askInParts(graph, '{ nobody { id ... @defer { age } } }')).toEqual({
      first: { data: { nobody: null } },
      rest: undefined,
    });
    const { first, parts } = await whole(graph, '{ broken { must user { id ... @defer { age } } } }');
    expect(first).toMatchObject({ data: { broken: null }, errors: [{ path: ['broken', 'must'] }] });
    expect(parts).toEqual([]);
  });

  it('has errors in the part that they are about, with paths from the root', async () => {
    const { graph } = people(executor, false);
    const { first, parts } = await whole(graph, '{ users { name ... @defer { failing } } }');
    expect(first).toEqual({ data: { users: [{ name: 'user 1' }, null, { name: 'user 2' }] } });
    expect(parts).toEqual([
      { path: ['users', 0], data: { failing: 1 } },
      {
        path: ['users', 2],
        data: { failing: null },
        errors: [{ message: 'No such age.', path: ['users', 2, 'failing'], extensions: { code: 'NOT_FOUND' } }],
      },
    ]);
  });

  it('lets null rise as far as the fragment, and no farther', async () => {
    const { graph } = people(executor, false);
    const { parts, sum } = await whole(graph, '{ users { name ... @defer { strict age } } }');
    expect(sum).toEqual({ users: [{ name: 'user 1', strict: 1, age: 10 }, null, { name: 'user 2' }] });
    expect(parts[1]).toMatchObject({ path: ['users', 2], data: null, errors: [{ path: ['users', 2, 'strict'] }] });
  });

  it('says in each part why a subgraph that failed brought nothing, and once what concerns none', async () => {
    const { graph, ages } = people(executor, false);
    ages.execute = async () => ({ errors: [] });
    const { first, parts } = await whole(graph, '{ users { id ... @defer(label: "x") { age } ... @defer { score } } }');
    expect(first).toEqual({ data: { users: [{ id: 'u1' }, null, { id: 'u2' }] } });
    expect(parts).toHaveLength(4);
    for (const { path, data, errors } of parts) {
      const [field] = Object.entries(data as object).find(([, value]) => value === null) ?? [];
      expect(errors).toMatchObject([{ path: [...path, field], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    }
  });

  it('defers what came along with the rest, its errors included', async () => {
    const { graph, users } = people(executor, false);
    const query = '{ me { settings { theme ... @defer(label: "s") { inner { a failing } } } } }';
    const { first, parts } = await whole(graph, query);
    expect(first).toEqual({ data: { me: { settings: { theme: 'dark' } } } });
    expect(parts).toMatchObject([
      {
        path: ['me', 'settings'],
        label: 's',
        data: { inner: { a: 1, failing: null } },
        errors: [{ message: 'No such number.', path: ['me', 'settings', 'inner', 'failing'] }],
      },
    ]);
    expect(users.requests).toHaveLength(1);
  });

  it('is about objects of the type that the fragment names', async () => {
    const { graph } = people(executor, false);
    const query = '{ pets { name ... on Cat @defer(label: "cat") { lives owner { age } } ... @defer { n: name } } }';
    const { parts, sum } = await whole(graph, query);
    expect(parts.filter(({ label }) => label === 'cat')).toMatchObject([{ path: ['pets', 0], data: { lives: 9 } }]);
    expect(sum).toEqual({
      pets: [
        { name: 'Tom', lives: 9, owner: { age: 10 }, n: 'Tom' },
        { name: 'Rex', n: 'Rex' },
      ],
    });
  });

  it('defers fields of the root, introspection included', async () => {
    const { graph, hold } = people(executor);
    const query = '{ me { id } ... @defer(label: "root") { slow t: __typename __type(name: "User") { name } } }';
    const { first, rest } = await askInParts(graph, query);
    expect(first).toEqual({ data: { me: { id: 'u1' } } });
    hold.resolve();
    expect(await collect(rest)).toEqual([
      [{ path: [], label: 'root', data: { slow: 'slow', t: 'Query', __type: { name: 'User' } } }],
    ]);
    expect((await whole(graph, '{ ... @defer { __typename } }')).parts).toEqual([
      { path: [], data: { __typename: 'Query' } },
    ]);
  });

  it('tells each place of a fragment that is spread several times by its path', async () => {
    const { graph } = people(executor, false);
    const query = `{ me { ...Age } users { ...Age } } fragment Age on User { ... @defer(label: "age") { age } }`;
    const { parts } = await whole(graph, query);
    expect(parts.map(({ path, label }) => `${path.join('.')} ${label}`).sort()).toEqual([
      'me age',
      'users.0 age',
      'users.2 age',
    ]);
  });

  it("knows the client's aliases, also those that are names of fields", async () => {
    const { graph } = people(executor, false);
    const query =
      '{ name: me { id: name ... @defer { name: failing age: id } } list: users { ... @defer { id: failing } } }';
    const { parts, sum } = await whole(graph, query);
    expect(sum).toEqual({
      name: { id: 'user 1', name: 1, age: 'u1' },
      list: [{ id: 1 }, null, { id: null }],
    });
    const failed = parts.find(({ errors }) => errors);
    expect(failed).toMatchObject({ path: ['list', 2], errors: [{ path: ['list', 2, 'id'] }] });
  });

  it('defers what is below a mutation', async () => {
    const { graph } = people(executor, false);
    const { first, parts } = await whole(graph, 'mutation { rename(name: "x") { name ... @defer { age } } }');
    expect(first.data).toEqual({ rename: { name: 'x' } });
    expect(parts).toEqual([{ path: ['rename'], data: { age: 10 } }]);
  });

  it('refuses to defer more fragments than any page has', async () => {
    const { graph } = people(executor, false);
    const query = (count: number) => `{ me { ${'...A @defer '.repeat(count)} } } fragment A on User { name }`;
    expect((await whole(graph, query(50))).parts).toHaveLength(50);
    expect(await askInParts(graph, query(51))).toMatchObject({
      first: { errors: [{ extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } }] },
    });
  });

  it('counts what is deferred as what is not', async () => {
    const { graph } = people(executor, false, { maxDepth: 3, maxFields: 6 });
    const fits = '{ me { name ... @defer { posts { title } } } }';
    expect((await whole(graph, fits)).parts).toHaveLength(1);
    for (const query of [
      '{ me { name ... @defer { settings { inner { a } } } } }',
      '{ me { name ... @defer { age score ... @defer { id settings { theme } } } } }',
    ]) {
      expect(await askInParts(graph, query)).toMatchObject({
        first: { errors: [{ extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } }] },
      });
    }
  });

  it('answers the same document in one piece and in parts, whoever asks in between', async () => {
    const { graph } = people(executor, false);
    const query = '{ me { name ... @defer { age } } }';
    for (let turn = 0; turn < 2; turn++) {
      expect((await ask(graph, query)).data).toEqual({ me: { name: 'user 1', age: 10 } });
      expect((await askInParts(graph, query)).first).toEqual({ data: { me: { name: 'user 1' } } });
    }
  });

  it('ends all of it at the time limit, with what came until then', async () => {
    const { graph } = people(executor, true, { timeoutMs: 50 });
    const { first, rest } = await askInParts(
      graph,
      '{ me { name ... @defer { age } ... @defer { settings { theme } } } }',
    );
    expect(first).toEqual({ data: { me: { name: 'user 1' } } });
    expect((await collect(rest)).flat()).toMatchObject([
      { data: { settings: { theme: 'dark' } } },
      { path: ['me'], data: { age: null }, errors: [{ path: ['me', 'age'], extensions: { code: 'TIMEOUT' } }] },
    ]);
  });

  it('asks for nothing more when the client is gone, and ends', async () => {
    const { graph, asked, likes } = people(executor);
    const client = new AbortController();
    const query = '{ me { id ... @defer { age score } } }';
    const { rest } = await askInParts(graph, query, { signal: client.signal });
    await asked;
    client.abort();
    const [parts] = await collect(rest);
    expect(parts).toMatchObject([{ path: ['me'], data: { age: null, score: null } }]);
    expect(likes.requests).toEqual([]);
  });

  it.each([
    '{ me { ...A @defer ...A } } fragment A on User { name age }',
    '{ me { name settings { theme } ... @defer { settings { theme inner { a b } } name } } }',
    '{ users { ... @defer { id ... @defer { age ... @defer { score posts { ... @defer { likes title } } } } } } }',
    '{ me { settings { ... @defer { inner { ... @defer { a } b } } } ... on User @defer { settings { theme } } } }',
    '{ ... @defer { me { ... @defer { age } } } ... @defer { users { ... @defer { name } } } }',
    '{ me { posts { id ... @defer { likes } } ... @defer { posts { title ... @defer { l: likes } } } } }',
    '{ grid { id ... @defer { score ... @defer { age } } } pets { ... on Cat { ... @defer { owner { score } } } } }',
  ])('gives in parts what it gives in one piece: %s', async (query) => {
    const { graph } = people(executor, false);
    const { sum, parts } = await whole(graph, query);
    expect({ stage: 'executed', data: sum }).toEqual(await ask(graph, query));
    expect(parts.length).toBeGreaterThan(0);
  });
});
