import type { AccountAccess } from '@trivet/identity';

/** What can be found. */
export type SearchKind = 'RESOURCE' | 'FILE';

/** How much it counts that something is found in a text: in what a thing is called, by what it is sorted, or in the rest. */
export type SearchWeight = 'TITLE' | 'LABEL' | 'BODY';

export interface SearchText {
  /** Where it is from: `name` of a file; of a resource `labels`, or the path of a field in its data, such as `/title`. */
  readonly field: string;
  readonly text: string;
  readonly weight: SearchWeight;
}

/** A thing as it is found. */
export interface SearchDocument {
  readonly kind: SearchKind;
  readonly id: string;
  readonly accountId: string;
  /** Of a resource its type, of a file its media type. At most 255 characters. */
  readonly type: string;
  /** Grows with each change of what is found, and is below 2^53. */
  readonly version: number;
  /** In the order in which a reader would look at them: at most 60, of 20,000 UTF-16 code units together, without NUL and half surrogates. */
  readonly texts: readonly SearchText[];
}

/** A thing that is to be found no longer. */
export type SearchRemoval = Pick<SearchDocument, 'kind' | 'id' | 'accountId' | 'version'>;

/** A document that an index does not take for what it is, however often it is tried. */
export interface SearchRefusal extends SearchRemoval {
  /** As the index names what is wrong: one of few, and nothing of the document. */
  readonly reason: string;
}

export type SearchChange =
  | { readonly put: SearchDocument; readonly remove?: never }
  | { readonly remove: SearchRemoval; readonly put?: never };

/** What is looked for, in one account. */
export interface SearchQuery {
  /**
   * As somebody typed it, 1 to 200 UTF-16 code units without NUL and half surrogates. It has no operators: every character is looked
   * for or means nothing.
   */
  readonly text: string;
  /** Only these, one at least: those that the viewer may see and asks for. */
  readonly kinds: readonly SearchKind[];
  /** Only of these types; null for all. */
  readonly types: readonly string[] | null;
}

/** Behind which hit a page begins. */
export interface SearchPosition {
  readonly score: number;
  readonly id: string;
}

export interface SearchPageRequest {
  /** 1 to 100. */
  readonly first: number;
  /** Null for the beginning. */
  readonly after: SearchPosition | null;
}

/** In UTF-16 code units of a text: from `start` to before `end`. */
export interface SearchRange {
  readonly start: number;
  readonly end: number;
}

/** A text in which something was found, or a piece of a long one: as it was written, without any markup. */
export interface SearchHighlight {
  readonly field: string;
  readonly text: string;
  /** What was found: one at least, in their order, none within another. */
  readonly ranges: readonly SearchRange[];
}

export interface SearchHit {
  readonly kind: SearchKind;
  readonly id: string;
  /** The higher the better; comparable within one search only. */
  readonly score: number;
  /** At most three, in the order of the document's texts. May be empty where what was found cannot be shown in one text. */
  readonly highlights: readonly SearchHighlight[];
}

export interface SearchPage {
  /** The highest score first, and of equal ones the greater id. */
  readonly hits: readonly SearchHit[];
  readonly hasNextPage: boolean;
}

/** How many of a type are found. */
export interface SearchFacet {
  readonly kind: SearchKind;
  readonly type: string;
  readonly count: number;
}

/**
 * Where things are found by their words. One suite runs over all of them (`src/tests/search-suite.ts`). It holds copies, which may be
 * behind: who reads a hit looks the thing up, and drops what is gone. Everything may be done again; a process may die in between.
 *
 * A generation is all documents, made anew beside those of the one before. Which one is searched is decided elsewhere
 * (`search_generations`), in one transaction, so an index needs to know nothing but numbers.
 *
 * A word is found by itself, in capitals or not, with accents or without; by its beginning, from two characters on; and by what is
 * mistyped by little (one character of four to seven, two of more; none where there are digits). A text is found where it has all words of the query,
 * in whichever of its fields. What has no word finds nothing. What has a word whole is before what only begins so in a text that counts
 * as much.
 */
export interface SearchIndex {
  /** As configuration and rows name it. */
  readonly name: string;
  /** Makes ready for the documents of a generation. @throws {SearchUnavailableError} as all of these. */
  create(generation: number): Promise<void>;
  /**
   * All of them, in any order, of any accounts; 500 at most. Of one thing the greatest version counts, and another of the same version
   * changes nothing; a removal counts for an hour at least, so that what was read before it and comes late is not found again.
   * @returns those that it refuses for what they are; all others are written.
   */
  write(generation: number, changes: readonly SearchChange[]): Promise<readonly SearchRefusal[]>;
  /** Resolves when all that was written before is found: an index may show it later by itself. */
  refresh(generation: number): Promise<void>;
  /** All of an account. It may take long: nobody waits for it. */
  removeAccount(generation: number, accountId: string): Promise<void>;
  /** All of a generation that nobody searches any more. */
  drop(generation: number): Promise<void>;
  /** In the account of `access` and nowhere else, whatever is asked. */
  search(access: AccountAccess, generation: number, query: SearchQuery, page: SearchPageRequest): Promise<SearchPage>;
  /** What is found, by its types: the most first, at most 100. Counts may be low where thousands are found. */
  count(access: AccountAccess, generation: number, query: SearchQuery): Promise<SearchFacet[]>;
}

/** The index does not answer, or not in time. What was to be written is written later. */
export class SearchUnavailableError extends Error {
  override readonly name = 'SearchUnavailableError';
}
