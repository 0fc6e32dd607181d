import { join } from 'node:path';
import { Database, DatabaseClock, Idempotency } from '@trivet/database';
import { Access, type AccessDirectory } from '@trivet/identity';
import { Outbox, Relay, WorkerSession } from '@trivet/messaging';
import { buildSchema, ExecutableSubgraph, loadTypeDefs } from '@trivet/platform';
import {
  accountRemoval,
  contextMaker,
  EventFeed,
  erasureConfirmed,
  type Host,
  idempotencySweep,
  personErasure,
  programsRevokedBy,
  type RunnableSubgraph,
  revokedCredentialOf,
  revokedOverLog,
  runnableSubgraph,
} from '@trivet/subgraph';
import { type CoreContext, type CoreServices, loaders } from './api/context.ts';
import { resolvers } from './api/resolvers.ts';
import { createBulkJobs } from './bulk-jobs.ts';
import type { CoreConfig } from './config/config.ts';
import {
  accountRemovals,
  consumerOffsets,
  deadLetters,
  idempotencyKeys,
  outbox as outboxTable,
  personErasures,
} from './core-schema.model.ts';
import { createFiles } from './files.ts';
import { bulkJobConsumer } from './modules/bulk-jobs/bulk-job.consumer.ts';
import { bulkJobCreated, bulkJobFinished, bulkJobProgressed } from './modules/bulk-jobs/bulk-job.events.ts';
import { BulkJobRepository } from './modules/bulk-jobs/bulk-job.repository.ts';
import { servedResults } from './modules/bulk-jobs/result-content.ts';
import { fileAttached, fileCreated, fileDeleted, fileDetached } from './modules/files/file.events.ts';
import { FileRepository } from './modules/files/file.repository.ts';
import { resourceIndexing } from './modules/resource-indexes/resource-index.job.ts';
import { ResourceIndexRepository } from './modules/resource-indexes/resource-index.repository.ts';
import { ResourceIndexService } from './modules/resource-indexes/resource-index.service.ts';
import { DefinitionService } from './modules/resource-types/definition.service.ts';
import { DefinitionCheckService } from './modules/resource-types/definition-check.service.ts';
import {
  resourceTypeCreated,
  resourceTypeDeleted,
  resourceTypeUpdated,
} from './modules/resource-types/resource-type.events.ts';
import { ResourceTypeRepository } from './modules/resource-types/resource-type.repository.ts';
import { ResourceTypeService } from './modules/resource-types/resource-type.service.ts';
import { DeletedResourceRepository } from './modules/resources/deleted-resource.repository.ts';
import {
  resourceCreated,
  resourceDeleted,
  resourceRestored,
  resourceUpdated,
} from './modules/resources/resource.events.ts';
import { ResourceRepository } from './modules/resources/resource.repository.ts';
import { ResourceService } from './modules/resources/resource.service.ts';
import { ResourceBinService } from './modules/resources/resource-bin.service.ts';
import { ResourceChanges } from './modules/resources/resource-changes.service.ts';
import { ResourceHistoryService } from './modules/resources/resource-history.service.ts';
import { ResourceListRepository } from './modules/resources/resource-list.repository.ts';
import { ResourceListService } from './modules/resources/resource-list.service.ts';
import { ResourceScanService } from './modules/resources/resource-scan.service.ts';
import { resourceUpkeep } from './modules/resources/resource-upkeep.job.ts';
import { ResourceVersionRepository } from './modules/resources/resource-version.repository.ts';
import { SearchDeclarationService } from './modules/search/search-declaration.service.ts';
import { SearchGenerationRepository } from './modules/search/search-generation.repository.ts';
import { createSearch } from './search.ts';

const name = 'core';

/** The subgraph's SDL, for composition too. */
export const typeDefs = loadTypeDefs(join(import.meta.dirname, 'modules'));

/** What this subgraph publishes; `schema/events` holds the JSON Schema of each. */
export const events = [
  resourceCreated,
  resourceUpdated,
  resourceDeleted,
  resourceRestored,
  resourceTypeCreated,
  resourceTypeUpdated,
  resourceTypeDeleted,
  ...[fileCreated, fileDeleted, fileAttached, fileDetached],
  ...[bulkJobCreated, bulkJobProgressed, bulkJobFinished],
  erasureConfirmed,
] as const;

/** Where this subgraph's tables are. */
export const schemaPart = {
  schema: name,
  owner: 'trivet_core_owner',
  role: 'trivet_core',
  migrations: join(import.meta.dirname, '../migrations'),
  extensions: ['pg_trgm', 'btree_gin'],
} as const;

export function createCore(
  config: CoreConfig,
  { clock, logger, log, tail, executor, metrics, ...host }: Host,
  directory: AccessDirectory,
): RunnableSubgraph<CoreContext> {
  const db = new Database({ url: config.databaseUrl, applicationName: name });
  const session = new WorkerSession({ url: config.databaseUrl, applicationName: `${name} worker`, logger });
  const outbox = new Outbox({ table: outboxTable, clock });
  const idempotency = new Idempotency(idempotencyKeys);
  const access = new Access({ directory, logger });

  const repository = new ResourceRepository(db);
  const deleted = new DeletedResourceRepository(db);
  const versions = new ResourceVersionRepository(db);
  const types = new ResourceTypeRepository(db);
  const { retentionClock = new DatabaseClock(db) } = host;
  const changing = { db, idempotency, outbox, clock, retentionClock };
  const scan = new ResourceScanService({ resources: repository, deleted });
  const indexes = new ResourceIndexService({ db, indexes: new ResourceIndexRepository(db), resources: scan, clock });
  const definitions = new DefinitionService({ types, indexes });
  const ofResources = { resources: repository, versions, definitions, indexes, ...changing };
  const changes = new ResourceChanges(ofResources);
  const resources = new ResourceService({ changes, ...ofResources });
  const { deletedDays, historyDays } = config.retention;
  const attachments = new FileRepository(db);
  const bin = new ResourceBinService({
    service: resources,
    deleted,
    changes,
    attachments,
    deletedDays,
    ...ofResources,
  });
  const history = new ResourceHistoryService({ versions, retentionClock });
  const check = new DefinitionCheckService({ resources: scan });
  const generations = new SearchGenerationRepository(db);
  const declarations = new SearchDeclarationService({ generations });
  const resourceTypes = new ResourceTypeService({
    ...{ types, resources: scan, check, indexes, search: declarations },
    ...changing,
  });
  const jobs = new BulkJobRepository(db);
  const files = createFiles(config.files, {
    resources,
    otherContent: servedResults(jobs, clock),
    ...changing,
    logger,
    metrics,
  });
  const resourceLists = new ResourceListService({ lists: new ResourceListRepository(db), indexes });
  const revoked = revokedOverLog({ tail, clock });
  const bulk = createBulkJobs(config.bulk, {
    ...{ jobs, files, lists: resourceLists, access, directory, revoked, session, logger },
    ...ofResources,
  });
  const relay = new Relay({ outbox, session, log, logger });
  const tables = { outbox: outboxTable, consumerOffsets, deadLetters };
  const consuming = { subgraph: name, log, tail, session, database: db, tables, outbox, logger, clock };
  const search = createSearch(config.search, {
    ...{ db, generations, resources, files: files.services.files, definitions, access },
    ...{ consuming, metrics },
  });
  const services: CoreServices = {
    resources,
    resourceLists,
    resourceTypes,
    resourceBin: bin,
    resourceHistory: history,
    ...files.services,
    searches: search.searches,
    bulkJobs: bulk.service,
    feed: new EventFeed({ tail, access, revoked }),
  };

  const revoking = { types: programsRevokedBy, credentialOf: revokedCredentialOf };
  const revocations = bulkJobConsumer({ run: bulk.run, revoking, ...consuming });
  const removal = accountRemoval({
    table: accountRemovals,
    // What makes others first: then none comes any more. The definitions last: until then nothing of a type is without one.
    remove: async (tx, accountId, limit) => {
      let removed = 0;
      for (const part of [bulk.run, resources, bin, history, indexes, files.services.files, resourceTypes])
        if (removed < limit) removed += await part.removeOfAccount(tx, accountId, limit - removed);
      // Until the last of it is committed as removed, others read it, and write what is found. So that is taken away by a run of its own.
      if (removed > 0) return limit;
      await search.indexing.forgetAccount(accountId);
      return 0;
    },
    ...consuming,
  });
  // Resources and files are their account's. That somebody made one stays, by the id that tells nothing of him any more.
  const erasure = personErasure({
    table: personErasures,
    remove: (tx, userId, limit) => idempotency.forget(tx, userId, limit),
    ...consuming,
  });
  const upkeep = resourceUpkeep({ bin, history, historyDays, access, logger });
  const indexing = resourceIndexing({ indexes, access, logger });
  const sweep = idempotencySweep({ db, idempotency, logger });

  const executable = new ExecutableSubgraph<CoreContext>({
    name,
    schema: buildSchema({ typeDefs, resolvers }),
    createContext: contextMaker({ access, services, loaders }),
    logger,
    executor,
  });
  return runnableSubgraph({
    executable,
    role: config.role,
    workers: [
      relay,
      ...removal,
      ...erasure,
      sweep,
      ...upkeep,
      indexing,
      ...files.workers,
      ...search.workers,
      ...[bulk.worker, revocations],
    ],
    routes: files.routes,
    tail,
    clock,
    session,
    databases: [db],
  });
}
