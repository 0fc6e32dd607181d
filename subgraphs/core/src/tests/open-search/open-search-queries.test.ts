import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Asking, book, books, found } from './asking.ts';

let given: Asking;
beforeEach(async () => {
  given = await Asking.start();
});
afterEach(() => given.server.stop());

describe('searches of the server', () => {
  it('shows what was written after a refresh', async () => {
    await given.furnish();
    await given.bulk(book('5', { title: 'Fresh' }), 'refresh=false');
    expect(found(await given.search({ match: { title: 'fresh' } }))).toEqual([]);
    given.clock.now += 1_000;
    expect(found(await given.search({ match: { title: 'fresh' } }))).toEqual(['5']);
    expect((await given.ask('POST', '/books/_bulk?refresh=soon', '{"index":{}}\n{}\n')).status).toBe(400);
  });

  it.each([
    ['mueller', {}, []],
    ['MULLER', {}, ['1']],
    ['apfel', {}, ['1']],
    ['invoice', {}, ['2']],
    ['invioce', {}, []],
    ['invioce', { fuzziness: 'AUTO' }, ['2', '3']],
    ['invioce', { fuzziness: 'AUTO', max_expansions: 1 }, ['2']],
    ['pinvoice', { fuzziness: 1, prefix_length: 1 }, []],
    ['1990', {}, ['2']],
    ['京', {}, ['4']],
    ['京東', { operator: 'and' }, ['4']],
    ['👍🏽', {}, ['4']],
    ['cant', {}, []],
    ["CAN'T", {}, ['4']],
    ['invoices müller', { operator: 'and' }, []],
    ['...', {}, []],
    ['...', { zero_terms_query: 'all' }, ['1', '2', '3', '4']],
  ])('finds by words: %s %j', async (query, options, expected) => {
    await given.furnish();
    expect(found(await given.search({ match: { title: { query, ...options } } })).sort()).toEqual(expected);
    // What is copied is found as well.
    expect(found(await given.search({ match: { all: { query, ...options } } })).sort()).toEqual(expected);
  });

  it('finds beginnings, orders by how well it fits, marks and counts', async () => {
    await given.furnish();
    const { body } = await given.search(
      { bool: { filter: [{ term: { shelf: 'office' } }], must: [{ match: { 'title.beginnings': 'invoic' } }] } },
      {
        sort: [{ _score: 'desc' }, { shelf: 'asc' }, { year: 'asc' }],
        highlight: { number_of_fragments: 0, pre_tags: ['<'], post_tags: ['>'], fields: { 'title.beginnings': {} } },
        aggs: { shelves: { terms: { field: 'shelf' } } },
        ...{ track_total_hits: true, _source: false },
      },
    );
    expect(body.hits.total).toEqual({ value: 2, relation: 'eq' });
    const [first, second] = body.hits.hits;
    expect([first._id, second._id]).toEqual(['3', '2']);
    expect(first._score).toBeGreaterThan(second._score);
    expect(first.highlight).toEqual({ 'title.beginnings': ['<Invoices> and <invoices>'] });
    expect(body.aggregations.shelves.buckets).toEqual([{ key: 'office', doc_count: 2 }]);
    const next = await given.search(
      { match: { 'title.beginnings': 'invoic' } },
      { sort: [{ _score: 'desc' }, { shelf: 'asc' }, { year: 'asc' }], search_after: first.sort },
    );
    expect(found(next)).toEqual(['2']);
  });

  it.each([
    ['parsing_exception', { query: { matches: { title: 'a' } } }],
    ['parsing_exception', { query: { match: { title: { query: 'a', fuzzines: 1 } } } }],
    [
      'parsing_exception',
      { query: { multi_match: { query: 'a', fields: ['title'], type: 'cross_fields', fuzziness: 1 } } },
    ],
    ['parsing_exception', { query: { term: { shelf: 'a', year: 1 } } }],
    ['parsing_exception', { query: { bool: { musts: [] } } }],
    ['parsing_exception', { querie: {} }],
    ['illegal_argument_exception', { query: {} }],
    ['illegal_argument_exception', { query: { match: { title: { query: 'a', operator: 'nor' } } } }],
    ['illegal_argument_exception', { size: -1 }],
    ['illegal_argument_exception', { timeout: '5' }],
    ['search_phase_execution_exception', { size: 10_001 }],
    ['search_phase_execution_exception', { sort: ['title'] }],
    ['search_phase_execution_exception', { sort: ['pages'] }],
    ['search_phase_execution_exception', { search_after: ['a'] }],
    ['search_phase_execution_exception', { sort: ['shelf'], search_after: ['a', 'b'] }],
    ['search_phase_execution_exception', { aggs: { a: { terms: { field: 'title' } } } }],
    ['query_shard_exception', { query: { match: { year: 'MCMXC' } } }],
    [
      'query_shard_exception',
      { query: { match: { title: Array.from({ length: 1025 }, (_, word) => `w${word}`).join(' ') } } },
    ],
    ['x_content_parse_exception', { highlight: { fields: { title: { fragments: 1 } } } }],
    ['parsing_exception', { aggs: { a: { term: { field: 'shelf' } } } }],
  ])('refuses a search by %s: %j', async (type, body) => {
    await given.furnish();
    const answer = await given.ask('POST', '/books/_search', body);
    expect([answer.status, answer.body.error.type]).toEqual([400, type]);
  });

  it('looks only where a routing leads', async () => {
    await given.ask('PUT', '/books', { ...books, settings: { ...books.settings, number_of_shards: 8 } });
    await given.bulk([
      ...book('1', { title: 'Same' }, { routing: 'a' }),
      ...book('1', { title: 'Same' }, { routing: 'b' }),
    ]);
    expect(found(await given.ask('POST', '/books/_search', {}))).toEqual(['1', '1']);
    expect(found(await given.ask('POST', '/books/_search?routing=a', {}))).toEqual(['1']);
    await given.bulk([{ delete: { _id: '1' } }]);
    expect(found(await given.ask('POST', '/books/_search', {}))).toEqual(['1', '1']);
  });

  it('deletes by a query what a refresh has shown, and tells of what has changed since', async () => {
    await given.furnish();
    const all = { query: { term: { shelf: 'office' } } };
    await given.bulk(book('2', { title: 'Changed', shelf: 'office' }), 'refresh=false');
    const answer = await given.ask('POST', '/books/_delete_by_query', all);
    expect([answer.status, answer.body.deleted, answer.body.version_conflicts]).toEqual([409, 1, 1]);
    given.clock.now += 1_000;
    expect((await given.ask('POST', '/books/_delete_by_query?refresh=true', all)).body.deleted).toBe(1);
    expect((await given.ask('POST', '/books/_count', all)).body.count).toBe(0);
    expect((await given.ask('POST', '/books/_delete_by_query', {})).body.error.type).toBe(
      'action_request_validation_exception',
    );
  });

  it('finds words like one, all of them where each counts the same', async () => {
    await given.furnish();
    const fuzzy = (value: string, more: object = {}) =>
      given.search({ fuzzy: { title: { value, fuzziness: 'AUTO:4,8', ...more } } });
    expect(found(await fuzzy('invioce')).sort()).toEqual(['2']);
    expect(found(await fuzzy('invioces')).sort()).toEqual(['2', '3']);
    expect(found(await fuzzy('invioces', { max_expansions: 1 }))).toEqual(['3']);
    const constant = await fuzzy('invioces', { rewrite: 'constant_score', max_expansions: 1, boost: 0.5 });
    expect(constant.body.hits.hits.map(({ _score }: { _score: number }) => _score)).toEqual([0.5, 0.5]);
    // It is no text: its value is taken as it is.
    expect(found(await fuzzy('INVOICE'))).toEqual([]);
    expect((await fuzzy('a', { fuzzyness: 1 })).body.error.type).toBe('parsing_exception');
  });

  it('counts a word as any other where the field says so, and looks not into what it only keeps', async () => {
    await given.furnish();
    await given.bulk([
      ...book('5', { place: 'here here and there' }),
      ...book('6', { place: 'here' }),
      ...book('7', { place: 'there' }),
    ]);
    const { body } = await given.search(
      { term: { place: { value: 'here', boost: 3 } } },
      { _source: ['shelf', 'notes'] },
    );
    expect(body.hits.hits.map(({ _score }: { _score: number }) => _score)).toEqual([3, 3]);
    const [hit] = (await given.search({ ids: { values: ['3'] } }, { _source: ['notes'] })).body.hits.hits;
    expect(hit._source).toEqual({ notes: { of: ['anything'] } });
    expect(found(await given.search({ match: { 'notes.of': 'anything' } }))).toEqual([]);
  });
});
