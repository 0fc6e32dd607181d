import type { Page, PageRequest } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { type EventFeed, type LoaderMakers, type Loaders, perArguments, type SubgraphContext } from '@trivet/subgraph';
import DataLoader from 'dataloader';
import type { BulkJob } from '../modules/bulk-jobs/bulk-job.model.ts';
import type { BulkJobService } from '../modules/bulk-jobs/bulk-job.service.ts';
import type { File } from '../modules/files/file.model.ts';
import type { FilesOfResource } from '../modules/files/file.repository.ts';
import type { FileService } from '../modules/files/file.service.ts';
import type { FileCompletionService } from '../modules/files/file-completion.service.ts';
import type { FileUpload } from '../modules/files/file-upload.model.ts';
import type { FileUploadService } from '../modules/files/file-upload.service.ts';
import type { TypeOfAccount } from '../modules/resource-indexes/resource-index.service.ts';
import type { ResourceType } from '../modules/resource-types/resource-type.model.ts';
import type { ResourceTypeService } from '../modules/resource-types/resource-type.service.ts';
import type { DeletedResource, Resource, ResourceVersion } from '../modules/resources/resource.model.ts';
import type { ExternalReference } from '../modules/resources/resource.repository.ts';
import type { ResourceService } from '../modules/resources/resource.service.ts';
import type { ResourceBinService } from '../modules/resources/resource-bin.service.ts';
import type { ResourceHistoryService, ResourceToRead } from '../modules/resources/resource-history.service.ts';
import type {
  ResourceListInput,
  ResourceListService,
  ResourcePage,
} from '../modules/resources/resource-list.service.ts';
import type { SearchService } from '../modules/search/search.service.ts';

export type { GlobalId } from '@trivet/platform';

/** A person as this subgraph knows him: by his id. */
export interface UserReference {
  readonly id: string;
}

export interface CoreServices {
  readonly feed: EventFeed;
  readonly resources: ResourceService;
  readonly resourceLists: ResourceListService;
  readonly resourceTypes: ResourceTypeService;
  readonly resourceBin: ResourceBinService;
  readonly resourceHistory: ResourceHistoryService;
  readonly files: FileService;
  readonly fileUploads: FileUploadService;
  readonly fileCompletions: FileCompletionService;
  readonly searches: SearchService;
  readonly bulkJobs: BulkJobService;
}

/** What resolvers have. */
export interface CoreContext extends SubgraphContext, CoreServices {
  readonly loaders: Loaders<typeof loaders>;
}

const ofAccount = { cacheKeyFn: ({ accountId }: AccountAccess) => accountId };

/** Everything that is asked for in one level of a query is one statement. */
export const loaders = {
  bulkJob: ({ bulkJobs, operation }) =>
    new DataLoader<string, BulkJob | null>((ids) => bulkJobs.findByIds(operation, ids)),
  bulkJobsOfAccounts: ({ bulkJobs }) =>
    perArguments(
      (page: PageRequest) =>
        new DataLoader<AccountAccess, Page<BulkJob>, string>(
          (accesses) => bulkJobs.listByAccounts(accesses, page),
          ofAccount,
        ),
    ),
  file: ({ files, operation }) => new DataLoader<string, File | null>((ids) => files.findByIds(operation, ids)),
  fileUpload: ({ fileUploads, operation }) =>
    new DataLoader<string, FileUpload | null>((ids) => fileUploads.findByIds(operation, ids)),
  fileUsage: ({ files }) => new DataLoader((accesses: readonly AccountAccess[]) => files.usageOf(accesses), ofAccount),
  filesOfAccounts: ({ files }) =>
    perArguments(
      (page: PageRequest) =>
        new DataLoader<AccountAccess, Page<File>, string>(
          (accesses) => files.listByAccounts(accesses, page),
          ofAccount,
        ),
    ),
  filesOfResources: ({ files }) =>
    perArguments(
      (page: PageRequest) =>
        new DataLoader<FilesOfResource, Page<File>, string>((wanted) => files.listByResources(wanted, page), {
          cacheKeyFn: ({ resourceId }: FilesOfResource) => resourceId,
        }),
    ),
  resource: ({ resources, operation }) =>
    new DataLoader<string, Resource | null>((ids) => resources.findByIds(operation, ids)),
  resourceByExternalKey: ({ resources }) =>
    new DataLoader<ExternalReference, Resource | null, string>((wanted) => resources.findByExternalKeys(wanted), {
      cacheKeyFn: ({ access, type, externalKey }) => JSON.stringify([access.accountId, type, externalKey]),
    }),
  resourceType: ({ resourceTypes, operation }) =>
    new DataLoader<string, ResourceType | null>((ids) => resourceTypes.findByIds(operation, ids)),
  resourceTypesOfAccounts: ({ resourceTypes }) =>
    new DataLoader<AccountAccess, ResourceType[], string>(
      (accesses) => resourceTypes.listByAccounts(accesses),
      ofAccount,
    ),
  fieldStatesOfTypes: ({ resourceTypes }) =>
    new DataLoader((types: readonly TypeOfAccount[]) => resourceTypes.fieldStatesOf(types), {
      cacheKeyFn: ({ access, type }: TypeOfAccount) => `${access.accountId} ${type}`,
    }),
  resourcesOfAccounts: ({ resources }) =>
    perArguments(
      (type: string | null, page: PageRequest) =>
        new DataLoader<AccountAccess, Page<Resource>, string>(
          (accesses) => resources.listByAccounts(accesses, { type }, page),
          ofAccount,
        ),
    ),
  // Each account's list is a statement of its own.
  listsOfAccounts: ({ resourceLists }) =>
    perArguments(
      (list: ResourceListInput) =>
        new DataLoader<AccountAccess, ResourcePage, string>(
          (accesses) => Promise.all(accesses.map((access) => resourceLists.list(access, list))),
          ofAccount,
        ),
    ),
  deletedResourcesOfAccounts: ({ resourceBin }) =>
    perArguments(
      (page: PageRequest) =>
        new DataLoader<AccountAccess, Page<DeletedResource>, string>(
          (accesses) => resourceBin.listByAccounts(accesses, page),
          ofAccount,
        ),
    ),
  historiesOfResources: ({ resourceHistory }) =>
    perArguments(
      (page: PageRequest) =>
        new DataLoader<ResourceToRead, Page<ResourceVersion>, string>(
          (wanted) => resourceHistory.listByResources(wanted, page),
          { cacheKeyFn: ({ id }: ResourceToRead) => id },
        ),
    ),
} satisfies LoaderMakers<SubgraphContext & CoreServices>;
