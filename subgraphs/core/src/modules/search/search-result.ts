import type { Connection } from '@trivet/database';
import type { File } from '../files/file.model.ts';
import type { Resource } from '../resources/resource.model.ts';
import type { SearchResults } from './search.service.ts';
import type { SearchHit } from './search-index.ts';

/** What was found, and what it is now. */
export interface SearchResult extends Omit<SearchHit, 'kind' | 'id'> {
  readonly node: (Resource & { readonly __typename: 'Resource' }) | (File & { readonly __typename: 'File' });
}

/** One page, and what its facets are counted by. */
export interface SearchResultConnection extends Connection<SearchResult> {
  readonly results: SearchResults;
}
