import type { AccountAccess } from '@trivet/identity';
import { AppError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import { decodeSearchCursor, encodeSearchCursor, positionOf } from './search-cursor.ts';
import type { SearchGenerationRepository } from './search-generation.repository.ts';
import {
  type SearchFacet,
  type SearchHit,
  type SearchIndex,
  type SearchKind,
  type SearchQuery,
  SearchUnavailableError,
} from './search-index.ts';

const mostCharacters = 200;
const mostTypes = 50;
const mostTypeCharacters = 255;
const permissions = { RESOURCE: 'resources:read', FILE: 'files:read' } as const;

export interface SearchInput {
  readonly accountId: string;
  readonly query: string;
  readonly kinds: readonly SearchKind[] | null;
  readonly types: readonly string[] | null;
  readonly first: number;
  readonly after: string | null;
}

/** A hit, and where it stands in its search. */
export interface ListedHit extends SearchHit {
  readonly cursor: string;
}

/** One page of what is found, and what it takes to ask for more of it. */
export interface SearchResults {
  readonly access: AccountAccess;
  readonly query: SearchQuery;
  readonly hits: readonly ListedHit[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Finds what accounts have by its words. */
export class SearchService {
  readonly #generations: SearchGenerationRepository;
  readonly #indexes: readonly SearchIndex[];

  constructor({
    generations,
    indexes,
  }: {
    readonly generations: SearchGenerationRepository;
    readonly indexes: readonly SearchIndex[];
  }) {
    this.#generations = generations;
    this.#indexes = indexes;
  }

  /**
   * Null where the viewer may see nothing of what is asked for.
   * @throws {AppError} `BAD_USER_INPUT` for what cannot be looked for; `CURSOR_EXPIRED`; `SUBGRAPH_UNAVAILABLE` while there is nothing
   * to be searched, or it does not answer.
   */
  async search(operation: Operation, input: SearchInput): Promise<SearchResults | null> {
    const { first } = input;
    const after = input.after === null ? null : decodeSearchCursor(input.after);
    const text = requireQuery(input.query);
    const types = input.types && requireTypes(input.types);
    if (first < 1 || first > 100) throw new AppError('BAD_USER_INPUT', '"first" has to be from 1 to 100.');
    const allowed = await this.#allowed(operation, input);
    if (!allowed) return null;
    const { access, kinds } = allowed;
    const query = { text, kinds, types };
    return available(async () => {
      const { generation, index } = await this.#searched();
      const page = { first, after: positionOf(after, generation) };
      const { hits, hasNextPage } = await index.search(access, generation, query, page);
      const listed = hits.map((hit) => ({ ...hit, cursor: encodeSearchCursor({ generation, ...hit }) }));
      return { access, query, hits: listed, hasNextPage, hasPreviousPage: after !== null };
    });
  }

  /** How many are found of each type, on whichever page. @throws {AppError} `SUBGRAPH_UNAVAILABLE` */
  count({ access, query }: SearchResults): Promise<SearchFacet[]> {
    return available(async () => {
      const { generation, index } = await this.#searched();
      return index.count(access, generation, query);
    });
  }

  async #allowed(
    { access }: Operation,
    { accountId, kinds }: SearchInput,
  ): Promise<{ readonly access: AccountAccess; readonly kinds: readonly SearchKind[] } | null> {
    const wanted = (kinds ?? (Object.keys(permissions) as SearchKind[])).filter(
      (kind, index, all) => all.indexOf(kind) === index,
    );
    const found = await Promise.all(wanted.map((kind) => access.find(accountId, permissions[kind])));
    const first = found.find((each) => each !== null);
    return first ? { access: first, kinds: wanted.filter((_kind, index) => found[index] !== null) } : null;
  }

  async #searched(): Promise<{ readonly generation: number; readonly index: SearchIndex }> {
    const searched = await this.#generations.findSearched();
    const index = searched && this.#indexes.find(({ name }) => name === searched.index);
    if (!searched || !index) throw new SearchUnavailableError('There is nothing yet that this process can search.');
    return { generation: searched.number, index };
  }
}

/** What the index does not answer is said in our words: what it said itself may be of its inside. */
async function available<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SearchUnavailableError)) throw error;
    const message = 'Search does not answer at the moment. Try again shortly.';
    throw new AppError('SUBGRAPH_UNAVAILABLE', message, { cause: error });
  }
}

function requireQuery(query: string): string {
  const text = query.trim();
  if (text.length < 1 || text.length > mostCharacters)
    throw new AppError('BAD_USER_INPUT', `"query" has 1 to ${mostCharacters} characters.`);
  if (!isText(text)) throw new AppError('BAD_USER_INPUT', '"query" holds characters that are not text.');
  return text;
}

function requireTypes(types: readonly string[]): string[] {
  if (types.length > mostTypes) throw new AppError('BAD_USER_INPUT', `"types" has at most ${mostTypes} values.`);
  if (types.some((type) => type.length > mostTypeCharacters || !isText(type)))
    throw new AppError('BAD_USER_INPUT', '"types" holds what is no type.');
  return [...new Set(types)];
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
