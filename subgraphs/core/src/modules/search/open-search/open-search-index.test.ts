import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { accessToNewAccount } from '@trivet/identity';
import { TestAuthority } from '@trivet/platform/tls/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type OpenSearchOptions,
  type OpenSearchServer,
  startOpenSearchServer,
} from '../../../tests/open-search/open-search-server.ts';
import { searchSuite } from '../../../tests/search-suite.ts';
import { type SearchDocument, SearchUnavailableError } from '../search-index.ts';
import { OpenSearchIndex, type OpenSearchIndexOptions } from './open-search-index.ts';

let now = 0;
const generation = 7;
const password = 'a good password';

function startServer(options: OpenSearchOptions = {}): Promise<OpenSearchServer> {
  return startOpenSearchServer({ now: () => now, ...options });
}

function indexOf(server: OpenSearchServer, options: Partial<OpenSearchIndexOptions> = {}): OpenSearchIndex {
  return new OpenSearchIndex({
    ...{ url: server.url, credentials: { username: 'trivet', password }, certificateAuthority: undefined },
    ...{ prefix: 'trivet', shards: 3, replicas: 1, retryDelayMs: 1 },
    ...options,
  });
}

describe('documents in OpenSearch', async () => {
  const server = await startServer();
  const index = indexOf(server);
  searchSuite(() => ({
    index,
    settle: async () => {
      now += 1_000;
    },
  }));
});

describe('an index in OpenSearch', () => {
  let server: OpenSearchServer;
  let index: OpenSearchIndex;
  beforeEach(async () => {
    server = await startServer();
    index = indexOf(server);
    await index.create(generation);
  });
  afterEach(() => server.stop());

  const mine = accessToNewAccount(new Set(['resources:read']));
  const titled = (text: string, more: Partial<SearchDocument> = {}): SearchDocument => ({
    ...{ kind: 'RESOURCE', id: randomUUID(), accountId: mine.accountId, type: 'document', version: 1, ...more },
    texts: [{ field: '/title', text, weight: 'TITLE' }],
  });
  const put = (...documents: readonly SearchDocument[]) =>
    index.write(
      generation,
      documents.map((each) => ({ put: each })),
    );
  const query = (text: string) => ({ text, kinds: ['RESOURCE'] as const, types: null });
  const found = async (text: string) => {
    now += 1_000;
    const { hits } = await index.search(mine, generation, query(text), { first: 100, after: null });
    return hits.map(({ id }) => id);
  };
  const asked = (end: string) => server.requests.filter(({ path }) => path.endsWith(end));

  it('is never asked for more than one account', async () => {
    for (const text of ['harbour', '*', '漢字仮名'.repeat(50), 'mistyped '.repeat(20), 'one two three']) {
      await index.search(mine, generation, query(text), { first: 1, after: { score: 1, id: randomUUID() } });
      await index.count(mine, generation, { ...query(text), types: ['document'] });
    }
    const searches = asked('/_search');
    // Of what has no word nothing is asked.
    expect(searches).toHaveLength(8);
    for (const { query: parameters, body } of searches) {
      expect(new URLSearchParams(parameters).get('routing')).toBe(mine.accountId);
      expect(JSON.parse(body).query.bool.filter[0]).toEqual({ term: { accountId: mine.accountId } });
    }
  });

  it('is written in requests of a size, and by an alias that makes nothing', async () => {
    index = indexOf(server, { maxRequestBytes: 30_000 });
    const documents = Array.from({ length: 10 }, (_, number) => titled(`harbour ${number} ${'word '.repeat(200)}`));
    await put(...documents);
    expect(await found('harbour')).toHaveLength(10);
    const sizes = asked('/_bulk').map(({ body }) => Buffer.byteLength(body));
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(30_000);
    await index.drop(generation);
    const gone = { kind: 'RESOURCE', id: randomUUID(), accountId: mine.accountId, version: 2 } as const;
    await expect(put(titled('late'))).rejects.toThrow(SearchUnavailableError);
    await expect(index.write(generation, [{ remove: gone }])).rejects.toThrow(SearchUnavailableError);
    await expect(found('late')).rejects.toThrow(SearchUnavailableError);
    expect(server.indexes()).toEqual([]);
  });

  it('remembers what was removed for as long as there is the generation', async () => {
    const one = titled('harbour', { version: 4 });
    await put(one);
    const { kind, id, accountId } = one;
    await index.write(generation, [{ remove: { kind, id, accountId, version: 5 } }]);
    now += 24 * 3_600_000;
    await put(one);
    expect(await found('harbour')).toEqual([]);
  });

  it('removes of an account what nobody could find yet', async () => {
    const one = titled('harbour');
    await put(one);
    expect(await found('harbour')).toHaveLength(1);
    await put({ ...one, version: 2 }, titled('harbour'));
    await index.removeAccount(generation, mine.accountId);
    expect(await found('harbour')).toEqual([]);
  });

  it('takes no word for another that is like it by chance', async () => {
    await put(titled('cat harbor lanterns'));
    for (const typed of ['cap', 'hrbro', 'lnterms', 'lamtermz']) expect(await found(typed), typed).toEqual([]);
    for (const typed of ['ca', 'harbro', 'lantrens', 'lantersn']) expect(await found(typed), typed).toHaveLength(1);
  });

  it('brings again what there was no room for, and that alone', async () => {
    server.refuse(2);
    await put(titled('harbour'), titled('harbour'), titled('harbour'));
    expect(await found('harbour')).toHaveLength(3);
    expect(asked('/_bulk').map(({ body }) => body.split('\n').length - 1)).toEqual([6, 4]);
    server.refuse(100);
    await expect(put(titled('lantern'))).rejects.toThrow(SearchUnavailableError);
    server.refuse(0);
    expect(await found('lantern')).toEqual([]);
  });

  it('takes what it has room for, whatever else a request holds', async () => {
    const wrong = titled('harbour', { type: 'x'.repeat(40_000) });
    const right = titled('harbour');
    const { kind, id, accountId, version } = wrong;
    expect(await put(wrong, right)).toEqual([{ kind, id, accountId, version, reason: 'illegal_argument_exception' }]);
    expect(await found('harbour')).toEqual([right.id]);
  });

  it('is not tried for ever with what is larger than the server takes', async () => {
    const small = await startServer({ maxContentLength: 4_000 });
    try {
      await indexOf(small).create(1);
      const [large, one, other] = [titled('harbour '.repeat(500)), titled('harbour'), titled('harbour')];
      const refused = await indexOf(small).write(
        1,
        [one, large, other].map((each) => ({ put: each })),
      );
      expect(refused).toMatchObject([{ id: large.id, reason: 'request_too_large' }]);
      now += 1_000;
      const { hits } = await indexOf(small).search(mine, 1, query('harbour'), { first: 10, after: null });
      expect(hits.map(({ id }) => id).sort()).toEqual([one.id, other.id].sort());
    } finally {
      await small.stop();
    }
  });

  it('says that it does not answer, and goes on when it does', async () => {
    await put(titled('harbour'));
    expect(await found('harbour')).toHaveLength(1);
    server.become('unavailable');
    await expect(found('harbour')).rejects.toThrow(SearchUnavailableError);
    await expect(index.count(mine, generation, query('harbour'))).rejects.toThrow(SearchUnavailableError);
    await expect(put(titled('lantern'))).rejects.toThrow(SearchUnavailableError);
    await expect(index.create(generation + 1)).rejects.toThrow(SearchUnavailableError);
    await expect(index.drop(generation)).rejects.toThrow(SearchUnavailableError);
    await expect(index.removeAccount(generation, mine.accountId)).rejects.toThrow(SearchUnavailableError);
    // What somebody waits for is tried twice, what nobody waits for four times.
    expect([asked('/_search').length, asked('/_bulk').length]).toEqual([1 + 4, 1 + 4]);
    server.become('up');
    expect(await found('harbour')).toHaveLength(1);
    server.ignore(() => true);
    index = indexOf(server, { searchTimeoutMs: 50 });
    await expect(found('harbour')).rejects.toThrow('TimeoutError');
    const { url } = server;
    await server.stop();
    await expect(indexOf({ ...server, url }).create(1)).rejects.toThrow('ConnectionError');
  });

  it('is asked only where its certificate is one of those who are trusted', async () => {
    const authority = await TestAuthority.create();
    const secure = await startServer({ tls: await authority.issue({ names: ['search'] }) });
    try {
      await indexOf(secure, { certificateAuthority: authority.ca }).create(1);
      expect(secure.indexes()).toEqual(['trivet-1']);
      const { ca: another } = await TestAuthority.create();
      for (const certificateAuthority of [undefined, another]) {
        await expect(indexOf(secure, { certificateAuthority }).create(2)).rejects.toThrow('ConnectionError');
      }
    } finally {
      await secure.stop();
    }
  });

  it('is asked by whom it lets in, and tells no errors of what was asked or by whom', async () => {
    const open = await startServer({ apiKey: 'a2V5' });
    try {
      await indexOf(open, { credentials: { apiKey: 'a2V5' } }).create(1);
      expect(open.indexes()).toEqual(['trivet-1']);
      for (const credentials of [undefined, { apiKey: 'b3RoZXI' }, { username: 'trivet', password: 'wrong' }]) {
        const refused = indexOf(open, { credentials });
        const write = refused.write(1, [{ put: titled('Anna Secret') }]);
        await expect(write).rejects.toThrow('401');
        const error = await refused
          .search(mine, 1, query('Anna Secret'), { first: 1, after: null })
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SearchUnavailableError);
        const shown = inspect([error, await write.catch((thrown: unknown) => thrown)], { depth: 9, showHidden: true });
        expect(shown).not.toMatch(/Secret|secret|b3RoZXI|wrong|Basic|ApiKey/);
      }
    } finally {
      await open.stop();
    }
  });
});
