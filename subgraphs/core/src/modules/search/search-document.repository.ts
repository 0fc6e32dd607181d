import { type Database, lastId, nobody, prepared, waitForLocksAtMost } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { and, asc, eq, inArray, isNull, lte, type SQL, sql } from 'drizzle-orm';
import {
  type CountedType,
  type FoundDocument,
  type SearchDocumentRow,
  type SearchedWord,
  type StoredText,
  searchAccounts,
  searchDocuments,
  searchWords,
} from './search.model.ts';

/** So many of those that are found are ranked and counted: the words that thousands have say little. */
const mostRanked = 5_000;
const mostCounted = 20_000;
const mostFacets = 100;
/** Others who write the words of an account wait behind who tidies them. */
const waitedForMs = 100;
/** Against what comes late. */
const removalKept = sql.raw(`interval '1 day'`);

/** Of the words of a scope. */
const wordsLock = (scope: SQL) => sql`hashtextextended('core.search_words ' || ${scope}, 0)`;

type Found = { accountId: string; query: string };

/**
 * Of the view that shows what the policy does, past which an index answers `@@`. What the query says of the account is asked
 * once more in a way that no index answers: there is one way to a page, by the words, whatever PostgreSQL takes them to cost.
 */
const inScope = sql.raw('core.search_documents_in_scope');
const ofQuery = sql`words @@ ${sql.placeholder('query')}::tsquery and (account_id = ${sql.placeholder('accountId')}::uuid) is true`;
const weights = sql.raw(`'{0.05, 0.15, 0.45, 1}'`);
/**
 * A word and what it begins are one to `ts_rank`, and every word that begins so counts: together less than one (32), so that a word that
 * is there whole can count more. Not more than everything: a title in which it begins is before a text that has it.
 */
const rank = sql`ts_rank(${weights}, words, ${sql.placeholder('ranking')}::tsquery, 32)
  + 2::real * ts_rank(${weights}, words, ${sql.placeholder('whole')}::tsquery)`;

type Ranked = Found & { generation: number; ranking: string; whole: string };

const search = prepared<Ranked & { score: number; after: string; first: number }>()('searchDocuments.search', (db) =>
  db
    .select({
      id: sql`hit.id`.mapWith(searchDocuments.id),
      kind: sql<FoundDocument['kind']>`hit.kind`.mapWith(searchDocuments.kind),
      score: sql`hit.score`.mapWith(Number),
      texts: sql<readonly StoredText[]>`${searchDocuments.texts}`.mapWith(searchDocuments.texts),
    })
    .from(
      sql`(
        with found as materialized (
          select id, kind, ${rank} as score from ${inScope} where ${ofQuery} limit ${sql.raw(String(mostRanked))}
        )
        select * from found
        where (score, id) < (${sql.placeholder('score')}::real, ${sql.placeholder('after')}::uuid)
        order by score desc, id desc limit ${sql.placeholder('first')}
      ) as hit`,
    )
    .innerJoin(
      searchDocuments,
      sql`${searchDocuments.id} = hit.id and ${searchDocuments.generation} = ${sql.placeholder('generation')}`,
    )
    .orderBy(sql`hit.score desc`, sql`hit.id desc`),
);

const count = prepared<Found>()('searchDocuments.count', (db) =>
  db
    .select({
      kind: sql<FoundDocument['kind']>`kind`.mapWith(searchDocuments.kind),
      type: sql`type`.mapWith(String),
      count: sql`count(*)::int`.mapWith(Number),
    })
    .from(sql`(select kind, type from ${inScope} where ${ofQuery} limit ${sql.raw(String(mostCounted))}) as found`)
    .groupBy(sql`kind`, sql`type`)
    .orderBy(sql`3 desc`, sql`1`, sql`2`)
    .limit(mostFacets),
);

/** Which of the words begin a word that there is. */
const known = prepared<{ scope: string; words: readonly string[] }>()('searchWords.known', (db) =>
  db
    .select({ word: sql`found.word`.mapWith(String) })
    .from(
      sql`core.search_known_words(${sql.placeholder('scope')}, ${sql.placeholder('words')}::text[]) as found(word)`,
    ),
);

const similar = prepared<{ accountId: string; scope: string; words: readonly string[]; most: number }>()(
  'searchWords.similar',
  (db) =>
    db
      .select({ typed: sql`given.word`.mapWith(String), word: sql`found.word`.mapWith(String) })
      .from(sql`unnest(${sql.placeholder('words')}::text[]) as given(word)`)
      .crossJoin(
        sql`lateral core.search_similar_words(${sql.placeholder('accountId')}::uuid, ${sql.placeholder('scope')}, given.word, ${sql.placeholder('most')}) as found(word)`,
      ),
);

const untidy = prepared<{ now: Date; limit: number }>()('searchWork.listUntidy', (db) =>
  db
    .select({ accountId: searchAccounts.accountId })
    .from(searchAccounts)
    .where(lte(searchAccounts.tidyAt, sql.placeholder('now')))
    .orderBy(asc(searchAccounts.tidyAt))
    .limit(sql.placeholder('limit')),
);

/** As they are sent, for who wants to see their plans. */
export const searchStatements = { search, count } as const;

/** An account whose rows are meant, and what its words begin with. */
interface Scoped {
  readonly accountId: string;
  readonly scope: string;
}

export interface SearchedPage {
  readonly generation: number;
  /** tsquery: what is found, by what of it is ranked, and any of the words as they were typed. */
  readonly query: string;
  readonly ranking: string;
  readonly whole: string;
  readonly first: number;
  readonly after: { readonly score: number; readonly id: string } | null;
}

/** Documents, and the words that they are found by. */
export class SearchDocumentRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The best first. */
  search(
    { accountId, rows }: Pick<AccountAccess, 'accountId' | 'rows'>,
    { after, ...page }: SearchedPage,
  ): Promise<FoundDocument[]> {
    const from = { score: after?.score ?? Number.POSITIVE_INFINITY, after: after?.id ?? lastId };
    return this.#db.readWithin(rows, search, { accountId, ...page, ...from });
  }

  /** How many of each type, the most first. */
  count({ accountId, rows }: Pick<AccountAccess, 'accountId' | 'rows'>, query: string): Promise<CountedType[]> {
    return this.#db.readWithin(rows, count, { accountId, query });
  }

  /** Those with which a word begins that there is. */
  async listKnownWords({ accountId, scope }: Scoped, words: readonly string[]): Promise<string[]> {
    const rows = await this.#db.readWithin({ accounts: [accountId] }, known, { scope, words });
    return rows.map(({ word }) => word);
  }

  /** For each of the words at most `most` that are like it, the likest first. */
  listSimilarWords(
    { accountId, scope }: Scoped,
    words: readonly string[],
    most: number,
  ): Promise<{ typed: string; word: string }[]> {
    return this.#db.readWithin({ accounts: [accountId] }, similar, { accountId, scope, words, most });
  }

  /** Each id once. Of what is there already the greater version stays. */
  async write(
    generation: number,
    documents: readonly SearchDocumentRow[],
    words: readonly SearchedWord[],
  ): Promise<void> {
    if (documents.length === 0) return;
    const accounts = [...new Set(documents.map(({ accountId }) => accountId))];
    const column = (values: readonly string[]) => sql`${sql.param(values)}::text[]`;
    const of = (value: (document: SearchDocumentRow) => string) => column(documents.map(value));
    const scopes = [...new Set(words.map(({ scope }) => scope))].sort();
    await this.#db.transaction({ accounts }, async (tx) => {
      // A word that is there stays until its document is.
      await tx.execute(sql`
        select /* searchWords.hold */ pg_advisory_xact_lock_shared(${wordsLock(sql`scope`)}) from unnest(${column(scopes)}) as held(scope)`);
      // In one order, so that two who write the same do not wait for each other.
      await tx.execute(sql`
        insert /* searchWords.write */ into ${searchWords} (scope, word, account_id)
        select scope, word, account_id::uuid
        from unnest(${column(words.map(({ scope }) => scope))}, ${column(words.map(({ word }) => word))},
          ${column(words.map(({ accountId }) => accountId))}) as given(scope, word, account_id)
        order by 1, 2
        on conflict do nothing`);
      await tx.execute(sql`
        insert /* searchDocuments.write */ into ${searchDocuments} as present
          (id, generation, account_id, kind, type, version, texts, words, removed_at)
        select id::uuid, ${generation}::int, account_id::uuid, kind::core.search_kind, type, version::bigint, texts::jsonb,
          words::tsvector, case when is_removed = 'true' then now() end
        from unnest(${of(({ id }) => id)}, ${of(({ accountId }) => accountId)}, ${of(({ kind }) => kind)},
          ${of(({ type }) => type)}, ${of(({ version }) => String(version))}, ${of(({ texts }) => JSON.stringify(texts))},
          ${of((document) => document.words)}, ${of(({ isRemoved }) => String(isRemoved))})
          as given(id, account_id, kind, type, version, texts, words, is_removed)
        order by 1
        on conflict (id, generation) do update
          set type = excluded.type, version = excluded.version, texts = excluded.texts, words = excluded.words,
            removed_at = excluded.removed_at
          where present.version < excluded.version`);
    });
    // Of what was there before, words may be left that nothing has any more.
    // By itself: whoever writes these rows at the moment need not be waited for while others wait for us.
    await this.#db.transaction({ accounts }, (tx) =>
      tx
        .delete(searchDocuments)
        .where(
          sql`${searchDocuments.accountId} = any(${sql.param(accounts)}::uuid[]) and ${searchDocuments.removedAt} < now() - ${removalKept}`,
        ),
    );
  }

  /** Whose words may be left of documents that are no more. */
  async listUntidy(now: Date, limit: number): Promise<string[]> {
    const rows = await this.#db.read(untidy, { now, limit });
    return rows.map(({ accountId }) => accountId);
  }

  /** That words are looked at from then on; null when they were. */
  async tidyLater(
    accountIds: readonly string[],
    { at, replace }: { readonly at: Date | null; readonly replace: boolean },
  ) {
    const which = inArray(searchAccounts.accountId, [...accountIds]);
    await this.#db.transaction(nobody, (tx) =>
      tx
        .update(searchAccounts)
        .set({ tidyAt: at })
        .where(replace ? which : and(which, isNull(searchAccounts.tidyAt))),
    );
  }

  /**
   * Takes away words that no document has, of the next `limit` behind `after`.
   * @returns up to which word it has looked; null at the end.
   * @throws what `isLockTimeout` says, where somebody writes for long.
   */
  async tidyWords({ accountId, scope }: Scoped, after: string, limit: number): Promise<string | null> {
    const [row] = await this.#db.transaction({ accounts: [accountId] }, async (tx) => {
      await waitForLocksAtMost(tx, waitedForMs);
      // Whoever writes a document has its words first: until it is there, they are not without one.
      await tx.execute(sql`select /* searchWords.claim */ pg_advisory_xact_lock(${wordsLock(sql`${scope}::text`)})`);
      return tx.execute<{ last: string | null; looked: number }>(sql`
        with looked as (
          select word from ${searchWords} where scope = ${scope} and word > ${after} order by word limit ${limit}
        ), gone as (
          delete /* searchWords.tidy */ from ${searchWords} as present using looked
          where present.scope = ${scope} and present.word = looked.word and not exists (
            select from ${inScope} where words @@ quote_literal(present.scope || present.word)::tsquery
              and (account_id = ${accountId}::uuid) is true)
        )
        select max(word) as last, count(*)::int as looked from looked`);
    });
    return row?.looked === limit ? row.last : null;
  }

  /** At most `limit` documents, and when there is none any more all words. @returns how many documents. */
  async deleteOfAccount(generation: number, { accountId, scope }: Scoped, limit: number): Promise<number> {
    const { id, generation: of, accountId: owner } = searchDocuments;
    return this.#db.transaction({ accounts: [accountId] }, async (tx) => {
      const some = tx
        .select({ id })
        .from(searchDocuments)
        .where(and(eq(owner, accountId), eq(of, generation)))
        .limit(limit);
      const deleted = await tx
        .delete(searchDocuments)
        .where(and(eq(of, generation), inArray(id, some)))
        .returning({ id });
      if (deleted.length < limit) await tx.delete(searchWords).where(eq(searchWords.scope, scope));
      return deleted.length;
    });
  }

  /** At most `limit` rows of whichever account. @returns how many. */
  async deleteOfGeneration(generation: number, [from, to]: readonly [string, string], limit: number): Promise<number> {
    const [row] = await this.#db.transaction(nobody, (tx) =>
      tx.execute<{ deleted: number }>(
        sql`select core.search_drop(${generation}::int, ${from}, ${to}, ${limit}::int) as deleted`,
      ),
    );
    return row?.deleted ?? 0;
  }
}
