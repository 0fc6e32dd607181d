import type { Database } from '@trivet/database';
import type { Access } from '@trivet/identity';
import type { ConsumerDeps } from '@trivet/messaging';
import type { Metrics } from '@trivet/platform';
import type { Worker } from '@trivet/subgraph';
import type { SearchSettings } from './config/search-config.ts';
import type { FileService } from './modules/files/file.service.ts';
import type { DefinitionService } from './modules/resource-types/definition.service.ts';
import type { ResourceService } from './modules/resources/resource.service.ts';
import { OpenSearchIndex } from './modules/search/open-search/open-search-index.ts';
import { PostgresSearchIndex } from './modules/search/postgres-search-index.ts';
import { searchConsumer } from './modules/search/search.consumer.ts';
import { searchBuilding, searchTidying } from './modules/search/search.job.ts';
import { SearchService } from './modules/search/search.service.ts';
import { SearchDocumentRepository } from './modules/search/search-document.repository.ts';
import type { SearchGenerationRepository } from './modules/search/search-generation.repository.ts';
import type { SearchIndex } from './modules/search/search-index.ts';
import { SearchIndexingService } from './modules/search/search-indexing.service.ts';
import { SearchTidyingService } from './modules/search/search-tidying.service.ts';

export interface SearchParts {
  readonly db: Database;
  readonly generations: SearchGenerationRepository;
  readonly resources: ResourceService;
  readonly files: FileService;
  readonly definitions: DefinitionService;
  readonly access: Access;
  readonly consuming: ConsumerDeps & Required<Pick<ConsumerDeps, 'clock'>>;
  readonly metrics: Metrics | undefined;
}

/** What finds things by their words, put together. */
export function createSearch(config: SearchSettings, { db, metrics, consuming, access, ...parts }: SearchParts) {
  const { clock, logger } = consuming;
  const documents = new SearchDocumentRepository(db);
  const tidying = new SearchTidyingService({ documents, generations: parts.generations, clock });
  const indexes: SearchIndex[] = [new PostgresSearchIndex({ documents, clock })];
  if (config.openSearch) {
    const failures = metrics?.counter(
      'trivet_search_failures_total',
      'Requests that the server of searches has not answered, by its status or what kept it from answering.',
    );
    indexes.push(new OpenSearchIndex({ ...config.openSearch, onFailure: (reason) => failures?.add({ reason }) }));
  }
  const refused = metrics?.counter(
    'trivet_search_refused_documents_total',
    'Documents that the index of a search refuses for what they are, by what it names; put aside.',
  );
  const indexing = new SearchIndexingService({
    ...{ ...parts, indexes, wanted: config.engine, clock, logger },
    onRefused: (reason) => refused?.add({ reason }),
  });
  const consumer = searchConsumer({ indexing, access, ...consuming });
  metrics?.gauge(
    'trivet_search_lag_events',
    'Events of the log that the search has not followed yet; NaN where another process follows.',
    {},
    () => consumer.lag ?? Number.NaN,
  );
  const workers: Worker[] = [
    searchBuilding({ indexing, access, logger }),
    searchTidying({ tidying, logger }),
    consumer,
  ];
  return { searches: new SearchService({ generations: parts.generations, indexes }), indexing, workers };
}
