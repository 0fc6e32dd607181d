import { randomUUID } from 'node:crypto';
import { type AccountAccess, accessToNewAccount } from '@trivet/identity';
import { beforeAll, expect, it } from 'vitest';
import type {
  SearchDocument,
  SearchHit,
  SearchIndex,
  SearchQuery,
  SearchText,
} from '../modules/search/search-index.ts';

export interface IndexUnderTest {
  readonly index: SearchIndex;
  /** Resolves when all that was written is found. */
  settle(): Promise<void>;
}

const generation = 7;

/** What holds for searches wherever documents are. */
export function searchSuite(given: () => IndexUnderTest): void {
  beforeAll(() => given().index.create(generation));

  const account = () => accessToNewAccount(new Set(['resources:read', 'files:read']));
  const document = (
    { accountId }: AccountAccess,
    texts: Readonly<Record<string, string>>,
    more: Partial<SearchDocument> = {},
  ): SearchDocument => ({
    ...{ kind: 'RESOURCE', id: randomUUID(), accountId, type: 'document', version: 1, ...more },
    texts: Object.entries(texts).map(([field, text]) => ({ field, text, weight: weights[field] ?? 'BODY' })),
  });
  const put = async (...documents: readonly SearchDocument[]) => {
    await given().index.write(
      generation,
      documents.map((each) => ({ put: each })),
    );
    await given().settle();
  };
  const remove = async ({ kind, id, accountId }: SearchDocument, version: number) => {
    await given().index.write(generation, [{ remove: { kind, id, accountId, version } }]);
    await given().settle();
  };
  const search = async (
    access: AccountAccess,
    text: string,
    { first = 100, after = null, ...more }: Partial<SearchQuery & { first: number; after: SearchHit | null }> = {},
  ) => {
    const query = { text, kinds: ['RESOURCE', 'FILE'] as const, types: null, ...more };
    return given().index.search(access, generation, query, { first, after });
  };
  const found = async (...args: Parameters<typeof search>) => (await search(...args)).hits.map(({ id }) => id);
  /** Each highlight with what was found in brackets. */
  const marked = ({ highlights }: SearchHit) =>
    highlights.map(({ field, text, ranges }) => {
      const cuts = ranges
        .toReversed()
        .reduce((all, { start, end }) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`, text);
      return `${field}: ${cuts}`;
    });

  it('finds what has all the words, in whichever of its texts, capitals and accents or not', async () => {
    const mine = account();
    const one = document(mine, { '/title': 'Über den Fluss', labels: 'Reise', '/text': 'Café in Zürich' });
    const other = document(mine, { '/title': 'Fluss ohne Wiederkehr' });
    await put(one, other);
    expect(await found(mine, 'fluss REISE cafe')).toEqual([one.id]);
    expect(await found(mine, 'zurich uber')).toEqual([one.id]);
    expect((await found(mine, 'FLUSS')).sort()).toEqual([one.id, other.id].sort());
    expect(await found(mine, 'fluss gibtesnicht')).toEqual([]);
  });

  it('finds by the beginning of a word', async () => {
    const mine = account();
    const one = document(mine, { '/title': 'Quarterly invoice' });
    await put(one, document(mine, { '/title': 'Other' }));
    expect(await found(mine, 'inv')).toEqual([one.id]);
    expect(await found(mine, 'quart invo')).toEqual([one.id]);
    expect(await found(mine, 'voice')).toEqual([]);
  });

  it.each(['invioce', 'invoise', 'invocie', 'Quaterly', 'quarterly invoce', 'Quarterrly'])(
    'finds what was mistyped by little: %s',
    async (typed) => {
      const mine = account();
      const one = document(mine, { '/title': 'Quarterly invoice' });
      await put(one, document(mine, { '/title': 'Zebra crossing' }));
      expect(await found(mine, typed)).toEqual([one.id]);
    },
  );

  it('takes numbers for what they are', async () => {
    const mine = account();
    await put(document(mine, { '/title': 'Invoice INV2024001' }));
    expect(await found(mine, 'invoice inv2024')).toHaveLength(1);
    expect(await found(mine, 'inv2024010')).toEqual([]);
  });

  it('puts first what is called so, then what is sorted so, then what speaks of it', async () => {
    const mine = account();
    const padding = 'and something else that nobody looks for';
    const body = document(mine, { '/title': padding, '/text': 'harbour' });
    const label = document(mine, { '/title': padding, labels: 'harbour' });
    const title = document(mine, { '/title': 'harbour', '/text': padding });
    await put(body, label, title);
    expect(await found(mine, 'harbour')).toEqual([title.id, label.id, body.id]);
  });

  it.each([
    ['Person 99', ['Person 990', 'Person 991']],
    ['99 person', ['Persons 99', 'Person 998']],
    ['harbour', ['Harbours', 'Harboured and harbouring']],
  ])('puts first what has a word whole, before what only begins so: %s', async (typed, others) => {
    const mine = account();
    // Of equal scores the greatest id is first.
    const ids = [...others, typed].map(() => randomUUID()).sort();
    const [whole, ...begun] = [typed, ...others].map((title, at) =>
      document(mine, { '/title': title }, { id: ids[at] as string }),
    );
    const spoken = document(mine, { '/title': 'something else', '/text': typed });
    await put(whole as SearchDocument, ...begun, spoken);
    const hits = await found(mine, typed);
    expect([hits[0], hits.at(-1), hits.length]).toEqual([whole?.id, spoken.id, others.length + 2]);
    const [first, second] = (await search(mine, typed)).hits;
    expect(first?.score).toBeGreaterThan(second?.score ?? 0);
  });

  it('shows where it was found, as it was written', async () => {
    const mine = account();
    const text = `${'Lorem ipsum dolor. '.repeat(100)}The <b>Éclair</b> & the "éclair".${' Sit amet.'.repeat(100)}`;
    await put(document(mine, { '/title': 'Eclair <script>', '/text': text }));
    const [hit] = (await search(mine, 'eclair')).hits;
    const [title = '', body = ''] = hit ? marked(hit) : [];
    expect(title).toBe('/title: [Eclair] <script>');
    expect(body).toContain('<b>[Éclair]</b> & the "[éclair]"');
    expect(body.length).toBeLessThan(400);
  });

  it('keeps accounts apart, whatever is asked', async () => {
    const [mine, others] = [account(), account()];
    await put(document(others, { '/title': 'Secret recipe' }));
    for (const text of ['secret', 'sec', 'secrte', '*', '%', ':*', 'secret | x', `${others.accountId}`])
      expect((await search(mine, text)).hits).toEqual([]);
    expect(await count(mine, 'secret')).toEqual([]);
  });

  const count = (access: AccountAccess, text: string, more: Partial<SearchQuery> = {}) =>
    given().index.count(access, generation, { text, kinds: ['RESOURCE', 'FILE'], types: null, ...more });

  it('takes kinds and types, and counts by them', async () => {
    const mine = account();
    const file = document(mine, { name: 'harbour.pdf' }, { kind: 'FILE', type: 'application/pdf' });
    const notes = [1, 2, 3].map((number) => document(mine, { '/title': `harbour ${number}` }, { type: 'note' }));
    const plain = document(mine, { '/title': 'harbour' });
    await put(file, plain, ...notes);
    expect(await found(mine, 'harbour', { kinds: ['FILE'] })).toEqual([file.id]);
    expect(await found(mine, 'harbour', { types: ['document', 'application/pdf'] })).toHaveLength(2);
    expect(await found(mine, 'harbour', { kinds: ['RESOURCE'], types: ['application/pdf'] })).toEqual([]);
    expect(await found(mine, 'harbour', { types: [] })).toEqual([]);
    const counts = await count(mine, 'harbour');
    expect(counts[0]).toEqual({ kind: 'RESOURCE', type: 'note', count: 3 });
    expect(counts).toHaveLength(3);
    expect(await count(mine, 'harbour', { kinds: ['RESOURCE'] })).toHaveLength(2);
  });

  it('gives page after page, each hit once', async () => {
    const mine = account();
    const documents = Array.from({ length: 23 }, (_, number) =>
      document(mine, { '/title': 'harbour', '/text': 'harbour '.repeat(number % 4) }),
    );
    await put(...documents);
    const seen: SearchHit[] = [];
    for (let more = true; more; ) {
      const { hits, hasNextPage } = await search(mine, 'harbour', { first: 5, after: seen.at(-1) ?? null });
      seen.push(...hits);
      more = hasNextPage;
    }
    expect(seen.map(({ id }) => id).sort()).toEqual(documents.map(({ id }) => id).sort());
    const sorted = seen.toSorted((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1));
    expect(seen).toEqual(sorted);
  });

  it('keeps the greatest version of a thing, in whichever order they come, and its removal', async () => {
    const mine = account();
    const first = document(mine, { '/title': 'first' }, { version: 4 });
    const second = { ...document(mine, { '/title': 'second' }, { version: 5 }), id: first.id };
    await put(second, document(mine, { '/title': 'neighbour' }));
    await put(first, { ...first, version: 5 });
    expect(await found(mine, 'first')).toEqual([]);
    expect(await found(mine, 'second')).toEqual([first.id]);
    await remove(first, 5);
    expect(await found(mine, 'second')).toEqual([first.id]);
    await remove(first, 6);
    await put(second, { ...second, version: 6 });
    expect(await found(mine, 'second')).toEqual([]);
    // Of what was never there, too.
    const late = document(mine, { '/title': 'late' });
    await remove(late, 2);
    await put(late);
    expect(await found(mine, 'late')).toEqual([]);
    // It came back.
    await put({ ...second, version: 7 });
    expect(await found(mine, 'second')).toEqual([first.id]);
  });

  it('takes several versions of one thing at once', async () => {
    const mine = account();
    const one = document(mine, { '/title': 'early' });
    await put({ ...one, version: 3, texts: bodyOf('late') }, { ...one, version: 2 }, { ...one, version: 1 });
    expect(await found(mine, 'late')).toEqual([one.id]);
    expect(await found(mine, 'early')).toEqual([]);
  });

  it('keeps generations apart, and forgets one without the other', async () => {
    const mine = account();
    const { index, settle } = given();
    const next = generation + 1;
    await index.create(next);
    await index.create(next);
    const [here, there] = [document(mine, { '/title': 'harbour' }), document(mine, { '/title': 'lantern' })];
    await put(here);
    await index.write(next, [{ put: there }]);
    await settle();
    expect(await found(mine, 'lantern')).toEqual([]);
    const query = { text: 'lantern', kinds: ['RESOURCE'] as const, types: null };
    expect((await index.search(mine, next, query, { first: 1, after: null })).hits).toHaveLength(1);
    await index.drop(next);
    await index.drop(next);
    await settle();
    expect(await found(mine, 'harbour')).toEqual([here.id]);
  });

  it('forgets an account whole, and no other', async () => {
    const [mine, others] = [account(), account()];
    await put(
      ...[1, 2, 3].map(() => document(mine, { '/title': 'harbour' })),
      document(others, { '/title': 'harbour' }),
    );
    await given().index.removeAccount(generation, mine.accountId);
    await given().settle();
    expect(await found(mine, 'harbour')).toEqual([]);
    expect(await found(others, 'harbour')).toHaveLength(1);
  });

  it('finds words of every writing', async () => {
    const mine = account();
    const texts = [
      'ירושלים של זהב',
      'مرحبا بالعالم',
      'Добрый вечер',
      '東京都庁の建物',
      'สวัสดีชาวโลก',
      'rocket 🚀 launch',
    ];
    const documents = texts.map((text) => document(mine, { '/title': text }));
    await put(...documents);
    for (const [index, typed] of ['ירושלים', 'مرحبا', 'ДОБРЫЙ', '東京', 'สวัสดี', '🚀'].entries())
      expect(await found(mine, typed), typed).toEqual([documents[index]?.id]);
  });

  it.each(hostile)('takes what nobody would type for what it is: %j', async (typed) => {
    const mine = account();
    await put(document(mine, { '/title': 'the one & only' }));
    // It answers: with the one that has these words, or with nothing.
    expect((await search(mine, typed)).hits.length).toBeLessThan(2);
    expect((await count(mine, typed)).length).toBeLessThan(2);
  });

  it('takes texts that nobody would write', async () => {
    const mine = account();
    const strange = ["it's \\ 'quoted':*A & | ! <->", 'x'.repeat(50_000), '%_%', '\u202egnorw\u202c', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(500)];
    await put(...strange.map((text) => document(mine, { '/title': `strange ${text}` })));
    expect(await found(mine, 'strange')).toHaveLength(strange.length);
    expect(await found(mine, 'quoted')).toHaveLength(1);
  });
}

const weights: Readonly<Record<string, SearchText['weight']>> = { '/title': 'TITLE', name: 'TITLE', labels: 'LABEL' };
const bodyOf = (text: string): SearchText[] => [{ field: '/text', text, weight: 'BODY' }];

const hostile = [
  ' ',
  '\u0001',
  '& | ! <-> ( ) : *',
  "' or 1=1 --",
  "one' & 'two",
  '\\',
  '%',
  '_',
  'one:*',
  '"one',
  '{"match_all":{}}',
  'one AND NOT (two OR *)',
  '/.*/',
  'one~10',
  'the',
  'a'.repeat(200),
  'a b '.repeat(50),
  '\u202e\u2066\u200f',
  '́'.repeat(200),
  '🙂'.repeat(100),
  '__proto__ constructor',
];
