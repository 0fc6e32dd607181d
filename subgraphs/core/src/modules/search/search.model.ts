import { account, accountRows, notPersonal, personal } from '@trivet/database';
import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

/** As its text form has it: `'word':1A,7C`. */
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

export const searchKind = coreSchema.enum('search_kind', ['RESOURCE', 'FILE']);
/** Built beside the one that is searched, then searched, then taken away. */
export const searchGenerationState = coreSchema.enum('search_generation_state', ['BUILDING', 'SEARCHED', 'DROPPED']);

/** A text of a document, as it is shown. */
export interface StoredText {
  readonly field: string;
  readonly text: string;
}

/**
 * Things as PostgreSQL finds them: copies, by the words of their texts. Row-level security holds the application's role; the owner
 * reads past it, for `search_documents_in_scope`, which shows the same rows: behind a policy no index answers `@@`.
 */
export const searchDocuments = coreSchema
  .table(
    'search_documents',
    {
      id: uuid('id').notNull(),
      generation: integer('generation').notNull(),
      accountId: uuid('account_id').notNull(),
      kind: searchKind('kind').notNull(),
      type: personal('INTERNAL', account('account_id'), text('type').notNull()),
      version: bigint('version', { mode: 'number' }).notNull(),
      texts: personal('INTERNAL', account('account_id'), jsonb('texts').$type<readonly StoredText[]>().notNull()),
      /** Each word behind the name of its account and generation, so that a look into the index is one into theirs. */
      words: personal('INTERNAL', account('account_id'), tsvector('words').notNull()),
      /** When it was taken away; kept for a while against what comes late. */
      removedAt: timestamp('removed_at', { withTimezone: true }),
    },
    (table) => [
      primaryKey({ name: 'search_documents_pkey', columns: [table.id, table.generation] }),
      index('search_documents_generation_account_id_idx').on(table.generation, table.accountId),
      index('search_documents_words_idx').using('gin', table.words),
      index('search_documents_removed_at_idx')
        .on(table.accountId, table.removedAt)
        .where(sql`${table.removedAt} is not null`),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/** A document as it is written. */
export interface SearchDocumentRow {
  readonly id: string;
  readonly accountId: string;
  readonly kind: 'RESOURCE' | 'FILE';
  readonly type: string;
  readonly version: number;
  readonly texts: readonly StoredText[];
  readonly words: string;
  readonly isRemoved: boolean;
}

export interface FoundDocument {
  readonly id: string;
  readonly kind: 'RESOURCE' | 'FILE';
  readonly score: number;
  readonly texts: readonly StoredText[];
}

export interface CountedType {
  readonly kind: 'RESOURCE' | 'FILE';
  readonly type: string;
  readonly count: number;
}

export interface SearchedWord {
  readonly scope: string;
  readonly accountId: string;
  readonly word: string;
}

/** Every word of an account's documents once: what is mistyped is looked for here. As the table above, for `%`. */
export const searchWords = coreSchema
  .table(
    'search_words',
    {
      /** Of which generation and account, as words are named in documents. */
      scope: notPersonal('made of a number and an id', text('scope').notNull()),
      word: personal('INTERNAL', account('account_id'), text('word').notNull()),
      accountId: uuid('account_id').notNull(),
    },
    (table) => [
      // Of two accounts that share a scope each has its own.
      primaryKey({ name: 'search_words_pkey', columns: [table.scope, table.word, table.accountId] }),
      // As text, so that nobody comes by it for the account alone, which the policy asks about.
      index('search_words_word_idx').using('gin', sql`(account_id::text)`, table.word.op('gin_trgm_ops')),
      accountRows('account_id'),
    ],
  )
  .enableRLS();

/** All documents as they were made anew, in one index. One of them is searched. */
export const searchGenerations = coreSchema.table(
  'search_generations',
  {
    /** Never one that was another's: who is late with something of that must not come upon this. */
    number: integer('number').primaryKey().generatedByDefaultAsIdentity(),
    index: notPersonal('a name of ours', text('index').notNull()),
    state: searchGenerationState('state').notNull(),
    begunAt: timestamp('begun_at', { withTimezone: true }).notNull(),
    searchedAt: timestamp('searched_at', { withTimezone: true }),
  },
  (table) => [uniqueIndex('search_generations_searched_key').on(table.state).where(sql`${table.state} = 'SEARCHED'`)],
);
export type SearchGeneration = typeof searchGenerations.$inferSelect;
/** With the number of parts that are left to be looked at, and of documents that its index refuses. */
export type CountedGeneration = SearchGeneration & { readonly left: number; readonly refused: number };

/**
 * Documents that the index of a generation refuses for what they are: put aside, so that the others go on. Ids, written by the job for
 * all accounts. Without row-level security.
 */
export const searchRefusals = coreSchema.table(
  'search_refusals',
  {
    generation: integer('generation').notNull(),
    id: uuid('id').notNull(),
    kind: searchKind('kind').notNull(),
    accountId: uuid('account_id').notNull(),
    version: bigint('version', { mode: 'number' }).notNull(),
    reason: notPersonal('the type of an error, as the index names it', text('reason').notNull()),
  },
  (table) => [
    primaryKey({ name: 'search_refusals_pkey', columns: [table.generation, table.id] }),
    index('search_refusals_account_id_idx').on(table.accountId),
  ],
);
/** One of them, of whichever generation. */
export type RefusedDocument = Omit<typeof searchRefusals.$inferSelect, 'generation'>;

/** Accounts that have documents: ids, read by the job for all of them. Without row-level security. */
export const searchAccounts = coreSchema.table(
  'search_accounts',
  {
    accountId: uuid('account_id').primaryKey(),
    /** From when on words that no document has any more are taken away; null where there are none. */
    tidyAt: timestamp('tidy_at', { withTimezone: true }),
  },
  (table) => [index('search_accounts_tidy_at_idx').on(table.tidyAt).where(sql`${table.tidyAt} is not null`)],
);

/** What is to be looked at for a generation: ids, read by the job for all accounts. Without row-level security. */
export const searchWork = coreSchema.table(
  'search_work',
  {
    generation: integer('generation').notNull(),
    accountId: uuid('account_id').notNull(),
    /** Only its resources; the id of nothing for all that the account has. */
    resourceTypeId: uuid('resource_type_id').notNull(),
    kind: searchKind('kind').notNull(),
    /** The newest come first: what is older than this is left. Null at the beginning. */
    before: uuid('before'),
    /** Grows when it begins anew: whoever looked at a part of it before then has moved nothing. */
    revision: integer('revision').notNull().default(1),
    /** Whose turn is first; while somebody is at it, when another may take it. */
    turnAt: timestamp('turn_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'search_work_pkey', columns: [table.generation, table.accountId, table.resourceTypeId] }),
    index('search_work_turn_at_idx').on(table.turnAt),
    index('search_work_account_id_idx').on(table.accountId),
  ],
);
export type SearchWork = typeof searchWork.$inferSelect;
