import { globalId } from '@trivet/platform';
import { nodesResolver, sharedResolvers } from '@trivet/subgraph';
import {
  BulkJob,
  BulkJobProgress,
  bulkJobMutations,
  bulkJobSubscriptions,
  bulkJobsOfAccount,
} from '../modules/bulk-jobs/bulk-job.resolvers.ts';
import { File, fileMutations, filesOfAccount, filesOfResource } from '../modules/files/file.resolvers.ts';
import { FileUpload, FileUploadTarget, fileUploadMutations } from '../modules/files/file-upload.resolvers.ts';
import { accountReference, Plan, planOfAccount, planQueries } from '../modules/plans/plan.resolvers.ts';
import {
  IncompatibleResource,
  IncompatibleResources,
  ResourceField,
  ResourceType,
  resourceTypeMutations,
  resourceTypesOfAccount,
} from '../modules/resource-types/resource-type.resolvers.ts';
import {
  DeletedResource,
  Resource,
  ResourceChange,
  ResourceVersion,
  resourceMutations,
  resourceQueries,
  resourceSubscriptions,
  resourcesOfAccount,
} from '../modules/resources/resource.resolvers.ts';
import { SearchResultConnection, searchQueries } from '../modules/search/search.resolvers.ts';
import type { CoreContext } from './context.ts';

const _coreNodes = nodesResolver<CoreContext>({
  res: { typename: 'Resource', find: (id, { loaders }) => loaders.resource.load(id) },
  rty: { typename: 'ResourceType', find: (id, { loaders }) => loaders.resourceType.load(id) },
  fil: { typename: 'File', find: (id, { loaders }) => loaders.file.load(id) },
  blk: { typename: 'BulkJob', find: (id, { loaders }) => loaders.bulkJob.load(id) },
  upl: { typename: 'FileUpload', find: (id, { loaders }) => loaders.fileUpload.load(id) },
});

/** Every resolver of this subgraph, by type. */
export const resolvers = {
  ...sharedResolvers,
  Query: { ...planQueries, ...resourceQueries, ...searchQueries, _coreNodes },
  Mutation: {
    ...resourceMutations,
    ...resourceTypeMutations,
    ...fileUploadMutations,
    ...fileMutations,
    ...bulkJobMutations,
  },
  Subscription: { ...resourceSubscriptions, ...bulkJobSubscriptions },
  Account: {
    ...accountReference,
    ...planOfAccount,
    ...resourcesOfAccount,
    ...resourceTypesOfAccount,
    ...filesOfAccount,
    ...bulkJobsOfAccount,
  },
  Plan,
  Resource: { ...Resource, ...filesOfResource },
  ResourceChange,
  ResourceVersion,
  DeletedResource,
  ResourceType,
  ResourceField,
  IncompatibleResource,
  IncompatibleResources,
  BulkJob,
  BulkJobProgress,
  File,
  FileUpload,
  FileUploadTarget,
  SearchResultConnection,
  User: { id: ({ id }: { readonly id: string }) => globalId('usr', id) },
};
