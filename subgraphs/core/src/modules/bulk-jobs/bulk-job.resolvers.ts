import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, NotFoundError, parseGlobalId } from '@trivet/platform';
import { live, payload } from '@trivet/subgraph';
import type { CoreContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  BulkJobProgressResolvers,
  BulkJobProgress as BulkJobProgressType,
  BulkJobResolvers,
  BulkJob as BulkJobType,
  MutationResolvers,
  ResourceBulkExportInput,
  SubscriptionResolvers,
} from '../../api/schema.generated.ts';
import { type BulkJobProgress as BulkJobProgressModel, bulkJobProgress } from './bulk-job.live.ts';
import type { BulkJob as BulkJobModel } from './bulk-job.model.ts';

export const BulkJob: Complete<BulkJobResolvers, BulkJobType, BulkJobModel> = {
  id: ({ id }) => globalId('blk', id),
  // Tenant data: the planner may ask about a job that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'blk' ? loaders.bulkJob.load(reference.uuid) : null;
  },
  progress: (job, _args, { bulkJobs }) => bulkJobs.progressOf(job),
  failureMessage: (job, _args, { bulkJobs }) => bulkJobs.failureMessageOf(job),
  result: (job, _args, { bulkJobs }) => bulkJobs.resultOf(job),
  account: ({ accountId }) => ({ id: accountId }),
  createdBy: ({ createdById }) => (createdById === null ? null : { id: createdById }),
};

export const BulkJobProgress: Complete<BulkJobProgressResolvers, BulkJobProgressType, BulkJobProgressModel> = {
  jobId: ({ jobId }) => globalId('blk', jobId),
  job: ({ jobId }, _args, { loaders }) => loaders.bulkJob.load(jobId),
};

export const bulkJobsOfAccount = {
  bulkJobs: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'resources:read');
    return access && connectionOf(await loaders.bulkJobsOfAccounts(page).load(access));
  },
} satisfies AccountResolvers<CoreContext>;

export const bulkJobMutations = {
  resourceBulkImport: (_root, { input }, { operation, bulkJobs }) =>
    payload(async () => ({
      job: await bulkJobs.import(operation, {
        ...input,
        accountId: parseGlobalId('acc', input.accountId),
        fileId: parseGlobalId('fil', input.fileId),
      }),
    })),
  resourceBulkExport: (_root, { input }, { operation, bulkJobs }) =>
    payload(async () => ({ job: await bulkJobs.export(operation, exportRequest(input)) })),
  bulkJobCancel: (_root, { input }, { operation, bulkJobs }) =>
    payload(async () => ({ job: await bulkJobs.cancel(operation, parseGlobalId('blk', input.id)) })),
} satisfies MutationResolvers<CoreContext>;

function exportRequest({ accountId, type, filter = null }: ResourceBulkExportInput) {
  return { accountId: parseGlobalId('acc', accountId), type, filter };
}

export const bulkJobSubscriptions = {
  bulkJobProgressed: live(async (_root, { jobId, after }, { request, operation, loaders, feed }) => {
    operation.access.requireSignedIn();
    const job = await loaders.bulkJob.load(parseGlobalId('blk', jobId));
    if (!job) throw new NotFoundError('job');
    return bulkJobProgress(feed, job, { request, after });
  }),
} satisfies SubscriptionResolvers<CoreContext>;
