import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Asking, basic, book } from './asking.ts';

let given: Asking;
beforeEach(async () => {
  given = await Asking.start();
});
afterEach(() => given.server.stop());

describe('the server of searches', () => {
  it('lets in who has a password or a key, to what is his', async () => {
    for (const authorization of ['', basic('trivet', 'wrong'), basic('nobody', 'right'), 'ApiKey bm9uZQ==']) {
      expect((await given.ask('GET', '/', undefined, { authorization })).status).toBe(401);
    }
    expect((await given.ask('GET', '/', undefined, { authorization: 'ApiKey a2V5' })).body.version.distribution).toBe(
      'opensearch',
    );
    await given.furnish();
    const authorization = basic('reader', 'right');
    expect((await given.ask('GET', '/books/_search', undefined, { authorization })).status).toBe(200);
    for (const [method, path] of [
      ['DELETE', '/books'],
      ['GET', '/other/_search'],
      ['POST', '/books/_refresh'],
    ] as const) {
      const { status, body } = await given.ask(method, path, undefined, { authorization });
      expect([status, body.error.type]).toEqual([403, 'security_exception']);
    }
  });

  it('refuses paths, methods and parameters that there are not', async () => {
    await given.furnish();
    expect(await given.ask('GET', '/books/of/mine')).toMatchObject({
      status: 400,
      body: { error: /no handler found/ },
    });
    expect((await given.ask('DELETE', '/books/_search')).status).toBe(405);
    const { status, body } = await given.ask('POST', '/books/_search?rooting=a', {});
    expect([status, body.error.type]).toEqual([400, 'illegal_argument_exception']);
    expect(body.error.reason).toBe('request [/books/_search?rooting=a] contains unrecognized parameter: [rooting]');
    expect((await given.ask('POST', '/books/_search', '{}', { 'content-type': 'text/plain' })).status).toBe(406);
    expect((await given.ask('POST', '/books/_search', '{')).body.error.type).toBe('parse_exception');
    // What the real one has and this one has not is no answer of the real one's.
    expect((await given.ask('GET', '/_cat/indices')).status).toBe(501);
  });

  it.each([
    ['illegal_argument_exception', { settings: { 'index.number_of_shard': 1 } }],
    ['illegal_argument_exception', { settings: { number_of_shards: 0 } }],
    ['illegal_argument_exception', { settings: { refresh_interval: '1 second' } }],
    ['illegal_argument_exception', { settings: { analysis: { filter: { a: { type: 'edge_gram' } } } } }],
    ['illegal_argument_exception', { settings: { analysis: { analyzer: { a: { tokenizer: 'standart' } } } } }],
    [
      'illegal_argument_exception',
      { settings: { analysis: { analyzer: { a: { tokenizer: 'standard', filter: ['b'] } } } } },
    ],
    ['mapper_parsing_exception', { mappings: { properties: { a: { type: 'string' } } } }],
    ['mapper_parsing_exception', { mappings: { properties: { a: { type: 'text', analyser: 'standard' } } } }],
    ['mapper_parsing_exception', { mappings: { properties: { a: { type: 'text', analyzer: 'mine' } } } }],
    ['mapper_parsing_exception', { mappings: { propertys: {} } }],
    ['parse_exception', { mapping: {} }],
  ])('refuses an index by %s: %j', async (type, definition) => {
    const { status, body } = await given.ask('PUT', '/other', definition);
    expect([status, body.error.type]).toEqual([400, type]);
  });

  it('has one index of a name, under names that an index can have', async () => {
    await given.furnish();
    expect((await given.ask('PUT', '/books', {})).body.error.type).toBe('resource_already_exists_exception');
    for (const name of ['Books', '-books', 'bo%23oks', 'bo*']) {
      expect((await given.ask('PUT', `/${name}`, {})).body.error.type, name).toBe('invalid_index_name_exception');
    }
    expect((await given.ask('HEAD', '/nothing')).status).toBe(404);
    expect((await given.ask('POST', '/nothing/_search', {})).body.error.type).toBe('index_not_found_exception');
    expect((await given.ask('DELETE', '/bo*')).body.error.type).toBe('illegal_argument_exception');
  });

  it('refuses of a bulk request the actions that are wrong, or all of one that nobody can read', async () => {
    await given.furnish();
    const { status, body } = await given.bulk([
      ...book('5', { title: 'Five', author: 'Ada' }),
      ...book('6', { year: 'six' }),
      ...book('7', { title: { main: 'Seven' } }),
      ...book('8', { shelf: 'x'.repeat(1) }),
      { delete: { _id: 'never' } },
    ]);
    expect([status, body.errors]).toEqual([200, true]);
    const outcomes = body.items.map((item: object) => {
      const [{ status, error }] = Object.values(item);
      return [status, error?.type];
    });
    expect(outcomes).toEqual([
      [400, 'strict_dynamic_mapping_exception'],
      [400, 'mapper_parsing_exception'],
      [400, 'mapper_parsing_exception'],
      [201, undefined],
      [404, undefined],
    ]);
    for (const [lines, type] of [
      ['{"index":{"_id":"9"}}\n{}', 'illegal_argument_exception'],
      ['{"index":{"_id":"9","_routing":"a"}}\n{}\n', 'illegal_argument_exception'],
      ['{"insert":{"_id":"9"}}\n{}\n', 'illegal_argument_exception'],
      ['{"index":{"_id":"9","version":3}}\n{}\n', 'action_request_validation_exception'],
      ['{"index":{"_id":"9","version":-3,"version_type":"external"}}\n{}\n', 'action_request_validation_exception'],
      [`{"index":{"_id":"${'x'.repeat(513)}"}}\n{}\n`, 'action_request_validation_exception'],
    ]) {
      const refused = await given.ask('POST', '/books/_bulk', lines);
      expect([refused.status, refused.body.error.type], lines).toEqual([400, type]);
    }
  });

  it('keeps the newer of two versions, and of a deletion for as long as it remembers it', async () => {
    await given.furnish();
    const write = async (kind: 'index' | 'delete', version: number, version_type = 'external') => {
      const action = { [kind]: { _id: '9', version, version_type } };
      const { body } = await given.bulk(kind === 'index' ? [action, { title: `Version ${version}` }] : [action]);
      return body.items[0][kind];
    };
    expect(await write('index', 5)).toMatchObject({ status: 201, _version: 5 });
    expect(await write('index', 4)).toMatchObject({
      status: 409,
      error: { type: 'version_conflict_engine_exception' },
    });
    expect(await write('index', 5)).toMatchObject({ status: 409 });
    expect(await write('index', 5, 'external_gte')).toMatchObject({ status: 200 });
    expect(await write('delete', 4)).toMatchObject({ status: 409 });
    expect(await write('delete', 7)).toMatchObject({ status: 200, result: 'deleted' });
    expect(await write('index', 6)).toMatchObject({ status: 409 });
    given.clock.now += 61_000;
    expect(await write('index', 6)).toMatchObject({ status: 201 });
  });

  it('takes no more than it can hold, and makes what is written to no index an index', async () => {
    await given.furnish();
    expect((await given.bulk(book('5', { title: 'x'.repeat(20_000) }))).status).toBe(413);
    const pressed = await given.bulk(book('5', { title: 'x'.repeat(12_000) }));
    expect([pressed.status, pressed.body.error.type]).toEqual([429, 'rejected_execution_exception']);
    given.server.refuse(1);
    const { body } = await given.bulk([...book('5', { title: 'a' }), ...book('6', { title: 'b' })]);
    expect(body.items.map(({ index }: { index: { status: number } }) => index.status)).toEqual([429, 201]);
    const astray = await given.ask('POST', '/boks/_bulk?require_alias=true', '{"index":{}}\n{}\n');
    expect(astray.body.items[0].index).toMatchObject({ status: 404, error: { type: 'index_not_found_exception' } });
    expect(given.server.indexes()).toEqual(['books']);
    await given.ask('POST', '/boks/_bulk', '{"index":{}}\n{}\n');
    expect(given.server.indexes()).toEqual(['boks', 'books']);
  });

  it('moves an alias at once, or not at all', async () => {
    await given.ask('PUT', '/books-1', { aliases: { books: {} } });
    await given.ask('PUT', '/books-2', {});
    const move = (to: string) => ({
      actions: [{ remove: { index: 'books-1', alias: 'books' } }, { add: { index: to, alias: 'books' } }],
    });
    expect((await given.ask('POST', '/_aliases', move('books-3'))).body.error.type).toBe('index_not_found_exception');
    expect((await given.ask('GET', '/_alias/books')).body).toEqual({ 'books-1': { aliases: { books: {} } } });
    expect((await given.ask('POST', '/_aliases', move('books-2'))).body).toEqual({ acknowledged: true });
    expect((await given.ask('POST', '/_aliases', move('books-2'))).body.error.type).toBe('aliases_not_found_exception');
    expect((await given.ask('GET', '/_alias/books')).body).toEqual({ 'books-2': { aliases: { books: {} } } });
    expect((await given.ask('GET', '/_alias/none')).status).toBe(404);
    expect((await given.ask('PUT', '/books', {})).body.error.type).toBe('invalid_index_name_exception');
    expect((await given.ask('DELETE', '/books')).body.error.type).toBe('illegal_argument_exception');
  });
});
